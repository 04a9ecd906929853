//! The page of a migration report.

use mycelium::migration::{Criterion, MigrationReport, RoadMetrics, Samples, Verdict};

use crate::chart::{Bar, bar_chart, quantile_chart};
use crate::page::{Page, Tone};

/// A figure of one road, of several runs.
type Figure = fn(&RoadMetrics) -> &Samples;

/// A migration report as one page: the criteria with their verdicts, charts of both roads, all figures, and how they were
/// measured.
///
/// What was not measured is said to be so, and its chart is left out.
#[must_use]
pub fn page(report: &MigrationReport) -> String {
    let metrics = &report.metrics;
    let (before, after) = (&metrics.before, &metrics.after);
    let met = report.criteria.iter().filter(|criterion| criterion.verdict == Verdict::Met).count();
    let mut page = Page::new(&format!("{}: from {} to {}", metrics.name, before.road, after.road))
        .text(&format!("{met} of {} criteria are met. {}", report.criteria.len(), outcome(report)))
        .heading("Criteria")
        .toned_table(
            &["criterion", &before.road, &after.road, "found", "target", "verdict"],
            report.criteria.iter().map(criterion),
        )
        .heading("Charts");
    let both = [(before.road.as_str(), before), (after.road.as_str(), after)];
    let handled = both.map(|(name, road)| (name, &road.handled_ns));
    if handled.iter().any(|(_, times)| times.count > 0) {
        page = page.chart(&quantile_chart("Send to handled at the given load, by percentile", "ns", &handled));
    }
    let enqueue = both.map(|(name, road)| (name, &road.enqueue_ns));
    if enqueue.iter().any(|(_, times)| times.count > 0) {
        page = page.chart(&quantile_chart("Enqueue: what a send costs the sender, by percentile", "ns", &enqueue));
    }
    let figures: [(&str, &str, Figure); 4] = [
        ("Throughput", "messages/s", |road| &road.throughput_per_s),
        ("CPU time of a flood, all processes", "s", |road| &road.cpu_s),
        ("CPU usage at the given load, all processes", "cores", |road| &road.load_cpu_cores),
        ("Memory of all processes (PSS)", "bytes", |road| &road.memory_pss_bytes),
    ];
    for (title, unit, figure) in figures {
        let bars: Vec<Bar<'_>> = both
            .iter()
            .filter_map(|(label, road)| {
                let samples = figure(road);
                Some(Bar { label, value: samples.median()?, spread: samples.spread() })
            })
            .collect();
        if !bars.is_empty() {
            page = page.chart(&bar_chart(title, unit, &bars));
        }
    }
    let rows = report.rows().into_iter().map(|row| vec![row.name, row.before, row.after, row.change]);
    page = page
        .note("Bars are medians of all runs; the line over a bar goes from the smallest to the largest.")
        .heading("Figures")
        .table(&["", &before.road, &after.road, "change"], &rows.collect::<Vec<_>>())
        .text(&format!("Serialization avoided, in all runs: {:.1} MiB.", report.serialization_saved_mb));
    if !metrics.notes.is_empty() {
        page = page.heading("How it was measured");
    }
    metrics.notes.iter().fold(page, |page, note| page.note(note)).to_html()
}

fn outcome(report: &MigrationReport) -> String {
    let lost = match report.messages_lost {
        0 => "No message was lost".to_owned(),
        1 => "1 message was lost".to_owned(),
        lost => format!("{lost} messages were lost"),
    };
    match (report.identical, &report.metrics.difference) {
        (Some(true), _) => format!("{lost}, and both roads computed the same, byte for byte."),
        (None, _) => format!("{lost}; nobody compared what both roads computed."),
        (Some(false), None) => format!("{lost}, and the roads computed DIFFERENT results."),
        (Some(false), Some(difference)) => format!("{lost}, and the roads computed DIFFERENT results: {difference}"),
    }
}

fn criterion(criterion: &Criterion) -> Vec<(Tone, String)> {
    let tone = match criterion.verdict {
        Verdict::Met => Tone::Good,
        Verdict::NotMet | Verdict::NotMeasured => Tone::Bad,
    };
    let Criterion { name, before, after, change, target, verdict, .. } = criterion;
    let plain = [name, before, after, change, target].map(|text| (Tone::Plain, text.clone()));
    plain.into_iter().chain([(tone, verdict.to_string())]).collect()
}

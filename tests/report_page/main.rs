//! The page of a report: what is on it, that it names nothing outside, and, in a real browser, that nothing is clipped.

mod browser;

use mycelium::migration::{Distribution, MigrationMetrics, MigrationReport, RoadMetrics, Samples};
use mycelium_report::{Bar, POINTS_MAX, Page, SERIES_MAX, bar_chart, line_chart, page, quantile_chart};

/// A report of a road with a name that has to be escaped.
pub(crate) fn report() -> MigrationReport {
    let road = |name: &str, factor: f64| RoadMetrics {
        road: name.to_owned(),
        messages_sent: 234_567,
        messages_lost: 0,
        encodes: 0,
        handled_ns: Distribution::from_counts((1..5_000).map(|at| (f64::from(at) * f64::from(at) * factor, 7))),
        enqueue_ns: Distribution::from_counts((1..500).map(|at| (20.0 * factor + f64::from(at), 3))),
        throughput_per_s: Samples(vec![5_700_453.0 / factor, 5_900_000.0 / factor, 5_100_000.0 / factor]),
        cpu_s: Samples(vec![0.057 * factor, 0.061 * factor, 0.055 * factor]),
        load_cpu_cores: Samples(vec![0.023 * factor]),
        memory_pss_bytes: Samples(vec![14_000_000.0 + 1e6 * factor; 3]),
        digest: "0123456789abcdef".to_owned(),
    };
    let metrics = MigrationMetrics {
        name: "feed <script>alert('&')</script> -> \"book\"".to_owned(),
        messages_processed: 469_134,
        serialization_eliminated_bytes: 26_832_098,
        before: road("relay & <b>", 6.0),
        after: road("bundled", 1.0),
        difference: None,
        notes: vec!["command: load_test --seconds 10 <here>".to_owned()],
    };
    metrics.calculate_improvement()
}

/// The page names no address but the namespace of its drawings, and loads nothing.
fn is_self_contained(html: &str) {
    let elsewhere = html.replace("http://www.w3.org/2000/svg", "");
    for word in ["http:", "https:", "src=", "href=", "@import", "url(", "<script", "<link", "<iframe", "\"//", "'//"] {
        assert!(!elsewhere.contains(word), "the page contains `{word}`");
    }
}

/// Every element is closed where it was opened.
fn is_well_formed(html: &str) {
    let mut open = Vec::new();
    for tag in html.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').expect("a tag ends");
        let name = tag.split([' ', '\n', '/']).find(|name| !name.is_empty()).expect("a tag has a name");
        match tag {
            _ if tag.starts_with('!') || tag.ends_with('/') || name == "meta" => {}
            _ if tag.starts_with('/') => assert_eq!(open.pop(), Some(name), "`{tag}` closes something else"),
            _ => open.push(name),
        }
    }
    assert_eq!(open, Vec::<&str>::new(), "never closed");
}

#[test]
fn the_page_is_one_file_and_names_nothing_outside() {
    let html = page(&report());
    is_self_contained(&html);
    is_well_formed(&html);
    assert!(html.len() < 200_000, "{} bytes", html.len());
}

#[test]
fn the_page_shows_every_figure_and_verdict() {
    let report = report();
    let html = page(&report);
    for criterion in &report.criteria {
        for cell in [&criterion.name, &criterion.after, &criterion.change, &criterion.target] {
            let cell = cell.replace('<', "&lt;").replace('>', "&gt;");
            assert!(html.contains(&format!("<td>{cell}</td>")), "`{cell}` of {criterion:?} is not there");
        }
    }
    for row in report.rows() {
        assert!(html.contains(&row.before) && html.contains(&row.after), "{row:?}");
    }
    let charts = ["Send to handled", "Enqueue", "Throughput", "CPU time", "CPU usage", "Memory"];
    assert_eq!(html.matches("<svg").count(), charts.len());
    for chart in charts {
        assert!(html.contains(&format!("aria-label=\"{chart}")), "no chart `{chart}`");
    }
    for text in ["p50", "p99.99", "max", "5.7M", "messages/s", "prefers-color-scheme:dark", "currentColor"] {
        assert!(html.contains(text), "no `{text}`");
    }
}

#[test]
fn names_are_escaped() {
    let html = page(&report());
    assert!(!html.contains("<b>") && !html.contains("alert('"), "a name became markup");
    assert!(html.contains("relay &amp; &lt;b&gt;"), "in tables");
    assert!(html.contains("&lt;here&gt;"), "in notes");
    let hostile = "\u{0}</text><script>\u{7}";
    let chart = line_chart(hostile, hostile, &[(hostile, &[(0.0, 1.0)])]);
    let html =
        Page::new(hostile).heading(hostile).chart(&chart).table(&[hostile], &[vec![hostile.to_owned()]]).to_html();
    is_self_contained(&html);
    is_well_formed(&html);
    assert!(!html.chars().any(|c| c.is_control() && c != '\n'), "control characters are no part of a page");
}

#[test]
fn what_was_not_measured_has_no_chart() {
    let html = page(&MigrationMetrics::default().calculate_improvement());
    assert_eq!(html.matches("<svg").count(), 0);
    assert!(html.contains("not measured"));
    is_well_formed(&html);
}

#[test]
fn charts_take_any_figures_and_stay_bounded() {
    let unsound = [(0.0, f64::NAN), (f64::INFINITY, 1.0), (f64::NEG_INFINITY, f64::NEG_INFINITY)];
    for chart in [
        line_chart("None", "messages", &[]),
        line_chart("Unsound", "messages", &[("all", &unsound)]),
        quantile_chart("None", "ns", &[("nothing", &Distribution::default())]),
        bar_chart("Unsound", "s", &[Bar { label: "bar", value: f64::NAN, spread: None }]),
    ] {
        assert!(chart.contains("no figures"), "{chart}");
        is_well_formed(&chart);
    }
    for extreme in [&[(0.0, f64::MAX), (f64::MAX, f64::MIN)][..], &[(0.0, 1e-300)], &[(5.0, 0.0), (5.0, 0.0)]] {
        is_well_formed(&line_chart("Extreme", "bytes", &[("extreme", extreme)]));
    }
    is_well_formed(&bar_chart(
        "Extreme",
        "s",
        &[Bar { label: "bar", value: f64::MAX, spread: Some((f64::MIN, f64::NAN)) }],
    ));

    let many: Vec<(f64, f64)> = (0..1_000_000).map(|at| (f64::from(at), f64::from(at % 7))).collect();
    let names: Vec<String> = (0..20).map(|number| format!("series {number} with quite a long name")).collect();
    let series: Vec<(&str, &[(f64, f64)])> = names.iter().map(|name| (name.as_str(), &many[..])).collect();
    let chart = line_chart("Many", "messages", &series);
    assert!(chart.len() < SERIES_MAX * POINTS_MAX * 12 + 20_000, "{} bytes", chart.len());
    assert!(chart.contains("and 12 more"), "it says what it does not draw");
}

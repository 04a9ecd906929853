//! What a migration report says: better and worse, what was not measured, and whether the criteria are met.

use mycelium::migration::{Distribution, MigrationMetrics, MigrationReport, QUANTILES, RoadMetrics, Samples, Verdict};

fn times(ns: f64) -> Distribution {
    Distribution::from_counts([(ns, 1_000)])
}

/// A road on which everything costs `factor` times as much.
fn road(name: &str, factor: f64) -> RoadMetrics {
    RoadMetrics {
        road: name.to_owned(),
        messages_sent: 1_000,
        messages_lost: 0,
        encodes: 0,
        handled_ns: times(10_000.0 * factor),
        enqueue_ns: times(50.0 * factor),
        throughput_per_s: Samples(vec![1e6 / factor; 3]),
        cpu_s: Samples(vec![factor; 3]),
        load_cpu_cores: Samples(vec![0.1 * factor; 3]),
        memory_pss_bytes: Samples(vec![1_048_576.0 * factor; 3]),
        digest: "0123456789abcdef".to_owned(),
    }
}

fn moved(before: f64, after: f64) -> MigrationMetrics {
    MigrationMetrics {
        name: "feed -> book".to_owned(),
        messages_processed: 2_000,
        serialization_eliminated_bytes: 3 * 1_048_576,
        before: road("relay", before),
        after: road("bundled", after),
        ..MigrationMetrics::default()
    }
}

fn verdict(report: &MigrationReport, name: &str) -> Verdict {
    report.criterion(name).unwrap_or_else(|| panic!("no criterion `{name}`")).verdict
}

#[test]
fn what_became_better_is_reported() {
    let report = moved(4.0, 1.0).calculate_improvement();
    assert_eq!((report.latency_reduction, report.enqueue_reduction), (Some(75.0), Some(75.0)));
    assert_eq!((report.throughput_increase, report.cpu_reduction), (Some(300.0), Some(75.0)));
    assert_eq!((report.memory_increase, report.serialization_saved_mb), (Some(-75.0), 3.0));
    assert!(report.is_correct() && report.all_met(), "{report}");
    assert_eq!(report.criteria.len(), 12);
}

#[test]
fn what_became_worse_is_reported_as_worse() {
    let report = moved(1.0, 4.0).calculate_improvement();
    assert_eq!((report.latency_reduction, report.enqueue_reduction), (Some(-300.0), Some(-300.0)));
    assert_eq!((report.throughput_increase, report.cpu_reduction), (Some(-75.0), Some(-300.0)));
    assert_eq!(report.memory_increase, Some(300.0));
    let unmet = report.criteria.iter().filter(|criterion| criterion.verdict == Verdict::NotMet).count();
    assert_eq!(unmet, 10, "all that is a figure: {report}");
    assert!(report.is_correct(), "slower is not wrong");
    assert!(report.to_string().contains("300.0 % more"), "{report}");
}

#[test]
fn targets_are_judged_at_their_edges() {
    // Exactly half: a cut of at least 50 % is met; 50 % less CPU is more than 30 %.
    let report = moved(2.0, 1.0).calculate_improvement();
    assert_eq!(verdict(&report, "cut of send to handled, p99"), Verdict::Met);
    // 100 ns are not less than 100 ns.
    let report = moved(8.0, 2.0).calculate_improvement();
    assert_eq!(verdict(&report, "enqueue, p50"), Verdict::NotMet);
    // Nothing changed: less than 10 % more memory, and nothing else.
    let report = moved(1.0, 1.0).calculate_improvement();
    assert_eq!(verdict(&report, "memory, PSS"), Verdict::Met);
    assert_eq!(verdict(&report, "throughput"), Verdict::NotMet);
    assert_eq!(verdict(&report, "CPU time, flood"), Verdict::NotMet);
}

#[test]
fn a_percentile_can_miss_what_another_reaches() {
    let mut metrics = moved(4.0, 1.0);
    metrics.after.handled_ns = Distribution::from_counts([(10_000.0, 980), (90_000.0, 20)]);
    let report = metrics.calculate_improvement();
    assert_eq!(verdict(&report, "cut of send to handled, p50"), Verdict::Met);
    assert_eq!(verdict(&report, "cut of send to handled, p99"), Verdict::NotMet);
}

#[test]
fn what_was_not_measured_is_neither_met_nor_divided_by() {
    let nothing = MigrationMetrics::default().calculate_improvement();
    assert!(nothing.criteria.iter().all(|criterion| criterion.verdict == Verdict::NotMeasured), "{nothing}");
    assert!(!nothing.is_correct() && !nothing.all_met());

    let mut metrics = moved(4.0, 1.0);
    metrics.before.cpu_s = Samples(vec![0.0; 3]);
    metrics.after.memory_pss_bytes = Samples::default();
    metrics.after.throughput_per_s = Samples(vec![f64::INFINITY, 1.0, 1.0]);
    let report = metrics.calculate_improvement();
    assert_eq!((report.cpu_reduction, report.memory_increase, report.throughput_increase), (None, None, None));
    for name in ["CPU time, flood", "memory, PSS", "throughput"] {
        assert_eq!(verdict(&report, name), Verdict::NotMeasured, "{name}");
    }
    let text = report.to_string();
    assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
}

#[test]
fn what_was_lost_or_differs_is_never_correct() {
    let mut lossy = moved(4.0, 1.0);
    lossy.before.messages_lost = 1;
    let report = lossy.calculate_improvement();
    assert_eq!((report.messages_lost, verdict(&report, "messages lost")), (1, Verdict::NotMet));
    assert!(!report.is_correct());

    let mut different = moved(4.0, 1.0);
    different.after.digest = "f".repeat(16);
    different.difference = Some("signal 7".to_owned());
    let report = different.calculate_improvement();
    assert_eq!((report.identical, verdict(&report, "signals")), (Some(false), Verdict::NotMet));
    assert!(!report.is_correct() && report.to_string().contains("signals DIFFER: signal 7"), "{report}");
}

#[test]
fn a_report_comes_back_from_json() {
    let report = moved(4.0, 1.0).calculate_improvement();
    let json = serde_json::to_string(&report).expect("it can be written");
    let back: MigrationReport = serde_json::from_str(&json).expect("it can be read");
    assert_eq!(back, report);
    assert!(json.contains(r#""verdict":"met""#) && json.contains(r#""throughput_increase":300.0"#), "{json}");
}

#[test]
fn quantiles_are_exact_and_buckets_few() {
    let hundred = Distribution::from_counts((1..=100).rev().map(|ns| (f64::from(ns), 1)));
    assert_eq!(
        (hundred.quantile(0.5), hundred.quantile(0.99), hundred.quantile(1.0)),
        (Some(50.0), Some(99.0), Some(100.0))
    );
    assert_eq!((hundred.min, hundred.mean.round(), hundred.count), (1.0, 51.0, 100));
    assert_eq!(hundred.quantile(0.42), None, "only some are kept");
    assert_eq!(hundred.buckets.iter().map(|bucket| bucket.count).sum::<u64>(), 100);

    let many = Distribution::from_counts((0..100_000).map(|ns| (f64::from(ns) * 1e9, 1)));
    assert!(many.buckets.len() < 250, "{}", many.buckets.len());
    assert_eq!(many.quantiles.len(), QUANTILES.len());
    assert!(many.buckets.windows(2).all(|two| two[0].upto < two[1].upto));

    let unsound = Distribution::from_counts([(f64::NAN, 1), (-1.0, 1), (f64::INFINITY, 1), (7.0, 0)]);
    assert_eq!(unsound, Distribution::default());
    let endless = Distribution::from_counts([(1.0, u64::MAX), (2.0, u64::MAX)]);
    assert_eq!(endless.quantile(0.5), Some(1.0), "counts do not overflow");
}

#[test]
fn a_median_is_of_all_runs() {
    assert_eq!(Samples(vec![3.0, 1.0, 2.0]).median(), Some(2.0));
    assert_eq!(Samples(vec![4.0, 1.0, 2.0, 3.0]).median(), Some(2.5));
    assert_eq!(Samples(vec![4.0, 1.0]).spread(), Some((1.0, 4.0)));
    assert_eq!((Samples::default().median(), Samples(vec![f64::NAN]).median()), (None, None));
}

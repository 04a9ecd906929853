//! The arguments: those of criterion that mean something here, since `cargo bench` hands the same to all benchmarks.

/// Criterion's options whose next word is a value, and no filter.
const WITH_VALUE: [&str; 20] = [
    "-b",
    "--baseline",
    "--baseline-lenient",
    "-c",
    "--color",
    "--colour",
    "--confidence-level",
    "--format",
    "--load-baseline",
    "--measurement-time",
    "--noise-threshold",
    "--nresamples",
    "--output-format",
    "--plotting-backend",
    "--profile-time",
    "-s",
    "--sample-size",
    "--save-baseline",
    "--significance-level",
    "--warm-up-time",
];

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    Full,
    Quick,
    /// Each row runs, shortly and once: `cargo test --benches`, which does not say `--bench`.
    Test,
}

/// What is to be done.
#[derive(Debug)]
pub(crate) struct Args {
    pub(crate) extent: Extent,
    /// Only the names of the rows.
    pub(crate) list: bool,
    filters: Vec<String>,
}

// === impl Args ===

impl Args {
    pub(crate) fn read() -> Self {
        let (mut is_bench, mut is_test, mut is_quick, mut list) = (false, false, false, false);
        let mut filters = Vec::new();
        let mut args = std::env::args().skip(1);
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--bench" => is_bench = true,
                "--test" => is_test = true,
                "--quick" => is_quick = true,
                "--list" => list = true,
                option if WITH_VALUE.contains(&option) => drop(args.next()),
                // The other benchmarks of a run know it, or refuse it.
                option if option.starts_with('-') => {}
                _ => filters.push(arg),
            }
        }
        let extent = match () {
            () if is_test || !is_bench => Extent::Test,
            () if is_quick => Extent::Quick,
            () => Extent::Full,
        };
        Self { extent, list, filters }
    }

    pub(crate) fn selects(&self, table: &str, row: &str) -> bool {
        let name = format!("{table}/{row}");
        self.filters.is_empty() || self.filters.iter().any(|filter| name.contains(filter.as_str()))
    }
}

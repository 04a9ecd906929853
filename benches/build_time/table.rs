//! Medians and spreads, as Markdown.

use std::time::Duration;

use crate::compiler::Cost;
use crate::stage::{Costs, Stage};
use crate::{SIDES, Side};

/// All turns.
#[derive(Default)]
pub(crate) struct Figures(Vec<(Side, Costs)>);

/// A step's name, and where its cost stands.
type Step = (&'static str, fn(&Costs) -> Cost);

const STEPS: [Step; 3] = [("check", |costs| costs.check), ("build", |costs| costs.build), ("edit", |costs| costs.edit)];

// === impl Figures ===

impl Figures {
    pub(crate) fn add(&mut self, side: Side, costs: Costs) {
        self.0.push((side, costs));
    }

    /// Seconds, sorted.
    fn seconds(&self, side: Side, time: impl Fn(&Costs) -> Duration) -> Vec<f64> {
        let of_side = self.0.iter().filter(|(found, _)| *found == side);
        let mut seconds: Vec<f64> = of_side.map(|(_, costs)| time(costs).as_secs_f64()).collect();
        seconds.sort_by(f64::total_cmp);
        seconds
    }
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The tables of the docs.
pub(crate) fn print(figures: &Figures, stage: &Stage) {
    println!("\n| library | lines | KiB |\n|---|---:|---:|");
    for (side, lines, bytes) in &stage.sizes {
        println!("| {} | {lines} | {} |", side.name(), bytes / 1024);
    }
    println!(
        "\n| rustc, s | side | CPU, median | least .. most | wall, median | CPU to expanded | CPU to by hand | CPU to lean |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|---:|");
    for (step, cost) in STEPS {
        let cpu = |side| figures.seconds(side, |costs| cost(costs).cpu);
        for side in SIDES {
            let (own, wall) = (cpu(side), figures.seconds(side, |costs| cost(costs).wall));
            let to = |other| median(&own) / median(&cpu(other));
            let (least, most) = (own.first().unwrap_or(&f64::NAN), own.last().unwrap_or(&f64::NAN));
            println!(
                "| {step} | {} | {:.2} | {least:.2} .. {most:.2} | {:.2} | {:.2} | {:.2} | {:.2} |",
                side.name(),
                median(&own),
                median(&wall),
                to(Side::Expanded),
                to(Side::ByHand),
                to(Side::Lean)
            );
        }
    }
}

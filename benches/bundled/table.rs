//! The table whose sides take turns.

use crate::scenario::{SCENARIOS, SIDES, Scenario, Side, measure};

/// How often each side is measured.
const TURNS: usize = 7;

/// Measures and prints, a row per scenario and side.
pub(crate) fn print() {
    println!("{:<30}{:<12}{:>10}{:>22}{:>12}", "ns per message", "side", "median", "quartiles", "to tokio");
    for scenario in SCENARIOS {
        // Once unmeasured: pages, caches, branch predictors.
        for side in SIDES {
            measure(side, scenario, scenario.count / 10);
        }
        let mut rows: Vec<(Side, Vec<f64>)> = SIDES.into_iter().map(|side| (side, Vec::new())).collect();
        for _ in 0..TURNS {
            for (side, turns) in &mut rows {
                turns.push(per_message_ns(*side, scenario));
            }
        }
        for (_, turns) in &mut rows {
            turns.sort_by(f64::total_cmp);
        }
        let tokio = rows.iter().find(|(side, _)| *side == Side::Tokio).map_or(f64::NAN, |(_, turns)| turns[TURNS / 2]);
        for (side, turns) in &rows {
            let (low, median, high) = (turns[TURNS / 4], turns[TURNS / 2], turns[TURNS - 1 - TURNS / 4]);
            let quartiles = format!("{low:.1} .. {high:.1}");
            println!("{:<30}{:<12}{median:>10.1}{quartiles:>22}{:>12.2}", scenario.name, side.name(), median / tokio);
        }
    }
    println!();
}

fn per_message_ns(side: Side, scenario: Scenario) -> f64 {
    measure(side, scenario, scenario.count).as_nanos() as f64 / scenario.count as f64
}

//! The rates of the last two minutes, for each edge and actor that is there.

use std::collections::{BTreeMap, VecDeque};

use crate::view::View;

/// How many rates are kept of each.
const RATES_MAX: usize = 120;

/// See the module. What is gone is forgotten, so it is no larger than the system that is seen.
#[derive(Debug, Default)]
pub(super) struct History {
    rates: BTreeMap<[String; 3], VecDeque<Option<f64>>>,
}

// === impl History ===

impl History {
    /// Takes the rates of a view, and writes the history into it.
    pub(super) fn add(&mut self, view: &mut View) {
        let mut before = std::mem::take(&mut self.rates);
        let mut follow = |key: [String; 3], rate: Option<f64>| {
            let mut rates = before.remove(&key).unwrap_or_default();
            if rates.len() == RATES_MAX {
                rates.pop_front();
            }
            rates.push_back(rate);
            let shown = rates.iter().copied().collect();
            self.rates.insert(key, rates);
            shown
        };
        for edge in &mut view.edges {
            edge.history = follow([edge.node.clone(), edge.from.clone(), edge.to.clone()], edge.rate);
        }
        for actor in &mut view.actors {
            let key = [actor.status.node.clone(), String::new(), actor.status.name.clone()];
            actor.history = follow(key, actor.rate);
        }
    }
}

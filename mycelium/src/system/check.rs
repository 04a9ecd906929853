//! What can be said of a topology before anything runs: that its types are known, its configurations can be read, no two
//! types of messages share a number, and its edges can carry what their receivers take.

use std::collections::HashMap;

use super::launch::{Launch, LaunchError};
use super::types::ActorType;
use crate::bundle::Road;
use crate::domain_enum::Variant;
use crate::numbers::Numbers;
use crate::wire::Domain;

impl Launch {
    pub(super) fn check_actors(&self) -> Result<(), LaunchError> {
        for plan in self.topology.actors() {
            match self.types.get(&plan.type_name) {
                Some(known) => known.check(plan)?,
                None => return Err(self.topology.error_unknown_type(&plan.name, self.types.names()).into()),
            }
        }
        Ok(())
    }

    /// One number of one domain is one type of message, wherever its actors run.
    pub(super) fn check_numbers(&self) -> Result<(), LaunchError> {
        let mut numbers = Numbers::default();
        for plan in self.topology.actors() {
            let (_, variants) = self.type_of(&plan.name).takes();
            let taken = numbers.take(&plan.name, variants);
            taken.map_err(|twice| self.topology.error_at_actor(&plan.name, twice))?;
        }
        Ok(())
    }

    /// The registered type of an actor that the topology names; all of them were found when they were checked.
    pub(super) fn type_of(&self, actor: &str) -> &dyn ActorType {
        let plan = self.topology.actor(actor).expect("routes lead to actors of the topology");
        self.types.get(&plan.type_name).expect("all types were checked")
    }

    pub(super) fn check_edges(&self) -> Result<(), LaunchError> {
        // By sender and relay: the edge that was there first.
        let mut relayed: HashMap<(&str, Domain), usize> = HashMap::new();
        for (index, edge) in self.topology.edges().iter().enumerate() {
            let error = |text: String| LaunchError::Config(self.topology.error_at_edge(index, text));
            for to in &edge.to {
                let (takes, variants) = self.type_of(to).takes();
                let route = self.topology.route(&edge.from, to)?;
                let roads = [route.road_to(to), route.beside];
                if roads.iter().all(|road| road.is_none_or(|road| road == Road::Bundle)) {
                    continue;
                }
                if !variants.iter().any(crosses) {
                    let all = names(variants.iter());
                    return Err(error(format!(
                        "the edge from `{}` to `{to}` leaves the process, and all messages of `{takes}` are `local` ({all}); \
                         give one of them a number with `tlv = ..`, or put both actors into one bundle",
                        edge.from
                    )));
                }
                if roads.contains(&Some(Road::Relay)) {
                    let domain = self.relay_domain(to).map_err(error)?;
                    let error = |text: String| LaunchError::Config(self.topology.error_at_edge(index, text));
                    if self.topology.relay(domain).is_none() {
                        return Err(error(format!(
                            "`{to}` takes messages of domain {domain}, and `[relays]` names no relay for it; add `{domain} = \"/path/of/its.sock\"`"
                        )));
                    }
                    if let Some(before) = relayed.insert((&edge.from, domain), index)
                        && before != index
                    {
                        return Err(error(format!(
                            "`{}` has another edge over the relay of domain {domain}, to `{}`; a relay hands every message to all: \
                             make it one edge with `to = [..]`, or give one of them another road",
                            edge.from,
                            self.topology.edges()[before].to.join("`, `")
                        )));
                    }
                }
            }
            let takes: Vec<&str> = edge.to.iter().map(|to| self.type_of(to).takes().0).collect();
            if let Some(at) = takes.iter().position(|other| *other != takes[0]) {
                return Err(error(format!(
                    "the receivers of one edge take the same messages; `{}` takes `{}`, `{}` takes `{}`",
                    edge.to[0], takes[0], edge.to[at], takes[at]
                )));
            }
        }
        Ok(())
    }

    /// The one domain of what an actor takes.
    pub(super) fn relay_domain(&self, actor: &str) -> Result<Domain, String> {
        let (takes, variants) = self.type_of(actor).takes();
        let crossing: Vec<&Variant> = variants.iter().filter(|variant| crosses(variant)).collect();
        if crossing.iter().all(|variant| variant.asks) {
            return Err(format!(
                "a relay carries no asks, and `{takes}`, which `{actor}` takes, has nothing else ({}); use another road",
                names(crossing.into_iter())
            ));
        }
        let domain_of = |variant: &Variant| variant.domain.unwrap_or(Domain::SYSTEM);
        let domain = crossing.first().map_or(Domain::SYSTEM, |variant| domain_of(variant));
        match crossing.iter().find(|variant| domain_of(variant) != domain) {
            None => Ok(domain),
            Some(other) => Err(format!(
                "an edge over a relay carries one domain; of what `{actor}` takes, `{}` is of domain {domain} and `{}` of domain {}; \
                 use another road, or give the enum `domain = ..`",
                crossing[0].message,
                other.message,
                domain_of(other)
            )),
        }
    }
}

fn crosses(variant: &Variant) -> bool {
    variant.number <= u64::from(u8::MAX)
}

fn names<'a>(variants: impl Iterator<Item = &'a Variant>) -> String {
    let names: Vec<String> = variants.map(|variant| format!("`{}`", variant.message)).collect();
    names.join(", ")
}

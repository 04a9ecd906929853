//! Which processes are told first: whoever receives, before whoever sends to it.

use std::collections::{BTreeMap, BTreeSet};

use mycelium::bundle::TopologyConfig;

use super::edit::EdgeName;

/// The nodes at the ends of edges, each once; a node stands behind all to which it sends, unless they send in a circle.
pub(super) fn receivers_first<'a>(
    topology: &TopologyConfig,
    edges: impl IntoIterator<Item = &'a EdgeName>,
) -> Vec<String> {
    let mut sends_to: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut senders = Vec::new();
    for edge in edges {
        let Some(from) = topology.node_of(&edge.from) else { continue };
        let receivers = sends_to.entry(from).or_default();
        receivers.extend(edge.to.iter().filter_map(|to| topology.node_of(to)));
        senders.push(from);
    }
    // Depth first, without recursion: a file may have a long chain.
    let mut order: Vec<String> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut stack: Vec<(&str, bool)> = senders.into_iter().rev().map(|node| (node, false)).collect();
    while let Some((node, is_left)) = stack.pop() {
        if is_left {
            order.push(node.to_owned());
        } else if seen.insert(node) {
            stack.push((node, true));
            stack.extend(sends_to.get(node).into_iter().flatten().map(|receiver| (*receiver, false)));
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(edges: &[&str], expected: &[&str]) {
        let file = r#"
            [[bundles]]
            name = "pair"
            mode = "shared_memory"
            actors = ["a", "b"]
            [[bundles]]
            name = "apart"
            mode = "same_node"
            actors = ["c", "d", "e"]
        "#;
        let topology = TopologyConfig::parse(file, "bundles.toml").unwrap();
        let edges: Vec<EdgeName> = edges.iter().map(|edge| edge.parse().unwrap()).collect();
        assert_eq!(receivers_first(&topology, &edges), expected, "{edges:?}");
    }

    #[test]
    fn receivers_stand_before_their_senders() {
        check(&["c:d"], &["d", "c"]);
        check(&["c:d+e"], &["e", "d", "c"]);
        check(&["c:d", "d:e", "a:c"], &["e", "d", "c", "pair"]);
        check(&["a:c", "c:d", "d:e"], &["e", "d", "c", "pair"]);
        check(&["a:b"], &["pair"]);
        check(&["c:d", "d:c"], &["d", "c"]);
        check(&["c:x", "x:c"], &["c"]);
        check(&[], &[]);
    }
}

//! Who imports whom, and where that leads back to its beginning.

use std::collections::{BTreeMap, BTreeSet};

/// Arrows from each node to those that it needs.
pub(super) type Graph = BTreeMap<String, BTreeSet<String>>;

/// The groups of nodes that all reach each other, of two nodes or more.
pub(super) fn circles(graph: &Graph) -> Vec<BTreeSet<String>> {
    let mut found: Vec<BTreeSet<String>> = Vec::new();
    for node in graph.keys() {
        if found.iter().any(|circle| circle.contains(node)) {
            continue;
        }
        let reached = reached_from(graph, node);
        if !reached.contains(node) {
            continue;
        }
        let circle: BTreeSet<String> =
            reached.into_iter().filter(|other| reached_from(graph, other).contains(node)).collect();
        if circle.len() > 1 {
            found.push(circle);
        }
    }
    found
}

/// What can be reached in one step or more.
fn reached_from(graph: &Graph, start: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut ahead = vec![start.to_owned()];
    while let Some(node) = ahead.pop() {
        for next in graph.get(&node).into_iter().flatten() {
            if reached.insert(next.clone()) {
                ahead.push(next.clone());
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_and_what_leads_to_them_is_none() {
        let arrows = [("a", "b"), ("b", "c"), ("c", "b"), ("d", "e"), ("e", "f"), ("f", "d")];
        let mut graph = Graph::new();
        for (from, to) in arrows {
            graph.entry(from.to_owned()).or_default().insert(to.to_owned());
        }
        let named = |names: [&str; 2]| BTreeSet::from(names.map(str::to_owned));
        let three = BTreeSet::from(["d", "e", "f"].map(str::to_owned));
        assert_eq!(circles(&graph), [named(["b", "c"]), three]);
    }
}

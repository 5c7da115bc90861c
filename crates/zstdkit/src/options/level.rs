//! What the levels choose, where options leave it to them.

use super::CompressOptions;
use crate::parameters::CompressParameter as P;

/// The window that a level chooses for large inputs, and how many positions its tables remember:
/// logarithms, by level; negative levels have those of level 0, which isn't in use by itself.
const LEVELS: [(u32, u32); 23] = [
    (19, 12),
    (19, 13),
    (20, 15),
    (21, 16),
    (21, 18),
    (21, 18),
    (21, 18),
    (21, 19),
    (21, 19),
    (22, 20),
    (22, 21),
    (22, 21),
    (22, 22),
    (22, 22),
    (22, 22),
    (22, 23),
    (22, 22),
    (23, 23),
    (23, 23),
    (23, 24),
    (25, 25),
    (26, 26),
    (27, 27),
];

/// The first level, and the first strategy, whose tables hold two entries for each position.
const FIRST_WITH_TREES: (usize, i32) = (13, 6);

/// What a level chooses, or what was set in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// The logarithm of the level's window, whatever was set.
    pub(crate) window_log: u32,
    /// The logarithm of how many entries the tables of positions have.
    pub(crate) chain_log: u32,
    /// Whether they hold two entries for each position.
    pub(crate) trees: bool,
}

/// For large inputs.
pub(crate) fn chosen(options: &CompressOptions) -> Chosen {
    let level = match options.level_or_default() {
        0 => 3,
        level => usize::try_from(level).unwrap_or(0),
    };
    let (window_log, chain) = LEVELS[level.min(LEVELS.len() - 1)];
    let given = |parameter| options.get(parameter).filter(|value| *value > 0);
    let trees = match given(P::Strategy) {
        Some(strategy) => strategy >= FIRST_WITH_TREES.1,
        None => level >= FIRST_WITH_TREES.0,
    };
    let chain_log = given(P::ChainLog).map_or(chain, |log| log as u32);
    Chosen { window_log, chain_log, trees }
}

#[cfg(all(test, feature = "experimental"))]
mod tests {
    use super::*;
    use crate::CompressionParameters;

    #[test]
    fn levels_are_known_as_libzstd_has_them() {
        for level in -5..=22 {
            let own = CompressionParameters::recommended(level, None, 0).unwrap();
            let trees = i32::from(own.strategy) >= FIRST_WITH_TREES.1;
            let known = chosen(&CompressOptions::new().level(level));
            let own = Chosen { window_log: own.window_log, chain_log: own.chain_log, trees };
            assert_eq!(known, own, "level {level}");
        }
    }
}

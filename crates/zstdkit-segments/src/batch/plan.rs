//! Cutting a batch into chunks so that all threads finish together.

use std::collections::TryReserveError;
use std::ops::Range;

/// What handling an item costs besides its bytes, in bytes that take as long.
pub(crate) const ITEM_COST: u64 = 256;

/// The least and the most that a chunk costs: enough that taking one is nothing beside it, little
/// enough that progress is reported and a cancelled batch ends within a fraction of a second.
const CHUNK_COST: Range<u64> = 8 << 10..4 << 20;

/// How many chunks per thread what is left is cut into: chunks get smaller towards the end, so
/// that the last ones to finish are small.
const CHUNKS_PER_THREAD: u64 = 4;

/// The chunks of a batch, in order: each item in one of them, none of them empty.
///
/// `costs` are those of the items, and `total` is their sum.
pub(crate) fn chunks(
    costs: impl Iterator<Item = u64> + Clone,
    total: u64,
    threads: usize,
) -> Result<Vec<Chunk>, TryReserveError> {
    let share = CHUNKS_PER_THREAD * threads as u64;
    let target = |left: u64| (left / share).clamp(CHUNK_COST.start, CHUNK_COST.end);
    let mut chunks = Vec::new();
    let mut left = total;
    if threads > 1 {
        // What goes first is not left in the end: the last of the others are to be small all the
        // same.
        let first = costs.clone().filter(|&cost| cost >= target(total));
        left = first.fold(left, u64::saturating_sub);
    }
    let mut wanted = target(left);
    let mut chunk = Chunk { items: 0..0, cost: 0 };
    let mut close = |chunk: &mut Chunk| {
        let end = chunk.items.end;
        if !chunk.items.is_empty() {
            chunks.try_reserve(1)?;
            chunks.push(std::mem::replace(chunk, Chunk { items: end..end, cost: 0 }));
        }
        Ok::<(), TryReserveError>(())
    };
    for cost in costs {
        // An item that is a chunk's worth of work stands alone, so that it can go first.
        if cost >= wanted {
            left = left.saturating_sub(chunk.cost);
            close(&mut chunk)?;
        }
        chunk.items.end += 1;
        chunk.cost = chunk.cost.saturating_add(cost);
        if chunk.cost >= wanted {
            // Big ones were taken off at the start.
            if threads == 1 || cost < target(total) {
                left = left.saturating_sub(chunk.cost);
            }
            wanted = target(left);
            close(&mut chunk)?;
        }
    }
    close(&mut chunk)?;
    Ok(chunks)
}

/// A run of items that one thread handles in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chunk {
    pub(crate) items: Range<usize>,
    pub(crate) cost: u64,
}

/// The order in which several threads take the chunks: big ones before small ones, lest one thread
/// start on much when the others have run out of work.
pub(crate) fn order(chunks: &[Chunk], threads: usize) -> Result<Vec<usize>, TryReserveError> {
    let mut order = Vec::new();
    order.try_reserve_exact(chunks.len())?;
    order.extend(0..chunks.len());
    if threads > 1 {
        // By powers of two, and by place among equals: as chunks get smaller towards the end, nearly all of them
        // keep the order of their items.
        order.sort_unstable_by_key(|&chunk: &usize| (chunks[chunk].cost.leading_zeros(), chunk));
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(costs: &[u64], threads: usize) -> Vec<Chunk> {
        chunks(costs.iter().copied(), costs.iter().sum(), threads).unwrap()
    }

    /// When `threads` that take chunks in order would be done, and when the ideal would be.
    fn makespan(costs: &[u64], threads: usize) -> (u64, u64) {
        let chunks = cut(costs, threads);
        let mut busy_until = vec![0u64; threads];
        for chunk in order(&chunks, threads).unwrap() {
            let first = busy_until.iter_mut().min().unwrap();
            *first += chunks[chunk].cost;
        }
        let ideal =
            (costs.iter().sum::<u64>() / threads as u64).max(costs.iter().copied().max().unwrap());
        (busy_until.into_iter().max().unwrap(), ideal)
    }

    proptest! {
        #[test]
        fn every_item_is_in_one_chunk(
            costs in prop::collection::vec(prop_oneof![1u64..2000, 1u64..10_000_000], 1..100),
            threads in 1usize..9,
        ) {
            let chunks = cut(&costs, threads);
            let mut next = 0;
            for chunk in &chunks {
                prop_assert_eq!(chunk.items.start, next);
                prop_assert!(!chunk.items.is_empty());
                prop_assert_eq!(chunk.cost, costs[chunk.items.clone()].iter().sum::<u64>());
                next = chunk.items.end;
            }
            prop_assert_eq!(next, costs.len());
            let mut order = order(&chunks, threads).unwrap();
            order.sort_unstable();
            prop_assert_eq!(order, (0..chunks.len()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn threads_finish_together() {
        // Mostly small items, every tenth up to a hundred times bigger.
        let mut state = 1u64;
        let costs: Vec<u64> = (0..8000)
            .map(|index| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let random = state >> 33;
                300 + random % if index % 10 == 0 { 100_000 } else { 2000 }
            })
            .collect();
        for threads in 2..9 {
            let (found, ideal) = makespan(&costs, threads);
            assert!(found * 100 <= ideal * 103, "{threads} threads: {found} against {ideal}");
        }
    }

    #[test]
    fn one_huge_item_among_many_small_ones_goes_first() {
        for (count, size) in [(100_000, 9 << 20), (1_000_000, 50_000_000)] {
            for place in [0, count / 2, count - 1] {
                let mut costs = vec![100 + ITEM_COST; count];
                costs[place] = size;
                for threads in [2, 4] {
                    let (found, ideal) = makespan(&costs, threads);
                    assert!(found * 100 <= ideal * 101, "{found} against {ideal}");
                    let chunks = cut(&costs, threads);
                    let first = &chunks[order(&chunks, threads).unwrap()[0]];
                    assert_eq!(first.items, place..place + 1);
                }
            }
        }
    }

    #[test]
    fn chunks_get_smaller_as_less_is_left_and_stay_worth_taking() {
        let costs = vec![300; 100_000];
        for threads in [1, 2, 4] {
            let chunks = cut(&costs, threads);
            let sizes: Vec<u64> = chunks.iter().map(|chunk| chunk.cost).collect();
            let share = 30_000_000 / (4 * threads as u64);
            assert_eq!(sizes[0], share.min(4 << 20).next_multiple_of(300), "{threads} threads");
            // The last is what is left.
            let whole = &sizes[..sizes.len() - 1];
            assert!(whole.is_sorted_by(|one, next| one >= next), "{threads} threads: {sizes:?}");
            assert_eq!(whole.last(), Some(&8400), "{threads} threads");
        }
    }

    #[test]
    fn what_goes_first_counts_for_no_other_chunk() {
        for (threads, small, next) in [(1, 240_000, 60_000), (2, 560_000, 70_000)] {
            // Just a chunk's worth of the whole.
            let mut costs = vec![80_000];
            costs.resize(1 + small / 100, 100);
            let chunks = cut(&costs, threads);
            assert_eq!((chunks[0].cost, chunks[1].cost), (80_000, next), "{threads} threads");
        }
    }

    #[test]
    fn what_comes_before_a_big_item_is_not_left() {
        let costs = [vec![100; 400], vec![80_000], vec![100; 4400]].concat();
        let chunks = cut(&costs, 2);
        let sizes: Vec<u64> = chunks[..3].iter().map(|chunk| chunk.cost).collect();
        assert_eq!(sizes, [40_000, 80_000, 55_000]);
    }

    #[test]
    fn one_thread_takes_chunks_as_they_come() {
        let mut costs = vec![1000; 1000];
        costs[900] = 10_000_000;
        let chunks = cut(&costs, 1);
        assert!(chunks.len() > 2);
        assert!(order(&chunks, 1).unwrap().is_sorted());
        assert!(!order(&chunks, 2).unwrap().is_sorted());
    }

    #[test]
    fn costs_beyond_u64_do_not_overflow() {
        let costs = [u64::MAX, u64::MAX, 5];
        let chunks = chunks(costs.into_iter(), u64::MAX, 2).unwrap();
        assert_eq!(chunks.len(), 3);
    }
}

//! Values of parameters, and which of them were set.

/// The values of `N` parameters, by their order in their enum, without an allocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Values<const N: usize> {
    values: [i32; N],
    /// A bit per parameter: whether it was set.
    set: u64,
}

impl<const N: usize> Default for Values<N> {
    fn default() -> Self {
        const { assert!(N <= u64::BITS as usize) };
        Self { values: [0; N], set: 0 }
    }
}

impl<const N: usize> Values<N> {
    pub(crate) fn set(&mut self, index: usize, value: i32) {
        self.values[index] = value;
        self.set |= 1 << index;
    }

    pub(crate) fn get(&self, index: usize) -> Option<i32> {
        (self.set & (1 << index) != 0).then_some(self.values[index])
    }

    /// What was set, in order: indexes and values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, i32)> + '_ {
        let mut left = self.set;
        core::iter::from_fn(move || {
            let index = left.trailing_zeros() as usize;
            let value = *self.values.get(index)?;
            left &= left - 1;
            Some((index, value))
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn what_was_set_comes_in_order_and_the_last_value_counts() {
        let mut values = Values::<64>::default();
        assert_eq!(values.iter().count(), 0);
        for (index, value) in [(63, 4), (0, 1), (0, 2), (9, 0)] {
            values.set(index, value);
        }
        assert_eq!(values.iter().collect::<Vec<_>>(), [(0, 2), (9, 0), (63, 4)]);
        assert_eq!((values.get(9), values.get(10)), (Some(0), None));
    }
}

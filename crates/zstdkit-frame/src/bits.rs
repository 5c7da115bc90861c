//! Bits read from the last byte of a stream to its first (RFC 8878, section 4.1.3).

/// A stream of bits, from below the highest that is set in its last byte.
#[derive(Clone, Copy)]
pub(crate) struct Bits<'a> {
    buf: &'a [u8],
    /// Where the container was read.
    pos: usize,
    container: u64,
    /// How many of the container's bits are used up, from the highest on; over 64 when more were
    /// taken than there were.
    used: u32,
}

impl<'a> Bits<'a> {
    pub(crate) const EMPTY: Self = Self { buf: &[], pos: 0, container: 0, used: 64 };

    /// `None` when the last byte has no end mark.
    pub(crate) fn new(buf: &'a [u8]) -> Option<Self> {
        let end_mark = buf.last()?.leading_zeros() + 1;
        if end_mark > 8 {
            return None;
        }
        if let Some((head, last)) = buf.split_last_chunk() {
            let container = u64::from_le_bytes(*last);
            return Some(Self { buf, pos: head.len(), container, used: end_mark });
        }
        let container = buf.iter().rev().fold(0, |bits, byte| bits << 8 | u64::from(*byte));
        let missing = u64::BITS - 8 * buf.len() as u32;
        Some(Self { buf, pos: 0, container, used: missing + end_mark })
    }

    /// Makes 57 bits or more available, as long as there are as many.
    #[inline(always)]
    pub(crate) fn refill(&mut self) {
        let bytes = ((self.used / 8) as usize).min(self.pos);
        // What is overrun stays so: there is nothing before the first byte.
        let pos = self.pos - bytes;
        if let Some(container) = self.buf.get(pos..).and_then(|buf| buf.first_chunk()) {
            self.container = u64::from_le_bytes(*container);
            self.pos = pos;
            self.used -= 8 * bytes as u32;
        }
    }

    /// The next `count` bits, at most 31; anything when there aren't as many.
    #[inline(always)]
    pub(crate) const fn take(&mut self, count: u32) -> u32 {
        let bits = self.container << (self.used & 63) >> 1 >> (63 - count);
        self.used += count;
        bits as u32
    }

    /// Whether more bits were taken than there were.
    #[inline(always)]
    pub(crate) const fn overrun(&self) -> bool {
        self.used > u64::BITS
    }

    /// Whether all bits were taken, and no more.
    #[inline(always)]
    pub(crate) const fn is_empty(&self) -> bool {
        self.pos == 0 && self.used == u64::BITS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_from_the_end_and_are_counted() {
        for len in 1..20 {
            let mut buf = std::vec![0b1010_0110; len];
            buf[len - 1] = 0b0001_0110;
            let mut bits = Bits::new(&buf).unwrap();
            assert_eq!(bits.take(4), 0b0110);
            for _ in 1..len {
                assert!(!bits.is_empty());
                bits.refill();
                assert_eq!(bits.take(3), 0b101);
                assert_eq!(bits.take(5), 0b00110);
            }
            assert!(bits.is_empty() && !bits.overrun(), "{len}");
            bits.refill();
            bits.take(1);
            assert!(bits.overrun() && !bits.is_empty());
        }
        assert!(Bits::new(&[1, 0]).is_none() && Bits::new(&[]).is_none());
    }
}

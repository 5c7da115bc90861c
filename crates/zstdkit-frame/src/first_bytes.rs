//! What stands where a magic number should.

use core::fmt;

/// The bytes found where a magic number should stand: four of them, or fewer at a buffer's end.
///
/// Dereferences to the bytes, and displays as hexadecimal pairs.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FirstBytes {
    bytes: [u8; 4],
    len: u8,
}

impl FirstBytes {
    pub(crate) fn of(buf: &[u8]) -> Self {
        let mut bytes = [0; 4];
        let mut len = 0;
        for (to, from) in bytes.iter_mut().zip(buf) {
            *to = *from;
            len += 1;
        }
        Self { bytes, len }
    }
}

impl core::ops::Deref for FirstBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

impl fmt::Display for FirstBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("nothing");
        }
        for (i, byte) in self.iter().enumerate() {
            write!(f, "{}{byte:02x}", if i == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

impl fmt::Debug for FirstBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{self}]")
    }
}

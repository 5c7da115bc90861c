//! Frames, put together field by field.

/// The fields of a frame header, each as it is to be stored.
#[derive(Debug, Clone, Default)]
pub(crate) struct Header {
    /// The window descriptor; without it, the frame is a single segment.
    pub(crate) window: Option<u8>,
    /// The dictionary id, and how many bytes hold it: 0, 1, 2 or 4.
    pub(crate) dictionary_id: (u32, usize),
    /// The content size as stored, and how many bytes hold it: 0, 1, 2, 4 or 8.
    pub(crate) content_size: (u64, usize),
    pub(crate) checksum: bool,
}

impl Header {
    /// A single segment of `size` bytes.
    pub(crate) fn single(size: u8) -> Self {
        Self { content_size: (u64::from(size), 1), ..Self::default() }
    }

    /// The window of this descriptor, and no content size.
    pub(crate) fn window(descriptor: u8) -> Self {
        Self { window: Some(descriptor), ..Self::default() }
    }

    pub(crate) fn with_checksum(self) -> Self {
        Self { checksum: true, ..self }
    }

    /// Descriptor and fields: all but the magic number.
    pub(crate) fn magicless(&self) -> Vec<u8> {
        let id_code = match self.dictionary_id.1 {
            4 => 3,
            bytes => bytes as u8,
        };
        let size_code = match self.content_size.1 {
            0 | 1 => 0,
            bytes => bytes.ilog2() as u8,
        };
        let single = u8::from(self.window.is_none());
        let mut bytes = vec![size_code << 6 | single << 5 | u8::from(self.checksum) << 2 | id_code];
        bytes.extend(self.window);
        bytes.extend(&self.dictionary_id.0.to_le_bytes()[..self.dictionary_id.1]);
        bytes.extend(&self.content_size.0.to_le_bytes()[..self.content_size.1]);
        bytes
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        [&[0x28, 0xB5, 0x2F, 0xFD], &self.magicless()[..]].concat()
    }

    /// The header, these blocks, and a checksum of 1, 2, 3, 4 if there is one.
    pub(crate) fn frame(&self, blocks: &[Vec<u8>]) -> Vec<u8> {
        let checksum: &[u8] = if self.checksum { &[1, 2, 3, 4] } else { &[] };
        [&self.bytes(), &blocks.concat(), checksum].concat()
    }
}

/// A block with this type (0 to 3), stated size and content.
pub(crate) fn block(last: bool, kind: u32, size: u32, content: &[u8]) -> Vec<u8> {
    let header = size << 3 | kind << 1 | u32::from(last);
    [&header.to_le_bytes()[..3], content].concat()
}

pub(crate) fn raw(last: bool, content: &[u8]) -> Vec<u8> {
    block(last, 0, content.len() as u32, content)
}

pub(crate) fn rle(last: bool, byte: u8, len: u32) -> Vec<u8> {
    block(last, 1, len, &[byte])
}

pub(crate) fn compressed(last: bool, content: &[u8]) -> Vec<u8> {
    block(last, 2, content.len() as u32, content)
}

pub(crate) fn skippable(variant: u8, content: &[u8]) -> Vec<u8> {
    let size = (content.len() as u32).to_le_bytes();
    [&[0x50 | variant, 0x2A, 0x4D, 0x18], &size[..], content].concat()
}

/// One of each kind of thing: what damage is tried on.
pub(crate) fn samples() -> Vec<Vec<u8>> {
    let wide = Header {
        window: Some(0x07),
        dictionary_id: (0x0102_0304, 4),
        content_size: (9, 8),
        checksum: true,
    };
    vec![
        Header::single(0).frame(&[raw(true, b"")]),
        Header::single(3).with_checksum().frame(&[raw(true, b"abc")]),
        Header::window(0x00).frame(&[raw(false, b"abc"), rle(false, b'd', 1000), raw(true, b"")]),
        wide.frame(&[raw(false, b"abc"), compressed(true, &[0x08, b'x', 0x00])]),
        skippable(5, b"anything"),
        [skippable(0, b""), Header::single(1).frame(&[rle(true, b'a', 1)])].concat(),
        include_bytes!("data/record.zst").to_vec(),
        include_bytes!("data/blocks.zst").to_vec(),
    ]
}

//! Frames of old formats that hold stored blocks, for tests whose files aren't in their package.

/// What a frame says before its blocks, and how it says what a block is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Format {
    /// Of zstd 0.5, which reads no frames without a window.
    V05,
    /// Of zstd 0.6.
    V06,
    /// Of zstd 0.7.
    V07,
    /// Of zstd 0.8 and all since.
    V08,
}

/// A frame around `content`, which fits into one block.
pub(crate) fn stored(format: Format, content: &[u8]) -> Vec<u8> {
    assert!(content.len() < 1 << 16, "the content takes several blocks");
    // The window is 128 KiB.
    let (magic, header): (u32, u8) = match format {
        Format::V05 => (0xFD2F_B525, 17 - 11),
        Format::V06 => (0xFD2F_B526, 17 - 12),
        Format::V07 => (0xFD2F_B527, 0),
        Format::V08 => (0xFD2F_B528, 0),
    };
    let mut frame = magic.to_le_bytes().to_vec();
    frame.push(header);
    if let Format::V07 | Format::V08 = format {
        frame.push((17 - 10) << 3);
    }
    let size = content.len() as u32;
    match format {
        Format::V08 => {
            let is_last = 1;
            frame.extend_from_slice(&(size << 3 | is_last).to_le_bytes()[..3]);
            frame.extend_from_slice(content);
        }
        _ => {
            // Type in the two highest bits, size in the 19 lowest; a block of a type of its own ends the frame.
            let (stored, end) = (1 << 22, 3 << 22);
            frame.extend_from_slice(&(stored | size).to_be_bytes()[1..]);
            frame.extend_from_slice(content);
            frame.extend_from_slice(&u32::to_be_bytes(end)[1..]);
        }
    }
    frame
}

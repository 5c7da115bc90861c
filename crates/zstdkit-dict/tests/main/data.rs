//! Samples that the tests share.

/// Records of some 150 bytes that have much in common, the same on every run.
pub(crate) fn records(count: usize) -> Vec<String> {
    let mut state = 0x1234_5678_u64;
    let mut draw = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let words = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"];
    (0..count)
        .map(|index| {
            let (first, second) = (words[draw(8) as usize], words[draw(8) as usize]);
            format!(
                "{{\"id\":{index},\"name\":\"{first}-{second}\",\"value\":{},\"tags\":[\"{first}\",\
                 \"{second}\"],\"created\":\"2024-{:02}-{:02}T00:00:00Z\",\"active\":{}}}",
                draw(1_000_000),
                draw(12) + 1,
                draw(28) + 1,
                draw(2) == 1,
            )
        })
        .collect()
}

/// Bytes without any pattern, the same on every run.
pub(crate) fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut bytes = Vec::with_capacity(len + 8);
    while bytes.len() < len {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes.truncate(len);
    bytes
}

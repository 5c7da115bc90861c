//! Segment tables of any bytes, over any data, beside plain arithmetic; and from serde.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit_fuzz::split;
use zstdkit_segments::{BufferSegments, BufferWithSegments, BufferWithSegmentsCollection, Segment};

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    deserialized(data);

    let (data, table) = data.split_at((choices.below(1 << 10) as usize).min(data.len()));
    let pairs: Vec<(u64, u64)> = table
        .chunks_exact(16)
        .map(|pair| {
            let number = |at: usize| {
                u64::from_ne_bytes(pair[at..at + 8].try_into().expect("eight of sixteen bytes"))
            };
            (number(0), number(8))
        })
        .collect();
    let inside =
        |(offset, len): &(u64, u64)| u128::from(*offset) + u128::from(*len) <= data.len() as u128;
    let sound = table.len().is_multiple_of(16) && pairs.iter().all(inside);
    let buffer = BufferWithSegments::from_segment_bytes(data.to_vec(), table);
    assert_eq!(buffer.is_ok(), sound);
    let Ok(buffer) = buffer else { return };

    assert_eq!(buffer.len(), pairs.len());
    assert_eq!(buffer.segments().as_bytes(), table);
    assert_eq!(
        buffer.segments(),
        &BufferSegments::from_bytes(table.to_vec()).expect("whole pairs")
    );
    let items: Vec<&[u8]> = pairs
        .iter()
        .map(|(offset, len)| &data[*offset as usize..(*offset + *len) as usize])
        .collect();
    assert!(buffer.iter().eq(items.iter()));
    assert!(buffer.iter().rev().eq(items.iter().rev()));
    assert!(buffer.get(items.len()).is_none());

    let (from, to) = (choices.below(20) as usize, choices.below(20) as usize);
    match buffer.slice(from..to) {
        Some(part) => assert!(part.iter().eq(items[from..to].iter())),
        None => assert!(from > to || to > items.len()),
    }
    let json = serde_json::to_string(&buffer).expect("serializes");
    let back: BufferWithSegments = serde_json::from_str(&json).expect("was a buffer");
    assert!(back.iter().eq(items.iter()) && back.as_bytes() == data);

    let again = BufferWithSegments::from_items(&items);
    assert!(again.iter().eq(items.iter()));
    match BufferWithSegmentsCollection::new([buffer, again]) {
        Ok(all) => {
            assert!(all.iter().eq(items.iter().chain(&items)));
            assert_eq!(&all[items.len()], items[0]);
            assert!(all.get(2 * items.len()).is_none());
        }
        Err(_) => assert!(items.is_empty()),
    }
});

/// Whatever serde's formats hold: a buffer whose segments are all inside, or an error.
fn deserialized(bytes: &[u8]) {
    let buffers = [
        serde_json::from_slice::<BufferWithSegments>(bytes).ok(),
        postcard::from_bytes::<BufferWithSegments>(bytes).ok(),
    ];
    for buffer in buffers.into_iter().flatten() {
        let len = buffer.as_bytes().len() as u64;
        assert!(buffer.segments().iter().all(|part| part.end().is_some_and(|end| end <= len)));
        let _: usize = buffer.iter().map(|item| item.len()).sum();
    }
    let _ = postcard::from_bytes::<BufferWithSegmentsCollection>(bytes);
    let _ = serde_json::from_slice::<Vec<Segment>>(bytes);
    let _ = postcard::from_bytes::<BufferSegments>(bytes);
}

//! Feature `serde`: what is written is read back, and what is read is checked.

use zstdkit_segments::{BufferSegments, BufferWithSegments, BufferWithSegmentsCollection, Segment};

#[test]
fn buffers_and_collections_come_back_as_they_were() {
    let segments = [Segment::new(4, 4), Segment::new(0, 6), Segment::new(8, 0)];
    let buffer = BufferWithSegments::new("abcdefgh", &segments).unwrap();
    let text = serde_json::to_string(&buffer).unwrap();
    let back: BufferWithSegments = serde_json::from_str(&text).unwrap();
    assert_eq!(back.as_bytes(), buffer.as_bytes());
    assert_eq!(back.segments(), buffer.segments());

    let collection =
        BufferWithSegmentsCollection::new([buffer, BufferWithSegments::from_items(["x"])]).unwrap();
    let text = serde_json::to_string(&collection).unwrap();
    let back: BufferWithSegmentsCollection = serde_json::from_str(&text).unwrap();
    assert!(back.iter().eq(&collection));
    let table: BufferSegments =
        serde_json::from_str(r#"[{"offset":1,"len":2},{"offset":3,"len":4}]"#).unwrap();
    assert_eq!(table.as_slice(), [Segment::new(1, 2), Segment::new(3, 4)]);
}

#[test]
fn segments_outside_the_data_are_refused_when_read_back() {
    let text = r#"{"data":[1,2,3],"segments":[{"offset":0,"len":3},{"offset":2,"len":2}]}"#;
    let error = serde_json::from_str::<BufferWithSegments>(text).unwrap_err();
    assert!(error.to_string().contains("segment 1 (offset 2, length 2)"), "{error}");
    let error = serde_json::from_str::<BufferWithSegmentsCollection>("[]").unwrap_err();
    assert!(error.to_string().contains("at least one buffer"), "{error}");
}

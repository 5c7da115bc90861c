//! Small records that have much in common, with and without a dictionary.
//!
//! The dictionary here is a typical record, taken as it is. `zstdkit-dict` trains better ones from
//! many records.
//!
//! `cargo run --example small_records_with_dictionary`

use zstdkit::{CompressOptions, DecompressOptions, Dictionary, Error};

fn record(number: u32) -> String {
    format!(
        "{{\"id\":{number},\"kind\":\"measurement\",\"station\":\"harbour-{}\",\"unit\":\"celsius\",\
         \"value\":{}.{},\"quality\":\"checked\",\"flags\":[]}}",
        number % 12,
        number % 30,
        number % 10,
    )
}

fn main() -> Result<(), Error> {
    let dictionary = Dictionary::raw(record(0))?;
    let alone = CompressOptions::new();
    let with_dictionary = CompressOptions::new().dictionary(&dictionary);
    let back = DecompressOptions::new().dictionary(&dictionary);

    let (mut plain, mut without, mut with) = (0, 0, 0);
    for number in 1..=1000 {
        let record = record(number);
        let frame = with_dictionary.compress(record.as_bytes())?;
        assert_eq!(back.decompress(&frame)?, record.as_bytes());
        plain += record.len();
        without += alone.compress(record.as_bytes())?.len();
        with += frame.len();
    }
    println!("1000 records of {plain} bytes: {without} by themselves, {with} with a dictionary");
    assert!(with * 2 < without);

    // A frame that needs a dictionary doesn't decompress to anything else without it.
    let frame = with_dictionary.compress(record(1).as_bytes())?;
    assert!(zstdkit::decompress(&frame).is_err());
    Ok(())
}

//! What the page in this folder runs: zstdkit as a WebAssembly module that imports nothing.
//!
//! The page writes a file's bytes to `input`, asks for something to be done with them,
//! and reads what came out between `output_start` and `output_length`. Numbers and addresses are all that
//! crosses the border, so that no tool has to generate a bridge.

mod exports;
mod facts;

use zstdkit::CompressOptions;

/// The bytes as one frame with a checksum; in words, why not.
///
/// # Errors
///
/// What zstdkit says.
pub fn compress(bytes: &[u8], level: i32) -> Result<Vec<u8>, String> {
    let options = CompressOptions::new().level(level).checksum(true);
    options.compress(bytes).map_err(|error| error.to_string())
}

/// The content of all frames.
///
/// # Errors
///
/// What zstdkit says.
pub fn decompress(bytes: &[u8]) -> Result<Vec<u8>, String> {
    zstdkit::decompress(bytes).map_err(|error| error.to_string())
}

/// The frames and blocks that the bytes are made of, as JSON.
///
/// # Errors
///
/// What isn't right with the bytes, as words.
pub fn inspect(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let facts = facts::read(bytes).map_err(|error| error.to_string())?;
    serde_json::to_vec(&facts).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_is_inspected_and_comes_back() {
        let text = "words, and the same words, and words\n".repeat(20_000);
        let frame = compress(text.as_bytes(), 5).unwrap();
        assert_eq!(decompress(&frame).unwrap(), text.as_bytes());
        let facts: serde_json::Value = serde_json::from_slice(&inspect(&frame).unwrap()).unwrap();
        let found = &facts[0];
        assert_eq!(found["content"], text.len());
        assert_eq!(found["size"], frame.len());
        assert_eq!(found["blocks"][0]["kind"], "compressed");
        let end = found["blocks"].as_array().unwrap().last().unwrap();
        let end = end["offset"].as_u64().unwrap() + end["size"].as_u64().unwrap();
        assert_eq!(end + 4, frame.len() as u64, "the checksum is all that follows");
    }

    #[test]
    fn what_goes_wrong_is_said() {
        assert!(inspect(b"no frame at all").unwrap_err().contains("6e 6f 20 66"));
        assert!(compress(b"", 99).unwrap_err().contains("99"));
        assert!(decompress(b"nothing").is_err());
    }
}

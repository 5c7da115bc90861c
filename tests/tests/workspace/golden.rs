//! Frames that other implementations made, and the bytes that libzstd 1.5.7 makes elsewhere.

use sha2::{Digest, Sha256};
use zstdkit::{CompressOptions, DecompressOptions, Dictionary, DictionaryMode, decompress};
use zstdkit_tests::{mixed, record};

/// A trained dictionary of 512 bytes, made by the command: `zstd --train --dictID=20260101`.
const DICTIONARY: &[u8] = include_bytes!("golden/records.dict");

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |index: usize| u8::from_str_radix(&hex[index..index + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(digit).collect()
}

/// Who made a frame, the frame, and what it holds.
type Sample = (&'static str, &'static str, Vec<u8>);

#[test]
fn frames_of_other_implementations_decode() {
    let samples: [Sample; 7] = [
        (
            "python-zstandard, with a checksum",
            "28b52ffd2460950000487a7374646b6974200a0200b51315eb0a17ac677e33",
            b"zstdkit zstdkit zstdkit\n".repeat(4),
        ),
        (
            "python-zstandard, streamed",
            "28b52ffd0058c500005073747265616d65642c2005006003e0016c50d303f50a12",
            b"streamed, streamed, streamed".repeat(3),
        ),
        (
            "pyzstd, flushed in between",
            "28b52ffd00485000006f6e6520626c6f636b2c41000020616e6f74686572",
            b"one block, another".to_vec(),
        ),
        (
            "the command, level 19",
            "28b52ffd2478b500007862792074686520636f6d6d616e640a010046d25907ee91b8d0",
            b"by the command\n".repeat(8),
        ),
        (
            "the command, from a pipe, blocks of runs",
            "28b52ffd04485400001000000100fbff39c002036a0800c4e97470",
            vec![0; 200_000],
        ),
        (
            "pzstd, after a skippable frame",
            "502a4d18040000002200000028b52ffd0458ad000078736b697070\
             61626c6520666972737401008a39eb413060be",
            b"skippable first".repeat(4),
        ),
        ("python-zstandard, empty", "28b52ffd2000010000", Vec::new()),
    ];
    for (maker, frame, content) in samples {
        let frame = bytes(&frame.replace(' ', ""));
        assert!(decompress(&frame).unwrap() == content, "{maker}");
        let mut push = DecompressOptions::new().decompressor().unwrap();
        let mut pushed = Vec::new();
        for byte in frame {
            push.decompress_into(&[byte], None, &mut pushed).unwrap();
        }
        assert!(pushed == content && push.at_frame_edge(), "{maker}, byte by byte");
    }
}

#[test]
fn a_frame_of_the_command_with_a_dictionary_decodes() {
    let frame = bytes(
        "28b52ffd075805253501250100f30003f509ed962f54c10b8fe4700609fccac10d4ad60b1e166c6c43c4ccb8\
         4ce7a19c511ff483d6",
    );
    let dictionary = Dictionary::new(DICTIONARY).unwrap();
    let options = DecompressOptions::new().dictionary(&dictionary);
    assert_eq!(options.decompress(&frame).unwrap(), record(1));
}

#[test]
fn compressed_bytes_are_those_of_libzstd_1_5_7_elsewhere() {
    let data = mixed();
    assert_eq!(
        hex(&Sha256::digest(&data)),
        "8a6fd8060578e469efc2aa10e8b94951986ae05fba744ee99710baef67d78eaa",
        "the content isn't what the hashes below were made of"
    );
    // Length and hash by python-zstandard and pyzstd, which agree.
    let expected = [
        (-5, 377_410, "0d769a4f0c51bec3f2de657724d355dadbc2122532aabad2ac2a763df4ffa312"),
        (1, 357_665, "b14d829c3aba66968fc4679282005c9fbfdd44600e14115c9888113fe0130da5"),
        (3, 347_629, "ded72e193fe1b566361b4397314589fa80878ca50382a50d3cf9e0d5e07e3eee"),
        (9, 331_906, "e8ae76b909ca45ced20fe0faa632a895984cba79f990d8f525128e7c79014c4e"),
        (19, 286_576, "5c4d81835772df211d19dde6f2fb41b9afe28dfdc7326dbe6b7591cf9c789714"),
        (22, 286_576, "5c4d81835772df211d19dde6f2fb41b9afe28dfdc7326dbe6b7591cf9c789714"),
    ];
    for (level, len, hash) in expected {
        let frame = zstdkit::compress(&data, level).unwrap();
        assert_eq!((frame.len(), hex(&Sha256::digest(&frame)).as_str()), (len, hash), "{level}");
    }
}

#[test]
fn compressed_bytes_with_a_dictionary_are_those_of_libzstd_1_5_7_elsewhere() {
    let expected = [
        (
            -5,
            "28b52ffd230525350155550100c033372d61637469766567726f76657265223a312e32357d0a06fc37\
              c56357a3068291c4b1745ca61805",
        ),
        (
            1,
            "28b52ffd2305253501556d0100b033372d61637469766567726f7265223a312e32357d0a09fc212b64\
             fb6818c184dd3b4e2136409ca7cb75ce28",
        ),
        (
            3,
            "28b52ffd2305253501553d0100330104f509ed103a961dcb17aae0854772380308fc3791348f42f6ec\
             f8861001e2325d03384601",
        ),
        (
            9,
            "28b52ffd2305253501552501007833372d616374697665312e32357d0a07fccac18d71516271d1c2bc\
             7471225dc6124601",
        ),
        (
            19,
            "28b52ffd230525350155250100707b33372d61637469312e32357d0a08fcca77634bdc32eb6ed48a\
              3c659c37ddee72a701",
        ),
    ];
    let dictionary = Dictionary::new(DICTIONARY).unwrap();
    for (level, frame) in expected {
        for mode in [DictionaryMode::Digested, DictionaryMode::Content] {
            let options = CompressOptions::new().level(level).dictionary_as(&dictionary, mode);
            assert_eq!(hex(&options.compress(&record(1)).unwrap()), frame, "{level} {mode:?}");
        }
    }
}

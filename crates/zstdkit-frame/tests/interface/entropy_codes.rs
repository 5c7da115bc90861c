//! Huffman codes: which weights make one.

use zstdkit_frame::{HuffmanCode, SectionProblem};

/// A description that lists these weights as they are.
fn listing(weights: &[u8]) -> Vec<u8> {
    let pairs = weights.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0));
    std::iter::once(127 + weights.len() as u8).chain(pairs).collect()
}

#[test]
fn a_code_is_complete_and_no_longer_than_12_bits() {
    // The weights, and the length of the longest code.
    let codes: [(&[u8], u32); 6] = [
        (&[1, 1], 1),
        (&[1, 1, 2], 2),
        (&[2, 1, 1], 2),
        (&[0, 1, 0, 1], 1),
        (&[1, 1, 1, 1, 3], 3),
        (&[12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1], 12),
    ];
    for (weights, max_bits) in codes {
        let code = HuffmanCode::from_weights(weights).unwrap();
        assert_eq!((code.weights(), code.max_bits()), (weights, max_bits));
        let listed = listing(&weights[..weights.len() - 1]);
        assert_eq!(HuffmanCode::read(&listed), Ok((code, listed.len())), "{weights:?}");
    }
}

#[test]
fn weights_of_no_code_are_refused() {
    let bad: [(&[u8], &str); 7] = [
        (&[], "no symbol"),
        (&[0, 0, 0], "no symbol of any weight"),
        (&[3, 1], "what is left is no power of two"),
        (&[2], "no symbol of weight 1"),
        (&[3, 3, 3], "no symbol of weight 1"),
        (&[12, 12, 1], "13 bits"),
        (&[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], "a weight of 13"),
    ];
    for (listed, reason) in bad {
        let description = listing(listed);
        let refused = Err(SectionProblem::BadHuffmanCode);
        assert_eq!(HuffmanCode::read(&description), refused, "{reason}");
        // Whatever weight the last symbol is given.
        for last in 0..=13 {
            let weights = [listed, &[last]].concat();
            assert_eq!(HuffmanCode::from_weights(&weights), None, "{weights:?}: {reason}");
        }
    }
    // The last weight is what is left for it, and there are bytes for no more than 256 symbols.
    assert_eq!(HuffmanCode::from_weights(&[1, 1, 3]), None);
    assert!(HuffmanCode::from_weights(&[&[1; 255][..], &[1]].concat()).is_some());
    assert_eq!(HuffmanCode::from_weights(&[&[1; 256][..], &[9]].concat()), None);
    assert_eq!(HuffmanCode::from_weights(&[1, 40, 255]), None);
}

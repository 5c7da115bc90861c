//! Content that compresses, larger than the input that describes it.

use zstdkit_tests::Numbers;

/// The most content that is made, in bytes.
const MOST: usize = 1 << 18;

/// Repeats parts of `data` as the numbers have it, so that there are matches near and far.
pub fn grown(data: &[u8], times: u64) -> Vec<u8> {
    let mut numbers = Numbers::new(times);
    let mut content = data.to_vec();
    for _ in 0..times {
        if content.is_empty() || content.len() > MOST {
            break;
        }
        let from = numbers.below(content.len());
        let len = 1 + numbers.below(content.len() - from);
        content.extend_from_within(from..from + len);
        // So that repetitions are not all there is.
        content.push(numbers.next() as u8);
    }
    content
}

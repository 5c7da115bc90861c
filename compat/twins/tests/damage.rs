//! The same verdict from both.

use compat_twins::{
    case::{Case, Draw, damaged},
    ours, theirs,
};

const INPUTS: u64 = 5_000;

#[test]
fn five_thousand_damaged_inputs_have_the_same_verdict() {
    let (mut differing, mut wrong) = (Vec::new(), 0);
    for number in 0..INPUTS {
        let mut draw = Draw::new(number);
        let mut case = Case::new(number / 5);
        case.content.truncate(20_000);
        case.level = 1;
        // A pledge that doesn't hold is compression's matter.
        case.flushes = usize::MAX;
        let dictionary = std::mem::take(&mut case.dictionary);
        let frames = theirs::doors::COMPRESSION[number as usize % 5](&case).unwrap();
        let input = damaged(&frames, &mut draw);
        let door = draw.below(ours::doors::DECOMPRESSION.len());
        let piece = [1, 8, 1_000, 100_000][draw.below(4)];
        let with = if draw.once_in(4) { &dictionary[..] } else { &[] };
        let ours = ours::doors::DECOMPRESSION[door](&input, piece, with);
        let theirs = theirs::doors::DECOMPRESSION[door](&input, piece, with);
        wrong += u64::from(theirs.error.is_some());
        if ours != theirs {
            let told = |told: compat_twins::Told| (told.bytes.len(), told.error, told.position);
            differing.push((number, door, piece, told(ours), told(theirs)));
        }
    }
    assert!(differing.is_empty(), "{} differ: {differing:#?}", differing.len());
    assert!(wrong > INPUTS / 2, "no more than {wrong} of the inputs are in error");
}

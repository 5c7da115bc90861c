//! What is left after damage.

use zstdkit::CompressOptions;
use zstdkit_seek::{Damage, Error, Index, IndexOptions, ReadOptions, salvage};

use crate::data::content;

fn indexed() -> (Vec<u8>, Vec<u8>, Index) {
    let content = content(1_500_000, 11);
    let file = CompressOptions::new().window_log(16).compress(&content).unwrap();
    let index = IndexOptions::new().spacing(100_000).build(&file[..]).unwrap();
    (content, file, index)
}

#[test]
fn sound_files_are_sound() {
    let (content, file, index) = indexed();
    let report = index.verify(&file).unwrap();
    assert!(report.is_sound());
    assert_eq!(report.sound, content.len() as u64);
    for index in [None, Some(&index)] {
        let mut out = Vec::new();
        let report = salvage(&file, index, &mut out).unwrap();
        assert!(report.is_sound() && out == content);
        assert_eq!((report.sound, report.written), (content.len() as u64, content.len() as u64));
    }
}

#[test]
fn with_an_index_only_damaged_stretches_are_lost() {
    let (content, mut file, index) = indexed();
    let stretches: Vec<_> = index.stretches().collect();
    let long = |at: usize| stretches[at].compressed.end - stretches[at].compressed.start > 100;
    let damaged: Vec<_> = (0..stretches.len()).filter(|at| at % 3 == 1 && long(*at)).collect();
    assert!(damaged.len() > 2);
    for at in &damaged {
        let middle = (stretches[*at].compressed.start + stretches[*at].compressed.end) / 2;
        file[middle as usize] ^= 0xFF;
        file[middle as usize + 1] ^= 0xFF;
    }
    let mut expected = content;
    for at in &damaged {
        let range = stretches[*at].content.clone();
        expected[range.start as usize..range.end as usize].fill(0);
    }
    let mut out = Vec::new();
    let report = salvage(&file, Some(&index), &mut out).unwrap();
    assert!(out == expected);
    let holes: Vec<_> = report.holes.iter().map(|hole| hole.content.clone()).collect();
    let lost: Vec<_> = damaged.iter().map(|at| stretches[*at].content.clone()).collect();
    assert_eq!(holes, lost);
    assert_eq!(index.verify(&file).unwrap().holes, report.holes);
    // Left out instead.
    let mut out = Vec::new();
    let report = ReadOptions::new().salvage(&file, Some(&index), false, &mut out).unwrap();
    assert_eq!((out.len() as u64, report.written), (report.sound, report.sound));
}

#[test]
fn a_file_cut_short_is_salvaged_up_to_there() {
    let (content, file, index) = indexed();
    let stretch = index.stretches().nth(5).unwrap();
    let cut = &file[..stretch.compressed.start as usize + 10];
    let mut out = Vec::new();
    let report = salvage(cut, Some(&index), &mut out).unwrap();
    assert_eq!(report.sound, stretch.content.start);
    assert!(out[..report.sound as usize] == content[..report.sound as usize]);
    assert_eq!(report.holes[0].problem, Damage::CutShort);
    // Without an index, as far as blocks decode, and zeros up to the size that the header says.
    let mut out = Vec::new();
    let report = salvage(cut, None, &mut out).unwrap();
    assert_eq!(out.len(), content.len());
    assert!(out[..report.sound as usize] == content[..report.sound as usize]);
    assert!(report.sound > 100_000);
}

#[test]
fn without_an_index_it_goes_on_at_the_next_frame() {
    let parts: Vec<_> = (0..5).map(|seed| content(100_000, seed)).collect();
    let frames: Vec<_> = parts
        .iter()
        .map(|part| CompressOptions::new().checksum(true).compress(part).unwrap())
        .collect();
    let mut file = frames.concat();
    let second = frames[0].len();
    let middle = second + frames[1].len() / 2;
    file[middle..middle + 10].fill(0xEE);
    let fourth = second + frames[1].len() + frames[2].len();
    file[fourth] ^= 1;
    let mut out = Vec::new();
    let report = ReadOptions::new().salvage(&file, None, false, &mut out).unwrap();
    assert_eq!(report.holes.len(), 2, "{report:?}");
    assert!(report.holes[0].compressed.start == second as u64, "{report:?}");
    assert_eq!(report.holes[1].problem, Damage::NoFrame);
    assert_eq!(report.holes[1].compressed, fourth as u64..(fourth + frames[3].len()) as u64);
    let ends = [&parts[2][..], &parts[4]].concat();
    assert!(out.starts_with(&parts[0]) && out.ends_with(&ends));
    // A header that lies about its size makes nobody write for ever.
    let lie = b"\x28\xB5\x2F\xFD\xE0\0\0\0\0\0\0\0\x10\x02\0\0";
    let report = salvage(&lie[..], None, std::io::sink()).unwrap();
    assert!(report.written < 1 << 20 && !report.is_sound());
}

#[test]
fn another_files_index_is_refused() {
    let (_, file, index) = indexed();
    let other = vec![0x11; file.len()];
    assert!(matches!(salvage(&other, Some(&index), Vec::new()), Err(Error::WrongFile(_))));
    // One that is shorter isn't taken for the file cut short.
    let shorter = &other[..file.len() * 2 / 3];
    assert!(matches!(salvage(shorter, Some(&index), Vec::new()), Err(Error::WrongFile(_))));
}

//! `zstdkit compress`: names, bytes, parameters' effects.

use zstdkit::{CompressContext, CompressOptions, CompressParameter, Dictionary, DictionaryMode};

use crate::support::{Folder, noise, text};

fn one_shot(data: &[u8], options: CompressOptions) -> Vec<u8> {
    let mut frame = Vec::new();
    CompressContext::new(&options).unwrap().compress_into(data, &mut frame).unwrap();
    frame
}

/// What the command does unless told otherwise: frames have checksums.
fn archive() -> CompressOptions {
    CompressOptions::new().checksum(true)
}

#[test]
fn writes_beside_the_input_and_keeps_it() {
    let folder = Folder::new();
    folder.write("a.txt", &text(100_000));
    let told = folder.run(&["compress", "a.txt"]).ok();
    assert_eq!(folder.names(), ["a.txt", "a.txt.zst"]);
    assert_eq!(folder.read("a.txt"), text(100_000));
    assert_eq!(zstdkit::decompress(&folder.read("a.txt.zst")).unwrap(), text(100_000));
    assert!(told.report().starts_with("a.txt: 97.7 KiB to "), "{}", told.report());
    assert!(told.report().contains(" in a.txt.zst (ratio "), "{}", told.report());
}

#[test]
fn the_bytes_are_those_of_one_call() {
    let folder = Folder::new();
    for (name, data) in
        [("text", text(400_000)), ("noise", noise(300_000)), ("empty", vec![]), ("one", vec![7])]
    {
        folder.write(name, &data);
        for level in [-131_072, -5, -1, 0, 1, 3, 9, 19, 22] {
            let options = archive().level(level);
            let level = level.to_string();
            folder.run(&["compress", "-l", &level, "-f", "-q", name]).ok();
            assert_eq!(folder.read(&format!("{name}.zst")), one_shot(&data, options), "{level}");
        }
    }
    // Without -l: level 3.
    folder.run(&["compress", "-f", "text"]).ok();
    assert_eq!(folder.read("text.zst"), one_shot(&text(400_000), archive().level(3)));
}

#[test]
fn levels_are_taken_in_every_spelling() {
    let folder = Folder::new();
    folder.write("a", &text(5000));
    let expected = one_shot(&text(5000), archive().level(-5));
    let spellings: [&[&str]; 5] =
        [&["-l", "-5"], &["-l-5"], &["-l=-5"], &["--level", "-5"], &["--level=-5"]];
    for spelling in spellings {
        let args = [&["compress", "-c", "a"], spelling].concat();
        assert_eq!(folder.run(&args).ok().stdout(), expected, "{spelling:?}");
    }
}

#[test]
fn stdin_becomes_stdout_with_the_size_recorded() {
    let folder = Folder::new();
    let expected = one_shot(&text(50_000), archive().level(3));
    for args in [&["compress"][..], &["compress", "-"], &["compress", "-", "-o", "-"]] {
        assert_eq!(folder.run_with(args, &text(50_000)).ok().stdout(), expected);
    }
    folder.run_with(&["compress", "-o", "out.zst"], &text(50_000)).ok();
    assert_eq!(folder.read("out.zst"), expected);
    assert_eq!(folder.names(), ["out.zst"]);
}

#[test]
fn a_redirected_file_is_read_as_a_file() {
    let folder = Folder::new();
    let file = std::fs::File::open(folder.write("a", &text(9000))).unwrap();
    let output = folder.command(&["compress", "-l", "9"]).stdin(file).output().unwrap();
    assert_eq!(output.stdout, one_shot(&text(9000), archive().level(9)));
}

#[test]
fn a_large_pipe_is_streamed() {
    let folder = Folder::new();
    let data = text(70 << 20);
    let frame = folder.run_with(&["compress", "-l", "-7"], &data).ok();
    let info = zstdkit_frame::frame_info(frame.stdout()).unwrap();
    assert_eq!(info.content_size(), None);
    assert!(zstdkit::decompress(frame.stdout()).unwrap() == data);
}

#[test]
fn several_files_each_get_their_own_or_all_go_to_stdout() {
    let folder = Folder::new();
    folder.write("a", &text(1000));
    folder.write("b", &noise(1000));
    folder.run(&["compress", "a", "b"]).ok();
    assert_eq!(folder.names(), ["a", "a.zst", "b", "b.zst"]);
    let both = folder.run(&["compress", "-c", "a", "b"]).ok();
    let frames = [folder.read("a.zst"), folder.read("b.zst")].concat();
    assert_eq!(both.stdout(), frames);
    assert_eq!(folder.run(&["compress", "-o", "-", "a", "b"]).ok().stdout(), frames);
    folder.run(&["compress", "-o", "c", "a", "b"]).wrong_usage(&["takes one input"]);
    folder.run(&["compress", "-c", "-o", "c", "a"]).wrong_usage(&["--stdout", "--output"]);
}

#[test]
fn every_parameter_has_its_effect() {
    let folder = Folder::new();
    folder.write("a", &text(200_000));
    let settings = [
        ("minMatch=7", CompressParameter::MinMatch, 7),
        ("strategy=1", CompressParameter::Strategy, 1),
        ("checksumFlag=0", CompressParameter::ChecksumFlag, 0),
        ("contentSizeFlag=0", CompressParameter::ContentSizeFlag, 0),
        ("targetCBlockSize=1340", CompressParameter::TargetCBlockSize, 1340),
        ("compressionLevel=12", CompressParameter::CompressionLevel, 12),
    ];
    let plain = folder.run(&["compress", "-c", "a"]).ok();
    for (text_of_it, parameter, value) in settings {
        let frame = folder.run(&["compress", "-c", "-p", text_of_it, "a"]).ok();
        let options = archive().level(3).set(parameter, value);
        assert_eq!(frame.stdout(), one_shot(&text(200_000), options), "{text_of_it}");
        assert_ne!(frame.stdout(), plain.stdout(), "{text_of_it}");
    }
    let two =
        folder.run(&["compress", "-c", "-p", "windowLog=10", "--param=checksumFlag=1", "a"]).ok();
    let info = zstdkit_frame::frame_info(two.stdout()).unwrap();
    assert!(info.has_checksum());
    assert_eq!(info.window_size(), 1024);
}

#[test]
fn bytes_are_the_same_for_any_number_of_threads() {
    let folder = Folder::new();
    let data = text((3 << 20) + 1000);
    folder.write("a", &data);
    let frame =
        |more: &[&str]| folder.run(&[&["compress", "-c", "-l1"], more, &["a"]].concat()).ok();
    let plain = frame(&[]);
    assert!(plain.stdout() == one_shot(&data, archive().level(1).workers(2)));
    for threads in ["0", "1", "2", "3"] {
        assert!(plain.stdout() == frame(&["-T", threads]).stdout(), "-T {threads}");
    }
    let uncut = frame(&["-p", "nbWorkers=0"]);
    assert!(plain.stdout() != uncut.stdout());
    assert!(uncut.stdout() == folder.run(&["--single-thread", "-1", "-c", "a"]).ok().stdout());
    for frame in [&plain, &uncut] {
        assert_eq!(zstdkit::decompress(frame.stdout()).unwrap(), data);
    }
}

#[test]
fn threads_take_pieces_of_two_windows_unless_told_otherwise() {
    let folder = Folder::new();
    let data = text((2 << 20) + 1000);
    folder.write("a", &data);
    let frame = |more: &[&str]| {
        let arguments = [&["compress", "-c", "-p", "windowLog=20"], more, &["a"]].concat();
        folder.run(&arguments).ok()
    };
    let options = |job: i32| {
        let options = archive().level(3).window_log(20).workers(2);
        options.set(CompressParameter::JobSize, job << 20)
    };
    assert!(frame(&[]).stdout() == one_shot(&data, options(2)));
    assert!(frame(&["-p", "jobSize=1048576"]).stdout() == one_shot(&data, options(1)));
    assert!(one_shot(&data, options(1)) != one_shot(&data, options(2)));
}

#[test]
fn dictionaries_are_used_with_every_parameter() {
    let folder = Folder::new();
    let content = text(20_000);
    folder.write("dict", &content);
    let data = text(3000);
    folder.write("a", &data);
    let dictionary = Dictionary::raw(&content).unwrap();
    let frame = folder.run(&["compress", "-c", "-D", "dict", "-p", "strategy=6", "a"]).ok();
    let options = archive()
        .level(3)
        .set(CompressParameter::Strategy, 6)
        .dictionary_as(&dictionary, DictionaryMode::Content);
    assert_eq!(frame.stdout(), one_shot(&data, options));
    assert!(frame.stdout().len() < 104, "all of it is in the dictionary");

    folder.run(&["compress", "--dictionary", "dict", "a"]).ok();
    let back = folder.run(&["decompress", "-c", "-D", "dict", "a.zst"]).ok();
    assert_eq!(back.stdout(), data);
    folder.run(&["decompress", "-c", "a.zst"]).failed(&["a.zst: "]);
    folder.run(&["test", "--dictionary", "dict", "a.zst"]).ok();
}

#[test]
fn a_level_that_adapts_makes_one_sound_frame() {
    let folder = Folder::new();
    let data = text(9 << 20);
    folder.write("a", &data);
    for adapt in ["--adapt", "--adapt=max=5", "--adapt=min=1,max=2"] {
        let frame = folder.run(&["compress", "-c", "-l9", adapt, "a"]).ok();
        assert!(zstdkit::decompress(frame.stdout()).unwrap() == data, "{adapt}");
        assert_eq!(zstdkit_frame::frames(frame.stdout()).count(), 1);
    }
    // Kept to a single level, it depends on nothing.
    let frame = || folder.run(&["-c", "--adapt=min=1,max=1", "a"]).ok().stdout().to_vec();
    assert!(frame() == frame());
    let worse = folder.run(&["-c", "--adapt=min=-9,max=-9", "a"]).ok();
    assert!(worse.stdout().len() > frame().len());
    folder.run(&["compress", "--adapt=min=5,max=4", "a"]).wrong_usage(&["no level from 5 to 4"]);
    folder.run(&["compress", "--adapt=fast", "a"]).wrong_usage(&["min=LEVEL,max=LEVEL"]);
}

//! The parts of the build script, and what it says where it can't go on.

#![expect(dead_code, reason = "the build script itself uses the rest")]

#[path = "../../build/compile.rs"]
mod compile;
#[path = "../../build/compiler.rs"]
mod compiler;
#[path = "../../build/failure.rs"]
mod failure;
#[path = "../../build/locate.rs"]
mod locate;
#[path = "../../build/prefix.rs"]
mod prefix;
#[path = "../../build/sha256.rs"]
mod sha256;
#[path = "../../build/sources.rs"]
mod sources;
#[path = "../../build/system.rs"]
mod system;
#[path = "../../build/tune.rs"]
mod tune;
#[path = "../../build/version.rs"]
mod version;
#[path = "../../build/wasm.rs"]
mod wasm;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of this test's own, emptied first.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder for tests can be written to");
    folder
}

/// A tree that says it is a version of libzstd.
fn tree(root: &Path, version: [u32; 3]) {
    fs::create_dir_all(root.join("lib")).expect("writable");
    let [major, minor, release] = version;
    let header = format!(
        "#define ZSTD_VERSION_MAJOR    {major}\n#define ZSTD_VERSION_MINOR    {minor}\n\
         #define ZSTD_VERSION_RELEASE  {release}\n"
    );
    fs::write(root.join("lib/zstd.h"), header).expect("writable");
}

fn request(crate_dir: &Path) -> locate::Request {
    locate::Request {
        chosen: None,
        crate_dir: crate_dir.to_owned(),
        cargo: OsString::from("a-cargo-that-is-not-there"),
        platform: None,
    }
}

fn facts(arch: &str, os: &str, features: compile::Features) -> compile::Facts {
    compile::Facts {
        features,
        arch: arch.to_owned(),
        os: os.to_owned(),
        env: String::new(),
        own: PathBuf::from("c"),
        library: "x".to_owned(),
        prefix: "x_".to_owned(),
    }
}

#[test]
fn the_chosen_folder_comes_first_and_may_be_lib_itself() {
    let folder = folder("chosen");
    tree(&folder.join("mine"), [1, 5, 7]);
    tree(&folder.join("crate/libzstd"), [1, 5, 7]);
    for chosen in ["mine", "mine/lib"] {
        let chosen = Some(folder.join(chosen).into_os_string());
        let request = locate::Request { chosen, ..request(&folder.join("crate")) };
        let found = locate::find(&request).expect("it is there");
        assert_eq!(found.root(), folder.join("mine"));
    }
}

#[test]
fn a_published_crates_own_copy_needs_no_cargo() {
    let folder = folder("staged");
    tree(&folder.join("libzstd"), [1, 5, 7]);
    let found = locate::find(&request(&folder)).expect("it is there");
    assert_eq!(found.root(), folder.join("libzstd"));
}

#[test]
fn a_wrong_folder_is_named_with_the_variable() {
    let chosen = Some(OsString::from("/no/such/folder"));
    let request = locate::Request { chosen, ..request(Path::new("/")) };
    let words = locate::find(&request).expect_err("nothing is there").to_string();
    assert!(words.contains("ZSTDKIT_LIBZSTD_DIR is /no/such/folder"), "{words}");
    assert!(words.contains("unset it") && !words.contains('\n'), "{words}");
}

#[test]
fn without_sources_and_without_a_pin_the_ways_out_are_named() {
    let folder = folder("bare/crates/zstdkit-sys");
    let words = locate::find(&request(&folder)).expect_err("nothing is there").to_string();
    assert!(
        words.contains("vendor/Cargo.toml") && words.contains("ZSTDKIT_LIBZSTD_DIR"),
        "{words}"
    );
}

#[test]
fn a_download_that_fails_says_what_to_run() {
    // A pin on a package that no registry can have, and a Cargo that may not ask any.
    let root = folder("pinned");
    let crate_dir = root.join("crates/zstdkit-sys");
    fs::create_dir_all(&crate_dir).expect("writable");
    fs::create_dir_all(root.join("vendor/src")).expect("writable");
    fs::write(root.join("vendor/src/lib.rs"), "").expect("writable");
    let manifest = "[package]\nname = \"pin\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
                    [dependencies]\nnone = { path = \"../not-there\" }\n[workspace]\n";
    fs::write(root.join("vendor/Cargo.toml"), manifest).expect("writable");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // An emulated system can't start the Cargo that started us, and then that is what has to be said.
    let runs = std::process::Command::new(&cargo).arg("--version").output().is_ok();
    let advice =
        if runs { "cargo fetch --locked --manifest-path" } else { "set ZSTDKIT_LIBZSTD_DIR" };
    let request = locate::Request { cargo, ..request(&crate_dir) };
    let words = locate::find(&request).expect_err("there is no such package").to_string();
    assert!(words.contains(advice), "{words}");
    assert!(!words.contains('\n'), "{words}");
}

#[test]
fn the_package_that_carries_libzstd_is_found_in_metadata() {
    // JSON escapes quotes, and the backslashes of Windows, whose names have no quotes.
    let folder = folder(if cfg!(windows) { "metadata" } else { "metadata \"quoted\"" });
    tree(&folder.join("carrier/zstd"), [1, 5, 7]);
    let quoted = |name: &str| {
        let path = folder.join(name).join("Cargo.toml");
        path.to_string_lossy().replace('\\', "\\\\").replace('"', "\\\"")
    };
    let json = format!(
        "{{\"packages\":[{{\"manifest_path\":\"{}\"}},{{\"name\":\"c\",\"manifest_path\":\"{}\"}}]}}",
        quoted("other"),
        quoted("carrier")
    );
    let found = locate::tree_in_metadata(&json).expect("it is there");
    assert_eq!(found.root(), folder.join("carrier/zstd"));
    assert_eq!(locate::tree_in_metadata("{\"packages\":[]}"), None);
    assert_eq!(locate::tree_in_metadata("{\"manifest_path\":\"never closed"), None);
}

#[test]
fn strings_of_json_are_read_with_their_escapes() {
    assert_eq!(locate::json_string(r#"a\\b\"c\u0041\n" rest"#).as_deref(), Some("a\\b\"cA\n"));
    assert_eq!(locate::json_string(r"never closed \"), None);
    assert_eq!(locate::json_string(r#"\u12"#), None);
}

#[test]
fn another_version_is_refused_with_both_versions() {
    let folder = folder("versions");
    tree(&folder, [1, 5, 7]);
    let libzstd = locate::Libzstd::at(&folder).expect("it is there");
    assert_eq!(version::check(&libzstd, "1.5.7"), Ok(()));
    for (found, release) in [("1.5.6", 6), ("1.5.8", 8)] {
        tree(&folder, [1, 5, release]);
        let words = version::check(&libzstd, "1.5.7").expect_err("it differs").to_string();
        assert!(
            words.contains(&format!("libzstd {found}")) && words.contains("for 1.5.7"),
            "{words}"
        );
    }
    fs::write(folder.join("lib/zstd.h"), "nothing\n").expect("writable");
    let words = version::check(&libzstd, "1.5.7").expect_err("it differs").to_string();
    assert!(words.contains("no version that can be read"), "{words}");
}

#[test]
fn a_missing_source_file_is_named() {
    let folder = folder("incomplete");
    tree(&folder, [1, 5, 7]);
    let libzstd = locate::Libzstd::at(&folder).expect("it is there");
    let facts = facts("x86_64", "linux", compile::Features::default());
    let words =
        compile::prepare(&libzstd, &facts, None).expect_err("files are missing").to_string();
    assert!(words.contains("debug.c is missing"), "{words}");
}

#[test]
fn features_choose_files() {
    let none = facts("aarch64", "linux", compile::Features::default());
    assert!(none.files().iter().all(|file| {
        ["lib/common/", "lib/compress/", "lib/decompress/"].iter().any(|f| file.starts_with(f))
    }));
    let all = compile::Features {
        dict_builder: true,
        legacy: true,
        seekable: true,
        ..compile::Features::default()
    };
    let files = facts("aarch64", "linux", all).files();
    for file in ["lib/dictBuilder/zdict.c", "lib/legacy/zstd_v07.c"] {
        assert!(files.contains(&file), "{file}");
    }
    assert!(files.iter().any(|file| file.starts_with("contrib/seekable_format/")));
    assert!(!files.iter().any(|file| file.contains("deprecated") || file.contains("zstd_common")));
}

#[test]
fn assembly_is_for_x86_64_with_elf_or_mach_o() {
    let plain = compile::Features::default();
    for (arch, os, wanted) in [
        ("x86_64", "linux", true),
        ("x86_64", "macos", true),
        ("x86_64", "windows", false),
        ("x86", "linux", false),
        ("aarch64", "linux", false),
        ("wasm32", "unknown", false),
    ] {
        let facts = facts(arch, os, plain);
        assert_eq!(facts.with_asm(), wanted, "{arch} {os}");
        let disabled = facts.defines().iter().any(|(name, _)| *name == "ZSTD_DISABLE_ASM");
        assert_eq!(disabled, !wanted, "{arch} {os}");
    }
    let without = compile::Features { no_asm: true, ..plain };
    assert!(!facts("x86_64", "linux", without).with_asm());
}

#[test]
fn the_prefix_follows_the_version() {
    assert_eq!(prefix::for_version("0.1.0"), "zstdkit_0_1_");
    assert_eq!(prefix::for_version("0.12.3-beta.1"), "zstdkit_0_12_");
    assert_eq!(prefix::for_version("1.4.2"), "zstdkit_1_");
}

#[test]
fn manifest_and_header_have_the_versions_prefix() {
    let links = prefix::links_name(env!("CARGO_PKG_VERSION"));
    let manifest = include_str!("../../Cargo.toml");
    assert!(manifest.contains(&format!("links = \"{links}\"")), "`links` isn't {links}");
    let prefix = prefix::for_version(env!("CARGO_PKG_VERSION"));
    let header = include_str!("../../c/prefix.h");
    let defines = header.lines().filter_map(|line| line.strip_prefix("#define "));
    for define in defines {
        assert!(define.contains(&format!(" {prefix}")) || define.contains(&format!(" _{prefix}")));
    }
}

#[test]
fn the_systems_library_is_refused_in_one_line() {
    let words = system::link("a-library-that-is-not-there").expect_err("not there").to_string();
    assert!(words.contains("feature `system`") && !words.contains('\n'), "{words}");
    #[cfg(feature = "system")]
    assert!(words.contains(system::OLDEST), "{words}");
}

#[test]
fn a_missing_compiler_is_named_with_the_package_that_has_it() {
    let host = "x86_64-unknown-linux-gnu";
    for (target, package) in [
        (host, "`apt-get install gcc libc6-dev`"),
        ("x86_64-unknown-linux-musl", "`apt-get install musl-tools`"),
        ("aarch64-unknown-linux-gnu", "install gcc-aarch64-linux-gnu libc6-dev-arm64-cross`"),
        ("i686-unknown-linux-gnu", "install gcc-i686-linux-gnu libc6-dev-i386-cross`"),
        ("s390x-unknown-linux-gnu", "install gcc-s390x-linux-gnu libc6-dev-s390x-cross`"),
        ("riscv64gc-unknown-linux-gnu", "install gcc-riscv64-linux-gnu libc6-dev-riscv64-cross`"),
        ("armv7-unknown-linux-gnueabihf", "gcc-arm-linux-gnueabihf"),
        ("x86_64-pc-windows-gnu", "`apt-get install gcc-mingw-w64-x86-64`"),
        ("wasm32-unknown-unknown", "`apt-get install clang`"),
        ("wasm32-wasip1", "`apt-get install clang`"),
        ("x86_64-pc-windows-msvc", "Visual Studio"),
        ("aarch64-apple-darwin", "xcode-select"),
        ("aarch64-unknown-linux-musl", "Debian has none for aarch64-unknown-linux-musl"),
    ] {
        let missing = "ToolNotFound: failed to find tool \"a-gcc\": No such file (see docs)";
        let words = compile::explain_for(missing, target, host).to_string();
        assert!(words.contains("there is no \"a-gcc\": install one"), "{words}");
        assert!(words.contains(package) && words.contains(&format!("CC_{target}")), "{words}");
        // A compiler for another machine may be there, and fail for want of headers.
        let words = compile::explain_for("exit status: 1", target, host).to_string();
        assert_eq!(words.contains(package), target != host, "{words}");
    }
}

#[test]
fn webassembly_has_no_threads_and_functions_of_its_own() {
    let facts = facts("wasm32", "unknown", compile::Features::default());
    assert!(!facts.with_asm());
    assert!(wasm::is("wasm32") && !wasm::is("x86_64"));
    let shim = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/shim.rs"))
        .expect("it is there");
    let prefix = prefix::for_version(env!("CARGO_PKG_VERSION"));
    for function in wasm::FUNCTIONS {
        let name = format!("#[unsafe(export_name = \"{prefix}{function}\")]");
        assert!(shim.contains(&name), "{name}");
    }
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("c");
    let headers = wasm::headers(&compile::Facts { own, ..facts });
    assert!(headers.join("stdlib.h").is_file());
}

#[test]
fn digests_are_those_of_the_standard() {
    for (bytes, digest) in [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
    ] {
        assert_eq!(sha256::of(bytes.as_bytes()), digest);
    }
    let million = vec![b'a'; 1_000_000];
    let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
    assert_eq!(sha256::of(&million), digest);
}

#[test]
fn an_edit_comes_before_its_anchor_which_stands_once() {
    const TUNED: tune::Tuned = tune::Tuned {
        source: "lib/x.c",
        stand_in: "tuned/x.c",
        edits: &[tune::Edit { line: "#include \"ours.h\"", anchor: "int f(" }],
    };
    let edited = TUNED.edit("int g(void);\nint f(void);\n").expect("the anchor is there");
    assert!(edited.ends_with("int g(void);\n\n#include \"ours.h\"\nint f(void);\n"), "{edited}");
    assert!(edited.starts_with("/* Changed by"), "{edited}");
    for (text, times) in [("int g(void);", "0 times"), ("int f(int); int f(int);", "2 times")] {
        let words = TUNED.edit(text).expect_err("not once").to_string();
        assert!(words.contains("lib/x.c") && words.contains("\"int f(\""), "{words}");
        assert!(words.contains(times) && words.contains("build/tune.rs"), "{words}");
    }
}

#[test]
fn sources_that_are_not_the_pinned_ones_are_not_changed() {
    // A tree that the user names is the user's, whatever it holds.
    let folder = folder("strangers");
    tree(&folder.join("mine"), [1, 5, 7]);
    let chosen = Some(folder.join("mine").into_os_string());
    let chosen = locate::find(&locate::Request { chosen, ..request(&folder) });
    let why = tune::strangers(&chosen.expect("it is there")).expect("nothing is read");
    assert!(why.is_some_and(|why| why.contains("ZSTDKIT_LIBZSTD_DIR")));

    // One whose files aren't those of the checksums is another libzstd, or an update under way.
    tree(&folder.join("libzstd"), [1, 5, 7]);
    let sum = sha256::of(b"released");
    fs::write(folder.join("libzstd/SHA256SUMS"), format!("{sum}  lib/common/debug.c\n"))
        .expect("writable");
    let staged = locate::find(&request(&folder)).expect("it is there");
    let why = tune::strangers(&staged).expect("the checksums are there");
    assert!(why.is_some_and(|why| why.contains("lib/common/debug.c")));
}

#[test]
fn the_smallest_code_is_compiled_as_released() {
    let tuned = compile::Features { tuned: true, ..compile::Features::default() };
    assert!(facts("x86_64", "linux", tuned).with_tuning());
    let thin = compile::Features { thin: true, ..tuned };
    assert!(!facts("x86_64", "linux", thin).with_tuning());
    assert!(!facts("x86_64", "linux", compile::Features::default()).with_tuning());
}

#[test]
fn every_changed_file_is_one_that_is_compiled_and_has_its_stand_in() {
    for tuned in tune::TUNED {
        assert!(sources::CORE.contains(&tuned.source), "{}", tuned.source);
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("c").join(tuned.stand_in);
        let text = fs::read_to_string(&own).expect("it is there");
        assert!(text.contains(&format!("#include \"{}\"", tuned.name())), "{}", own.display());
    }
}

//! Who depends on what.

use std::process::Command;

/// The names of the packages in a crate's dependency tree, itself among them.
fn tree(package: &str, edges: &str) -> Vec<String> {
    let cargo = std::env::var_os("CARGO").expect("cargo runs the tests");
    let output = Command::new(cargo)
        .args(["tree", "--offline", "--prefix", "none", "--format", "{p}"])
        .args(["-p", package, "-e", edges])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("names are UTF-8");
    let name = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    lines.lines().map(name).filter(|name| !name.is_empty()).collect()
}

#[test]
fn the_frame_crate_builds_no_c() {
    let names = tree("zstdkit-frame", "normal,build");
    assert!(names.contains(&"zstdkit-frame".to_owned()), "{names:?}");
    for builder in ["cc", "cmake", "pkg-config", "bindgen", "zstdkit-sys", "zstd-sys"] {
        assert!(!names.contains(&builder.to_owned()), "{builder} in {names:?}");
    }
}

#[test]
fn no_build_needs_bindgen_or_another_libzstd() {
    for package in ["zstdkit", "zstdkit-dict", "zstdkit-segments", "zstdkit-seek"] {
        let names = tree(package, "normal,build");
        assert!(names.contains(&"zstdkit-sys".to_owned()), "{names:?}");
        for unwanted in ["bindgen", "clang-sys", "zstd-sys", "zstd"] {
            assert!(!names.contains(&unwanted.to_owned()), "{unwanted} below {package}: {names:?}");
        }
    }
}

#[test]
fn layers_import_only_what_stands_above_them() {
    let forbidden = [
        (
            "zstdkit-frame",
            &["zstdkit-sys", "zstdkit", "zstdkit-dict", "zstdkit-segments", "zstdkit-seek"][..],
        ),
        ("zstdkit-sys", &["zstdkit-frame", "zstdkit", "zstdkit-dict", "zstdkit-segments"]),
        ("zstdkit", &["zstdkit-dict", "zstdkit-segments", "zstdkit-cli"]),
        ("zstdkit-dict", &["zstdkit-segments", "zstdkit-cli"]),
        ("zstdkit-segments", &["zstdkit-dict", "zstdkit-seek", "zstdkit-cli"]),
        ("zstdkit-seek", &["zstdkit-dict", "zstdkit-segments", "zstdkit-cli"]),
    ];
    for (package, below) in forbidden {
        let names = tree(package, "normal");
        for other in below {
            assert!(!names.contains(&(*other).to_owned()), "{package} imports {other}");
        }
    }
}

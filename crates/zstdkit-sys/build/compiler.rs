//! The C compiler that a target needs, for those who have none.

/// What to install so as to compile C for a target.
pub(crate) fn advice(target: &str, host: &str) -> String {
    let packages = match debian(target, host) {
        Some(packages) => format!("for Debian: `apt-get install {packages}`"),
        None if target.contains("-msvc") => {
            "the build tools of Visual Studio, or clang-cl".to_owned()
        }
        None if target.contains("-apple-") => {
            "on a Mac: `xcode-select --install`; elsewhere one that has Apple's headers".to_owned()
        }
        None => format!("Debian has none for {target}"),
    };
    format!("install one ({packages}), or name yours in the environment variable CC_{target}")
}

/// Debian's packages of a compiler and its headers.
fn debian(target: &str, host: &str) -> Option<String> {
    let mut parts = target.split('-');
    let arch = parts.next()?;
    if arch.starts_with("wasm") {
        return Some("clang".to_owned());
    }
    let same_arch = host.split('-').next() == Some(arch);
    if target.ends_with("-windows-gnu") {
        let arch = if arch == "x86_64" { "x86-64" } else { arch };
        return matches!(arch, "x86-64" | "i686").then(|| format!("gcc-mingw-w64-{arch}"));
    }
    if target.ends_with("-linux-musl") {
        return same_arch.then(|| "musl-tools".to_owned());
    }
    let suffix = target.split_once("-linux-")?.1;
    if same_arch && host.ends_with(suffix) {
        return Some("gcc libc6-dev".to_owned());
    }
    // What the compiler is named after, and the architecture of its headers.
    let (compiler, headers) = match (arch, suffix) {
        ("x86_64", "gnu") => ("x86-64-linux-gnu", "amd64"),
        ("i586" | "i686", "gnu") => ("i686-linux-gnu", "i386"),
        ("aarch64", "gnu") => ("aarch64-linux-gnu", "arm64"),
        ("s390x", "gnu") => ("s390x-linux-gnu", "s390x"),
        ("powerpc64", "gnu") => ("powerpc64-linux-gnu", "ppc64"),
        ("powerpc64le", "gnu") => ("powerpc64le-linux-gnu", "ppc64el"),
        ("powerpc", "gnu") => ("powerpc-linux-gnu", "powerpc"),
        ("sparc64", "gnu") => ("sparc64-linux-gnu", "sparc64"),
        ("mips64el", "gnuabi64") => ("mips64el-linux-gnuabi64", "mips64el"),
        ("mipsel", "gnu") => ("mipsel-linux-gnu", "mipsel"),
        ("riscv64gc", "gnu") => ("riscv64-linux-gnu", "riscv64"),
        (arm, "gnueabihf") if arm.starts_with("arm") || arm.starts_with("thumb") => {
            ("arm-linux-gnueabihf", "armhf")
        }
        (arm, "gnueabi") if arm.starts_with("arm") => ("arm-linux-gnueabi", "armel"),
        _ => return None,
    };
    Some(format!("gcc-{compiler} libc6-dev-{headers}-cross"))
}

//! The targets, and what each of them takes.

/// What can be done with a target on Linux on x86-64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// The tests run, by themselves or by a runner.
    Tests,
    /// There is no system that tests could run on: a module reports, and is compared.
    Module,
    /// There is no linker: all that comes before one is checked.
    Check,
}

/// A target.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) triple: &'static str,
    pub(crate) way: Way,
    /// The C compiler; also the linker, where tests run.
    pub(crate) compiler: &'static str,
    /// Debian's packages for all of it.
    pub(crate) packages: &'static str,
    pub(crate) runner: Option<Runner>,
    /// What a reader of the table should know.
    pub(crate) remark: &'static str,
}

/// What runs programs of another system or machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runner {
    /// qemu's emulator of one machine: its name, and the folder of the machine's libraries.
    Qemu(&'static str, &'static str),
    Wine,
    /// Node's WASI.
    Node,
}

impl Runner {
    /// What the table calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Runner::Qemu(..) => "qemu",
            Runner::Wine => "wine",
            Runner::Node => "Node",
        }
    }
}

pub(crate) const HOST: &str = "x86_64-unknown-linux-gnu";

pub(crate) const TARGETS: [Target; 12] = [
    Target {
        triple: HOST,
        way: Way::Tests,
        compiler: "gcc",
        packages: "gcc libc6-dev",
        runner: None,
        remark: "",
    },
    Target {
        triple: "x86_64-unknown-linux-musl",
        way: Way::Tests,
        compiler: "musl-gcc",
        packages: "musl-tools",
        runner: None,
        remark: "",
    },
    Target {
        triple: "i686-unknown-linux-gnu",
        way: Way::Tests,
        compiler: "i686-linux-gnu-gcc",
        packages: "gcc-i686-linux-gnu libc6-dev-i386-cross libc6-i386 lib32gcc-s1",
        runner: None,
        remark: "windows up to 1 GiB",
    },
    Target {
        triple: "aarch64-unknown-linux-gnu",
        way: Way::Tests,
        compiler: "aarch64-linux-gnu-gcc",
        packages: "gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static",
        runner: Some(Runner::Qemu("qemu-aarch64-static", "/usr/aarch64-linux-gnu")),
        remark: "",
    },
    Target {
        triple: "s390x-unknown-linux-gnu",
        way: Way::Tests,
        compiler: "s390x-linux-gnu-gcc",
        packages: "gcc-s390x-linux-gnu libc6-dev-s390x-cross qemu-user-static",
        runner: Some(Runner::Qemu("qemu-s390x-static", "/usr/s390x-linux-gnu")),
        remark: "big endian: from level 5 on, large content may be cut into other blocks",
    },
    Target {
        triple: "riscv64gc-unknown-linux-gnu",
        way: Way::Tests,
        compiler: "riscv64-linux-gnu-gcc",
        packages: "gcc-riscv64-linux-gnu libc6-dev-riscv64-cross qemu-user-static",
        runner: Some(Runner::Qemu("qemu-riscv64-static", "/usr/riscv64-linux-gnu")),
        remark: "",
    },
    Target {
        triple: "x86_64-pc-windows-gnu",
        way: Way::Tests,
        compiler: "x86_64-w64-mingw32-gcc",
        packages: "gcc-mingw-w64-x86-64 wine wine64",
        runner: Some(Runner::Wine),
        remark: "the command: see [its README](crates/zstdkit-cli/README.md#windows)",
    },
    Target {
        triple: "x86_64-pc-windows-msvc",
        way: Way::Check,
        compiler: "zig",
        packages: "",
        runner: None,
        remark: "",
    },
    Target {
        triple: "aarch64-apple-darwin",
        way: Way::Check,
        compiler: "zig",
        packages: "",
        runner: None,
        remark: "",
    },
    Target {
        triple: "x86_64-apple-darwin",
        way: Way::Check,
        compiler: "zig",
        packages: "",
        runner: None,
        remark: "",
    },
    Target {
        triple: "wasm32-unknown-unknown",
        way: Way::Module,
        compiler: "clang",
        packages: "clang nodejs",
        runner: Some(Runner::Node),
        remark: "no threads, no clock, no C library; needs Rust 1.89",
    },
    Target {
        triple: "wasm32-wasip1",
        way: Way::Module,
        compiler: "clang",
        packages: "clang nodejs",
        runner: Some(Runner::Node),
        remark: "no threads, no C library for libzstd",
    },
];

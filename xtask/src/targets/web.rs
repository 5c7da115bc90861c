//! `cargo xtask web`: the example page as one file that needs no server, and a browser's word that it
//! works.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::{shell, workspace};

/// Browsers that can be driven without a window.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Makes the page; with `test`, uses it in a headless Chromium.
pub(crate) fn run(test: bool) -> Result<()> {
    let folder = workspace::scratch("web")?;
    let page = make(&folder)?;
    println!("{}", page.display());
    if !test {
        return Ok(());
    }
    let has = |browser: &&&str| Command::new(browser).arg("--version").output().is_ok();
    let browser = BROWSERS.iter().find(has).context("no Chromium (`apt-get install chromium`)")?;
    let script = source("test.mjs");
    shell::run(Command::new("node").arg(script).arg(browser).arg(page).arg(folder))
}

fn source(name: &str) -> PathBuf {
    workspace::root().join("examples/web").join(name)
}

fn make(folder: &Path) -> Result<PathBuf> {
    let target = folder.join("target");
    let mut build = Command::new(workspace::cargo());
    build.current_dir(workspace::root()).args(["rustc", "--quiet", "--release", "--lib"]);
    build.args(["--package", "zstdkit-web", "--crate-type", "cdylib"]);
    build.args(["--target", "wasm32-unknown-unknown"]).env("CARGO_TARGET_DIR", &target);
    // A page has no use for names and lines.
    build.env("CARGO_PROFILE_RELEASE_DEBUG", "false").env("CARGO_PROFILE_RELEASE_STRIP", "true");
    shell::run(&mut build)?;
    let module = target.join("wasm32-unknown-unknown/release/zstdkit_web.wasm");
    let module = fs::read(&module).with_context(|| module.display().to_string())?;
    let page = [
        ("<link rel=\"stylesheet\" href=\"style.css\">", "style", "style.css"),
        ("<script id=\"worker\" type=\"text/plain\" src=\"worker.js\">", "worker", "worker.js"),
        ("<script src=\"page.js\">", "page", "page.js"),
    ]
    .iter()
    .try_fold(workspace::read(&source("index.html"))?, |page, (tag, kind, file)| {
        let text = workspace::read(&source(file))?;
        let inline = match *kind {
            "style" => format!("<style>\n{text}</style>"),
            "worker" => format!("<script id=\"worker\" type=\"text/plain\">\n{text}"),
            _ => format!(
                "<script id=\"module\" type=\"text/plain\">{}</script>\n<script>\n{text}",
                base64(&module)
            ),
        };
        page.contains(tag)
            .then(|| page.replace(tag, &inline))
            .with_context(|| format!("index.html has no {tag}"))
    })?;
    let path = folder.join("zstdkit.html");
    fs::write(&path, page).with_context(|| path.display().to_string())?;
    Ok(path)
}

/// Bytes as letters, four for each three (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, &byte| word << 8 | u32::from(byte));
        let word = word << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { letter.into() } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_letters_with_padding() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}

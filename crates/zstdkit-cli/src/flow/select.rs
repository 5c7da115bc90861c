//! The files to read: those named, those in lists, and those in folders.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

use crate::{
    arguments::{Selection, place::Source},
    report::text::printable,
};

/// What names say that they hold is compressed already.
const COMPRESSED: [&str; 40] = [
    "zst", "tzst", "gz", "tgz", "bz2", "tbz2", "xz", "txz", "lzma", "lz", "lz4", "tlz4", "br",
    "7z", "zip", "rar", "jar", "war", "apk", "deb", "rpm", "cab", "jpg", "jpeg", "png", "gif",
    "webp", "avif", "heic", "mp3", "mp4", "m4a", "m4v", "mkv", "webm", "ogg", "flac", "opus",
    "woff2", "docx",
];

/// All inputs, in the order given; the files of folders in the order of names.
pub(crate) fn sources(selection: &Selection, exclude_compressed: bool) -> Result<Vec<Source>> {
    let mut named = Vec::new();
    for list in &selection.filelist {
        let text = fs::read(list).with_context(|| printable(&list.to_string_lossy()))?;
        let lines = text.split(|byte| *byte == b'\n').map(|line| line.trim_ascii_end());
        named.extend(lines.filter(|line| !line.is_empty()).map(path));
    }
    let mut sources: Vec<_> = named.iter().map(|path| Source::from_arg(path)).collect();
    if sources.is_empty() || !selection.files.are_unnamed() {
        sources.splice(0..0, selection.files.sources()?);
    }
    if selection.recursive {
        let mut files = Vec::new();
        for source in sources {
            match &source {
                Source::File(path) if path.is_dir() => {
                    let mut below = Vec::new();
                    walk(path, &mut below)?;
                    files.extend(below.into_iter().map(Source::File));
                }
                _ => files.push(source),
            }
        }
        sources = files;
    }
    if exclude_compressed {
        sources.retain(|source| !matches!(source, Source::File(path) if is_compressed(path)));
    }
    if sources.is_empty() && !exclude_compressed {
        bail!("there are no files in what was named");
    }
    Ok(sources)
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    std::ffi::OsStr::from_bytes(bytes).into()
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

fn is_compressed(path: &Path) -> bool {
    path.extension().is_some_and(|it| COMPRESSED.iter().any(|known| it.eq_ignore_ascii_case(known)))
}

/// Every file in a folder and in those below it; links to folders aren't followed, for they may
/// lead back.
pub(crate) fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let named = || printable(&folder.to_string_lossy());
    let mut entries = fs::read_dir(folder)
        .and_then(|entries| entries.collect::<Result<Vec<_>, _>>())
        .with_context(named)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type().with_context(named)?;
        let path = entry.path();
        if kind.is_dir() {
            walk(&path, files)?;
        } else if path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

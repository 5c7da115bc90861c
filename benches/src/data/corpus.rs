//! Reading real files: as they are, out of zip archives, or gzipped.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::Sample;

/// Reads all files of a folder, in the order of their names; folders in it are passed over.
pub(super) fn read(folder: &Path) -> Result<Vec<Sample>> {
    let listing = || format!("listing the folder {}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(listing)? {
        let path = entry.with_context(listing)?.path();
        if path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    let mut samples = Vec::new();
    for path in paths {
        let found = read_file(&path).with_context(|| format!("reading {}", path.display()))?;
        samples.extend(found.into_iter().filter(|sample| !sample.bytes.is_empty()));
    }
    Ok(samples)
}

fn read_file(path: &PathBuf) -> Result<Vec<Sample>> {
    let file_name = || path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut bytes = Vec::new();
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("zip") => read_zip(path),
        Some("gz") => {
            flate2::read::MultiGzDecoder::new(File::open(path)?).read_to_end(&mut bytes)?;
            let name = file_name().trim_end_matches(".gz").to_owned();
            Ok(vec![Sample { name, bytes }])
        }
        _ => {
            File::open(path)?.read_to_end(&mut bytes)?;
            Ok(vec![Sample { name: file_name(), bytes }])
        }
    }
}

fn read_zip(path: &Path) -> Result<Vec<Sample>> {
    let mut archive = zip::ZipArchive::new(File::open(path)?)?;
    let mut samples = Vec::new();
    for index in 0..archive.len() {
        let mut member = archive.by_index(index)?;
        if member.is_file() {
            let name = member.name()?.rsplit('/').next().unwrap_or_default().to_owned();
            let mut bytes = Vec::new();
            member.read_to_end(&mut bytes)?;
            samples.push(Sample { name, bytes });
        }
    }
    Ok(samples)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn plain_gzipped_and_zipped_files_are_all_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("c.bin"), b"plain").unwrap();
        fs::write(path("empty"), b"").unwrap();
        let gzipped = File::create(path("b.txt.gz")).unwrap();
        let mut gzipped = flate2::write::GzEncoder::new(gzipped, flate2::Compression::fast());
        gzipped.write_all(b"gzipped").unwrap();
        gzipped.finish().unwrap();
        let mut archive = zip::ZipWriter::new(File::create(path("a.zip")).unwrap());
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file("inside/member", options).unwrap();
        archive.write_all(b"zipped").unwrap();
        archive.finish().unwrap();

        let samples = read(folder.path()).unwrap();
        let found: Vec<(&str, &[u8])> =
            samples.iter().map(|sample| (sample.name.as_str(), &sample.bytes[..])).collect();
        let expected: [(&str, &[u8]); 3] =
            [("member", b"zipped"), ("b.txt", b"gzipped"), ("c.bin", b"plain")];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = read(Path::new("no/such/folder")).unwrap_err();
        assert!(error.to_string().contains("no/such/folder"), "{error}");
    }
}

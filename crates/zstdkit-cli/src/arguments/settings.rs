//! `-p NAME=VALUE`: one parameter and its value, checked while the command line is read.

use std::{path::PathBuf, str::FromStr};

use anyhow::anyhow;
use zstdkit::{CompressParameter, DecompressParameter, Error};
use zstdkit_dict::{MAX_DICT_SIZE, MIN_DICT_SIZE};

use crate::report::{failure::warn, text::printable};

/// A parameter of compression, set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CompressSetting(pub(crate) CompressParameter, pub(crate) i32);

/// A parameter of decompression, set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DecompressSetting(pub(crate) DecompressParameter, pub(crate) i32);

/// The levels that a changing one keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Adapt {
    pub(crate) min: i32,
    pub(crate) max: i32,
}

/// The highest level without `--ultra`, which don't take as much memory as those above.
pub(crate) const COMMON_MAX: i32 = 19;

impl FromStr for CompressSetting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = split(text)?;
        let Ok(parameter) = name.parse::<CompressParameter>() else {
            return Err(if name.parse::<DecompressParameter>().is_ok() {
                format!("{name} is a parameter of decompression")
            } else {
                unknown(name, &nearest(name))
            });
        };
        let value = number(parameter.name(), value, parameter.bounds().into_inner())?;
        Ok(Self(parameter, value))
    }
}

impl FromStr for DecompressSetting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = split(text)?;
        let Ok(parameter) = name.parse::<DecompressParameter>() else {
            return Err(if name.parse::<CompressParameter>().is_ok() {
                format!("{name} is a parameter of compression; decompression has windowLogMax")
            } else {
                unknown(name, "windowLogMax is the only one")
            });
        };
        let value = number(parameter.name(), value, parameter.bounds().into_inner())?;
        Ok(Self(parameter, value))
    }
}

/// `-l LEVEL`.
pub(crate) fn level(text: &str) -> Result<i32, String> {
    let name = CompressParameter::CompressionLevel.name();
    number(name, text, CompressParameter::CompressionLevel.bounds().into_inner())
}

/// `--adapt=min=LEVEL,max=LEVEL`, in either order, each as it's needed.
pub(crate) fn adapt(text: &str) -> Result<Adapt, String> {
    let least = *CompressParameter::CompressionLevel.bounds().start();
    let mut adapt = Adapt { min: least, max: COMMON_MAX };
    for part in text.split(',').filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some(("min", value)) => adapt.min = level(value)?,
            Some(("max", value)) => adapt.max = level(value)?,
            _ => return Err("expected min=LEVEL,max=LEVEL".to_owned()),
        }
    }
    if adapt.min > adapt.max {
        return Err(format!("there is no level from {} to {}", adapt.min, adapt.max));
    }
    Ok(adapt)
}

/// `-T THREADS`.
pub(crate) fn threads(text: &str) -> Result<u32, String> {
    let most = most_threads();
    match text.parse::<u32>() {
        Ok(threads) if threads <= most => Ok(threads),
        _ => Err(format!("expected a number of threads from 1 to {most}, or 0 for all cores")),
    }
}

/// The level where none is asked for: that of `ZSTD_CLEVEL`, or 3.
pub(crate) fn default_level() -> i32 {
    from_environment("ZSTD_CLEVEL", level).unwrap_or(3)
}

/// The threads where none are asked for: those of `ZSTD_NBTHREADS`, or one.
pub(crate) fn default_threads() -> u32 {
    from_environment("ZSTD_NBTHREADS", threads).unwrap_or(1)
}

/// A variable's value; one that can't be used is told, and passed over.
fn from_environment<T>(name: &str, read: impl Fn(&str) -> Result<T, String>) -> Option<T> {
    let text = std::env::var(name).ok()?;
    let value = read(text.trim().trim_start_matches('+'));
    value.map_err(|reason| warn(&anyhow!("{name} is {text:?}, and is ignored: {reason}"))).ok()
}

/// A size in bytes, or in KiB, MiB or GiB: `4096`, `4K`, `4KiB`.
pub(crate) fn size(text: &str) -> Result<usize, String> {
    let digits = text.trim_end_matches(|char: char| !char.is_ascii_digit());
    let unit: usize = match &text[digits.len()..] {
        "" | "B" => 1,
        "K" | "k" | "KB" | "KiB" => 1 << 10,
        "M" | "MB" | "MiB" => 1 << 20,
        "G" | "GB" | "GiB" => 1 << 30,
        _ => 0,
    };
    let size = digits.parse().ok().and_then(|number: usize| number.checked_mul(unit));
    size.filter(|size| *size > 0)
        .ok_or_else(|| "expected a size above 0, such as 4096 or 64K or 1M".to_owned())
}

/// A place in bytes, as a size, or 0.
pub(crate) fn offset(text: &str) -> Result<u64, String> {
    if text == "0" { Ok(0) } else { Ok(size(text)? as u64) }
}

/// `--window-log-max LOG`.
pub(crate) fn window_log(text: &str) -> Result<u32, String> {
    let (least, most) = DecompressParameter::WindowLogMax.bounds().into_inner();
    let log = text.parse().ok().filter(|log| (least..=most).contains(log));
    let log = log.and_then(|log| u32::try_from(log).ok());
    log.ok_or_else(|| format!("expected a number from {least} to {most}"))
}

/// `--size SIZE`.
pub(crate) fn dict_size(text: &str) -> Result<usize, String> {
    let size = size(text)?;
    if (MIN_DICT_SIZE..=MAX_DICT_SIZE).contains(&size) {
        return Ok(size);
    }
    Err(format!("a dictionary has from {MIN_DICT_SIZE} to {MAX_DICT_SIZE} bytes, not {size}"))
}

/// `--hold-back N`.
pub(crate) fn hold_back(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(1) | Err(_) => Err("expected 2 or more, or 0 to hold none back".to_owned()),
        Ok(every) => Ok(every),
    }
}

/// `--seconds SECONDS`.
pub(crate) fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.0..=86_400.0).contains(&seconds) => Ok(seconds),
        _ => Err("expected a number of seconds, at most 86400".to_owned()),
    }
}

/// `--levels 1-19`: levels and ranges of them, as a list.
pub(crate) fn levels(text: &str) -> Result<Levels, String> {
    let mut levels = Vec::new();
    for part in text.split(',') {
        // The first sign may be a number's own.
        let dash = part.char_indices().skip(1).find(|(_, char)| *char == '-').map(|(at, _)| at);
        let (first, last) = match dash {
            Some(dash) => (&part[..dash], &part[dash + 1..]),
            None => (part, part),
        };
        let (first, last) = (level(first)?, level(last)?);
        if first > last {
            return Err(format!("{part:?} ends before it starts"));
        }
        if last.abs_diff(first) > 100 {
            return Err(format!("{part:?} are more levels than anybody waits for"));
        }
        levels.extend(first..=last);
    }
    levels.sort_unstable();
    levels.dedup();
    Ok(Levels(levels))
}

/// Levels in order, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Levels(pub(crate) Vec<i32>);

/// A speed in bytes per second: `200MB/s`, `1.5GB/s`, `64MiB/s`; `200M` is `200MB/s`.
pub(crate) fn speed(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let unit_at =
        text.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(text.len());
    let unit = match text[unit_at..].trim().trim_end_matches("/s") {
        "" | "B" => 1.0,
        "K" | "k" | "kB" | "KB" => 1e3,
        "M" | "MB" => 1e6,
        "G" | "GB" => 1e9,
        "KiB" => 1024.0,
        "MiB" => 1_048_576.0,
        "GiB" => 1_073_741_824.0,
        _ => f64::NAN,
    };
    let speed = text[..unit_at].parse::<f64>().map(|number| number * unit);
    speed
        .ok()
        .filter(|speed| speed.is_finite() && *speed > 0.0)
        .ok_or_else(|| "expected a speed above 0, such as 200MB/s or 1.5GB/s".to_owned())
}

/// `--plot OUT.svg`: a file that is made here has to have a name that says what it is.
pub(crate) fn picture(path: PathBuf) -> Result<PathBuf, String> {
    let is_svg = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("svg"));
    // A device, or a pipe: what is there already has the name that it has.
    let is_stream = path.as_os_str() == "-"
        || std::fs::metadata(&path).is_ok_and(|there| !there.is_file() && !there.is_dir());
    if is_svg || is_stream {
        return Ok(path);
    }
    let found = match path.extension() {
        Some(other) if !other.is_empty() => {
            format!(", not with .{}", printable(&other.to_string_lossy()))
        }
        _ => String::new(),
    };
    Err(format!("the picture is SVG: end its name with .svg{found}"))
}

/// The number that `-T` stands for.
pub(crate) fn cores_for(threads: u32) -> u32 {
    match threads {
        0 => {
            let cores = std::thread::available_parallelism().map_or(1, usize::from);
            u32::try_from(cores).unwrap_or(u32::MAX).min(most_threads())
        }
        threads => threads,
    }
}

fn most_threads() -> u32 {
    CompressParameter::NbWorkers.bounds().end().unsigned_abs().max(1)
}

fn split(text: &str) -> Result<(&str, &str), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or("expected NAME=VALUE, such as windowLog=24; `zstdkit params` lists the names")?;
    Ok((name.trim(), value.trim()))
}

/// A parameter's value. 0 passes wherever it lies: outside of the bounds it asks for libzstd's own
/// choice.
fn number(parameter: &'static str, text: &str, (lower, upper): (i32, i32)) -> Result<i32, String> {
    let wide: i128 = text
        .parse()
        .map_err(|_| format!("{parameter} takes a whole number, and {text:?} is none"))?;
    let Ok(value) = i32::try_from(wide) else {
        return Err(format!("parameter {parameter} is {wide}, but must lie in {lower}..={upper}"));
    };
    if value == 0 || (lower..=upper).contains(&value) {
        return Ok(value);
    }
    Err(Error::ParameterOutOfBounds { parameter, lower, upper, value }.to_string())
}

fn unknown(name: &str, hint: &str) -> String {
    format!("unknown parameter {name:?}; {hint}")
}

/// What may have been meant: the same name in other capitals, or the list.
fn nearest(name: &str) -> String {
    let alike = CompressParameter::ALL
        .iter()
        .map(|parameter| parameter.name())
        .find(|known| known.eq_ignore_ascii_case(name));
    match alike {
        Some(known) => format!("it is written {known}"),
        None => "`zstdkit params` lists them all".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_taken_and_both_bounds_are_allowed() {
        for parameter in CompressParameter::ALL {
            let (lower, upper) = parameter.bounds().into_inner();
            for value in [lower, upper] {
                let setting = format!("{parameter}={value}").parse();
                assert_eq!(setting, Ok(CompressSetting(*parameter, value)));
            }
            let over = format!("{parameter}={}", i64::from(upper) + 1).parse::<CompressSetting>();
            let error = over.unwrap_err();
            assert!(error.contains(parameter.name()), "{error}");
            assert!(error.contains(&format!("{lower}..={upper}")), "{error}");
        }
        assert_eq!(level("-131072"), Ok(-131_072));
        assert!(level("23").unwrap_err().contains("compressionLevel is 23"));
        assert!(level("2147483648").unwrap_err().contains("compressionLevel is 2147483648"));
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(
            ["1", "64K", "64KiB", "3M", "2G"].map(size),
            [Ok(1), Ok(65_536), Ok(65_536), Ok(3 << 20), Ok(2 << 30)]
        );
        for wrong in ["", "0", "K", "-1", "1.5K", "1T", "99999999999999999999", "9999999999999G"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn levels_are_lists_of_ranges() {
        let of = |text| levels(text).map(|levels| levels.0);
        assert_eq!(of("1-4"), Ok(vec![1, 2, 3, 4]));
        assert_eq!(of("19,-5--3,3,3"), Ok(vec![-5, -4, -3, 3, 19]));
        for wrong in ["", "4-1", "1-23", "a", "1-", "1,,2", "-1000-1"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn speeds_have_units() {
        assert_eq!(
            ["200MB/s", "1.5GB/s", "2MiB/s", "3M", "5"].map(speed),
            [Ok(2e8), Ok(1.5e9), Ok(2_097_152.0), Ok(3e6), Ok(5.0)]
        );
        for wrong in ["", "0MB/s", "-1", "fast", "1TB/h", "MB/s", "1..2M"] {
            assert!(speed(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn dictionaries_have_sizes_within_bounds() {
        assert_eq!(["256", "64K", "1G"].map(dict_size), [Ok(256), Ok(65_536), Ok(1 << 30)]);
        for wrong in ["255", "1073741825", "2G"] {
            assert!(dict_size(wrong).unwrap_err().contains("from 256 to 1073741824"), "{wrong}");
        }
    }

    #[test]
    fn pictures_have_names_of_svg() {
        for right in ["x.svg", "X.SVG", "a.png/x.svg", "-"] {
            assert_eq!(picture(right.into()), Ok(right.into()));
        }
        #[cfg(unix)]
        assert_eq!(picture("/dev/null".into()), Ok("/dev/null".into()), "a device");
        for wrong in ["x.png", "x.svg.gz", "x.svgz", "a.svg/x.pdf"] {
            let extension = &wrong[wrong.rfind('.').unwrap()..];
            let error = picture(wrong.into()).unwrap_err();
            assert_eq!(
                error,
                format!("the picture is SVG: end its name with .svg, not with {extension}")
            );
        }
        for wrong in ["x", "a.svg/x", ".svg", "x."] {
            let error = picture(wrong.into()).unwrap_err();
            assert_eq!(error, "the picture is SVG: end its name with .svg");
        }
    }

    #[test]
    fn wrong_names_say_what_was_meant() {
        let error = |text: &str| text.parse::<CompressSetting>().unwrap_err();
        assert!(error("windowlog=20").contains("it is written windowLog"));
        assert!(error("windowLogMax=20").contains("of decompression"));
        assert!(error("nonsense=20").contains("zstdkit params"));
        assert!(error("windowLog").contains("NAME=VALUE"));
        assert!(error("windowLog=big").contains("\"big\" is none"));
        let error = "windowLog=20".parse::<DecompressSetting>().unwrap_err();
        assert!(error.contains("decompression has windowLogMax"));
    }
}

//! Numbers for people.

use std::time::Duration;

/// A size in bytes, KiB, MiB ... with three significant digits.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1024.0;
    let mut unit = 0;
    // 1023.5 would be written as 1024.
    while value >= 1023.5 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    format!("{} {}", three_digits(value), UNITS[unit])
}

/// A number of things, with a comma between thousands.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of things by name: `1 file`, `2 files`.
pub(crate) fn counted(number: u64, what: &str) -> String {
    format!("{} {what}{}", count(number), if number == 1 { "" } else { "s" })
}

/// How many times smaller `compressed` is; a dash where nothing can be said.
pub(crate) fn ratio(content: u64, compressed: u64) -> String {
    if compressed == 0 || content == 0 {
        return "-".to_owned();
    }
    let ratio = content as f64 / compressed as f64;
    if ratio < 100.0 { format!("{ratio:.2}") } else { count(ratio.round() as u64) }
}

/// How fast `bytes` were handled, in MB (a million bytes) per second.
pub(crate) fn speed(bytes: u64, time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds <= 0.0 || bytes == 0 {
        return "-".to_owned();
    }
    format!("{} MB/s", three_digits(bytes as f64 / 1e6 / seconds))
}

/// A time, in the unit that suits it.
pub(crate) fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds >= 120.0 {
        let whole = seconds.round() as u64;
        format!("{}:{:02} min", whole / 60, whole % 60)
    } else if seconds >= 0.9995 {
        format!("{} s", three_digits(seconds))
    } else {
        format!("{} ms", three_digits(seconds * 1e3))
    }
}

/// Three significant digits, or all digits before the point.
pub(crate) fn three_digits(value: f64) -> String {
    match value {
        value if value < 9.995 => format!("{value:.2}"),
        value if value < 99.95 => format!("{value:.1}"),
        value if value < 10_000.0 => format!("{value:.0}"),
        value => count(value.round() as u64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_three_digits() {
        let shown: Vec<_> =
            [0, 1023, 1024, 1535, 10_240, 1_048_000, 1 << 20, 5 << 30, u64::MAX].map(size).into();
        let expected = [
            "0 B", "1023 B", "1.00 KiB", "1.50 KiB", "10.0 KiB", "1023 KiB", "1.00 MiB",
            "5.00 GiB", "16.0 EiB",
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(counted(1, "frame"), "1 frame");
        assert_eq!(counted(0, "frame"), "0 frames");
    }

    #[test]
    fn what_has_no_ratio_shows_a_dash() {
        assert_eq!(ratio(0, 9), "-");
        assert_eq!(ratio(9, 0), "-");
        assert_eq!(ratio(10, 4), "2.50");
        assert_eq!(ratio(1 << 30, 1 << 10), "1,048,576");
    }

    #[test]
    fn times_and_speeds_take_a_fitting_unit() {
        assert_eq!(time(Duration::from_micros(1500)), "1.50 ms");
        assert_eq!(time(Duration::from_millis(2500)), "2.50 s");
        assert_eq!(time(Duration::from_secs(125)), "2:05 min");
        assert_eq!(speed(5_000_000, Duration::from_millis(100)), "50.0 MB/s");
        assert_eq!(speed(5, Duration::ZERO), "-");
    }
}

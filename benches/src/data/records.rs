//! Sets of small items.

use super::{Sample, random::Random};

/// Items that have much in common, in two parts: some to learn from, others to measure on.
#[derive(Clone, Debug)]
pub(crate) struct RecordSet {
    pub(crate) name: String,
    /// What dictionaries are trained on.
    pub(crate) training: Vec<Vec<u8>>,
    /// What is measured on.
    pub(crate) items: Vec<Vec<u8>>,
}

impl RecordSet {
    /// `count` JSON records of about 300 bytes to measure on, as many to train on.
    pub(super) fn json(count: usize) -> Self {
        Self::split("json records".into(), json_records().take(2 * count).collect())
    }

    /// The paragraphs of a text, if there are enough, and small enough, to be records: what stands
    /// between blank lines. `count` at most to measure on, as many to train on.
    pub(super) fn paragraphs(sample: &Sample, count: usize) -> Option<Self> {
        let text = std::str::from_utf8(&sample.bytes).ok()?;
        let paragraphs = text.split("\n\n").filter(|paragraph| !paragraph.is_empty());
        let items: Vec<Vec<u8>> = paragraphs.take(2 * count).map(Vec::from).collect();
        let mean = items.iter().map(Vec::len).sum::<usize>() / items.len().max(1);
        (items.len() >= 1000 && (50..4096).contains(&mean))
            .then(|| Self::split(format!("paragraphs of {}", sample.name), items))
    }

    /// Every other record goes to one part.
    fn split(name: String, all: Vec<Vec<u8>>) -> Self {
        let (mut training, mut items) = (Vec::new(), Vec::new());
        for (index, record) in all.into_iter().enumerate() {
            if index % 2 == 0 { training.push(record) } else { items.push(record) }
        }
        Self { name, training, items }
    }
}

/// JSON records of about 300 bytes, as a service that logs requests might write them; without end,
/// the same in every run.
pub(crate) fn json_records() -> impl Iterator<Item = Vec<u8>> {
    const METHODS: [&str; 4] = ["GET", "GET", "POST", "DELETE"];
    const PATHS: [&str; 8] =
        ["users", "orders", "items", "carts", "search", "sessions", "reports", "images"];
    const AGENTS: [&str; 5] = [
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
        "curl/8.5.0",
        "okhttp/4.12.0",
        "python-requests/2.32",
    ];
    const CITIES: [&str; 10] =
        ["Lisbon", "Oslo", "Nairobi", "Lima", "Osaka", "Quito", "Turin", "Perth", "Hanoi", "Accra"];
    const REGIONS: [&str; 3] = ["eu-west-1", "us-east-2", "ap-south-1"];
    const STATUS: [u16; 6] = [200, 200, 200, 201, 304, 404];
    let mut random = Random::new(0x150);
    let mut time = 1_750_000_000_000u64;
    std::iter::repeat_with(move || {
        time += random.below(5000) as u64;
        let record = format!(
            "{{\"time\":{time},\"id\":\"{:016x}\",\"method\":\"{}\",\"path\":\"/v2/{}/{}\",\
             \"status\":{},\"duration_ms\":{}.{:03},\"bytes\":{},\"user\":{{\"id\":{},\"city\":\"{}\",\
             \"premium\":{}}},\"agent\":\"{}\",\"cache\":\"{}\",\"retries\":{},\
             \"region\":\"{}\",\"trace\":\"{:08x}\"}}",
            random.next(),
            random.pick(&METHODS),
            random.pick(&PATHS),
            random.rank(100_000),
            random.pick(&STATUS),
            random.rank(900),
            random.below(1000),
            random.rank(200_000),
            10_000 + random.below(50_000),
            random.pick(&CITIES),
            random.below(4) == 0,
            random.pick(&AGENTS),
            random.pick(&["hit", "hit", "miss", "stale"]),
            random.rank(4),
            random.pick(&REGIONS),
            random.next() as u32,
        );
        record.into_bytes()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_records_are_of_about_300_bytes_and_none_is_like_another() {
        let records: Vec<Vec<u8>> = json_records().take(2000).collect();
        let mean = records.iter().map(Vec::len).sum::<usize>() / records.len();
        assert!((270..330).contains(&mean), "{mean}");
        let distinct: std::collections::HashSet<&Vec<u8>> = records.iter().collect();
        assert_eq!(distinct.len(), records.len());
        assert!(records.iter().all(|record| record.starts_with(b"{") && record.ends_with(b"}")));
    }

    #[test]
    fn training_and_items_have_no_record_in_common() {
        let set = RecordSet::json(100);
        assert_eq!((set.training.len(), set.items.len()), (100, 100));
        assert!(set.items.iter().all(|item| !set.training.contains(item)));
    }

    #[test]
    fn many_short_paragraphs_are_records_and_prose_in_one_piece_is_not() {
        let paragraph = "some words on several lines,\nand more of them on the next one";
        let sample = |text: String| Sample { name: "notes".into(), bytes: text.into() };
        let set = RecordSet::paragraphs(&sample(vec![paragraph; 3000].join("\n\n")), 1000).unwrap();
        assert_eq!(set.name, "paragraphs of notes");
        assert_eq!(set.items, vec![paragraph.as_bytes(); 1000]);
        assert!(RecordSet::paragraphs(&sample(paragraph.repeat(3000)), 1000).is_none());
    }
}

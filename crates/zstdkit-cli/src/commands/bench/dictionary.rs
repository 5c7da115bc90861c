//! The dictionary that records are measured with: a given one, or one trained on a part of them.

use std::{ffi::OsStr, path::Path, time::Instant};

use anyhow::Result;
use zstdkit::Dictionary;
use zstdkit_dict::{MIN_DICT_SIZE, Reservoir, TrainOptions, suggested_size};
use zstdkit_frame::DICTIONARY_MAGIC;
use zstdkit_segments::BufferWithSegments;

use crate::{
    flow::open,
    report::{human, text::printable},
};

/// One record of so many is held back from training, to measure with.
const HELD_BACK: usize = 4;

/// For each second that the whole takes, the bytes that a dictionary is trained on at most.
const TRAINED_PER_SECOND: f64 = 4e6;

/// A training takes samples of so many bytes, however little time there is.
const LEAST_TO_TRAIN_ON: usize = 1 << 20;

/// For each byte of the size that was asked for, the samples that a training takes at least, where
/// there are as many, and there is time: fewer make a poor dictionary.
const SAMPLES_PER_SIZE: usize = 10;

/// The bytes that there is time for then, for each second.
const MOST_PER_SECOND: f64 = 12e6;

/// What decides by lot which records are trained on where they are too many.
const SEED: u64 = 1;

const NOT_COUNTED: &str = "sizes and ratios don't count it";

/// Where the dictionary comes from.
#[derive(Debug)]
pub(super) enum Origin {
    Given(Named),
    Trained(Training),
}

/// What is asked for of a dictionary that is trained.
#[derive(Debug)]
pub(super) struct Training {
    /// Of the dictionary, in bytes; `None` for what suits the samples.
    pub(super) size: Option<usize>,
    /// How long the whole may take.
    pub(super) seconds: f64,
    pub(super) level: i32,
}

/// A dictionary, and what it's called.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) dictionary: Dictionary,
    /// The name of its file; `None` if it was trained here.
    file: Option<File>,
}

#[derive(Clone, Debug)]
struct File {
    path: String,
    name: String,
}

impl Origin {
    /// One record of so many is measured with, as long as there is a dictionary.
    pub(super) fn every(&self) -> usize {
        match self {
            Self::Given(_) => 1,
            Self::Trained(_) => HELD_BACK,
        }
    }

    /// The dictionary, and how it was come by; or why there is none.
    pub(super) fn get(self, records: &BufferWithSegments) -> Result<(Option<Named>, String)> {
        match self {
            Self::Given(named) => {
                let story = format!("{}; {NOT_COUNTED}", named.description());
                Ok((Some(named), story))
            }
            Self::Trained(training) => training.train(records),
        }
    }
}

impl Training {
    /// Trains on what isn't held back, or on a fair part of it; says how, or why not.
    fn train(&self, records: &BufferWithSegments) -> Result<(Option<Named>, String)> {
        let start = Instant::now();
        let mut reservoir = Reservoir::new(self.most_to_train_on(), SEED);
        for (index, record) in records.iter().enumerate() {
            if index % HELD_BACK != HELD_BACK - 1 {
                // Records count as often as they come.
                reservoir.push_keyed(index.to_le_bytes(), record.as_bytes())?;
            }
        }
        let samples = reservoir.into_samples()?;
        let mut size = self.size.unwrap_or_else(|| suggested_size(&samples));
        if self.is_short_of_time() {
            // A smaller dictionary, rather than one that more time was to make.
            size = size.min(samples.total_size() / SAMPLES_PER_SIZE).max(MIN_DICT_SIZE);
        }
        let trained = human::counted(samples.len() as u64, "record");
        Ok(match TrainOptions::new().size(size).level(self.level).train_samples(&samples) {
            Ok(training) => {
                let named = Named { dictionary: training.dictionary, file: None };
                let story = format!(
                    "dictionary of {}, trained on {trained} in {}; {NOT_COUNTED}",
                    human::counted(named.size(), "byte"),
                    human::time(start.elapsed()),
                );
                (Some(named), story)
            }
            Err(error) => (None, format!("no dictionary from {trained}: {error}")),
        })
    }

    /// In bytes.
    fn most_to_train_on(&self) -> usize {
        let usual = ((self.seconds * TRAINED_PER_SECOND) as usize).max(LEAST_TO_TRAIN_ON);
        usual.max(self.asked().min(self.most_in_time()))
    }

    /// What the size asked for takes.
    fn asked(&self) -> usize {
        self.size.unwrap_or(0).saturating_mul(SAMPLES_PER_SIZE)
    }

    fn most_in_time(&self) -> usize {
        (self.seconds * MOST_PER_SECOND) as usize
    }

    fn is_short_of_time(&self) -> bool {
        self.asked() > self.most_to_train_on()
    }
}

impl Named {
    /// Reads a dictionary as `compress -D` does: a trained one, or any content.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let printed = |name: &OsStr| printable(&name.to_string_lossy());
        let name = printed(path.file_name().unwrap_or(path.as_os_str()));
        let file = File { path: printed(path.as_os_str()), name };
        Ok(Self { dictionary: open::dictionary(path)?, file: Some(file) })
    }

    /// In bytes.
    pub(super) fn size(&self) -> u64 {
        self.dictionary.content().len() as u64
    }

    /// For a table's cell.
    pub(super) fn name(&self) -> &str {
        self.file.as_ref().map_or("trained", |file| &file.name)
    }

    /// For a picture's legend.
    pub(super) fn label(&self) -> String {
        let what = match &self.file {
            Some(file) => format!("dictionary {}", file.name),
            None => "the trained dictionary".to_owned(),
        };
        format!("{what}, {}", human::counted(self.size(), "byte"))
    }

    /// Which it is, how large, and of what kind.
    pub(super) fn description(&self) -> String {
        let which = match &self.file {
            Some(file) => format!("dictionary {}", file.path),
            None => "the trained dictionary".to_owned(),
        };
        let size = human::counted(self.size(), "byte");
        // As libzstd tells them apart.
        let kind = if self.dictionary.content().starts_with(&DICTIONARY_MAGIC.to_le_bytes()) {
            format!("id {}", self.dictionary.id())
        } else {
            "raw content, for it is no trained dictionary".to_owned()
        };
        format!("{which}: {size}, {kind}")
    }
}

#[cfg(test)]
impl Named {
    /// As if read from a file of that name.
    pub(super) fn as_read(dictionary: Dictionary, name: &str) -> Self {
        let file = File { path: name.to_owned(), name: name.to_owned() };
        Self { dictionary, file: Some(file) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_dictionary_takes_no_more_time_than_there_is() {
        assert_eq!(training(None, 1.0).most_to_train_on(), 4_000_000);
        assert_eq!(training(Some(800_000), 1.0).most_to_train_on(), 8_000_000);
        assert!(!training(Some(800_000), 1.0).is_short_of_time());
        assert_eq!(training(Some(1 << 30), 1.0).most_to_train_on(), 12_000_000);
        assert!(training(Some(1 << 30), 1.0).is_short_of_time());
    }

    fn training(size: Option<usize>, seconds: f64) -> Training {
        Training { size, seconds, level: 3 }
    }

    #[test]
    fn a_training_takes_what_there_is_time_for_and_what_its_size_asks_for() {
        let most = |size, seconds| training(size, seconds).most_to_train_on();
        assert_eq!(most(None, 0.0), 1 << 20);
        assert_eq!(most(None, 4.0), 16_000_000);
        assert_eq!(most(Some(65_536), 4.0), 16_000_000);
        assert_eq!(most(Some(4 << 20), 4.0), 40 << 20);
    }

    #[test]
    fn a_trained_dictionary_has_the_size_asked_for() {
        let records: Vec<String> = (0..4000_u32)
            .map(|n| format!("{{\"id\":{n},\"hash\":{:08x}}}\n", n.wrapping_mul(2_654_435_761)))
            .collect();
        let records = BufferWithSegments::from_items(&records);
        let size = |size| {
            let origin = Origin::Trained(training(size, 0.0));
            assert_eq!(origin.every(), 4);
            let (named, story) = origin.get(&records).unwrap();
            let named = named.unwrap();
            assert_eq!(named.name(), "trained");
            let bytes = human::counted(named.size(), "byte");
            assert!(story.starts_with(&format!("dictionary of {bytes}, trained on ")), "{story}");
            assert_eq!(named.label(), format!("the trained dictionary, {bytes}"));
            named.size()
        };
        assert!((900..=1024).contains(&size(Some(1024))));
        assert!((1800..=2048).contains(&size(Some(2048))));
        assert!(size(None) > 2048);
    }

    #[test]
    fn a_file_is_told_by_its_name_its_size_and_its_kind() {
        let folder = tempfile::tempdir().unwrap();
        // Windows has no names with line ends.
        let (name, shown) =
            if cfg!(windows) { ("raw.txt", "raw.txt") } else { ("raw\n.txt", r"raw\n.txt") };
        let path = folder.path().join(name);
        std::fs::write(&path, b"any content").unwrap();
        let named = Named::read(&path).unwrap();
        assert_eq!((named.name(), named.size()), (shown, 11));
        assert_eq!(named.label(), format!("dictionary {shown}, 11 bytes"));
        let told = named.description();
        assert!(told.contains(&*folder.path().to_string_lossy()), "{told}");
        assert!(told.ends_with("11 bytes, raw content, for it is no trained dictionary"), "{told}");
    }
}

//! Several dictionaries, of which each frame chooses one by its id.

use alloc::{sync::Arc, vec::Vec};

use crate::{
    dictionary::Dictionary,
    error::{DictionaryFault, Error, Result},
};

/// Several dictionaries, of which each frame chooses the one whose id its header names.
///
/// For stores whose dictionary was retrained now and then. Cheap to clone, immutable, shared among
/// threads. A frame that names no dictionary uses none.
///
/// ```
/// use zstdkit::{DecompressOptions, DictionarySet};
///
/// let set = DictionarySet::new([])?;
/// let options = DecompressOptions::new().dictionaries(&set);
/// assert_eq!(options.decompress(&zstdkit::compress(b"without", 3)?)?, b"without");
/// # Ok::<(), zstdkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DictionarySet(Arc<[Dictionary]>);

impl DictionarySet {
    /// Whether both are clones of one.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Makes a set.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidDictionary`] for a dictionary without an id, or two with the same.
    pub fn new(dictionaries: impl IntoIterator<Item = Dictionary>) -> Result<Self> {
        let mut collected = Vec::new();
        for dictionary in dictionaries {
            collected.try_reserve(1).map_err(|_| Error::OutOfMemory)?;
            collected.push(dictionary);
        }
        let mut dictionaries = collected;
        // Of equals there may be none, so that it needn't be stable.
        dictionaries.sort_unstable_by_key(Dictionary::id);
        let fault = if dictionaries.first().is_some_and(|first| first.id() == 0) {
            Some(DictionaryFault::ZeroId)
        } else {
            let mut pairs = dictionaries.windows(2);
            let twins = pairs.find(|pair| pair[0].id() == pair[1].id());
            twins.map(|pair| DictionaryFault::DuplicateId { id: pair[0].id() })
        };
        match fault {
            Some(reason) => Err(Error::InvalidDictionary { reason }),
            None => Ok(Self(dictionaries.into())),
        }
    }

    /// The dictionary of that id.
    pub fn get(&self, id: u32) -> Option<&Dictionary> {
        let place = self.0.binary_search_by_key(&id, Dictionary::id).ok()?;
        Some(&self.0[place])
    }

    /// The dictionaries, by ascending id.
    pub fn iter(&self) -> core::slice::Iter<'_, Dictionary> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for &'a DictionarySet {
    type Item = &'a Dictionary;
    type IntoIter = core::slice::Iter<'a, Dictionary>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

//! Buffers, tables and collections as serde writes and reads them.

use std::fmt;

use serde::de::{self, SeqAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    buffer::BufferWithSegments,
    collection::BufferWithSegmentsCollection,
    segment::{BufferSegments, Segment},
};

/// The most that is reserved on the word of a stranger, in bytes.
const RESERVED_AHEAD: usize = 1 << 20;

impl Serialize for BufferSegments {
    /// As a sequence of segments.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.as_slice())
    }
}

impl<'de> Deserialize<'de> for BufferSegments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Segment>::deserialize(deserializer)?.into())
    }
}

impl Serialize for BufferWithSegments {
    /// As its data, in bytes, and its segments: all the data, whether or not segments cover it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut parts = serializer.serialize_struct("BufferWithSegments", 2)?;
        parts.serialize_field("data", &Bytes(self.as_bytes()))?;
        parts.serialize_field("segments", self.segments())?;
        parts.end()
    }
}

impl<'de> Deserialize<'de> for BufferWithSegments {
    /// Refuses segments that [`BufferWithSegments::new`] refuses.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename = "BufferWithSegments")]
        struct Parts {
            data: ByteBuf,
            segments: BufferSegments,
        }
        let Parts { data, segments } = Parts::deserialize(deserializer)?;
        BufferWithSegments::new(data.0, segments).map_err(de::Error::custom)
    }
}

impl Serialize for BufferWithSegmentsCollection {
    /// As a sequence of buffers.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.members())
    }
}

impl<'de> Deserialize<'de> for BufferWithSegmentsCollection {
    /// Refuses buffers that [`BufferWithSegmentsCollection::new`] refuses.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = Vec::<BufferWithSegments>::deserialize(deserializer)?;
        Self::new(members).map_err(de::Error::custom)
    }
}

/// Bytes, where serde would write a slice as a sequence of numbers.
struct Bytes<'a>(&'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

/// Bytes that are read back, in whichever of serde's ways the format has.
struct ByteBuf(Vec<u8>);

impl<'de> Deserialize<'de> for ByteBuf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = ByteBuf;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<ByteBuf, E> {
                Ok(ByteBuf(bytes.to_vec()))
            }

            fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<ByteBuf, E> {
                Ok(ByteBuf(bytes))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<ByteBuf, A::Error> {
                let reserved = numbers.size_hint().unwrap_or(0).min(RESERVED_AHEAD);
                let mut bytes = Vec::with_capacity(reserved);
                while let Some(byte) = numbers.next_element()? {
                    bytes.push(byte);
                }
                Ok(ByteBuf(bytes))
            }
        }

        deserializer.deserialize_byte_buf(Reader)
    }
}

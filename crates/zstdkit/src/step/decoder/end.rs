//! The end of a frame whose content has been handed over.

use super::{Decoder, Position};
use crate::{
    error::{Error, Result},
    output::Sealed,
    step::{Step, inside::Inside},
};

impl Decoder {
    /// Whether what was given are whole frames, at least one, and all of their content is handed over.
    pub fn is_finished(&self) -> bool {
        self.at_frame_edge() && self.consumed > 0
    }

    /// A step to the end of the frame whose content has been handed over, and no further.
    ///
    /// For those who know how much content there is. Where the step's `hint` is 0, the frame has ended, or
    /// none was begun; else its end is still to come.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, DecompressOptions, step::Decoder};
    ///
    /// let frame = CompressOptions::new().checksum(true).compress(b"five!")?;
    /// let (content, checksum) = frame.split_at(frame.len() - 4);
    /// let mut decoder = Decoder::new(&DecompressOptions::new())?;
    /// assert_eq!(decoder.step(content, &mut [0; 5])?.produced, 5);
    /// assert_eq!(decoder.finish_frame(&checksum[..1])?.consumed, 1);
    /// assert!(!decoder.is_finished());
    /// assert_eq!(decoder.finish_frame(&checksum[1..])?.hint, 0);
    /// assert!(decoder.is_finished());
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::ContentLeft`] where there is more content: nothing is lost, and steps go on with it. Else as
    /// [`step`](Self::step).
    pub fn finish_frame(&mut self, input: &[u8]) -> Result<Step> {
        if self.expects_content() == Some(true) {
            return Err(Error::ContentLeft);
        }
        let mut rest = input;
        while !self.at_frame_edge() && !rest.is_empty() {
            let before = rest.len();
            self.advance(&mut rest, &mut [0; 0].room(), 0)?;
            if rest.len() == before && !self.at_frame_edge() {
                break;
            }
        }
        let consumed = input.len() - rest.len();
        if consumed == 0 && !rest.is_empty() && !self.at_frame_edge() {
            return Err(Error::ContentLeft);
        }
        Ok(Step { consumed, produced: 0, hint: self.hint() })
    }
    /// Notes that the frame at hand has ended, handed over to its last byte.
    pub(super) fn frame_ended(&mut self) {
        let has_content = match &self.frame {
            Position::Inside(inside) => inside.content,
            #[cfg(feature = "legacy")]
            Position::Legacy { .. } => true,
            Position::Edge | Position::Header { .. } => false,
        };
        if has_content {
            if !self.options.keeps_prefix() {
                self.prefix = None;
            }
            self.frames = self.frames.wrapping_add(1);
        }
        self.frame = Position::Edge;
    }

    /// How many frames with content have ended, skippable ones not among them.
    #[cfg(feature = "std")]
    pub(crate) fn frames(&self) -> u64 {
        self.frames
    }

    /// Whether the header says that more of the content is to come; `None` where it doesn't say, or
    /// isn't known.
    pub(crate) fn expects_content(&self) -> Option<bool> {
        match &self.frame {
            Position::Inside(Inside { left, .. }) => left.map(|left| left > 0),
            #[cfg(feature = "legacy")]
            Position::Legacy { left } => left.map(|left| left > 0),
            Position::Edge | Position::Header { .. } => None,
        }
    }
}

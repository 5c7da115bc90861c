//! How a frame begins: its header is collected, checked, and only then shown to C.

use zstdkit_frame::{FrameKind, FrameTracker};

use super::{Decoder, Position};
#[cfg(feature = "legacy")]
use crate::context::LegacyHeader;
use crate::{
    context::{admit, choose_dictionary, unfit},
    error::{Error, Result},
    step::inside::{HEADER_MAX, Held, Inside},
};

impl Decoder {
    /// Takes up the frame that `input` goes on with, or begins; says whether its header is known.
    pub(super) fn enter(&mut self, input: &mut &[u8]) -> Result<bool> {
        if !matches!(self.frame, Position::Edge | Position::Header { .. }) {
            return Ok(true);
        }
        let Some(header) = self.begin_frame(input)? else { return Ok(false) };
        // Less than a header makes no output, and C takes all of it.
        let step = self.dctx.stream(&mut header.as_slice(), &mut []);
        (_, self.hint) = step.map_err(Error::from_decoder)?;
        Ok(true)
    }

    /// Collects a frame's header and, once it's whole, checks it; returns what of it earlier input
    /// brought, which C hasn't seen.
    pub(super) fn begin_frame(&mut self, input: &mut &[u8]) -> Result<Option<Held>> {
        let (mut bytes, held) = match self.frame {
            Position::Header { bytes, len } => (bytes, len),
            _ => ([0; HEADER_MAX], 0),
        };
        let more = input.len().min(HEADER_MAX - held);
        bytes[held..held + more].copy_from_slice(&input[..more]);
        let len = held + more;
        let begin = self.consumed - held as u64;
        let info = match self.options.frame_options().frame_info(&bytes[..len]) {
            Ok(info) => info,
            Err(zstdkit_frame::Error::Incomplete { needed, .. }) => {
                if len > 0 {
                    self.hint = needed as usize;
                    self.frame = Position::Header { bytes, len };
                    self.consumed += more as u64;
                    *input = &input[more..];
                }
                return Ok(None);
            }
            Err(error) => return Err(unfit(error, &bytes[..len], begin, &self.options)),
        };
        match info.kind() {
            FrameKind::Zstandard => {
                admit(&info, &self.options)?;
                choose_dictionary(&mut self.dctx, &info, &self.options)?;
                if let Some(prefix) = &self.prefix {
                    // Skippable frames before this one have used up what C was told at first.
                    self.dctx.refer_to_prefix(prefix.lend())?;
                }
            }
            FrameKind::Skippable { .. } => {}
            FrameKind::Legacy(version) => {
                #[cfg(feature = "legacy")]
                if let Some(header) = LegacyHeader::read(version, &bytes[..len]) {
                    return self.begin_legacy(header, bytes, held, input);
                }
                return Err(Error::LegacyFrame { offset: begin, version: version.minor() });
            }
        }
        let tracker = FrameTracker::new(&info, self.options.frame_options())
            .map_err(|error| Error::from_frame(error, begin))?;
        let content = info.is_zstandard();
        let left = info.content_size().filter(|_| content);
        let ahead = info.header_size() - held;
        let (checked, fresh) = (content && info.has_checksum(), held == 0);
        self.frame =
            Position::Inside(Inside { content, left, begin, tracker, ahead, checked, fresh });
        Ok(Some(Held { bytes, len: held }))
    }
}

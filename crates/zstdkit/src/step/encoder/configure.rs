//! Other options, between frames and, with workers, inside of them.

use alloc::sync::Arc;

use super::Encoder;
use crate::{
    context::{prepare_cctx, reach_nothing},
    error::{Error, Result},
    ffi::CompressDigest,
    options::CompressOptions,
    parameters::{CompressParameter, EndDirective},
};

impl Encoder {
    /// Takes other options in place of the ones it has, for the frames to come; its memory stays, and a
    /// prefix among them is for the next frame. What was pledged stays pledged.
    ///
    /// With worker threads, a frame in progress can be given another level, or other parameters of the
    /// match finder: those are for the jobs that haven't begun.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, EndDirective, step::Encoder};
    ///
    /// let mut encoder = Encoder::new(&CompressOptions::new())?;
    /// let (mut plain, mut checked) = ([0; 50], [0; 50]);
    /// let plain = encoder.step(b"content", &mut plain, EndDirective::End)?.produced;
    /// encoder.configure(&CompressOptions::new().checksum(true))?;
    /// let checked = encoder.step(b"content", &mut checked, EndDirective::End)?.produced;
    /// assert_eq!(checked, plain + 4);
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or [`Error::OptionsInsideFrame`] for what has to wait for the frame's
    /// end: all is then as it was. No memory, or a dictionary that can't be used: it then has the
    /// default options.
    ///
    /// Wraps `ZSTD_CCtx_setParameter`.
    #[doc(alias = "ZSTD_CCtx_setFParams")]
    #[doc(alias = "ZSTD_CCtx_setParameter")]
    #[doc(alias = "ZSTD_CCtx_setParams")]
    #[doc(alias = "ZSTD_initCStream")]
    pub fn configure(&mut self, options: &CompressOptions) -> Result<()> {
        options.check()?;
        self.revive()?;
        if self.last_directive != EndDirective::End {
            return self.update(options);
        }
        let outcome = self.cctx.reset_all().and_then(|()| prepare_cctx(&mut self.cctx, options));
        let options = match &outcome {
            Ok(()) => options.clone(),
            // Where this fails too, there is a new object or one that's lost, and made anew.
            Err(_) => self.cctx.reset_all().map(|()| CompressOptions::new()).unwrap_or_default(),
        };
        self.prefix = options.prefix().cloned();
        self.options = options;
        self.stale = false;
        outcome?;
        self.set_pledged_size(self.pledged)
    }

    /// Changes the level: for the frames to come, and, with worker threads, for the jobs of the frame in
    /// progress that haven't begun.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, CompressParameter, EndDirective, step::Encoder};
    ///
    /// let mut encoder = Encoder::new(&CompressOptions::new())?;
    /// encoder.set_level(19)?;
    /// assert_eq!(encoder.options().get(CompressParameter::CompressionLevel), Some(19));
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A level out of bounds; [`Error::OptionsInsideFrame`] inside of a frame without workers; no
    /// memory for a dictionary digested for that level. All is then as it was.
    pub fn set_level(&mut self, level: i32) -> Result<()> {
        let options = self.options.clone().level(level);
        options.check()?;
        self.revive()?;
        if self.last_directive != EndDirective::End {
            return self.update(&options);
        }
        let digest = options.digest()?;
        self.cctx.set(CompressParameter::CompressionLevel.key(), level)?;
        self.options = options;
        self.follow_level(digest)
    }

    /// Has C use what depends on the level, between frames.
    pub(super) fn follow_level(&mut self, digest: Option<Arc<CompressDigest>>) -> Result<()> {
        if let Some(digest) = digest {
            self.cctx.refer_to_digest(digest)?;
        }
        if self.options.window_log_limit().is_some() {
            reach_nothing(&mut self.cctx, &self.options)?;
        }
        self.stale = false;
        Ok(())
    }

    /// Has the jobs of the frame at hand that haven't begun go by other options, which have been checked.
    fn update(&mut self, options: &CompressOptions) -> Result<()> {
        if !self.options.has_workers() || !options.differ_in_search_alone(&self.options) {
            return Err(Error::OptionsInsideFrame);
        }
        for parameter in CompressParameter::OF_SEARCH {
            // What isn't set is 0, which leaves it to the level.
            self.cctx.set(parameter.key(), options.get(*parameter).unwrap_or(0))?;
        }
        self.stale = true;
        self.options = options.clone();
        Ok(())
    }
}

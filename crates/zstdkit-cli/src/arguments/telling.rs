//! How much is told, and to whom.

use clap::Args;

use super::{
    place::{Destination, Source},
    usage::WrongUsage,
};

/// What is told beside failures.
#[derive(Debug, Args)]
pub(crate) struct Telling {
    /// Tell of each file, where there are several.
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Don't show how far the work is.
    #[arg(long)]
    pub(crate) no_progress: bool,
    /// Print JSON on what was done to each file, as docs/command-json.md describes it.
    #[arg(long)]
    pub(crate) json: bool,
}

impl Telling {
    /// Refuses JSON where content goes to stdout.
    pub(crate) fn check<E>(
        &self,
        plan: &[(Source, Result<Destination, E>)],
    ) -> Result<(), WrongUsage> {
        let is_taken = plan.iter().any(|(_, to)| matches!(to, Ok(Destination::Stdout)));
        if self.json && is_taken {
            let both = "--json and the content both want stdout; -o names a file for one of them";
            return Err(WrongUsage(both.to_owned()));
        }
        Ok(())
    }
}

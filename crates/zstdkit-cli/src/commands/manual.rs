//! `zstdkit man` and `zstdkit completions`: from the same description as the help.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Command;
use clap_mangen::{
    Man,
    roff::{Roff, roman},
};

use crate::{
    arguments::{self, help, place::Destination, usage::WrongUsage},
    flow::{
        commit::Model,
        inputs::Inputs,
        write::{self, Output},
    },
};

const NAME: &str = "zstdkit";

/// Prints what has a shell complete the command's arguments.
pub(crate) fn run_completions(
    args: &arguments::Completions,
    mut command: Command,
) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, NAME, &mut script);
    write::print(&String::from_utf8(script)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints a page of the manual, or writes them all.
pub(crate) fn run_man(args: &arguments::Man, mut command: Command) -> Result<ExitCode> {
    command = command.disable_help_subcommand(true);
    command.build();
    let Some(folder) = &args.into else {
        let page = match &args.of {
            None => page(NAME, &command)?,
            Some(name) => {
                let sub = command.find_subcommand(name).filter(|sub| !sub.is_hide_set());
                let sub = sub.ok_or_else(|| WrongUsage(format!("there is no command {name:?}")))?;
                page(&format!("{NAME}-{}", sub.get_name()), sub)?
            }
        };
        write::print(&page)?;
        return Ok(ExitCode::SUCCESS);
    };
    let subs = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    let named = subs.map(|sub| (format!("{NAME}-{}", sub.get_name()), sub));
    for (name, command) in std::iter::once((NAME.to_owned(), &command)).chain(named) {
        let to = Destination::File(folder.join(format!("{name}.1")));
        let output = Output::create(&to, args.force, &Inputs::default(), Model::none())?;
        output.finish(page(&name, command)?.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A page in roff. It has no date, so that it's the same whenever it's made.
fn page(name: &str, command: &Command) -> Result<String> {
    let examples = command.get_before_help().map(ToString::to_string).unwrap_or_default();
    let examples: Vec<String> = help::lines(&examples).map(str::to_owned).collect();
    let source = format!("{NAME} {}", env!("CARGO_PKG_VERSION"));
    let words = name.replacen('-', " ", 1);
    let command = command.clone().bin_name(words).display_name(name);
    let has_version = command.get_version().is_some();
    let has_subcommands = command.has_subcommands();
    let man = Man::new(command).title(name.to_uppercase()).section("1").source(source);
    let mut out = Vec::new();
    let mut render = || -> std::io::Result<()> {
        man.render_title(&mut out)?;
        man.render_name_section(&mut out)?;
        man.render_synopsis_section(&mut out)?;
        man.render_description_section(&mut out)?;
        examples_section(&examples).to_writer(&mut out)?;
        man.render_options_section(&mut out)?;
        if has_subcommands {
            man.render_subcommands_section(&mut out)?;
        }
        // clap_mangen panics where there is none.
        if has_version { man.render_version_section(&mut out) } else { Ok(()) }
    };
    render().context("cannot make the page")?;
    Ok(String::from_utf8(out)?)
}

fn examples_section(examples: &[String]) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["EXAMPLES"]);
    roff.control("nf", []);
    for example in examples {
        roff.text([roman(example.as_str())]);
    }
    roff.control("fi", []);
    roff
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::arguments::Cli;

    #[test]
    fn a_page_has_examples_and_every_option() {
        let mut command = Cli::command();
        command.build();
        let page = page("zstdkit-info", command.find_subcommand("info").unwrap()).unwrap();
        for part in [".TH ZSTDKIT-INFO 1", ".SH EXAMPLES", "\\-\\-json", "\\-\\-map"] {
            assert!(page.contains(part), "no {part} in {page}");
        }
        assert!(!page.contains('\u{1b}'), "colours belong to terminals");
        assert!(page.find("EXAMPLES") < page.find("OPTIONS"));
    }
}

//! `batchspec completions` and `batchspec man`: what shells and manual readers want, made from the command line's own
//! definition.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::args::Args;
use crate::output::screen;

/// Prints the completions for a shell.
pub(crate) fn completions(shell: Shell) -> anyhow::Result<u8> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "batchspec", &mut text);
    screen::show(&String::from_utf8_lossy(&text))?;
    Ok(0)
}

/// Prints the manual page of the program, or of one of its commands.
pub(crate) fn manual(command: Option<&str>) -> anyhow::Result<u8> {
    let mut program = Args::command();
    program.build();
    let command = match command {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => command.clone(),
            None => {
                let names = program.get_subcommands().map(clap::Command::get_name);
                let nearest = batchspec_harness::contract::nearest(name, names);
                anyhow::bail!("there is no command {name:?}; the nearest is {nearest:?}");
            }
        },
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text)?;
    screen::show(&String::from_utf8_lossy(&text))?;
    Ok(0)
}

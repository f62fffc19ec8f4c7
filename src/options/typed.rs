//! The options that a command takes, as they are typed.

use std::marker::PhantomData;

use clap::error::Error;
use clap::{ArgMatches, Args, Command, FromArgMatches};

use super::option::{AnyOption, Part};
use super::table;
use super::values::{Origin, Values};

/// What is typed of the options of a part.
#[derive(Debug)]
pub(crate) struct Typed<P> {
    pub(crate) values: Values,
    part: PhantomData<P>,
}

/// A part as a type, since the parser of the command line asks types for their options.
pub(crate) trait PartType {
    const PART: Part;
}

macro_rules! parts {
    ($($(#[$about:meta])* $name:ident, $marker:ident: $part:ident;)*) => {$(
        #[derive(Debug)]
        pub(crate) struct $marker;

        impl PartType for $marker {
            const PART: Part = Part::$part;
        }

        $(#[$about])*
        pub(crate) type $name = Typed<$marker>;
    )*};
}

parts! {
    /// All options.
    RunArgs, OfRun: Run;
    /// Those of all commands that read suites.
    SuiteArgs, OfSuites: Suites;
    /// Those of all commands that send requests.
    RequestArgs, OfRequests: Requests;
    /// Those of `diff` beside these.
    DiffRunArgs, OfDiff: Diff;
    /// Those of `rejudge`.
    RejudgeRunArgs, OfRejudge: Rejudge;
}

fn options(part: Part) -> impl Iterator<Item = &'static dyn AnyOption> {
    table::ALL.iter().copied().filter(move |option| option.row().is_of(part))
}

impl<P: PartType> Args for Typed<P> {
    fn augment_args(command: Command) -> Command {
        command.args(options(P::PART).map(|option| option.arg(P::PART)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<P: PartType> FromArgMatches for Typed<P> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Self::from_arg_matches_mut(&mut matches.clone())
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, Error> {
        let mut values = Values::default();
        for option in options(P::PART) {
            if let Some(value) = option.typed(matches) {
                values.take(option.row(), value, Origin::Argument(option.row().argument()));
            }
        }
        Ok(Self { values, part: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        let typed = Self::from_arg_matches(matches)?.values;
        self.values = typed.over(std::mem::take(&mut self.values));
        Ok(())
    }
}

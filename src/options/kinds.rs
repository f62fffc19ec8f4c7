//! Kinds of values: how each is read from the command line, a variable and the file, and how it is shown.

use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::time::Duration;

use batchspec_harness::contract::{TomlFile, TomlValue};
use batchspec_harness::report::{Partition, redacted_header};
use batchspec_harness::send::{Pin, Target};
use clap::builder::EnumValueParser;
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use serde_json::{Value as Json, json};

use super::choices::{FailOn, SignMode};
use super::option::Fallback;
use super::spelling::{duration, flag, lanes, pin, rate, share, spelled, whole};

/// How the values of an option are read and shown.
pub(super) struct Kind<T> {
    /// What stands for a value in the help.
    pub(super) value_name: Option<&'static str>,
    /// Tells the parser of the command line what to expect.
    pub(super) arg: fn(Arg) -> Arg,
    /// Takes what was typed.
    pub(super) typed: fn(&mut ArgMatches, &str) -> Option<T>,
    /// Reads the text of a variable.
    pub(super) spelled: fn(&str) -> Result<T, String>,
    /// Reads a value of a file, whose folder is where its paths begin.
    pub(super) keyed: fn(&mut TomlFile<'_>, &TomlValue<'_>, &Path) -> Option<T>,
    /// Shows a value, without secrets.
    pub(super) shown: fn(&T) -> Json,
    pub(super) fallback: Fallback<T>,
}

fn one<T: Clone + Send + Sync + 'static>(matches: &mut ArgMatches, id: &str) -> Option<T> {
    matches.remove_one(id)
}

fn many<T: Clone + Send + Sync + 'static>(matches: &mut ArgMatches, id: &str) -> Option<Vec<T>> {
    matches.remove_many(id).map(Iterator::collect)
}

/// Something that is done only when it is asked for.
pub(super) const ON: Kind<bool> = Kind {
    value_name: None,
    arg: |arg| arg.action(ArgAction::SetTrue),
    typed: |matches, id| matches.get_flag(id).then_some(true),
    spelled: flag,
    keyed: |file, value, _| Some(file.flag(value)),
    shown: |flag| json!(flag),
    fallback: Fallback::Value(|| false),
};

/// Something that is done unless the command line leaves it out.
pub(super) const OFF: Kind<bool> = Kind {
    typed: |matches, id| matches.get_flag(id).then_some(false),
    fallback: Fallback::Value(|| true),
    ..ON
};

/// A level that a switch stands for.
pub(super) const STRICTNESS: Kind<FailOn> = Kind {
    value_name: None,
    arg: ON.arg,
    typed: |matches, id| matches.get_flag(id).then(|| FailOn::by_strictness(true)),
    spelled: |text| flag(text).map(FailOn::by_strictness),
    keyed: |file, value, _| Some(FailOn::by_strictness(file.flag(value))),
    ..LEVEL
};

/// What breaks a run.
pub(super) const LEVEL: Kind<FailOn> = Kind {
    value_name: Some("LEVEL"),
    arg: |arg| arg.value_parser(EnumValueParser::<FailOn>::new()),
    typed: one,
    spelled: FailOn::parse,
    keyed: |file, value, _| file.parsed(value, FailOn::parse),
    shown: |level| json!(level.name()),
    fallback: Fallback::Value(FailOn::default),
};

/// How requests are signed.
pub(super) const SIGNATURE: Kind<SignMode> = Kind {
    value_name: Some("HOW"),
    arg: |arg| arg.value_parser(EnumValueParser::<SignMode>::new()),
    typed: one,
    spelled: SignMode::parse,
    keyed: |file, value, _| file.parsed(value, SignMode::parse),
    shown: |mode| json!(mode.name()),
    fallback: Fallback::Nothing,
};

/// A whole number.
pub(super) const WHOLE: Kind<u64> = Kind {
    value_name: Some("N"),
    arg: |arg| arg.value_parser(whole::<u64>),
    typed: one,
    spelled: whole,
    keyed: |file, value, _| file.number(value),
    shown: |number| json!(number),
    fallback: Fallback::Nothing,
};

/// How many cases there are.
pub(super) const COUNT: Kind<u32> = Kind {
    value_name: Some("N"),
    arg: |arg| arg.value_parser(whole::<u32>),
    typed: one,
    spelled: whole,
    keyed: |file, value, _| file.number(value),
    shown: |number| json!(number),
    fallback: Fallback::Nothing,
};

/// A bound, which is not 0.
pub(super) const MOST: Kind<u64> = Kind {
    arg: |arg| arg.value_parser(most),
    spelled: most,
    keyed: |file, value, _| {
        let most = file.number(value);
        if most == Some(0) {
            file.wrong(&value.span(), "this must be 1 or more");
        }
        most
    },
    ..WHOLE
};

fn most(text: &str) -> Result<u64, String> {
    whole::<NonZeroU64>(text).map(Into::into)
}

/// How many requests are in flight.
pub(super) const LANES: Kind<u16> = Kind {
    value_name: Some("N"),
    arg: |arg| arg.value_parser(lanes),
    typed: one,
    spelled: lanes,
    keyed: |file, value, _| {
        let lanes = file.number(value);
        if lanes.is_some_and(|lanes: u16| !(1..=256).contains(&lanes)) {
            file.wrong(&value.span(), "this must be from 1 to 256");
        }
        lanes
    },
    shown: |lanes| json!(lanes),
    fallback: Fallback::Nothing,
};

/// Requests a second.
pub(super) const RATE: Kind<f64> = Kind {
    value_name: Some("N"),
    arg: |arg| arg.value_parser(rate),
    typed: one,
    spelled: rate,
    keyed: |file, value, _| file.float(value, rate),
    shown: |rate| json!(rate),
    fallback: Fallback::Nothing,
};

/// A share in per cent.
pub(super) const SHARE: Kind<f64> = Kind {
    value_name: Some("SHARE"),
    arg: |arg| arg.value_parser(share),
    typed: one,
    spelled: share,
    keyed: |file, value, _| file.parsed(value, share),
    shown: |share| json!(format!("{share}%")),
    fallback: Fallback::Nothing,
};

/// How long something may take.
pub(super) const TIME: Kind<Duration> = Kind {
    value_name: Some("TIME"),
    arg: |arg| arg.value_parser(duration),
    typed: one,
    spelled: duration,
    keyed: |file, value, _| file.parsed(value, duration),
    shown: |time| json!(spelled(*time)),
    fallback: Fallback::Nothing,
};

/// One share of the clauses.
pub(super) const PARTITION: Kind<Partition> = Kind {
    value_name: Some("2/4"),
    arg: |arg| arg.value_parser(partition),
    typed: one,
    spelled: partition,
    keyed: |file, value, _| file.parsed(value, partition),
    shown: |part| json!(part.to_string()),
    fallback: Fallback::Nothing,
};

fn partition(text: &str) -> Result<Partition, String> {
    text.parse().map_err(str::to_owned)
}

/// A text.
pub(super) const TEXT: Kind<String> = Kind {
    value_name: None,
    arg: |arg| arg,
    typed: one,
    spelled: |text| Ok(text.to_owned()),
    keyed: |file, value, _| file.string(value),
    shown: |text| json!(text),
    fallback: Fallback::Nothing,
};

/// A command of a shell, which may hold a secret.
pub(super) const COMMAND: Kind<String> =
    Kind { value_name: Some("COMMAND"), shown: |command| json!(redacted_header("", command)), ..TEXT };

/// A list of texts.
pub(super) const TEXTS: Kind<Vec<String>> = Kind {
    value_name: None,
    arg: |arg| arg.action(ArgAction::Append),
    typed: many,
    spelled: |text| Ok(text.split(',').map(|part| part.trim().to_owned()).collect()),
    keyed: |file, value, _| Some(file.strings(value)),
    shown: |texts| json!(texts),
    fallback: Fallback::Value(Vec::new),
};

/// Targets; in the file, one for all suites.
pub(super) const TARGETS: Kind<Vec<String>> = Kind {
    spelled: |text| Ok(text.split_whitespace().map(str::to_owned).collect()),
    keyed: |file, value, _| url_of(file, value).map(|url| vec![url]),
    ..TEXTS
};

/// A string that is the base URL of a target.
pub(crate) fn url_of(file: &mut TomlFile<'_>, value: &TomlValue<'_>) -> Option<String> {
    file.parsed(value, |url| Target::new(url).map(|_| url.to_owned()).map_err(|error| error.to_string()))
}

/// Lines, each a header.
pub(super) const HEADERS: Kind<Vec<String>> = Kind {
    spelled: |text| Ok(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()),
    ..TEXTS
};

/// A file.
pub(super) const PATH: Kind<PathBuf> = Kind {
    value_name: Some("FILE"),
    arg: |arg| arg.value_parser(value_parser!(PathBuf)),
    typed: one,
    spelled: |text| Ok(text.into()),
    keyed: |file, value, folder| file.string(value).map(|path| folder.join(path)),
    // Paths need not be Unicode.
    shown: |path| json!(path.display().to_string()),
    fallback: Fallback::Nothing,
};

/// Files or folders.
pub(super) const PATHS: Kind<Vec<PathBuf>> = Kind {
    value_name: Some("FILE"),
    arg: |arg| arg.value_parser(value_parser!(PathBuf)).action(ArgAction::Append),
    typed: many,
    spelled: |text| Ok(text.split(',').map(|path| path.trim().into()).collect()),
    keyed: |file, value, folder| {
        Some(file.strings(value).into_iter().map(|path| folder.join(path)).collect())
    },
    shown: |paths| json!(paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>()),
    fallback: Fallback::Value(Vec::new),
};

/// Addresses of hosts.
pub(super) const PINS: Kind<Vec<Pin>> = Kind {
    value_name: Some("HOST:PORT:ADDRESS"),
    arg: |arg| arg.value_parser(pin).action(ArgAction::Append),
    typed: many,
    // Commas stand within one as well.
    spelled: |text| text.split_whitespace().map(pin).collect(),
    keyed: |file, value, _| {
        let mut pins = Vec::new();
        for text in file.strings(value) {
            match pin(&text) {
                Ok(pin) => pins.push(pin),
                Err(what) => file.wrong(&value.span(), what),
            }
        }
        Some(pins)
    },
    shown: |pins| json!(pins.iter().map(ToString::to_string).collect::<Vec<_>>()),
    fallback: Fallback::Value(Vec::new),
};

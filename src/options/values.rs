//! What the sources say of options: values, each with where it comes from.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::option::{Opt, Row};

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The file and line, as `batchspec.toml:12`.
    File(String),
    /// A variable of the environment.
    Variable(String),
    /// An argument of the command line, as `--lanes`.
    Argument(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(name) | Self::Variable(name) | Self::Argument(name) => f.write_str(name),
        }
    }
}

/// A value, and where it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Given<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

/// What one source says of a key, if anything.
pub(crate) type Slot<T> = Option<Given<T>>;

/// A value of an option, whatever its type.
pub(crate) type AnyValue = Arc<dyn Any + Send + Sync>;

/// What one source says of all options, or several of them joined.
#[derive(Debug, Clone, Default)]
pub(crate) struct Values(BTreeMap<&'static str, Said>);

#[derive(Debug, Clone)]
struct Said {
    given: Given<AnyValue>,
    /// The option that said it: the one that it is about, or a short one.
    by: &'static str,
}

impl Values {
    /// Takes a value of an option. Gives the short one of two options that say the same thing, if another one did.
    pub(crate) fn take(&mut self, row: &Row, value: AnyValue, origin: Origin) -> Option<&'static str> {
        let said = Said { given: Given { value, origin }, by: row.name };
        let earlier = self.0.insert(row.about, said).map(|said| said.by)?;
        let short = if earlier == row.about { row.name } else { earlier };
        (earlier != row.name).then_some(short)
    }

    /// Says something in the name of the command line.
    pub(crate) fn set<T: Clone + Send + Sync>(&mut self, option: &Opt<T>, value: T) {
        self.take(option.row(), Arc::new(value), Origin::Argument(option.row().argument()));
    }

    /// What is said of an option, taken out.
    pub(crate) fn remove<T: Clone>(&mut self, option: &Opt<T>) -> Slot<T> {
        let Given { value, origin } = self.0.remove(option.row().about)?.given;
        value.downcast_ref::<T>().map(|value| Given { value: value.clone(), origin })
    }

    /// What is said of an option, without its type.
    pub(crate) fn any(&self, row: &Row) -> Option<&Given<AnyValue>> {
        self.0.get(row.about).map(|said| &said.given)
    }

    /// Whether anything is said of an option.
    pub(crate) fn has<T>(&self, option: &Opt<T>) -> bool {
        self.0.contains_key(option.row().about)
    }

    /// What is said of an option.
    pub(crate) fn get<T: Clone>(&self, option: &Opt<T>) -> Option<T> {
        self.any(option.row())?.value.downcast_ref::<T>().cloned()
    }

    /// The entries of a list; none where nothing is said of it.
    pub(crate) fn list<T: Clone>(&self, option: &Opt<Vec<T>>) -> Vec<T> {
        self.get(option).unwrap_or_default()
    }

    /// Whether something is to be done, by what is said of it or by its default.
    pub(crate) fn is_on(&self, option: &Opt<bool>) -> bool {
        self.get(option).or_else(|| option.fallback()).unwrap_or_default()
    }

    /// These where they say something, and the weaker ones elsewhere.
    pub(crate) fn over(self, mut weaker: Self) -> Self {
        weaker.0.extend(self.0);
        weaker
    }
}

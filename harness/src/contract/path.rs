//! Places in JSON values.

use std::borrow::Cow;
use std::fmt;

/// A place in a concrete value, rendered as a JSON pointer when somebody asks.
#[derive(Debug, Clone, Default)]
pub struct Path<'d> {
    steps: Vec<Step<'d>>,
}

#[derive(Debug, Clone)]
enum Step<'d> {
    Name(Cow<'d, str>),
    Index(usize),
}

impl<'d> Path<'d> {
    /// How many names and indices lead there.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.steps.len()
    }

    /// Goes on to a member.
    pub(super) fn enter(&mut self, name: Cow<'d, str>) {
        self.steps.push(Step::Name(name));
    }

    /// Goes on to an element.
    pub(super) fn enter_index(&mut self, index: usize) {
        self.steps.push(Step::Index(index));
    }

    /// Goes back to what holds this value.
    pub(super) fn leave(&mut self) {
        self.steps.pop();
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps.iter().try_for_each(|step| match step {
            Step::Name(name) => write!(f, "/{}", name.replace('~', "~0").replace('/', "~1")),
            Step::Index(index) => write!(f, "/{index}"),
        })
    }
}

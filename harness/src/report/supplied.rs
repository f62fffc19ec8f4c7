//! What operations beside the one under test told of a target, or made on it, before a suite was run.

use serde::{Deserialize, Serialize};

/// Things that another operation listed or made, and that the run asks for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Supplied {
    /// The other operation.
    pub operation: String,
    /// What it did.
    pub how: Supplying,
    /// The member of the input that it gave a value for; none where it gave items.
    #[serde(default)]
    pub input: Option<String>,
    /// The values.
    pub values: Vec<String>,
    /// How many of the things that were made were deleted after the run; none where nothing was made.
    #[serde(default)]
    pub deleted: Option<u64>,
}

/// What an operation did to supply something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Supplying {
    /// It told what exists.
    Listed,
    /// It made it.
    Made,
}

/// Values that a line names.
const NAMED: usize = 3;

impl Supplied {
    /// One line: what, and which operation it came from.
    #[must_use]
    pub fn line(&self) -> String {
        let Self { operation, how, input, values, deleted } = self;
        let named: Vec<String> = values.iter().take(NAMED).map(|value| format!("{value:?}")).collect();
        let more = match values.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let what = match input {
            Some(input) => format!("{input} = {}{more}", named.join(", ")),
            None => format!("{}{more}", named.join(", ")),
        };
        match (how, deleted) {
            (Supplying::Listed, _) => format!("{operation} lists {what}"),
            (Supplying::Made, Some(deleted)) if *deleted == values.len() as u64 => {
                format!("{operation} made {what}, deleted after the run")
            }
            (Supplying::Made, _) => format!("{operation} made {what}, which stays there"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Supplied, Supplying};

    #[test]
    fn a_line_names_the_operation_and_the_first_few_values() {
        let mut supplied = Supplied {
            operation: "ListProjects".to_owned(),
            how: Supplying::Listed,
            input: None,
            values: ["a", "b", "c", "d"].map(str::to_owned).to_vec(),
            deleted: None,
        };
        assert_eq!(supplied.line(), "ListProjects lists \"a\", \"b\", \"c\" and 1 more");
        supplied.values.truncate(1);
        supplied.how = Supplying::Made;
        supplied.input = Some("name".to_owned());
        assert_eq!(supplied.line(), "ListProjects made name = \"a\", which stays there");
        supplied.deleted = Some(1);
        assert_eq!(supplied.line(), "ListProjects made name = \"a\", deleted after the run");
    }
}

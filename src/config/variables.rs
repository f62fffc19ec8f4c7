//! What the environment says of a run: `BATCHSPEC_` and the name of the option. Empty variables say nothing.

use batchspec_harness::contract::{InputError, Mistake, near};
use batchspec_harness::send::Target;

use super::Layer;
use super::flags::targets;
use crate::config::catalogue::Catalogue;
use crate::options::{Given, Origin, PREFIX, Values, Variable, header, table, variable};

/// Variables of this program that are no options of a run: read by its build and its tests.
const ELSEWHERE: [&str; 5] = [
    "BATCHSPEC_BOTOCORE_DATA",
    "BATCHSPEC_COMMIT",
    "BATCHSPEC_MOTO",
    "BATCHSPEC_MUTANTS",
    "BATCHSPEC_UPDATE",
];

/// The environment, with the mistakes found so far.
struct Environment<'e> {
    variable: &'e dyn Fn(&str) -> Option<String>,
    mistakes: Vec<Mistake>,
}

/// The environment as a layer: stronger than the file, weaker than the command line.
///
/// Each variable in `set` that begins with `BATCHSPEC_` and is not read gets a warning: whoever misspells one would
/// believe that it took effect.
///
/// # Errors
/// All variables that cannot be understood.
pub(super) fn read(
    variable: &dyn Fn(&str) -> Option<String>,
    set: impl Iterator<Item = String>,
    catalogue: &Catalogue,
) -> (Result<Layer, InputError>, Vec<String>) {
    let mut environment = Environment { variable, mistakes: Vec::new() };
    let layer = environment.layer(catalogue);
    let known = known();
    let strangers = set.filter(|name| name.starts_with(PREFIX) && !known.contains(name));
    let strangers = strangers.map(|name| stranger(&name, &known)).collect();
    let mistakes = environment.mistakes;
    (if mistakes.is_empty() { Ok(layer) } else { Err(InputError(mistakes)) }, strangers)
}

/// The variables that something reads.
fn known() -> Vec<String> {
    let read = table::ALL.iter().map(|option| option.row()).filter(|row| row.variable != Variable::None);
    ELSEWHERE.iter().map(|&name| name.to_owned()).chain(read.map(|row| variable(row.name))).collect()
}

/// What is said of a variable that nothing reads.
fn stranger(name: &str, known: &[String]) -> String {
    let bare = |name: &str| name.strip_prefix(PREFIX).unwrap_or_default().to_owned();
    let (own, others): (_, Vec<String>) = (bare(name), known.iter().map(|known| bare(known)).collect());
    let others = || others.iter().map(String::as_str);
    let part = || others().filter(|other| own.contains(other)).max_by_key(|other| other.len());
    let advice = match near(&own, others()).or_else(part) {
        Some(meant) => format!("did you mean {PREFIX}{meant}?"),
        None => "variables are called as the options of `batchspec run` are".to_owned(),
    };
    format!("{} is not heeded; {advice}", name.escape_debug())
}

impl Environment<'_> {
    fn layer(&mut self, catalogue: &Catalogue) -> Layer {
        let mut options = self.options();
        let headers = self.headers(&mut options);
        let targets = targets(options.remove(&table::TARGET), catalogue);
        let (target, targets) = targets.unwrap_or_else(|what| {
            self.wrong(variable(table::TARGET.row().name), what);
            Default::default()
        });
        Layer { options, target, targets, headers, ..Layer::default() }
    }

    fn options(&mut self) -> Values {
        let mut options = Values::default();
        for option in table::ALL.iter().filter(|option| option.row().variable == Variable::Source) {
            let row = option.row();
            let name = variable(row.name);
            let text = (self.variable)(&name).filter(|text| !text.trim().is_empty());
            match text.map(|text| option.spelled(text.trim())) {
                None => {}
                Some(Err(what)) => self.wrong(name, what),
                Some(Ok(value)) => {
                    if let Some(short) = options.take(row, value, Origin::Variable(name)) {
                        let about = variable(row.about);
                        self.wrong(variable(short), format!("it is short for {about}: set one of them"));
                    }
                }
            }
        }
        options
    }

    /// One header a line. No value is told: it may be a secret.
    fn headers(&mut self, options: &mut Values) -> Vec<Given<(String, String)>> {
        let Some(Given { value: lines, origin }) = options.remove(&table::HEADER) else { return Vec::new() };
        let headers: Option<Vec<_>> = lines.iter().map(|line| header(line)).collect();
        let wrong = match &headers {
            None => Some("write each header as Name: value, one a line".to_owned()),
            // Any URL serves: only the headers are looked at.
            Some(headers) => Target::new("http://localhost")
                .and_then(|target| target.with_headers(headers.clone()))
                .err()
                .map(|error| error.to_string()),
        };
        if let Some(what) = wrong {
            self.wrong(origin.to_string(), what);
        }
        let headers = headers.into_iter().flatten();
        headers.map(|value| Given { value, origin: origin.clone() }).collect()
    }

    fn wrong(&mut self, place: String, what: String) {
        self.mistakes.push(Mistake { file: "environment".to_owned(), place, what });
    }
}

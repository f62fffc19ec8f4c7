//! The file of `--servers`: servers of other people, and what each is known to be worth.

use std::path::Path;

use anyhow::Context as _;
use batchspec_harness::contract::{Contract, InputError, TomlFile, TomlValue as Value, nearest};
use toml::de::{DeTable, DeValue};

use crate::config::catalogue::Catalogue;
use crate::options::url_of;

/// A server whose right verdict the file tells.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) name: String,
    pub(crate) reach: Reach,
    pub(crate) suite: String,
    /// The clause whose breach it is, and those that break in consequence; nothing for a compliant one.
    pub(crate) breaks: Vec<String>,
}

/// How to get at a server.
#[derive(Debug, Clone)]
pub(crate) enum Reach {
    /// It runs at this URL.
    Url(String),
    /// This shell command starts it on the port that `PORT` names.
    Command(String),
}

/// Reads the file.
pub(crate) fn load(path: &Path, catalogue: &Catalogue) -> anyhow::Result<Vec<Listed>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("failed to read {}", path.display()))?;
    Ok(parse(&path.display().to_string(), &text, catalogue)?)
}

fn parse(file: &str, text: &str, catalogue: &Catalogue) -> Result<Vec<Listed>, InputError> {
    TomlFile::read(file, text, |file, table| servers(file, table, catalogue))
}

fn servers(file: &mut TomlFile<'_>, table: &DeTable<'_>, catalogue: &Catalogue) -> Vec<Listed> {
    let mut servers: Vec<Listed> = Vec::new();
    for (key, value) in table {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("server", DeValue::Array(entries)) => {
                for entry in entries.iter() {
                    let Some(server) = server(file, entry, catalogue) else { continue };
                    if servers.iter().any(|other| other.name == server.name) {
                        file.wrong(&entry.span(), format!("two servers are called {:?}", server.name));
                    }
                    servers.push(server);
                }
            }
            ("server", _) => file.wrong_type(value, "tables, each under [[server]]"),
            _ => file.unknown(key, &["server"]),
        }
    }
    servers
}

fn server(file: &mut TomlFile<'_>, entry: &Value<'_>, catalogue: &Catalogue) -> Option<Listed> {
    let before = file.count();
    let (mut name, mut url, mut command, mut suite, mut breaks, mut compliant) =
        (None, None, None, None, None, None);
    for (key, value) in file.table(entry) {
        match key.get_ref().as_ref() {
            "name" => name = file.string(value),
            "url" => url = url_of(file, value),
            "command" => command = file.string(value),
            "suite" => {
                let found = file.string(value).map(|name| catalogue.find(&name).cloned());
                suite = found.and_then(|found| found.map_err(|what| file.wrong(&value.span(), what)).ok());
            }
            "breaks" => breaks = Some(value),
            "compliant" => compliant = Some(file.flag(value)),
            _ => file.unknown(key, &["name", "url", "command", "suite", "breaks", "compliant"]),
        }
    }
    let breaks = match (&suite, breaks) {
        (Some(suite), Some(value)) => clauses(file, value, suite),
        (_, breaks) => breaks.map(|_| Vec::new()).unwrap_or_default(),
    };
    if file.count() > before {
        return None;
    }
    let mut demand = |what: &str| file.wrong(&entry.span(), what);
    let reach = match (url, command) {
        (Some(url), None) => Some(Reach::Url(url)),
        (None, Some(command)) => Some(Reach::Command(command)),
        _ => {
            demand("a server has either `url` or `command`");
            None
        }
    };
    match (breaks.is_empty(), compliant) {
        (true, Some(true)) | (false, None | Some(false)) => {}
        _ => demand("a server has either `breaks`, with at least one clause, or `compliant = true`"),
    }
    if name.is_none() {
        demand("a server has a `name`");
    }
    if suite.is_none() {
        demand("a server has a `suite`");
    }
    Some(Listed { name: name?, reach: reach?, suite: suite?.suite.clone(), breaks })
}

fn clauses(file: &mut TomlFile<'_>, value: &Value<'_>, suite: &Contract) -> Vec<String> {
    let DeValue::Array(elements) = value.get_ref() else {
        file.wrong_type(value, "a list of clauses");
        return Vec::new();
    };
    let mut clauses = Vec::new();
    for element in elements.iter() {
        let Some(id) = file.string(element) else { continue };
        if suite.clauses.find(&id).is_none() {
            let nearest = nearest(&id, suite.clauses.iter().map(|(_, clause)| clause.id.as_str()));
            file.wrong(&element.span(), format!("unknown clause {id:?}; did you mean {nearest:?}?"));
        }
        clauses.push(id);
    }
    clauses
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let catalogue = Catalogue::embedded().expect("the suites");
        let mistakes = parse("servers.toml", text, &catalogue).expect_err("mistakes");
        mistakes.0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn servers_are_read() {
        let text = "[[server]]\nname = \"a\"\nurl = \"http://localhost:1\"\nsuite = \"inspector2\"\ncompliant = true\n\
                    [[server]]\nname = \"b\"\ncommand = \"x\"\nsuite = \"marketplace\"\nbreaks = [\"batch/complete\"]\n";
        let servers =
            parse("servers.toml", text, &Catalogue::embedded().expect("the suites")).expect("servers");
        assert_eq!(servers.len(), 2);
        assert!(servers[0].breaks.is_empty());
        assert_eq!(servers[1].breaks, ["batch/complete"]);
    }

    #[test]
    fn all_mistakes_are_told_with_their_lines() {
        let text = "[[server]]\nname = \"a\"\nurl = \"localhost\"\nsuite = \"inspector\"\n\
                    [[server]]\nname = 7\nsuite = \"inspector2\"\nbreaks = [\"batch/complet\"]\n\
                    [[server]]\nname = \"c\"\nsuite = \"inspector2\"\n";
        let told = told(text);
        let lines: Vec<&str> = told.iter().filter_map(|line| line.split(": ").nth(1)).collect();
        assert_eq!(lines, ["line 3", "line 4", "line 6", "line 8", "line 9", "line 9"], "{told:#?}");
        assert!(told.iter().any(|line| line.contains("did you mean \"batch/complete\"")), "{told:#?}");
    }
}

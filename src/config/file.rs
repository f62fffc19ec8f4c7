//! The configuration file, read so that every mistake in it is told at once, with its line.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use batchspec_harness::contract::{Contract, InputError, TomlFile, TomlKey as Key, TomlValue as Value};
use batchspec_harness::generate::{Subjects, Trigger};
use batchspec_harness::report::waiver_entries;
use batchspec_harness::send::Target;
use toml::de::{DeTable, DeValue};

use super::Layer;
use super::inputs::inputs;
use crate::config::catalogue::Catalogue;
use crate::options::{Given, Origin, Row, Slot, Values, table, url_of};

/// What a configuration file says.
#[derive(Debug, Default)]
pub(super) struct ConfigFile {
    /// Outside of profiles.
    pub(super) top: Layer,
    /// What each `[profile.NAME]` says otherwise.
    pub(super) profiles: BTreeMap<String, Layer>,
}

impl ConfigFile {
    /// Reads the text of `file`.
    ///
    /// # Errors
    /// All mistakes of the first of two kinds: against TOML, or against what may be configured.
    pub(super) fn parse(path: &Path, text: &str, catalogue: &Catalogue) -> Result<Self, InputError> {
        let folder = path.parent().unwrap_or(Path::new(""));
        TomlFile::read(&path.display().to_string(), text, |file, table| {
            Reader { file, folder, catalogue, strangers: None }.file(table)
        })
    }

    /// Reads what a command says of the world that it made: subjects and inputs. Names that are no suite and no service
    /// here are given back: they may be of others, which are not tested this time.
    ///
    /// # Errors
    /// All mistakes, as of a file called `name`.
    pub(super) fn parse_world(
        name: &str,
        text: &str,
        catalogue: &Catalogue,
    ) -> Result<(Layer, Vec<String>), InputError> {
        TomlFile::read(name, text, |file, table| {
            let mut strangers = Vec::new();
            let folder = Path::new("");
            let mut reader = Reader { file, folder, catalogue, strangers: Some(&mut strangers) };
            let mut layer = Layer::default();
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    known @ ("subjects" | "inputs") => {
                        reader.compound(&mut layer, known, value);
                    }
                    _ => reader.file.unknown(key, &["subjects", "inputs"]),
                }
            }
            (layer, strangers)
        })
    }
}

/// The keys beside options: tables, and lists of tables.
const TABLES: [&str; 7] = ["targets", "headers", "waiver", "flaky", "subjects", "triggers", "inputs"];

/// The table of profiles, which has no place in a profile.
const PROFILES: &str = table::PROFILE.row().name;

/// All keys of a profile, or of the file.
fn keys(is_top: bool) -> Vec<&'static str> {
    let rows = table::ALL.iter().map(|option| option.row());
    let rows = rows.filter(|row| row.is_in_file && (is_top || !row.is_for_top));
    let options = rows.flat_map(|row| std::iter::once(row.name).chain(row.alias));
    options.chain(TABLES).chain(is_top.then_some(PROFILES)).collect()
}

struct Reader<'r, 'a> {
    file: &'r mut TomlFile<'a>,
    /// Where the file lies: paths in it begin there.
    folder: &'r Path,
    catalogue: &'a Catalogue,
    /// Where names are kept that are no suite and no service; a mistake where there is no such place.
    strangers: Option<&'r mut Vec<String>>,
}

impl Reader<'_, '_> {
    fn file(&mut self, table: &DeTable<'_>) -> ConfigFile {
        let mut profiles = BTreeMap::new();
        for (_, value) in table.iter().filter(|(key, _)| key.get_ref() == PROFILES) {
            if !matches!(value.get_ref(), DeValue::Table(_)) {
                self.file.wrong_type(value, "tables, each under [profile.NAME]");
                continue;
            }
            for (name, value) in self.file.table(value) {
                let entries = self.file.table(value);
                let layer = self.layer(entries, false);
                profiles.insert(name.get_ref().clone().into_owned(), layer);
            }
        }
        let top = table.iter().filter(|(key, _)| key.get_ref() != PROFILES).collect();
        ConfigFile { top: self.layer(top, true), profiles }
    }

    fn layer(&mut self, entries: Vec<(&Key<'_>, &Value<'_>)>, is_top: bool) -> Layer {
        let mut layer = Layer::default();
        for (key, value) in entries {
            let origin = Origin::File(self.file.place(&key.span()));
            let name = key.get_ref().as_ref();
            if !self.option(&mut layer.options, name, value, &origin, is_top)
                && !self.compound(&mut layer, name, value)
            {
                self.file.unknown(key, &keys(is_top));
            }
        }
        let target = layer.options.remove(&table::TARGET);
        layer.target = target.and_then(|Given { value, origin }| {
            value.into_iter().next().map(|value| Given { value, origin })
        });
        layer
    }

    /// Takes the value of an option. Whether the key is that of one.
    fn option(
        &mut self,
        options: &mut Values,
        key: &str,
        value: &Value<'_>,
        origin: &Origin,
        is_top: bool,
    ) -> bool {
        let is_meant = |row: &Row| row.has_key(key) && (is_top || !row.is_for_top);
        let Some(option) = table::ALL.iter().find(|option| is_meant(option.row())) else { return false };
        if let Some(read) = option.keyed(self.file, value, self.folder)
            && let Some(short) = options.take(option.row(), read, origin.clone())
        {
            let about = option.row().about;
            self.file.wrong(&value.span(), format!("`{short}` is short for `{about}`: give one of them"));
        }
        true
    }

    /// Takes a list or a table. Whether it is one.
    fn compound(&mut self, layer: &mut Layer, key: &str, value: &Value<'_>) -> bool {
        match key {
            "waiver" | "flaky" => match self.catalogue.all_whole() {
                Ok(suites) => {
                    layer.entries.extend(waiver_entries(self.file, value, key == "flaky", &suites));
                }
                Err(what) => self.file.wrong(&value.span(), what),
            },
            "headers" => layer.headers = self.headers(value),
            "targets" => {
                for (suite, key, value) in self.suites(value) {
                    let origin = Origin::File(self.file.place(&key.span()));
                    let url = self.given(&origin, |file| url_of(file, value));
                    layer.targets.extend(url.map(|url| (suite.suite.clone(), url)));
                }
            }
            "subjects" => {
                for (suite, key, value) in self.suites(value) {
                    let origin = Origin::File(self.file.place(&key.span()));
                    let value = self.subjects(value);
                    layer.subjects.insert(suite.suite.clone(), Given { value, origin });
                }
            }
            "triggers" => {
                for (suite, key, value) in self.suites(value) {
                    let origin = Origin::File(self.file.place(&key.span()));
                    let value = self.triggers(&suite, value);
                    layer.triggers.insert(suite.suite.clone(), Given { value, origin });
                }
            }
            "inputs" => {
                for (suite, key, value) in self.suites(value) {
                    let origin = Origin::File(self.file.place(&key.span()));
                    let is_of_service = *key.get_ref() != suite.suite;
                    let mut value = inputs(self.file, &suite, value, is_of_service);
                    // What is said of one operation goes before what is said of its service.
                    match layer.inputs.get_mut(&suite.suite) {
                        Some(known) if is_of_service => {
                            value.append(&mut known.value);
                            known.value = value;
                        }
                        Some(known) => known.value.append(&mut value),
                        None => {
                            layer.inputs.insert(suite.suite.clone(), Given { value, origin });
                        }
                    }
                }
            }
            _ => return false,
        }
        true
    }

    fn given<T>(&mut self, origin: &Origin, read: impl FnOnce(&mut TomlFile<'_>) -> Option<T>) -> Slot<T> {
        read(self.file).map(|value| Given { value, origin: origin.clone() })
    }

    /// The entries of a table whose keys are suites.
    fn suites<'v, 't>(&mut self, value: &'v Value<'t>) -> Vec<(Arc<Contract>, &'v Key<'t>, &'v Value<'t>)> {
        let mut known = Vec::new();
        for (key, value) in self.file.table(value) {
            // A name may be that of a suite and that of a service: both are meant.
            let mut meant = self.catalogue.of_service(key.get_ref());
            let named = self.catalogue.find(key.get_ref());
            meant.extend(
                named.iter().copied().filter(|suite| suite.service.as_deref() != Some(key.get_ref())),
            );
            for suite in &meant {
                match suite.whole() {
                    Ok(suite) => known.push((suite, key, value)),
                    Err(what) => self.file.wrong(&key.span(), what),
                }
            }
            match (named, &mut self.strangers) {
                (Err(_), _) if !meant.is_empty() => {}
                (Err(_), Some(strangers)) => strangers.push(key.get_ref().clone().into_owned()),
                (Err(what), None) => self.file.wrong(&key.span(), what),
                (Ok(_), _) => {}
            }
        }
        known
    }

    fn headers(&mut self, value: &Value<'_>) -> Vec<Given<(String, String)>> {
        let mut headers = Vec::new();
        for (key, value) in self.file.table(value) {
            if let Some(text) = self.file.string(value) {
                self.header(&key.span(), key.get_ref(), &text);
                let origin = Origin::File(self.file.place(&key.span()));
                headers.push(Given { value: (key.get_ref().clone().into_owned(), text), origin });
            }
        }
        headers
    }

    fn subjects(&mut self, value: &Value<'_>) -> Subjects {
        let mut subjects = Subjects::default();
        for (key, value) in self.file.table(value) {
            match key.get_ref().as_ref() {
                "present" => subjects.present = self.file.strings_and_tables(value),
                "absent" => subjects.absent = self.file.strings_and_tables(value),
                "denied" => subjects.denied = self.file.strings_and_tables(value),
                _ => self.file.unknown(key, &["present", "absent", "denied"]),
            }
        }
        subjects
    }

    fn triggers(&mut self, suite: &Contract, value: &Value<'_>) -> Vec<Trigger> {
        let mut triggers = Vec::new();
        for (key, value) in self.file.table(value) {
            if suite.error(key.get_ref()).is_none() {
                let errors: Vec<_> = suite.errors.iter().map(|error| error.name.as_str()).collect();
                self.file.unknown(key, &errors);
                continue;
            }
            let before = self.file.count();
            let trigger = self.trigger(key.get_ref(), value);
            let is_empty = trigger.header.is_none() && trigger.key.is_none() && trigger.path.is_none();
            if is_empty && self.file.count() == before {
                self.file.wrong(
                    &value.span(),
                    "say how: { header = \"Name: value\" }, { id = \"...\" } or { path = \"/...\" }",
                );
            }
            triggers.push(trigger);
        }
        triggers
    }

    fn trigger(&mut self, error: &str, value: &Value<'_>) -> Trigger {
        let mut trigger = Trigger { error: error.to_owned(), header: None, key: None, path: None };
        for (key, value) in self.file.table(value) {
            match key.get_ref().as_ref() {
                "header" => {
                    let text = self.file.string(value).unwrap_or_default();
                    match text.split_once(':') {
                        Some((name, content)) => {
                            let (name, content) = (name.trim(), content.trim());
                            self.header(&value.span(), name, content);
                            trigger.header = Some((name.to_owned(), content.to_owned()));
                        }
                        None => self.file.wrong(&value.span(), "write a header as \"Name: value\""),
                    }
                }
                "id" => trigger.key = self.file.string(value),
                "path" => match self.file.string(value) {
                    Some(path) if path.starts_with('/') => trigger.path = Some(path),
                    Some(_) => self.file.wrong(&value.span(), "a path begins with a slash"),
                    None => {}
                },
                _ => self.file.unknown(key, &["header", "id", "path"]),
            }
        }
        trigger
    }

    fn header(&mut self, span: &Range<usize>, name: &str, content: &str) {
        // Any URL serves: only the header is looked at.
        let checked = Target::new("http://localhost")
            .and_then(|target| target.with_headers(vec![(name.to_owned(), content.to_owned())]));
        if let Err(error) = checked {
            self.file.wrong(span, error.to_string());
        }
    }
}

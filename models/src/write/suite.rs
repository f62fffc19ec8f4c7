//! A suite folder: the model of one operation, and a suite file that a person reads and edits.

use std::path::Path;

use crate::import::Imported;
use crate::infer::words::parts;
use crate::read::ReadError;
use crate::rule::{Alternative, BadItem, Class, Collection, Effect, How, Key, Rule, Whole};

use super::answers::of_answers;
use super::smithy::model_json;
use super::toml_text::{comment, string, strings};
use super::wire_names::{key_on_the_wire, on_the_wire, path_on_the_wire};

/// The two files of a suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuiteFiles {
    /// The id, which is a good name for the folder.
    pub id: String,
    /// model.json
    pub model: String,
    /// suite.toml
    pub suite: String,
}

/// Below this a breach of the batch's laws is a warning.
const SURE: f64 = 0.7;

/// The id of an operation's suite: `ecr-batch-get-image`.
#[must_use]
pub fn suite_id(service: &str, operation: &str) -> String {
    let spelled = |text: &str| parts(text).join("-");
    let service: String = service
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .collect();
    format!("{}-{}", service.trim_matches('-'), spelled(operation))
}

/// The files of an operation's suite.
#[must_use]
pub fn suite(imported: &Imported) -> SuiteFiles {
    let id = suite_id(&imported.model.service.name, &imported.operation.name);
    SuiteFiles { suite: Text { imported }.suite(&id), model: model_json(&imported.model), id }
}

/// Writes a suite's files into a folder below `root` that is called by its id.
///
/// # Errors
/// What the file system says, with the path.
pub fn write_suite(root: &Path, files: &SuiteFiles) -> Result<std::path::PathBuf, ReadError> {
    let folder = root.join(&files.id);
    let told = |path: &Path, error: &std::io::Error| ReadError::new(path, "", error.to_string());
    std::fs::create_dir_all(&folder).map_err(|error| told(&folder, &error))?;
    for (name, text) in [("model.json", &files.model), ("suite.toml", &files.suite)] {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| told(&path, &error))?;
    }
    Ok(folder)
}

struct Text<'i> {
    imported: &'i Imported,
}

impl Text<'_> {
    fn suite(&self, id: &str) -> String {
        let service = &self.imported.model.service;
        let operation = &self.imported.operation.name;
        let rule = &self.imported.rule;
        let title = if service.title.is_empty() { service.name.as_str() } else { service.title.as_str() };
        let version = if service.version.is_empty() { "1" } else { service.version.as_str() };
        let mut out = comment(&format!(
            "Made from the public model of {title}; read it before you trust it. The model says what is beside it; what \
             [batch] says was inferred from names, structure and texts with a confidence of {:.2}.",
            rule.confidence
        ));
        out.push('\n');
        for (key, value) in [
            ("id", id),
            ("title", &format!("{title} {operation}")),
            ("version", version),
            ("model", "model.json"),
            ("operation", &format!("{}#{operation}", service.namespace)),
            ("service", &service.name),
        ] {
            if key == "id" {
                out.push_str("format = 1\n");
            }
            out.push_str(&format!("{key} = {}\n", string(value)));
        }
        out.push_str(&format!("effect = {}\n\n", string(rule.effect.name())));
        if rule.effect == Effect::Writes {
            let ask = "It changes something, or may: a run sends it only with --allow-writes.";
            out = out.replace("effect = \"writes\"\n\n", &format!("effect = \"writes\" # {ask}\n\n"));
        }
        out.push_str(&comment(
            "A model says what a request may look like, and nothing of what exists: only requests for items that are known \
             to exist are certainly served. Write \"valid\" where the documentation says more.",
        ));
        out.push_str("accepts = \"known\"\n");
        out.push_str("model_source = \"model\"\n\n");
        out.push_str("[sources.model]\n");
        out.push_str(&format!("document = {}\n", string(&format!("{}: {}", service.document, service.name))));
        out.push_str(&format!("version = {}\n\n", string(version)));
        if let Some(name) = &service.signing_name {
            out.push_str(&format!("[aws]\nsigning-name = {}\n\n", string(name)));
        }
        self.errata(&mut out);
        self.batch(&mut out);
        out
    }

    fn errata(&self, out: &mut String) {
        if self.imported.errata.is_empty() {
            return;
        }
        out.push_str(
            "# Where the service is known to contradict its model, model.json follows the service:\n",
        );
        for erratum in &self.imported.errata {
            out.push_str(&comment(&format!("- {}: {} ({})", erratum.place, erratum.told, erratum.source)));
        }
        out.push('\n');
    }

    fn batch(&self, out: &mut String) {
        let rule = &self.imported.rule;
        out.push_str("# Why:\n");
        for reason in &rule.reasons {
            out.push_str(&comment(&format!("- {reason}")));
        }
        if !rule.needs_human.is_empty() {
            out.push_str("# To be settled by a person:\n");
            for question in &rule.needs_human {
                out.push_str(&comment(&format!("- {question}")));
            }
        }
        if rule.class == Class::NotABatch || rule.items.is_none() {
            out.push_str("# No [batch]: nothing is itemised. The model's own promises are tested.\n");
            return;
        }
        out.push_str("\n[batch]\n");
        out.push_str(&format!("class = {}\n", string(rule.class.name())));
        self.lists(
            out,
            rule.items.as_deref(),
            rule.item_key.as_ref(),
            [("succeeded", &rule.succeeded), ("failed", &rule.failed), ("third", &rule.third)],
        );
        self.rest(out, rule);
        for promise in &rule.whole {
            out.push_str(&whole(self.imported, promise));
        }
        for Alternative { items, item_key, succeeded, failed } in &rule.alternatives {
            out.push_str("\n[[batch.alternative]]\n");
            let lists = [("succeeded", succeeded), ("failed", failed)];
            self.lists(out, Some(items), item_key.as_ref(), lists);
            out.push_str(&format!("remainder = {}\n", string(rule.remainder.name())));
        }
    }

    fn lists<const N: usize>(
        &self,
        out: &mut String,
        items: Option<&str>,
        item_key: Option<&Key>,
        collections: [(&str, &Option<Collection>); N],
    ) {
        let model = &self.imported.model;
        let input = self.imported.operation.input.as_deref().unwrap_or_default();
        let output = self.imported.operation.output.as_deref().unwrap_or_default();
        if let Some(items) = items {
            let (place, list) =
                on_the_wire(model, input, items).unwrap_or_else(|| (items.to_owned(), String::new()));
            out.push_str(&format!("items = {}\n", string(&place)));
            let item = entry_of(model, &list);
            let key = match (&self.imported.rule.group_key, item_key) {
                // The group's name is part of every identity; the key is what lies below it.
                (Some(_), Some(Key::Several(several))) => several.last().map(|last| Key::One(last.clone())),
                (_, key) => key.cloned(),
            };
            if let Some(key) = key {
                out.push_str(&format!("item_key = {}\n", key_text(&key_on_the_wire(model, &item, &key))));
            }
            if let Some(group) = &self.imported.rule.group_key {
                out.push_str(&format!("group_key = {}\n", string(group)));
            }
        }
        for (name, collection) in collections {
            let Some(collection) = collection else { continue };
            match bounds(collection) {
                Some(bounds) => out.push_str(&format!("bounds = {}\n", strings(&bounds))),
                None => {
                    let key = self.told_key(item_key, collection);
                    out.push_str(&format!("{name} = {}\n", self.collection(output, &key)));
                }
            }
        }
    }

    /// The collection with the key that its entries can tell: without the name of the group that they stand in, and none
    /// where items are told apart by all that they say and entries by one value.
    fn told_key(&self, item_key: Option<&Key>, collection: &Collection) -> Collection {
        let mut told = collection.clone();
        let group = self.imported.rule.group_key.as_ref();
        if let (Some(group), Some(Key::Several(parts))) = (group, &collection.key)
            && parts.first() == Some(group)
            && collection.place.contains("[].")
        {
            told.key = Some(Key::of(parts.iter().skip(1).cloned().collect()));
            told.how = if told.key == Some(Key::itself()) { How::Itself } else { How::Member };
        }
        let (model, rule) = (&self.imported.model, &self.imported.rule);
        let input = self.imported.operation.input.as_deref().unwrap_or_default();
        let items = rule.items.as_deref().and_then(|items| on_the_wire(model, input, items));
        let item = items.map(|(_, list)| entry_of(model, &list)).unwrap_or_default();
        let is_whole = item_key == Some(&Key::itself()) && !model.is_scalar(&item);
        if is_whole && collection.how == How::Member && !rule.undecided.is_empty() {
            (told.key, told.how) = (None, How::Unkeyed);
        }
        told
    }

    /// Other names of an item, as the entries of the answer spell them.
    fn aliases(&self) -> Vec<String> {
        let (model, rule) = (&self.imported.model, &self.imported.rule);
        let output = self.imported.operation.output.as_deref().unwrap_or_default();
        let collections = [&rule.succeeded, &rule.failed, &rule.third].into_iter().flatten();
        let entries: Vec<String> = collections
            .filter_map(|collection| on_the_wire(model, output, &collection.place))
            .map(|(_, entry)| entry)
            .collect();
        let spelled = |alias: &String| {
            let mut spellings = entries.iter().map(|entry| path_on_the_wire(model, entry, alias));
            spellings.find(|spelling| spelling != alias).unwrap_or_else(|| alias.clone())
        };
        rule.aliases.iter().map(spelled).collect()
    }

    fn collection(&self, output: &str, collection: &Collection) -> String {
        let model = &self.imported.model;
        let (place, entry) = on_the_wire(model, output, &collection.place)
            .unwrap_or_else(|| (collection.place.clone(), String::new()));
        let mut fields = vec![format!("place = {}", string(&place))];
        if let Some(key) = collection.key.as_ref() {
            fields.push(format!("key = {}", key_text(&key_on_the_wire(model, &entry, key))));
        }
        // What the place and the key say by themselves is left out.
        let is_plain = match (collection.how, &collection.key) {
            (How::MapKey, _) => place.ends_with("{}"),
            (How::Itself, _) => true,
            (How::Member, Some(key)) => key.parts().iter().all(|part| !part.is_empty()),
            _ => false,
        };
        if !is_plain {
            fields.push(format!("how = {}", string(collection.how.name())));
        }
        if let Some(code) = &collection.code {
            fields.push(format!("code = {}", string(&path_on_the_wire(model, &entry, code))));
        }
        format!("{{ {} }}", fields.join(", "))
    }

    fn rest(&self, out: &mut String, rule: &Rule) {
        out.push_str(&format!("remainder = {}\n", string(rule.remainder.name())));
        out.push_str(&format!("bad_item = {}", string(rule.bad_item.name())));
        if rule.bad_item == BadItem::Unknown {
            out.push_str(" # refuses-call, fails-alone: no text says it");
        }
        out.push('\n');
        let level = if rule.confidence >= SURE && rule.undecided.is_empty() { "must" } else { "should" };
        out.push_str(&format!("level = {}\n", string(level)));
        if !rule.counters.is_empty() {
            let counters = rule.counters.iter().map(|counter| {
                let output = self.imported.operation.output.as_deref().unwrap_or_default();
                let place = on_the_wire(&self.imported.model, output, &counter.place)
                    .map_or_else(|| counter.place.clone(), |(place, _)| place);
                format!("{{ place = {}, counts = {} }}", string(&place), string(counter.counts))
            });
            out.push_str(&format!("counters = [{}]\n", counters.collect::<Vec<_>>().join(", ")));
        }
        if !rule.aliases.is_empty() {
            out.push_str(&format!("aliases = {}\n", strings(&self.aliases())));
        }
        if let Some(sentence) = &rule.unique_keys {
            out.push_str(&comment(&format!("\"{sentence}\"")));
            out.push_str("unique_keys = true\n");
        }
        if let Some((needed, sentence)) = &rule.needed {
            out.push_str(&comment(&format!("\"{sentence}\"")));
            out.push_str(&format!("needed = {}\n", strings(needed)));
        }
        out.push_str(&of_answers(self.imported));
        if !rule.undecided.is_empty() {
            out.push_str("# Take a sentence away once you have settled it.\n");
            let each: Vec<String> =
                rule.undecided.iter().map(|text| format!("    {},\n", string(text))).collect();
            out.push_str(&format!("undecided = [\n{}]\n", each.concat()));
        }
    }
}

/// The bounds of ranges of items, where failures are told by such.
fn bounds(collection: &Collection) -> Option<Vec<String>> {
    let is_list = collection.place.ends_with("[]") || collection.place.ends_with("{}");
    match (&collection.key, collection.how, is_list) {
        (Some(key), How::IndexMember, false) => {
            Some(key.parts().iter().map(|member| format!("{}.{member}", collection.place)).collect())
        }
        _ => None,
    }
}

/// A promise about the batch as a whole, with the sentence that it is from.
fn whole(imported: &Imported, promise: &Whole) -> String {
    let model = &imported.model;
    let input = imported.operation.input.as_deref().unwrap_or_default();
    let items = imported.rule.items.as_deref().unwrap_or_default();
    let list = on_the_wire(model, input, items).map(|(_, list)| list).unwrap_or_default();
    let item = entry_of(model, &list);
    let on_wire = |path: &String| path_on_the_wire(model, &item, path);
    let mut out = format!("\n[[batch.whole]]\nbreach = {}\n", string(promise.breach));
    if let Some(limit) = promise.limit {
        out.push_str(&format!("limit = {limit}\n"));
    }
    if !promise.of.is_empty() {
        out.push_str(&format!("of = {}\n", strings(&promise.of.iter().map(on_wire).collect::<Vec<_>>())));
    }
    if promise.overhead > 0 {
        out.push_str(&format!("overhead = {}\n", promise.overhead));
    }
    let member = promise.member.as_ref().map(on_wire);
    for (key, value) in [("member", &member), ("pattern", &promise.pattern), ("error", &promise.error)] {
        if let Some(value) = value {
            out.push_str(&format!("{key} = {}\n", string(value)));
        }
    }
    out.push_str(&format!("source = {}\n", string(&promise.source)));
    out
}

fn key_text(key: &Key) -> String {
    match key {
        Key::One(one) => string(one),
        Key::Several(several) => strings(several),
    }
}

/// What an entry of a list or map is.
pub(crate) fn entry_of(model: &crate::model::Model, list: &str) -> String {
    use crate::model::Kind;
    match model.shape(list).map(|shape| &shape.kind) {
        Some(Kind::List(entry)) => entry.target.clone(),
        Some(Kind::Map(_, value)) => value.target.clone(),
        _ => String::new(),
    }
}

//! What a suite file says of answers beside their collections: parts that depend on the item alone, lists that are left out.

use crate::errata::Seen;
use crate::import::Imported;
use crate::model::Kind;
use crate::rule::Determined;

use super::suite::entry_of;
use super::toml_text::{comment, string, strings};
use super::wire_names::{on_the_wire, path_on_the_wire};

/// The lines of `determined` and `left_out`, none where there is nothing to say.
pub(crate) fn of_answers(imported: &Imported) -> String {
    let mut out = String::new();
    let parts = &imported.rule.determined;
    for part in parts {
        out.push_str(&comment(&format!("\"{}\"", part.sentence)));
    }
    if !parts.is_empty() {
        let each: Vec<String> = parts.iter().map(|part| determined(imported, part)).collect();
        out.push_str(&format!("determined = [{}]\n", each.join(", ")));
    }
    let lists = left_out(imported);
    if !lists.is_empty() {
        out.push_str(&format!("left_out = {}\n", strings(&lists)));
    }
    out
}

fn determined(imported: &Imported, part: &Determined) -> String {
    let (model, rule) = (&imported.model, &imported.rule);
    let input = imported.operation.input.as_deref().unwrap_or_default();
    let output = imported.operation.output.as_deref().unwrap_or_default();
    let items = rule.items.as_deref().and_then(|items| on_the_wire(model, input, items));
    let item = items.map(|(_, list)| entry_of(model, &list)).unwrap_or_default();
    let place = rule.succeeded.as_ref().map(|found| found.place.as_str()).unwrap_or_default();
    let entry = on_the_wire(model, output, place).map(|(_, entry)| entry).unwrap_or_default();
    let by: Vec<String> = part.by.iter().map(|path| path_on_the_wire(model, &item, path)).collect();
    let part = path_on_the_wire(model, &entry, &part.part);
    format!("{{ by = {}, part = {} }}", strings(&by), string(&part))
}

/// The lists that the service was seen to leave out although its model requires them.
fn left_out(imported: &Imported) -> Vec<String> {
    let model = &imported.model;
    let output = imported.operation.output.as_deref().unwrap_or_default();
    let seen = imported.errata.iter().filter(|erratum| erratum.seen == Seen::LeftOut);
    let places = seen.filter_map(|erratum| on_the_wire(model, output, &erratum.place));
    let is_list = |target: &str| {
        matches!(model.shape(target).map(|shape| &shape.kind), Some(Kind::List(_) | Kind::Map(..)))
    };
    places
        .filter(|(place, shape)| is_list(shape) && !place.contains(['[', '{']))
        .map(|(place, _)| place)
        .collect()
}

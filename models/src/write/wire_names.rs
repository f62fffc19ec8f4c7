//! Places and keys by the names in the JSON text, where the model's names differ from them.

use crate::model::{Kind, Model};
use crate::rule::Key;

/// The shape at a place and the place by its names in the text; nothing where the model lacks it.
pub(crate) fn on_the_wire(model: &Model, root: &str, place: &str) -> Option<(String, String)> {
    let mut steps = place.split('.');
    let mut out = steps.next()?.to_owned();
    let mut shape = root.to_owned();
    for step in steps {
        let name = step.trim_end_matches(['[', ']', '{', '}']);
        let marks = step.get(name.len()..).unwrap_or_default();
        let member = model.members(&shape).iter().find(|member| member.name == name)?;
        out.push('.');
        out.push_str(if member.is_bound_outside_body() { &member.name } else { member.wire_name() });
        out.push_str(marks);
        shape = member.target.clone();
        let mut left = marks;
        while !left.is_empty() {
            shape = match &model.shape(&shape)?.kind {
                Kind::List(entry) => entry.target.clone(),
                Kind::Map(_, value) => value.target.clone(),
                _ => return None,
            };
            left = left.get(2..).unwrap_or_default();
        }
    }
    Some((out, shape))
}

/// A path within an entry by its names in the text.
pub(crate) fn path_on_the_wire(model: &Model, entry: &str, path: &str) -> String {
    if path.is_empty() || path.starts_with('*') {
        return path.to_owned();
    }
    let place = format!(".{path}");
    let found = on_the_wire(model, entry, &place).map(|(place, _)| place.trim_start_matches('.').to_owned());
    found.unwrap_or_else(|| path.to_owned())
}

/// A key by its names in the text.
pub(crate) fn key_on_the_wire(model: &Model, entry: &str, key: &Key) -> Key {
    match key {
        Key::One(one) => Key::One(path_on_the_wire(model, entry, one)),
        Key::Several(several) => {
            Key::Several(several.iter().map(|path| path_on_the_wire(model, entry, path)).collect())
        }
    }
}

//! Values at a place of an answer, such as `output.projects[].name`.

use serde_json::Value;

/// The values at a place, each with the entry that it stands in: the innermost object, or the value itself.
pub(super) fn found_at<'v>(answer: &'v Value, place: &str) -> Vec<(&'v Value, &'v Value)> {
    let mut found = vec![(answer, answer)];
    for step in place.split('.').skip(1) {
        let name = step.trim_end_matches("[]").trim_end_matches("{}");
        let members = found.into_iter().filter_map(|(entry, value)| {
            let below = value.get(name)?;
            Some((if value.is_object() { value } else { entry }, below))
        });
        found = match (step.ends_with("[]"), step.ends_with("{}")) {
            (true, _) => elements(members.collect()),
            (_, true) => values(members.collect()),
            _ => members.collect(),
        };
    }
    found
}

fn elements<'v>(lists: Vec<(&'v Value, &'v Value)>) -> Vec<(&'v Value, &'v Value)> {
    let inner = lists.into_iter().filter_map(|(_, list)| list.as_array());
    inner.flatten().map(|element| (element, element)).collect()
}

fn values<'v>(maps: Vec<(&'v Value, &'v Value)>) -> Vec<(&'v Value, &'v Value)> {
    let inner = maps.into_iter().filter_map(|(_, map)| map.as_object());
    inner.flat_map(serde_json::Map::values).map(|value| (value, value)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::found_at;

    #[test]
    fn lists_maps_and_members_are_walked_and_what_is_not_there_is_left_out() {
        let answer = json!({ "a": [{ "b": "1", "c": { "d": 2 } }, { "x": 0 }, 3], "e": ["f"], "g": { "h": { "b": 4 } } });
        let at = |place: &str| -> Vec<String> {
            found_at(&answer, place).into_iter().map(|(_, value)| value.to_string()).collect()
        };
        assert_eq!(at("output.a[].b"), ["\"1\""]);
        assert_eq!(at("output.a[].c.d"), ["2"]);
        assert_eq!(at("output.e[]"), ["\"f\""]);
        assert_eq!(at("output.g{}.b"), ["4"]);
        assert_eq!(at("output.a.b"), Vec::<String>::new());
        let entries = found_at(&answer, "output.a[].b");
        assert_eq!(entries.first().map(|(entry, _)| entry["c"]["d"].clone()), Some(json!(2)));
    }
}

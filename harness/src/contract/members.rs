//! The members of an object, found by the names of a structure.

use super::schema::Member;
use crate::message::json::Value;

/// Members that are matched in one pass over an object; structures with more are searched member by member.
const MATCHED: usize = 16;

/// The last value under each member's name, for the first [`MATCHED`] members, and whether no other name is there.
pub(super) fn matched<'d>(members: &[Member], value: Value<'d>) -> ([Option<Value<'d>>; MATCHED], bool) {
    let mut found = [None; MATCHED];
    let mut is_plain = members.len() <= MATCHED;
    // Most servers write members in the order of the model.
    let mut next = 0;
    for (name, value) in value.members() {
        let is = |at: &usize| members.get(*at).is_some_and(|member| name.is_text(&member.name));
        match Some(next).filter(is).or_else(|| (0..members.len()).find(is)) {
            Some(at) => {
                if let Some(place) = found.get_mut(at) {
                    *place = Some(value);
                }
                next = at + 1;
            }
            None => is_plain = false,
        }
    }
    (found, is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Contract, NodeKind, SuiteText};
    use crate::message::json::Document;

    /// What stands under the members of a trial, by their order in the model; and whether nothing else is there.
    fn matched_in(text: &str) -> (Vec<Option<String>>, bool) {
        let suite = batchspec_suites::INSPECTOR2;
        let files = SuiteText {
            suite_file: "suite.toml",
            suite: suite.suite_toml,
            model_file: "model.json",
            model: suite.model_json,
        };
        let contract = Contract::load(&files).expect("a good suite");
        let node = contract.node_at("output.failedAccounts[]").expect("the node");
        let NodeKind::Structure(members) = &contract.node(node).kind else { panic!("a structure") };
        let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["accountId", "code", "message"]);
        let document = Document::parse(text.as_bytes()).expect("JSON");
        let (found, is_plain) = matched(members, document.root());
        (found[..3].iter().map(|value| value.map(|value| value.source().to_owned())).collect(), is_plain)
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn members_are_found_in_any_order_and_the_last_of_equal_names_counts() {
        let (found, is_plain) = matched_in(r#"{"message":1,"accountId":2,"code":3,"\u0063ode":4}"#);
        assert_eq!((found, is_plain), (vec![some("2"), some("4"), some("1")], true));
    }

    #[test]
    fn other_names_are_told() {
        let (found, is_plain) = matched_in(r#"{"accountId":1,"Code":2}"#);
        assert_eq!((found, is_plain), (vec![some("1"), None, None], false));
    }
}

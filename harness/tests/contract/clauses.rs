//! Clauses of the toy: its own, the shared ones that apply, and those derived from the model.

use batchspec_harness::contract::{
    ConstraintKind, Contract, Effect, EntryKey, ItemKey, KeyPath, Level, NodeKind, TimestampFormat,
};
use rstest::rstest;

use super::toy::{MODEL, PLAIN_SUITE, SUITE, loaded, shed};

/// One line a clause: level, id, sentence.
fn derived(contract: &Contract) -> String {
    let derived = contract.clauses.iter().filter(|(_, clause)| clause.basis == "MODEL");
    derived
        .map(|(_, clause)| format!("{} {}\n    {}\n", clause.level.name(), clause.id, clause.sentence))
        .collect()
}

#[test]
fn every_constraint_that_no_clause_covers_gets_one_of_its_own() {
    insta::assert_snapshot!(derived(&shed()));
}

#[test]
fn an_operation_without_batch_gets_its_clauses_as_well() {
    insta::assert_snapshot!(derived(&loaded(PLAIN_SUITE, MODEL)));
}

fn clause_of(contract: &Contract, constraint: &str) -> Option<String> {
    let found = contract.constraints.iter().find(|candidate| candidate.to_string() == constraint);
    let found = found.unwrap_or_else(|| panic!("{constraint} is no constraint of the toy"));
    found.clause.map(|clause| contract.clauses.get(clause).id.clone())
}

#[rstest]
// the suite's own word
#[case("input.order.lines:length-max", Some("toy/request/at-most-five"))]
#[case("output.result.reserved[].until:required", Some("toy/response/until"))]
// the suite's word beats the shared one about timestamps
#[case("output.result.reserved[].until:timestamp", Some("toy/response/until"))]
// shared tables
#[case("input:type", Some("protocol/non-object-body-rejected"))]
#[case("input.order.lines[]:null", Some("protocol/null-list-element-rejected"))]
#[case("output.refused{}:null", Some("protocol/response-no-null-members"))]
#[case("output.result.reserved[].extras:document", Some("protocol/document-any-json"))]
#[case("error.ValidationException:type", Some("protocol/error-body-structure"))]
// the model
#[case("input.order.lines[].tool:pattern", Some("toy/request/order-lines-item-tool-pattern"))]
#[case("input.order.lines[].labels{key}:pattern", Some("toy/request/order-lines-item-labels-key-pattern"))]
#[case("input.order.grid[][]:range-min", Some("toy/request/order-grid-item-item-range-min"))]
// taken out by the suite
#[case("output.result.reserved[].season:null", None)]
// what nobody can break
#[case("input.order.lines[].extras:type", None)]
#[case("input.order.lines[].extras:document", None)]
#[case("input.order.lines[].labels{key}:type", None)]
#[case("input.remark:null", None)]
#[case("input.asker:null", None)]
#[case("output.result.reserved[].tool:null", None)]
#[case("input.order.placedAt:timestamp", None)]
fn a_constraint_is_spoken_for_by_the_most_specific_clause(
    #[case] constraint: &str,
    #[case] clause: Option<&str>,
) {
    assert_eq!(clause_of(&shed(), constraint).as_deref(), clause);
}

#[test]
fn shared_clauses_about_what_an_operation_lacks_are_left_out() {
    let plain = loaded(PLAIN_SUITE, MODEL);
    assert!(plain.clauses.find("protocol/timestamp-epoch-seconds").is_none(), "it answers no timestamp");
    assert!(plain.clauses.find("protocol/document-any-json").is_none(), "it answers no document");
    assert!(shed().clauses.find("protocol/document-any-json").is_some());
}

#[test]
fn the_suite_file_and_the_operation_are_read_as_written() {
    let shed = shed();
    assert_eq!((shed.suite.as_str(), shed.operation.as_str()), ("toy", "BatchReserveTools"));
    assert_eq!((shed.title.as_str(), shed.version.as_str()), ("Tool shed BatchReserveTools", "2024-02-29"));
    assert_eq!(shed.effect, Effect::Writes);
    assert_eq!((shed.binding.method.as_str(), shed.binding.path.as_str()), ("POST", "/Reservations/batch"));
    assert_eq!(shed.binding.status, 200);
    assert_eq!(loaded(PLAIN_SUITE, MODEL).binding.status, 202);

    let own = shed.clauses.get(shed.clauses.find("toy/request/at-most-five").expect("it is in the suite"));
    assert_eq!((own.number.as_str(), own.level, own.basis.as_str()), ("T01", Level::Must, "DOC"));
    assert_eq!(own.source.document, "The sign on the shed's door");
    assert_eq!(own.source.section, "the large print");
    assert_eq!(own.blind.as_deref(), Some("Who comes twice."));

    let rule = shed.value_rule(shed.node_at("input.order.lines[].tool").expect("a place")).expect("a rule");
    assert_eq!(rule.examples, ["ab-0001"]);
    assert_eq!(rule.odd_clause, shed.clauses.find("toy/request/any-tool"));
    assert_eq!(rule.strict_clause, None);
}

#[test]
fn a_batch_may_lie_deep_and_be_answered_by_a_list_and_a_map() {
    let shed = shed();
    let batch = shed.batch.as_ref().expect("a batch rule");
    assert_eq!(batch.items, ["order", "lines"]);
    assert_eq!(batch.item_key, ItemKey::Members(vec![KeyPath::new("tool")]));
    let succeeded = batch.succeeded.as_ref().expect("successes");
    assert_eq!(succeeded.path, ["result", "reserved"]);
    assert_eq!(succeeded.key, EntryKey::Member("tool".to_owned()));
    assert_eq!(succeeded.place(), "output.result.reserved[]");
    let failed = batch.failed.as_ref().expect("failures");
    assert_eq!((&failed.key, failed.code.as_ref()), (&EntryKey::MapKey, Some(&KeyPath::new("why"))));
    assert_eq!(failed.place(), "output.refused{}");
    assert_eq!(batch.transient_codes, ["raining"]);
    assert!(loaded(PLAIN_SUITE, MODEL).batch.is_none());
}

#[test]
fn errors_have_their_status_by_trait_or_by_fault_and_numbers_in_headers() {
    let shed = shed();
    let listed: Vec<(&str, u16, bool)> =
        shed.errors.iter().map(|error| (error.name.as_str(), error.status, error.is_transient())).collect();
    let expected = [
        ("ValidationException", 418, false),
        ("ShedClosedException", 400, false),
        ("InternalFault", 500, true),
        ("ThrottlingException", 429, true),
    ];
    assert_eq!(listed, expected, "the service's own errors come last");
    let closed = shed.error("ShedClosedException").expect("it is declared");
    let headers: Vec<_> =
        closed.headers.iter().map(|header| (header.member.as_str(), header.header.as_str())).collect();
    assert_eq!(headers, [("opensIn", "x-opens-in")], "only whole numbers are judged");
    let NodeKind::Structure(members) = &shed.node(closed.node).kind else {
        panic!("an error is a structure")
    };
    assert!(members.is_empty(), "header members are not in the body: {members:?}");
}

#[test]
fn mixins_bring_their_members_and_apply_their_traits() {
    let shed = shed();
    let NodeKind::Structure(members) = &shed.node(shed.input).kind else {
        panic!("the input is a structure")
    };
    let names: Vec<(&str, bool)> =
        members.iter().map(|member| (member.name.as_str(), member.required.is_some())).collect();
    assert_eq!(names, [("traceId", true), ("asker", true), ("order", true), ("remark", false)]);
    let length = |place: &str| {
        let length = shed.node(shed.node_at(place).expect(place)).length.expect("a length");
        (length.min.map(|(n, _)| n), length.max.map(|(n, _)| n))
    };
    assert_eq!(length("input.traceId"), (Some(8), Some(16)), "applied to the structure that uses the mixin");
    let kind = |place: &str| shed.node(shed.node_at(place).expect(place)).kind.clone();
    let NodeKind::Integer { min: Some((1, _)), max: Some((99, _)), .. } = kind("input.order.lines[].count")
    else {
        panic!("a range applied to a member: {:?}", kind("input.order.lines[].count"));
    };
    let NodeKind::Integer { min: Some((0, _)), .. } = kind("input.order.lines[].labels{}") else {
        panic!("a range applied to a map's value: {:?}", kind("input.order.lines[].labels{}"));
    };
}

#[test]
fn a_trait_applied_to_a_mixin_reaches_its_users_and_gives_way_to_theirs() {
    let applied = r#"
        "example.tools#Traced$traceId": { "type": "apply", "traits": {
            "smithy.api#documentation": "x", "smithy.api#length": { "min": 1, "max": 2 } } },
        "example.tools#WithAskerAndTrace$asker": { "type": "apply", "traits": { "smithy.api#pattern": "^[a-z]+$" } },
    "#;
    let model = MODEL.replacen("\"shapes\": {", &format!("\"shapes\": {{{applied}"), 1);
    let shed = loaded(SUITE, &model);
    let asker = shed.node(shed.node_at("input.asker").expect("a place"));
    assert_eq!(asker.pattern.as_ref().map(|(pattern, _)| pattern.source()), Some("^[a-z]+$"));
    let trace = shed.node(shed.node_at("input.traceId").expect("a place")).length.expect("a length");
    assert_eq!(trace.min.map(|(n, _)| n), Some(8));
}

#[rstest]
#[case("input.order.placedAt", TimestampFormat::EpochSeconds)]
#[case("input.order.from", TimestampFormat::DateTime)]
#[case("input.order.until", TimestampFormat::HttpDate)]
fn timestamp_formats_come_from_the_member_else_from_its_target(
    #[case] place: &str,
    #[case] expected: TimestampFormat,
) {
    let shed = shed();
    let kind = &shed.node(shed.node_at(place).expect(place)).kind;
    assert!(matches!(kind, NodeKind::Timestamp { format, .. } if *format == expected), "{kind:?}");
}

#[test]
fn a_recursive_shape_leads_back_to_where_it_was_met() {
    let shed = shed();
    let part = shed.node_at("input.order.lines[].parts").expect("a place");
    let children = shed.node_at("input.order.lines[].parts.children").expect("a place");
    let NodeKind::List { element, .. } = shed.node(children).kind else { panic!("a list") };
    assert_eq!(element, part);
    assert!(shed.node_at("input.order.lines[].parts.children[]").is_none());
}

#[test]
fn enums_have_their_values_on_the_wire() {
    let shed = shed();
    let kind = |place: &str| shed.node(shed.node_at(place).expect(place)).kind.clone();
    let NodeKind::String { values: Some((seasons, _)) } = kind("input.order.season") else {
        panic!("an enum")
    };
    assert_eq!(seasons, ["Late Summer", "SPRING"]);
    let NodeKind::Integer { values: Some((priorities, _)), .. } = kind("input.order.priority") else {
        panic!("an integer enum")
    };
    assert_eq!(priorities, [9, 1]);
}

#[test]
fn the_checksum_tells_models_apart() {
    let other = loaded(SUITE, &MODEL.replacen("2024-02-29", "2024-03-01", 1));
    assert_ne!(shed().model_checksum, other.model_checksum);
    assert_eq!(shed().model_checksum, shed().model_checksum);
}

/// A closed list of kinds: one that is added must be thought of here.
#[test]
fn the_toy_has_every_kind_of_constraint() {
    let shed = shed();
    for kind in ConstraintKind::ALL {
        assert!(
            shed.constraints.iter().any(|constraint| constraint.kind == kind),
            "{} is missing",
            kind.name()
        );
    }
}

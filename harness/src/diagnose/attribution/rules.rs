//! The rules by which findings are put in order and under one another: what is believed of causes, as a table.

use super::following as follow;
use super::standing as stand;
use super::view::{One, Pair};

/// One thing that is believed of causes and what follows from them.
#[derive(Debug)]
pub struct Rule {
    /// Stable kebab-case id, which reports name.
    pub id: &'static str,
    /// What it says, in one sentence.
    pub about: &'static str,
    /// A fault of the reference servers that reads worse without it; empty where none does, since other rules say the same
    /// of each that is known.
    pub needed_by: &'static str,
    pub(crate) effect: Effect,
}

/// What a rule does where its predicate holds.
#[derive(Debug)]
pub(crate) enum Effect {
    /// The finding stands at this stage: the lower, the nearer to the cause. The first rule that holds decides.
    Stands(u8, fn(&One<'_>) -> bool),
    /// It stands at this stage at the earliest, whatever else holds.
    NotBefore(u8, fn(&One<'_>) -> bool),
    /// The second finding follows from the first.
    Follows(fn(&Pair<'_>) -> bool),
}

/// The stage of what no rule speaks of: how messages are written.
pub(super) const ELSE: u8 = 4;

const fn stands(
    id: &'static str,
    stage: u8,
    holds: fn(&One<'_>) -> bool,
    needed_by: &'static str,
    about: &'static str,
) -> Rule {
    Rule { id, about, needed_by, effect: Effect::Stands(stage, holds) }
}

const fn follows(
    id: &'static str,
    holds: fn(&Pair<'_>) -> bool,
    needed_by: &'static str,
    about: &'static str,
) -> Rule {
    Rule { id, about, needed_by, effect: Effect::Follows(holds) }
}

/// All rules in the order in which they are tried.
#[rustfmt::skip]
pub const RULES: &[Rule] = &[
    stands("left-open-last", 20, stand::left_open, "wrong-account-fails-alone",
        "What is seen only where acceptance is open may follow from what should have been refused."),
    stands("no-status-right", 0, stand::no_error_has_its_status, "errors-with-status-200",
        "Where no error has its status, wrong statuses of single errors follow from that."),
    stands("single-statuses-first", 7, stand::some_status_is_wrong, "",
        "Where some error has its status, it is the single statuses that are wrong."),
    stands("wrong-in-every-error", 1, stand::wrong_in_every_error, "error-type-in-other-header",
        "A form that is wrong in every error comes before whatever else is wrong with errors."),
    stands("item-after-refusal", 9, stand::item_after_refusal, "",
        "An item that fares otherwise after a refusal says less than two requests that were traced."),
    stands("wire-first", 0, stand::of_the_wire, "first-read-is-the-body",
        "What was held against the same request sent plainly comes before what goes wrong for others by the same bytes."),
    stands("rereading-early", 2, stand::of_rereading, "trial-appended-when-read",
        "What was confirmed with items of which nothing was known stands for itself."),
    stands("traced-alone", 5, stand::disagreement_alone, "",
        "A disagreement that was traced to two well-formed answers comes before what is wrong within batches."),
    stands("disagreement-late", 9, stand::disagreement, "two-replicas-differ",
        "Other disagreements come after what is wrong with a single answer."),
    stands("no-success-early", 3, stand::no_success, "accept-any-500",
        "Where valid requests have no readable success, nothing else can be right."),
    stands("grammar-let-in", 5, stand::grammar_let_in, "",
        "What is wrongly let in matters less than what is wrongly kept out."),
    stands("null-in-a-list", 6, stand::null_in_a_list, "malformed-json-unknown-operation",
        "One thing that is read wrongly matters less than reading itself."),
    stands("form-of-the-parser", 6, stand::form_of_the_parser, "malformed-json-shows-page",
        "The form in which a parser tells of its errors matters less than whether it finds them."),
    stands("which-type-error", 6, stand::which_type_error, "malformed-json-unknown-operation",
        "Which error answers a wrong type matters less than whether one does."),
    stands("plain-or-large-refused", 1, stand::plain_or_large_refused, "",
        "What refuses valid requests may refuse invalid ones for the same reason, and then in the wrong form."),
    stands("variation-refused", 1, stand::variation_refused, "unicode-escapes-not-decoded",
        "Where plain requests are served, what is wrongly kept out matters more than what is wrongly let in."),
    stands("strangers-outnumber-echoes", 9, stand::strangers_outnumber_echoes, "",
        "Where strangers come far more often, an echo that looks alike is one of them."),
    stands("echo-before-strangers", 7, stand::echo, "long-keys-cut",
        "A key that is echoed wrongly comes before the stranger that it looks like."),
    stands("strangers-in-batches", 8, stand::strangers, "",
        "An entry that nobody asked for comes before what else is wrong with a batch."),
    stands("told-last", 12, stand::otherwise_than_told, "denied-account-denies-next",
        "Whatever makes items fare wrongly makes some of those that were told of do so."),
    stands("single-errors-late", 10, stand::of_single_errors, "all-absent-fails-call",
        "What is wrong with the error of one odd item says least of a whole answer."),
    stands("equal-keys-late", 10, stand::equal_keys, "entity-key-twice",
        "Parsers drop the second of two equal keys: what is answered twice, or for nobody, is what is wrong."),
    stands("coding-unasked", 5, stand::coding_unasked, "",
        "A coding that was not asked for matters less than one that was forbidden."),
    stands("made-of-wrong-keys", 11, stand::made_of_wrong_keys, "long-keys-cut",
        "Wrong keys are wrong in whatever is made of them."),
    stands("requests-first", 2, stand::about_requests, "max-off-by-one",
        "What is wrong with the reading of requests comes before what is wrong with answers."),
    stands("errors-then", 5, stand::about_errors, "",
        "What is wrong with errors comes before what is wrong with successes."),
    stands("answers-then", 6, stand::about_answers, "",
        "What is wrong with members of an answer comes before what is wrong with the batch."),
    stands("batches-last", 9, stand::about_batches, "keys-in-lower-case",
        "What is wrong with a batch may follow from all that is read before."),
    Rule {
        id: "now-and-then",
        about: "An error that comes and goes says least of the requests that it refuses as wrongly as any other.",
        needed_by: "fifth-call-unavailable",
        effect: Effect::NotBefore(4, stand::now_and_then),
    },
    follows("told-by-the-suite", follow::told_by_the_suite, "entity-arn-a-urn",
        "The suite file says that a breach of the one clause explains the other, and their requests have something in common."),
    follows("nothing-validated", follow::nothing_validated, "entities-unvalidated",
        "Where no constraint of the operation is enforced, all that is let in has one cause."),
    follows("traced-furthest", follow::traced_furthest, "two-replicas-differ",
        "Answers that disagree follow from the disagreement that was traced furthest."),
    follows("varies-by-itself", follow::varies_by_itself, "third-call-denies-first",
        "An item that succeeds only sometimes does not contradict what was told of it: the variation is the fault."),
    follows("same-clause", follow::same_clause, "unknown-accounts-made-up",
        "Breaches of one clause have one cause."),
    follows("same-answers", follow::same_answers, "gzip-under-length-of-text",
        "What the same answers break by the same words is one breach under two clauses."),
    follows("wrong-keys", follow::wrong_keys, "keys-in-lower-case",
        "Wrong keys are wrong in whatever is compared with them."),
    follows("traced-through-wrong-keys", follow::traced_through_wrong_keys, "",
        "Where keys are echoed wrongly, one item's answers seem to disagree."),
    follows("strict-then-odd", follow::strict_then_odd, "capitals-refused",
        "Whoever refuses ordinary values refuses odd ones, too."),
    follows("unserved-alike", follow::unserved_alike, "answer-cut-short",
        "Where valid requests go without an answer in the same way, it is not the odd request that does it."),
    follows("form-of-every-error", follow::form_of_every_error, "",
        "An error in a form that is wrong everywhere is also not the error that refuses as documented."),
    follows("error-now-and-then", follow::error_now_and_then, "",
        "One error that comes now and then comes whatever is asked."),
    follows("left-on-the-connection", follow::left_on_the_connection, "",
        "What is left on a connection, and what is read of it too early, comes to requests of all kinds."),
    follows("one-unknown-error", follow::one_unknown_error, "",
        "One name that nobody knows is one mistake, whatever is refused with it."),
    follows("as-large-or-larger", follow::as_large_or_larger, "max-exclusive",
        "What is refused for its size is refused at every larger size with the same error."),
    follows("let-in-comes-back", follow::let_in_comes_back, "",
        "What is wrongly let in comes back as it came."),
    follows("null-like-another-type", follow::null_like_another_type, "no-list-taken-as-own-account",
        "Where values of another type are let in, null is let in for the same reason."),
    follows("refuses-valid-ones-so", follow::refuses_valid_ones_so, "",
        "What refuses valid requests refuses invalid ones for the same reason."),
    follows("refusal-without-type", follow::refusal_without_type, "",
        "A refusal in which nothing but the error's type is missing follows from the type that is missing."),
    follows("in-what-reading-changes", follow::in_what_reading_changes, "trial-appended-when-read",
        "What lies in a place that reading changes is wrong because it changes."),
    follows("made-by-being-read", follow::made_by_being_read, "account-evicted-when-served",
        "Whoever is made or used up by being read is otherwise than told."),
    follows("form-of-one-refusal", follow::form_of_one_refusal, "",
        "Where the form is wrong for one kind of request only, the kind is the cause."),
    follows("status-of-every-error", follow::status_of_every_error, "errors-with-status-200",
        "An error whose status is wrong everywhere is also not the error that refuses as documented."),
    follows("one-wrong-refusal", follow::one_wrong_refusal, "malformed-json-unknown-operation",
        "One answer that is no documented error is one mistake, whatever is refused with it."),
    follows("one-server-error", follow::one_server_error, "malformed-json-500",
        "One server error on requests that are odd or wrong is one mistake, whatever is odd about them."),
    follows("answered-by-equal-keys", follow::answered_by_equal_keys, "entity-key-twice",
        "What is answered twice in a map, or for a key that was changed into another, has equal keys there."),
];

/// The rules but those of these ids.
pub(crate) fn in_force(without: &[String]) -> Vec<&'static Rule> {
    RULES.iter().filter(|rule| !without.iter().any(|id| id == rule.id)).collect()
}

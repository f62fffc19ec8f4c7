//! Clauses of the protocol and of batches that checks and generators name in code.

use super::clause::{ClauseRef, ClauseTable};
use super::protocol::TargetClauses;

macro_rules! known_clauses {
    ($($field:ident = $id:literal,)*; of some contracts: $($some:ident = $some_id:literal,)*) => {
        /// References to the shared clauses, one field each.
        #[derive(Debug, Clone)]
        #[expect(missing_docs, reason = "each field is the clause of the same name in the protocol's and the batch clause table")]
        pub struct KnownClauses { $(pub $field: ClauseRef,)* $(pub $some: Option<ClauseRef>,)* pub target: Option<TargetClauses> }

        impl KnownClauses {
            /// Whether code names this clause, so that every contract has to have it.
            pub(super) fn has(id: &str) -> bool {
                [$($id,)*].contains(&id)
            }

            /// Finds all of them; the ids that the tables lack otherwise.
            pub(super) fn find(clauses: &ClauseTable) -> Result<Self, Vec<&'static str>> {
                let missing: Vec<_> = [$($id,)*].into_iter().filter(|id| clauses.find(id).is_none()).collect();
                match ($(clauses.find($id),)*) {
                    ($(Some($field),)*) => Ok(Self { $($field,)* $($some: clauses.find($some_id),)* target: TargetClauses::find(clauses) }),
                    _ => Err(missing),
                }
            }
        }
    };
}

// Tuples end at twelve for many traits, but matching one has no such limit.
known_clauses! {
    malformed_json_rejected = "protocol/malformed-json-rejected",
    lenient_grammar = "protocol/lenient-grammar",
    invalid_utf8_rejected = "protocol/invalid-utf8-rejected",
    malformed_json_type = "protocol/malformed-json-type",
    non_object_body_rejected = "protocol/non-object-body-rejected",
    null_equals_missing = "protocol/null-equals-missing",
    content_type_parameters_ignored = "protocol/content-type-parameters-ignored",
    content_type_unsupported = "protocol/content-type-unsupported",
    content_type_missing = "protocol/content-type-missing",
    accept_wildcards = "protocol/accept-wildcards",
    accept_unsatisfiable = "protocol/accept-unsatisfiable",
    error_type_identified = "protocol/error-type-identified",
    error_type_agrees = "protocol/error-type-agrees",
    error_type_header = "protocol/error-type-header",
    error_type_bare_name = "protocol/error-type-bare-name",
    error_body_structure = "protocol/error-body-structure",
    error_message_casing = "protocol/error-message-casing",
    success_content_type_json = "protocol/success-content-type-json",
    success_content_type_exact = "protocol/success-content-type-exact",
    request_unknown_member = "protocol/request-unknown-member",
    response_unknown_member = "protocol/response-unknown-member",
    response_member_names = "protocol/response-member-names",
    length_unit = "protocol/length-unit",
    serialization_before_validation = "protocol/serialization-before-validation",
    unknown_path = "protocol/unknown-path",
    wrong_method = "protocol/wrong-method",
    path_variants = "protocol/path-variants",
    status_matches_scope = "protocol/status-matches-scope",
    no_server_error_on_bad_input = "protocol/no-server-error-on-bad-input",
    hostile_bytes_no_5xx = "protocol/hostile-bytes-no-5xx",
    empty_body_rejected = "protocol/empty-body-rejected",
    harmless_variation_accepted = "protocol/harmless-variation-accepted",
    success_status = "protocol/success-status",
    answer_is_json_text = "protocol/answer-is-json-text",
    error_media_type_json = "protocol/error-media-type-json",
    other_methods = "protocol/other-methods",
    duplicate_response_keys = "protocol/duplicate-response-keys",
    error_known_set = "protocol/error-known-set",
    batch_complete = "batch/complete",
    batch_exclusive = "batch/exclusive",
    batch_no_strangers = "batch/no-strangers",
    batch_answered_once = "batch/answered-once",
    batch_key_echo_exact = "batch/key-echo-exact",
    batch_duplicates = "batch/duplicates",
    batch_order = "batch/order",
    batch_item_failure_keeps_200 = "batch/item-failure-keeps-200",
    batch_repeat_stable = "batch/repeat-stable",
    batch_permutation_invariant = "batch/permutation-invariant",
    batch_split_invariant = "batch/split-invariant",
    batch_removal_invariant = "batch/removal-invariant",
    batch_invalid_item_rejects_call = "batch/invalid-item-rejects-call",
    subjects_as_told = "subjects/as-told",
    no_traces_of_a_language = "response/no-traces-of-a-language",
    requested_names_do_not_leak = "response/requested-names-do-not-leak",
    http_chunked_body = "http/chunked-body",
    http_split_anywhere = "http/split-anywhere",
    http_expect_continue = "http/expect-continue",
    http_head_without_body = "http/head-without-body",
    http_next_request_unharmed = "http/next-request-unharmed",
    http_close_announced = "http/close-announced",
    http_close_heeded = "http/close-heeded",
    http_old_version_unchunked = "http/old-version-unchunked",
    auth_unsigned_rejected = "auth/unsigned-rejected",
    auth_unknown_key_rejected = "auth/unknown-key-rejected",
    auth_bad_signature_rejected = "auth/bad-signature-rejected",
    auth_malformed_header_rejected = "auth/malformed-header-rejected",
    auth_before_validation = "auth/before-validation",
    media_type_case = "http/media-type-case",
    content_coding = "http/content-coding",
    every_spelling_is_checked = "http/every-spelling-is-checked",
    allow_on_405 = "http/allow-on-405",
    single_fields = "http/single-fields",
    ; of some contracts:
    batch_length_agrees = "batch/length-agrees",
    batch_index_in_range = "batch/index-in-range",
    batch_counters_agree = "batch/counters-agree",
    batch_unique_keys = "batch/unique-keys",
    batch_whole_promise_kept = "batch/whole-promise-kept",
    batch_whole_promise_error = "batch/whole-promise-error",
    batch_lacking_item_fails = "batch/lacking-item-fails",
    batch_determined_parts_agree = "batch/determined-parts-agree",
    batch_empty_list_left_out = "batch/empty-list-left-out",
}

impl KnownClauses {
    /// The laws between the items of a request and the entries of its answer, as far as this contract has them.
    pub fn of_partition(&self) -> impl Iterator<Item = ClauseRef> {
        let always = [
            self.batch_complete,
            self.batch_exclusive,
            self.batch_no_strangers,
            self.batch_answered_once,
            self.batch_key_echo_exact,
        ];
        let some = [self.batch_length_agrees, self.batch_index_in_range, self.batch_counters_agree];
        always.into_iter().chain(some.into_iter().flatten())
    }

    /// The clauses about how messages are written, which no proxy that writes them anew can show.
    #[must_use]
    pub fn of_the_wire(&self) -> [ClauseRef; 8] {
        [
            self.http_chunked_body,
            self.http_split_anywhere,
            self.http_expect_continue,
            self.http_head_without_body,
            self.http_next_request_unharmed,
            self.http_close_announced,
            self.http_close_heeded,
            self.http_old_version_unchunked,
        ]
    }
}

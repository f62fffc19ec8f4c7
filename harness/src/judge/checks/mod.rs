//! The register of checks: one file a check, named by its id.

mod acceptance;
mod allow_on_405;
mod answered;
mod as_told;
mod authentication;
mod batch_counts;
mod batch_partition;
mod closing;
mod content_coding;
mod determined_parts;
mod duplicate_keys;
mod empty_lists;
mod error_identity;
mod error_shape;
mod every_spelling;
mod framing;
mod habits;
mod item_failure;
mod lacking_items;
mod leaks;
mod provocation;
mod refusal;
mod relations;
mod rereading;
mod scope;
mod server_error;
mod single_fields;
mod success_media_type;
mod success_shape;
mod suite_rules;
mod traces;
mod whole_promise_error;

use super::Check;

/// All checks, in the order they judge.
pub const CHECKS: &[&dyn Check] = &[
    &answered::Answered,
    &server_error::ServerError,
    &acceptance::Acceptance,
    &refusal::Refusal,
    &authentication::Authentication,
    &provocation::Provocation,
    &error_identity::ErrorIdentity,
    &error_shape::ErrorShape,
    &success_media_type::SuccessMediaType,
    &success_shape::SuccessShape,
    &suite_rules::SuiteRules,
    &traces::Traces,
    &duplicate_keys::DuplicateKeys,
    &batch_partition::BatchPartition,
    &batch_counts::BatchCounts,
    &item_failure::ItemFailure,
    &as_told::AsTold,
    &relations::Relations,
    &leaks::Leaks,
    &rereading::Rereading,
    &framing::Framing,
    &closing::Closing,
    &scope::Scope,
    &content_coding::ContentCoding,
    &whole_promise_error::WholePromiseError,
    &lacking_items::LackingItems,
    &determined_parts::DeterminedParts,
    &empty_lists::EmptyLists,
    &allow_on_405::AllowOn405,
    &single_fields::SingleFields,
    &every_spelling::EverySpelling,
    &habits::Habits,
];

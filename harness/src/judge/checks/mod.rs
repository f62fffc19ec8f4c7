//! The register of checks: one file a check, named by its id.

mod acceptance;
mod answered;
mod authentication;
mod batch_partition;
mod closing;
mod duplicate_keys;
mod error_identity;
mod error_shape;
mod framing;
mod habits;
mod item_failure;
mod provocation;
mod refusal;
mod relations;
mod scope;
mod server_error;
mod success_media_type;
mod success_shape;
mod suite_rules;

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
    &duplicate_keys::DuplicateKeys,
    &batch_partition::BatchPartition,
    &item_failure::ItemFailure,
    &relations::Relations,
    &framing::Framing,
    &closing::Closing,
    &scope::Scope,
    &habits::Habits,
];

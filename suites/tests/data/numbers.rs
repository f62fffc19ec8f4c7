//! The clauses that must exist: number, id, level. This list keeps the clause tables complete.

use crate::format;

#[test]
fn every_clause_of_the_fact_sheet_exists_once_and_no_other() {
    let mut found = Vec::new();
    for text in [format::REST_JSON_1, format::HTTP, format::BATCH, format::ANSWERS] {
        found.extend(format::table(text).clause);
    }
    for files in batchspec_suites::ALL {
        found.extend(format::suite(files).clause);
    }
    let mut found: Vec<(&str, &str, &str)> = found
        .iter()
        .map(|clause| (clause.number.as_str(), clause.id.as_str(), clause.level.as_str()))
        .collect();
    let mut expected = CLAUSES.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    let missing: Vec<_> = expected.iter().filter(|clause| !found.contains(clause)).collect();
    let surplus: Vec<_> = found.iter().filter(|clause| !expected.contains(clause)).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "missing {missing:#?}\nsurplus {surplus:#?}");
    assert_eq!(found, expected);
}

#[test]
fn every_authentication_clause_exists() {
    let table = format::table(format::AUTH);
    let ids: Vec<&str> = table.clause.iter().map(|clause| clause.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "auth/unsigned-rejected",
            "auth/unknown-key-rejected",
            "auth/bad-signature-rejected",
            "auth/malformed-header-rejected",
            "auth/before-validation",
        ]
    );
}

const CLAUSES: &[(&str, &str, &str)] = &[
    ("P01", "protocol/malformed-json-rejected", "must"),
    ("P01c", "protocol/invalid-utf8-rejected", "should"),
    ("P01d", "protocol/lenient-grammar", "should"),
    ("P01b", "protocol/malformed-json-type", "note"),
    ("P02", "protocol/non-object-body-rejected", "must"),
    ("P03", "protocol/null-list-element-rejected", "must"),
    ("P04", "protocol/null-equals-missing", "must"),
    ("P05", "protocol/content-type-parameters-ignored", "must"),
    ("P05b", "protocol/content-type-unsupported", "note"),
    ("P05c", "protocol/content-type-missing", "note"),
    ("P06", "protocol/accept-wildcards", "must"),
    ("P06b", "protocol/accept-unsatisfiable", "note"),
    ("P07", "protocol/error-type-identified", "must"),
    ("P07c", "protocol/error-type-agrees", "must"),
    ("P07b", "protocol/error-type-header", "note"),
    ("P08", "protocol/error-type-bare-name", "note"),
    ("P09", "protocol/error-body-structure", "must"),
    ("P10", "protocol/error-message-casing", "note"),
    ("P11", "protocol/success-content-type-json", "must"),
    ("P11b", "protocol/success-content-type-exact", "should"),
    ("P12", "protocol/timestamp-epoch-seconds", "must"),
    ("P13", "protocol/response-no-null-members", "must"),
    ("P14", "protocol/request-unknown-member", "note"),
    ("P14b", "protocol/response-unknown-member", "note"),
    ("P14c", "protocol/response-member-names", "should"),
    ("P15", "protocol/document-any-json", "must"),
    ("P16", "protocol/length-unit", "must"),
    ("P17", "protocol/serialization-before-validation", "note"),
    ("P18", "protocol/error-message-text", "note"),
    ("P19", "protocol/unknown-path", "should"),
    ("P19b", "protocol/wrong-method", "must"),
    ("P19c", "protocol/path-variants", "note"),
    ("P20", "protocol/status-matches-scope", "should"),
    ("P21", "protocol/retryable-trait", "note"),
    ("P22", "protocol/no-server-error-on-bad-input", "must"),
    ("P22b", "protocol/hostile-bytes-no-5xx", "must"),
    ("P22c", "protocol/empty-body-rejected", "must"),
    ("P22d", "protocol/harmless-variation-accepted", "must"),
    // The wire.
    ("H01", "http/chunked-body", "must"),
    ("H02", "http/split-anywhere", "must"),
    ("H03", "http/expect-continue", "must"),
    ("H04", "http/head-without-body", "must"),
    ("H07", "http/next-request-unharmed", "must"),
    ("H08", "http/close-announced", "should"),
    ("H12", "http/close-heeded", "must"),
    ("H13", "http/old-version-unchunked", "must"),
    ("P26", "protocol/success-status", "must"),
    ("P27", "protocol/answer-is-json-text", "must"),
    ("P28", "protocol/error-media-type-json", "must"),
    ("P23", "protocol/other-methods", "note"),
    ("P24", "protocol/duplicate-response-keys", "should"),
    ("P25", "protocol/error-known-set", "should"),
    ("U01", "subjects/as-told", "must"),
    ("U02", "response/no-traces-of-a-language", "should"),
    ("U03", "response/requested-names-do-not-leak", "must"),
    ("H05", "http/media-type-case", "must"),
    ("H06", "http/content-coding", "must"),
    ("H09", "http/every-spelling-is-checked", "must"),
    ("H10", "http/allow-on-405", "must"),
    ("H11", "http/single-fields", "must"),
    ("I16 M18", "batch/complete", "must"),
    ("I17 M19", "batch/exclusive", "must"),
    ("I18 M20", "batch/no-strangers", "must"),
    ("I18b", "batch/answered-once", "must"),
    ("I19", "batch/key-echo-exact", "must"),
    ("I05 M07", "batch/duplicates", "note"),
    ("I20", "batch/order", "note"),
    ("I23 M21", "batch/item-failure-keeps-200", "must"),
    ("I24 M23", "batch/repeat-stable", "must"),
    ("I25 M23", "batch/permutation-invariant", "must"),
    ("I25 M23", "batch/split-invariant", "must"),
    ("I25 M23", "batch/removal-invariant", "must"),
    ("B01", "batch/length-agrees", "must"),
    ("B02", "batch/index-in-range", "must"),
    ("B03", "batch/counters-agree", "must"),
    ("B04", "batch/unique-keys", "must"),
    ("B05", "batch/whole-promise-kept", "should"),
    ("B06", "batch/whole-promise-error", "should"),
    ("B07", "batch/lacking-item-fails", "should"),
    ("B08", "batch/determined-parts-agree", "should"),
    ("B09", "batch/empty-list-left-out", "should"),
    ("I26 M24", "batch/invalid-item-rejects-call", "must"),
    ("I01", "inspector2/request/method-path", "must"),
    ("I02", "inspector2/request/account-ids-required", "must"),
    ("I03", "inspector2/request/account-ids-min", "must"),
    ("I03", "inspector2/request/account-ids-max", "must"),
    ("I04", "inspector2/request/account-id-pattern", "must"),
    ("I04a", "inspector2/request/account-id-strict-accepted", "must"),
    ("I04b", "inspector2/request/account-id-odd-accepted", "must"),
    ("I04c", "inspector2/request/account-id-newline", "note"),
    ("I06", "inspector2/request/account-ids-type", "must"),
    ("I06b", "inspector2/request/account-ids-type-error", "should"),
    ("I07", "inspector2/request/unknown-member", "note"),
    ("I10", "inspector2/response/lists-present", "must"),
    ("I11", "inspector2/response/account-members", "must"),
    ("I12", "inspector2/response/free-trial-members", "must"),
    ("I13", "inspector2/response/timestamps-number", "must"),
    ("I14", "inspector2/response/free-trial-status-enum", "must"),
    ("I14", "inspector2/response/free-trial-type-enum", "must"),
    ("I14", "inspector2/response/cloud-provider-enum", "must"),
    ("I15", "inspector2/response/failed-account-members", "must"),
    ("I15b", "inspector2/response/failed-account-code-enum", "must"),
    ("I15c", "inspector2/response/account-id-pattern", "must"),
    ("I21", "inspector2/response/start-before-end", "should"),
    ("I21b", "inspector2/response/status-window", "note"),
    ("I22", "inspector2/response/one-entry-per-type", "should"),
    ("I30", "inspector2/error/validation-status", "must"),
    ("I30a", "inspector2/error/validation-members", "must"),
    ("I30b", "inspector2/error/validation-reason-enum", "must"),
    ("I31", "inspector2/error/modelled-statuses", "must"),
    ("I32", "inspector2/error/retry-after-integer", "must"),
    ("I32b", "inspector2/error/retry-after-in-header", "should"),
    ("M01", "marketplace/request/method-path", "must"),
    ("M02", "marketplace/request/entity-list-required", "must"),
    ("M02a", "marketplace/request/entity-list-min", "must"),
    ("M02a", "marketplace/request/entity-list-max", "must"),
    ("M03", "marketplace/request/entity-members-required", "must"),
    ("M04", "marketplace/request/catalog-pattern", "must"),
    ("M04", "marketplace/request/catalog-length", "must"),
    ("M04a", "marketplace/request/catalog-unknown", "note"),
    ("M05", "marketplace/request/entity-id-pattern", "must"),
    ("M05", "marketplace/request/entity-id-length", "must"),
    ("M05a", "marketplace/request/entity-id-odd-accepted", "must"),
    ("M05s", "marketplace/request/entity-strict-accepted", "must"),
    ("M06", "marketplace/request/entity-list-type", "must"),
    ("M06b", "marketplace/request/entity-list-type-error", "should"),
    ("M10", "marketplace/response/maps-shape", "must"),
    ("M10b", "marketplace/response/maps-not-null", "should"),
    ("M11", "marketplace/response/entity-member-types", "must"),
    ("M12", "marketplace/response/entity-type-pattern", "should"),
    ("M12b", "marketplace/response/entity-type-printed-pattern", "note"),
    ("M13", "marketplace/response/entity-arn-pattern", "must"),
    ("M13b", "marketplace/response/entity-arn-prefix", "should"),
    ("M13b", "marketplace/response/entity-arn-shape", "must"),
    ("M14", "marketplace/response/entity-identifier-pattern", "must"),
    ("M14b", "marketplace/response/entity-identifier-shape", "must"),
    ("M15", "marketplace/response/last-modified-format", "must"),
    ("M16", "marketplace/response/error-detail-types", "must"),
    ("M16b", "marketplace/response/error-code-pattern", "must"),
    ("M16b", "marketplace/response/error-message-pattern", "must"),
    ("M16c", "marketplace/response/error-code-value", "note"),
    ("M17", "marketplace/response/map-key-pattern", "must"),
    ("M21", "marketplace/response/absent-entity-is-item-error", "must"),
    ("M21b", "marketplace/response/all-absent-keeps-200", "should"),
    ("M30", "marketplace/error/validation-status", "must"),
    ("M30a", "marketplace/error/validation-members", "must"),
    ("M30b", "marketplace/error/validation-reason-enum", "must"),
    ("M31", "marketplace/error/modelled-statuses", "must"),
    ("M32", "marketplace/error/message-pattern", "must"),
];

//! Servers that read as JSON what is none, or as a request what is no object.

use super::reach::{fail_on, parsed};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::{Refusal, Request, Settings};
use batchspec_fixtures::alteration::Ending;
use batchspec_fixtures::json::{Encoding, Json};
use batchspec_fixtures::reference::checks::{Absent, NullElements};
use batchspec_fixtures::reference::refusal::Cause;

const MALFORMED: &[&str] = &["protocol/malformed-json-rejected"];

const ENTITY: &str = r#"{"EntityRequestList":[{"Catalog":"AWSMarketplace","EntityId":"example-123-abcd"}]}"#;

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "trailing-comma-accepted",
        "The reader takes a comma before a closing bracket.",
        MALFORMED,
        Settings(&|settings| settings.reading.lax.trailing_commas = true),
        || vec![Ask::inspector2(r#"{"accountIds":["123456789012",]}"#)],
    ),
    Fault::marketplace(
        "comments-accepted",
        "The reader skips comments of both kinds.",
        MALFORMED,
        Settings(&|settings| settings.reading.lax.comments = true),
        || vec![Ask::marketplace(format!("/* all */{ENTITY}"))],
    ),
    Fault::inspector2(
        "single-quotes-accepted",
        "The reader takes strings in single quotes.",
        MALFORMED,
        Settings(&|settings| settings.reading.lax.single_quotes = true),
        || vec![Ask::inspector2("{'accountIds':['123456789012']}")],
    ),
    Fault::marketplace(
        "unquoted-names-accepted",
        "The reader takes member names without quotes.",
        MALFORMED,
        Settings(&|settings| settings.reading.lax.bare_names = true),
        || vec![Ask::marketplace(ENTITY.replace("\"EntityRequestList\"", "EntityRequestList"))],
    ),
    Fault::marketplace(
        "form-feed-taken-as-space",
        "The reader asks the platform what white space is.",
        MALFORMED,
        Settings(&|settings| settings.reading.lax.form_feeds = true),
        || vec![Ask::marketplace(format!("\u{c}{ENTITY}"))],
    ),
    Fault::inspector2(
        "bytes-after-body-ignored",
        "The reader stops at the end of the first value.",
        MALFORMED,
        Settings(&|settings| settings.reading.lax.rest = true),
        || vec![Ask::inspector2(r#"{"accountIds":["123456789012"]}abc"#)],
    ),
    Fault::marketplace(
        "bytes-before-body-ignored",
        "The reader looks for the first brace.",
        MALFORMED,
        Settings(&|settings| settings.reading.lax.prefix = true),
        || vec![Ask::marketplace(format!("abc{ENTITY}"))],
    ),
    Fault::inspector2(
        "unclosed-body-completed",
        "The reader closes what the text leaves open.",
        MALFORMED,
        Settings(&|settings| settings.reading.lax.unclosed = true),
        || vec![Ask::inspector2(r#"{"accountIds":["123456789012""#)],
    ),
    Fault::marketplace(
        "missing-comma-accepted",
        "The reader does not insist on commas.",
        MALFORMED,
        Settings(&|settings| settings.reading.lax.missing_commas = true),
        || vec![Ask::marketplace(ENTITY.replace("\",\"", "\" \""))],
    ),
    Fault::inspector2(
        "control-characters-accepted",
        "The reader takes line breaks within strings.",
        MALFORMED,
        Settings(&|settings| settings.reading.lax.control_characters = true),
        || vec![Ask::inspector2("{\"accountIds\":[\"123456789012\t\"]}")],
    ),
    Fault::marketplace(
        "leading-zeros-accepted",
        "The reader takes numbers with leading zeros.",
        &["protocol/lenient-grammar"],
        Settings(&|settings| settings.reading.lax.leading_zeros = true),
        || vec![Ask::marketplace(ENTITY.replacen('{', "{\"x\":007,", 1))],
    ),
    Fault::inspector2(
        "invalid-utf8-replaced",
        "The reader replaces bytes that are not UTF-8.",
        &["protocol/invalid-utf8-rejected"],
        Settings(&|settings| settings.reading.encoding = Encoding::Replaced),
        || vec![Ask::inspector2(b"{\"accountIds\":[\"123456789012\xff\"]}".to_vec())],
    ),
    Fault::marketplace(
        "invalid-utf8-in-entities-replaced",
        "The reader decodes the body leniently before it parses it.",
        &["protocol/invalid-utf8-rejected"],
        Settings(&|settings| settings.reading.encoding = Encoding::Replaced),
        || {
            let (head, tail) = ENTITY.split_at(1);
            vec![Ask::marketplace([head.as_bytes(), b"\"x\":\"\xff\",", tail.as_bytes()].concat())]
        },
    ),
    Fault::marketplace(
        "nan-taken-as-number",
        "The reader takes NaN and Infinity, as it does by default.",
        &["protocol/lenient-grammar"],
        Settings(&|settings| settings.reading.lax.no_numbers = true),
        || vec![Ask::marketplace(ENTITY.replacen('{', "{\"x\":NaN,", 1))],
    ),
    Fault::inspector2(
        "unknown-escapes-dropped",
        "The reader drops a backslash before a letter that it does not know.",
        &["protocol/lenient-grammar"],
        Settings(&|settings| settings.reading.lax.unknown_escapes = true),
        || vec![Ask::inspector2(r#"{"accountIds":["123456789012\a"]}"#)],
    ),
    Fault::inspector2(
        "malformed-json-unknown-operation",
        "A body that cannot be read is answered as an unknown operation.",
        &[
            "protocol/malformed-json-rejected",
            "protocol/non-object-body-rejected",
            "protocol/null-list-element-rejected",
            "inspector2/request/account-ids-type-error",
            "batch/invalid-item-rejects-call",
        ],
        Refusal(&|refusal, _| {
            if refusal.error == "SerializationException" {
                refusal.status = 404;
                refusal.error = "UnknownOperationException";
            }
        }),
        || vec![Ask::inspector2("{[")],
    )
    .needing(0),
    Fault::marketplace(
        "malformed-json-500",
        "The exception of the JSON reader is not caught.",
        &[
            "protocol/no-server-error-on-bad-input",
            "protocol/malformed-json-rejected",
            "protocol/empty-body-rejected",
            "protocol/hostile-bytes-no-5xx",
        ],
        Refusal(&|refusal, scene| fail_on(refusal, scene, &[Cause::Syntax])),
        || vec![Ask::marketplace("{[")],
    )
    .needing(0),
    Fault::inspector2(
        "bare-list-accepted",
        "A body that is the list itself is taken as the request.",
        &["protocol/non-object-body-rejected"],
        Settings(&|settings| {
            settings.checks.coerce_body =
                |body| matches!(body, Json::List(_)).then(|| Json::object([("accountIds", body.clone())]));
        }),
        || vec![Ask::inspector2(r#"["123456789012"]"#)],
    ),
    Fault::marketplace(
        "scalar-body-answered-empty",
        "A body that is a number, a string or null asks for nothing and gets nothing.",
        &["protocol/non-object-body-rejected"],
        Request(&|ask, _| {
            let scalar = parsed(ask).is_some_and(|body| !matches!(body, Json::Object(_) | Json::List(_)));
            scalar.then(|| Ending::Answered(Json::object([("EntityDetails", Json::object([]))])))
        }),
        || vec![Ask::marketplace("10")],
    )
    .needing(0),
    Fault::inspector2(
        "null-account-skipped",
        "Null in the list of accounts is left out.",
        &["protocol/null-list-element-rejected", "batch/invalid-item-rejects-call"],
        Settings(&|settings| settings.checks.null_elements = NullElements::Skipped),
        || vec![Ask::inspector2(r#"{"accountIds":[null,"123456789012"]}"#)],
    )
    .needing(2),
    Fault::marketplace(
        "null-entity-500",
        "Null in the list of entities is dereferenced.",
        &[
            "protocol/no-server-error-on-bad-input",
            "protocol/null-list-element-rejected",
            "batch/invalid-item-rejects-call",
        ],
        Refusal(&|refusal, scene| fail_on(refusal, scene, &[Cause::NullElement])),
        || vec![Ask::marketplace(r#"{"EntityRequestList":[null]}"#)],
    ),
    Fault::inspector2(
        "null-list-answered-empty",
        "Null as the list of accounts asks for nothing and gets nothing.",
        &["protocol/null-equals-missing", "inspector2/request/account-ids-required"],
        Settings(&|settings| settings.checks.null_list = Absent::Tolerated),
        || vec![Ask::inspector2(r#"{"accountIds":null}"#)],
    )
    .needing(0),
    Fault::marketplace(
        "null-list-of-wrong-type",
        "Null as the list of entities is an error of type, where a missing list is one of validation.",
        &["protocol/null-equals-missing", "marketplace/request/entity-list-required"],
        Settings(&|settings| settings.checks.null_list = Absent::WrongType),
        || vec![Ask::marketplace(r#"{"EntityRequestList":null}"#)],
    )
    .needing(0),
    Fault::inspector2(
        "empty-body-answered-empty",
        "No body at all asks for nothing and gets nothing.",
        &[
            "protocol/empty-body-rejected",
            "inspector2/request/account-ids-required",
            "protocol/malformed-json-rejected",
        ],
        Request(&|ask, _| {
            let nothing = || Json::List(Vec::new());
            let answer = || Json::object([("accounts", nothing()), ("failedAccounts", nothing())]);
            ask.body.is_empty().then(|| Ending::Answered(answer()))
        }),
        || vec![Ask::inspector2("")],
    )
    .needing(0),
];

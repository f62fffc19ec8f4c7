//! Servers that mistake the fields of a head: the case of letters, what a refusal must name, what stands once.

use super::reach::{one_account, one_entity};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::{Draft, Reply, Request, Settings};
use batchspec_fixtures::alteration::Ending;
use batchspec_fixtures::reference::draft::Draft as Unwritten;
use batchspec_fixtures::reference::refusal::{Cause, Refusal};

const CASE: &[&str] = &["http/media-type-case"];
const ALLOW: &[&str] = &["http/allow-on-405"];
const ONCE: &[&str] = &["http/single-fields"];

fn typed(asks: Vec<Ask>, content_type: &str) -> Vec<Ask> {
    asks.into_iter().map(|ask| ask.header("content-type", content_type)).collect()
}

fn by(asks: Vec<Ask>, method: &str) -> Vec<Ask> {
    asks.into_iter().map(|ask| ask.method(method)).collect()
}

/// Another value for the field that names methods, or none.
fn allow(draft: &mut Unwritten, value: Option<&str>) {
    if draft.status == 405 {
        draft.headers.retain(|(name, _)| name != "allow");
        draft.headers.extend(value.map(|value| ("allow".to_owned(), value.to_owned())));
    }
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "media-type-by-equal-text",
        "The media type is compared letter by letter.",
        CASE,
        Settings(&|settings| settings.gate.same_media_type = |one, other| one == other),
        || typed(one_account(), "Application/JSON"),
    ),
    Fault::marketplace(
        "body-in-capitals-unparsed",
        "The body parser looks for application/json in lower case, and what it leaves alone counts as an empty object.",
        CASE,
        Request(&|ask, scene| {
            let is_parsed = ask.field("content-type").is_none_or(|value| value.contains("json"));
            let refusal = || Refusal::new(scene.suite, Cause::Missing, &scene.style);
            (!is_parsed && ask.method == "POST").then(|| Ending::Refused(refusal()))
        }),
        || typed(one_entity(), "APPLICATION/JSON"),
    ),
    Fault::inspector2(
        "charset-name-in-lower-case",
        "Of the charset the name is looked for in lower case; any other parameter of that name is a charset unknown.",
        CASE,
        Settings(&|settings| {
            settings.gate.parameters = |parameters| {
                let names = parameters.split(';').filter_map(|parameter| parameter.split_once('='));
                names
                    .map(|(name, _)| name.trim())
                    .all(|name| name == "charset" || name == name.to_lowercase())
            };
        }),
        || typed(one_account(), "application/json; Charset=UTF-8"),
    ),
    Fault::inspector2(
        "405-without-allow",
        "Another method is refused with 405 and no word about which would do.",
        ALLOW,
        Draft(&|draft, _| allow(draft, None)),
        || by(one_account(), "PUT"),
    ),
    Fault::marketplace(
        "405-allows-what-is-refused",
        "Allow was copied from a resource that is read with GET.",
        ALLOW,
        Draft(&|draft, _| allow(draft, Some("GET, HEAD, OPTIONS"))),
        || by(one_entity(), "GET"),
    ),
    Fault::marketplace(
        "405-allows-in-lower-case",
        "The router keeps methods in lower case, and Allow names them so.",
        ALLOW,
        Draft(&|draft, _| allow(draft, Some("post"))),
        || by(one_entity(), "DELETE"),
    ),
    Fault::inspector2(
        "content-type-by-two-layers",
        "The handler adds a Content-Type, and so does the layer around it.",
        ONCE,
        Reply(&|reply, _| {
            if !reply.body.is_empty() {
                let field = ("content-type".to_owned(), "application/json; charset=utf-8".to_owned());
                reply.headers.push(field);
            }
        }),
        one_account,
    ),
    Fault::marketplace(
        "errors-typed-twice",
        "The error handler adds a Content-Type to the one that is there.",
        ONCE,
        Reply(&|reply, _| {
            if !reply.succeeds() && !reply.body.is_empty() {
                reply.headers.push(("content-type".to_owned(), "application/json".to_owned()));
            }
        }),
        || vec![Ask::marketplace("{")],
    ),
];

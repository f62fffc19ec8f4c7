//! Servers that show their insides, or what others sent.

use super::reach::{absent_entity, bad_account, each_bad, each_good, one_account, one_entity, validation};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::Draft;
use batchspec_fixtures::alteration::{InventedAt, Scene};
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::draft::Draft as Answer;

const TRACES: &[&str] = &["response/no-traces-of-a-language"];
const LEAKS: &[&str] = &["response/requested-names-do-not-leak"];

/// Puts what earlier requests held at a place into an object.
fn inherit(object: &mut Json, scene: &Scene, place: InventedAt) {
    for invention in scene.inventions.iter().filter(|invention| invention.place == place) {
        object.set(&invention.name, invention.value.clone());
    }
}

/// The entries of what succeeded.
fn entries<'a>(draft: &'a mut Answer, scene: &Scene) -> impl Iterator<Item = &'a mut Json> {
    let name = scene.suite.collections()[0];
    let is_success = draft.cause.is_none();
    let held = draft.body.as_mut().and_then(|body| body.get_mut(name)).filter(|_| is_success);
    held.into_iter().flat_map(|held| match held {
        Json::Object(members) => members.iter_mut().map(|(_, entry)| entry).collect::<Vec<_>>(),
        held => held.elements_mut().iter_mut().collect(),
    })
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::marketplace(
        "message-of-an-object",
        "The message of a failed entity joins a text and the item as an object.",
        TRACES,
        Draft(&|draft, scene| {
            each_bad(draft, scene, |entry| {
                entry.set("ErrorMessage", Json::text("Requested entity '[object Object]' does not exist."));
            });
        }),
        absent_entity,
    ),
    Fault::inspector2(
        "message-of-nil",
        "The message of a failed account prints a pointer that is not set.",
        TRACES,
        Draft(&|draft, scene| {
            each_bad(draft, scene, |entry| {
                entry.set("message", Json::text("account <nil>: the caller may not see it"));
            });
        }),
        bad_account,
    ),
    Fault::inspector2(
        "message-is-none",
        "The message of a failed account is str() of what was not found.",
        TRACES,
        Draft(&|draft, scene| each_bad(draft, scene, |entry| entry.set("message", Json::text("None")))),
        bad_account,
    ),
    Fault::inspector2(
        "stack-trace-as-message",
        "The message of a failed validation is the stack of the exception.",
        TRACES,
        Draft(&|draft, _| {
            validation(draft, |body| {
                let stack = "Error: not valid\n    at validate (/srv/app/validate.js:12:11)\n    at /srv/app/index.js:40:3";
                body.set("message", Json::text(stack));
            });
        }),
        || vec![Ask::inspector2(r#"{"accountIds":[]}"#)],
    ),
    Fault::marketplace(
        "document-as-logged",
        "Nested objects of a document are shortened as the console does.",
        TRACES,
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                let document = entry.get_mut("DetailsDocument").map_or(&mut [][..], Json::members_mut);
                for (_, member) in document.iter_mut().filter(|(_, member)| matches!(member, Json::Object(_))) {
                    *member = Json::text("[Object]");
                }
            });
        }),
        one_entity,
    ),
    Fault::marketplace(
        "prototype-polluted",
        "The body is merged key by key into an object, `__proto__` too, and entries are copied with what they inherit.",
        LEAKS,
        Draft(&|draft, scene| {
            let inherit = |entry: &mut Json| inherit(entry, scene, InventedAt::Prototype);
            entries(draft, scene).for_each(inherit);
        }),
        || {
            let polluting = r#"{"__proto__":{"polluted":"yes"},"EntityRequestList":[{"Catalog":"AWSMarketplace","EntityId":"example-123-abcd"}]}"#;
            [vec![Ask::marketplace(polluting)], one_entity()].concat()
        },
    )
    .intermittent(),
    Fault::inspector2(
        "defaults-assigned",
        "The body is assigned to the object of defaults, from which every answer starts.",
        LEAKS,
        Draft(&|draft, scene| {
            if draft.cause.is_none()
                && let Some(body) = &mut draft.body
            {
                inherit(body, scene, InventedAt::Top);
            }
        }),
        || [vec![Ask::inspector2(r#"{"accountIds":["123456789012"],"dryRun":true}"#)], one_account()].concat(),
    )
    .intermittent(),
    Fault::marketplace(
        "item-kept-as-template",
        "An item of the request is the template of every later entry.",
        LEAKS,
        Draft(&|draft, scene| entries(draft, scene).for_each(|entry| inherit(entry, scene, InventedAt::Item))),
        || {
            let inventing = r#"{"EntityRequestList":[{"Catalog":"AWSMarketplace","EntityId":"example-123-abcd","note":"x"}]}"#;
            [vec![Ask::marketplace(inventing)], one_entity()].concat()
        },
    )
    .intermittent(),
];

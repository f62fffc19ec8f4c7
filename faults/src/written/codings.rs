//! Servers that apply codings which the client did not accept, or that label them wrongly.

use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::Settings;
use batchspec_fixtures::reference::coding::{deflate, gzip, gzip_from, replace, takes};
use batchspec_fixtures::reference::draft::Delivery;

const CODING: &[&str] = &["http/content-coding"];
/// From where on coding is thought to be worth it.
const WORTH: usize = 1024;

/// A call with a large answer, under this Accept-Encoding.
fn many_accounts(value: &str) -> Vec<Ask> {
    vec![Ask::accounts(batchspec_fixtures::world("inspector2").present).header("accept-encoding", value)]
}

/// A call with a large answer, under this Accept-Encoding.
fn many_entities(value: &str) -> Vec<Ask> {
    vec![
        Ask::entities(&batchspec_fixtures::world("marketplace").present[..20])
            .header("accept-encoding", value),
    ]
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "gzip-by-substring",
        "Whose Accept-Encoding has gzip in it gets gzip, be it to forbid it.",
        CODING,
        Settings(&|settings| {
            settings.framing.coding = |ask, reply| {
                let named = ask.field("accept-encoding").is_some_and(|field| field.contains("gzip"));
                if named && reply.body.len() >= WORTH {
                    let coded = gzip(&reply.body);
                    replace(reply, "gzip", coded);
                }
            };
        }),
        || many_accounts("gzip;q=0"),
    ),
    Fault::marketplace(
        "gzip-without-label",
        "The cache keeps bodies in gzip and hands them out without their header fields.",
        CODING,
        Settings(&|settings| {
            settings.framing.coding = |ask, reply| {
                gzip_from(WORTH, ask, reply);
                reply.remove_header("content-encoding");
            };
        }),
        || many_entities("gzip"),
    ),
    Fault::inspector2(
        "gzip-label-on-plain-errors",
        "The label is set before the handler runs; the body of an error goes round the encoder.",
        CODING,
        Settings(&|settings| {
            settings.framing.coding = |ask, reply| {
                if reply.succeeds() {
                    gzip_from(1, ask, reply);
                } else if takes(ask, "gzip") {
                    reply.set_header("content-encoding", "gzip");
                }
            };
        }),
        || vec![Ask::inspector2("{").header("accept-encoding", "gzip")],
    ),
    Fault::marketplace(
        "gzip-label-without-gzip",
        "The proxy unpacks answers and leaves their label on.",
        CODING,
        Settings(&|settings| {
            settings.framing.coding = |ask, reply| {
                if takes(ask, "gzip") {
                    reply.set_header("content-encoding", "gzip");
                }
            };
        }),
        || many_entities("gzip"),
    ),
    Fault::marketplace(
        "gzip-under-length-of-text",
        "Content-Length is counted before the body is coded.",
        &["protocol/answer-is-json-text", "http/content-coding"],
        Settings(&|settings| {
            settings.framing.coding = |ask, reply| {
                let length = reply.body.len();
                gzip_from(WORTH, ask, reply);
                let missing = length.saturating_sub(reply.body.len());
                if missing > 0 {
                    reply.body.resize(length, 0);
                    reply.delivery = Delivery::Cut(missing);
                }
            };
        }),
        || many_entities("gzip"),
    ),
    Fault::inspector2(
        "gzip-for-everybody",
        "Large answers are sent in gzip, whoever asks.",
        CODING,
        Settings(&|settings| {
            settings.framing.coding = |_, reply| {
                if reply.body.len() >= WORTH {
                    let coded = gzip(&reply.body);
                    replace(reply, "gzip", coded);
                }
            };
        }),
        || many_accounts("identity"),
    ),
    Fault::marketplace(
        "deflate-called-gzip",
        "The encoder was changed to deflate, and the label was not.",
        CODING,
        Settings(&|settings| {
            settings.framing.coding = |ask, reply| {
                if takes(ask, "gzip") && !reply.body.is_empty() {
                    let coded = deflate(&reply.body);
                    replace(reply, "gzip", coded);
                }
            };
        }),
        || many_entities("gzip"),
    ),
    Fault::marketplace(
        "deflate-without-its-frame",
        "The compressor of the standard library is used as it is: what it writes lacks the frame of the zlib format.",
        CODING,
        Settings(&|settings| {
            settings.framing.coding = |ask, reply| {
                if takes(ask, "deflate") && !reply.body.is_empty() {
                    let framed = deflate(&reply.body);
                    replace(reply, "deflate", framed[2..framed.len() - 4].to_vec());
                }
            };
        }),
        || many_entities("deflate"),
    ),
    Fault::inspector2(
        "gzip-never-finished",
        "The encoder is flushed and never closed, so that the end of the stream is missing.",
        CODING,
        Settings(&|settings| {
            settings.framing.coding = |ask, reply| {
                gzip_from(WORTH, ask, reply);
                if takes(ask, "gzip") && reply.body.starts_with(&[0x1f, 0x8b]) {
                    reply.body.truncate(reply.body.len() - 9);
                }
            };
        }),
        || many_accounts("gzip"),
    ),
    Fault::marketplace(
        "gzip-named-twice",
        "The application and the proxy both name the coding that one of them applied.",
        &["http/single-fields"],
        Settings(&|settings| {
            settings.framing.coding = |ask, reply| {
                gzip_from(WORTH, ask, reply);
                if reply.headers.iter().any(|(name, _)| name == "content-encoding") {
                    reply.headers.push(("content-encoding".to_owned(), "gzip".to_owned()));
                }
            };
        }),
        || many_entities("gzip"),
    ),
];

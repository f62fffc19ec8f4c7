//! Requests of which every made server answers at least one otherwise than the plain reference.

use batchspec_fixtures::Ask;
use batchspec_fixtures::Suite;
use batchspec_fixtures::reference::gate::TRIGGER;

/// The witness of all made servers of a suite, to be sent in turn.
pub(super) fn battery(suite: Suite) -> Vec<Ask> {
    [valid(suite), refused(suite), elements(suite), texts(suite), heads(suite), history(suite)].concat()
}

fn build(suite: Suite, ids: &[&str]) -> Ask {
    if suite == Suite::Inspector2 { Ask::accounts(ids) } else { Ask::entities(ids) }
}

fn body(suite: Suite, text: &str) -> Ask {
    if suite == Suite::Inspector2 { Ask::inspector2(text) } else { Ask::marketplace(text) }
}

/// As many valid ids of items that do not exist.
fn strangers(suite: Suite, count: usize) -> Vec<String> {
    let spelled =
        |place| if suite == Suite::Inspector2 { format!("7{place:011}") } else { format!("none-{place}") };
    (0..count).map(spelled).collect()
}

fn strange(suite: Suite, count: usize) -> Ask {
    let ids = strangers(suite, count);
    build(suite, &ids.iter().map(String::as_str).collect::<Vec<_>>())
}

const fn full(suite: Suite) -> usize {
    if matches!(suite, Suite::Inspector2) { 100 } else { 20 }
}

/// Batches of every size that anything looks at, good and failing items among one another.
fn valid(suite: Suite) -> Vec<Ask> {
    let world = batchspec_fixtures::world(suite.id());
    let (good, absent, denied) = (world.present, world.absent, world.denied);
    let mut asks: Vec<Ask> =
        [1, 2, 3, 7, 12, 19].into_iter().map(|count| build(suite, &good[..count])).collect();
    asks.push(build(suite, &[good[5], absent[0], good[6], denied[0], good[8], absent[1], good[7]]));
    asks.push(build(suite, &[absent[0], good[5]]));
    asks.push(build(suite, &[absent[1]]));
    asks.push(build(suite, &[absent[0], denied[0]]));
    asks.push(build(suite, &[good[7], good[5]]));
    for count in [full(suite) - 1, full(suite)] {
        let mut ids = strangers(suite, count - 1);
        ids.push(good[5].to_owned());
        asks.push(build(suite, &ids.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    asks.push(strange(suite, full(suite)));
    match suite {
        Suite::Inspector2 => {
            asks.push(Ask::inspector2(r#"{"accountIds":["x 123456789012 y","123456789012"]}"#));
            asks.push(Ask::inspector2("{\"account\\u0049ds\":[\"123456789012\"]}"));
            asks.push(Ask::inspector2("{ \"accountIds\":\n[\"\\u0031234567890123\"]}"));
            for id in ["1234567890123", "é123456789012", "012345678901", "912345678901"] {
                asks.push(Ask::accounts(&[id]));
            }
            asks.push(Ask::accounts(&[&format!("{}123456789012", "x".repeat(90))]));
        }
        Suite::Marketplace => {
            asks.push(Ask::entities(&["a.b/c", "prod-abcd1234"]));
            let item = r#"{"EntityId":"prod-\u0061bcd1234","Catalog":"AWSMarketplace"}"#;
            asks.push(Ask::marketplace(format!("{{ \"Entity\\u0052equestList\":\n[{item}]}}")));
            for id in ["a..b", "a//b", "a--b", "a1b", "Prod-0", "0abc"] {
                asks.push(Ask::entities(&[id]));
            }
            for length in [100, 200, 253, 254, 255] {
                asks.push(Ask::entities(&[&"x".repeat(length)]));
            }
            for catalog in ["OtherMarket".to_owned(), "x".repeat(64)] {
                asks.push(catalogued(&catalog));
            }
        }
    }
    asks
}

fn catalogued(catalog: &str) -> Ask {
    let item = format!(r#"{{"Catalog":"{catalog}","EntityId":"prod-abcd1234"}}"#);
    Ask::marketplace(format!("{{\"EntityRequestList\":[{item}]}}"))
}

/// Bodies that are refused as a whole.
fn refused(suite: Suite) -> Vec<Ask> {
    let list = suite.list();
    let good = match suite {
        Suite::Inspector2 => r#""123456789012""#,
        Suite::Marketplace => r#"{"Catalog":"AWSMarketplace","EntityId":"prod-abcd1234"}"#,
    };
    let whole = format!("{{\"{list}\":[{good}]}}");
    let mut asks: Vec<Ask> = [
        "{}".to_owned(),
        String::new(),
        "[]".to_owned(),
        format!("{{\"{list}\":[]}}"),
        format!("{{\"{list}\":null}}"),
        format!("{{\"{list}\":{good}}}"),
        format!("{{\"{list}\":{{\"x\":{good}}}}}"),
        format!("{{\"{list}\":123456789012}}"),
        format!("{{\"{list}\":\"123456789012\"}}"),
        format!("[{good}]"),
        format!("[{whole}]"),
        format!("\"{}\"", whole.replace('"', "\\\"")),
        whole.replacen('{', "{\"x\":NaN,", 1),
        whole.replacen('{', "{\"x\":\"\\a\",", 1),
        format!("/**/{whole}"),
        format!("{{\"{list}\":[{good},]}}"),
        format!("{{\"{list}\":[{good} {good}]}}"),
        whole.replace('"', "'"),
        whole.replacen('"', "", 2),
        format!("\u{c}{whole}"),
        format!("x{whole}"),
        format!("{whole}x"),
        format!("{{\"{list}\":[{good}"),
        format!("{{\"x\":01,\"{list}\":[{good}]}}"),
        format!("{{\"x\":\"\n\",\"{list}\":[{good}]}}"),
        whole.replace(list, &list.to_uppercase()),
    ]
    .iter()
    .map(|text| body(suite, text))
    .collect();
    let mut invalid = whole.into_bytes();
    let end = invalid.len() - 1;
    invalid.splice(end..end, b",\"x\":\"\xff\"".iter().copied());
    asks.push(Ask { body: invalid, ..body(suite, "") });
    asks.extend([full(suite) + 1, full(suite) * 5 + 1].map(|count| strange(suite, count)));
    asks.push(build(suite, &vec![batchspec_fixtures::world(suite.id()).present[5]; full(suite) + 1]));
    asks
}

/// Elements that are not as they should be, alone and at every place that anything looks at.
fn elements(suite: Suite) -> Vec<Ask> {
    let (good, bad): (&str, &[&str]) = match suite {
        Suite::Inspector2 => {
            (r#""123456789012""#, &["null", "123456789012", "{}", r#"["123456789012"]"#, "true", r#""abc""#])
        }
        Suite::Marketplace => (
            r#"{"Catalog":"AWSMarketplace","EntityId":"prod-abcd1234"}"#,
            &[
                "null",
                r#""prod-abcd1234""#,
                "7",
                r#"[{"Catalog":"AWSMarketplace","EntityId":"prod-abcd1234"}]"#,
                r#"{"EntityId":"prod-abcd1234"}"#,
                r#"{"Catalog":null,"EntityId":"prod-abcd1234"}"#,
                r#"{"Catalog":"AWSMarketplace"}"#,
                r#"{"Catalog":"AWSMarketplace","EntityId":null}"#,
                r#"{"Catalog":"AWSMarketplace","EntityId":1234}"#,
                r#"{"Catalog":"AWSMarketplace","EntityId":true}"#,
                r#"{"Catalog":7,"EntityId":"prod-abcd1234"}"#,
                r#"{"Catalog":"A 1","EntityId":"prod-abcd1234"}"#,
                r#"{"Catalog":"AWSMarketplace","EntityId":"a_b"}"#,
            ],
        ),
    };
    let list = suite.list();
    let mut asks = Vec::new();
    for bad in bad {
        for (before, after) in [(0, 0), (0, 2), (2, 0), (1, 1), (10, 2), (full(suite) - 1, 0)] {
            let held: Vec<&str> =
                [vec![good; before], vec![*bad], vec![good; after]].into_iter().flatten().collect();
            asks.push(body(suite, &format!("{{\"{list}\":[{}]}}", held.join(","))));
        }
    }
    asks
}

/// Texts that are outside of the patterns by little.
fn texts(suite: Suite) -> Vec<Ask> {
    let ids: &[&str] = match suite {
        Suite::Inspector2 => &[
            "1x",
            "1234567890",
            "12345678901",
            "abcdef123456",
            "abcdefghijkl",
            "1234-5678-9012",
            "1234 5678 9012",
            "",
            "\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}\u{667}\u{668}\u{669}\u{660}\u{661}\u{662}",
        ],
        Suite::Marketplace => &["a_b", "a@b", "a:b", "a b", "a+b", "aéb", "-ab", "ab.", "/ab", "ab", "a", ""],
    };
    let mut asks: Vec<Ask> = ids.iter().map(|id| build(suite, &[id])).collect();
    if suite == Suite::Marketplace {
        asks.extend(["A1", "A B", "A-B", "A_B", "Aé", "A.B"].map(catalogued));
        asks.push(catalogued(&"x".repeat(65)));
        asks.extend([256, 600].map(|length| Ask::entities(&[&"x".repeat(length)])));
    }
    asks
}

/// Heads that matter, and bodies of many sizes.
fn heads(suite: Suite) -> Vec<Ask> {
    let ask = build(suite, &batchspec_fixtures::world(suite.id()).present[..2]);
    let path = suite.path();
    let mut asks: Vec<Ask> = batchspec_fixtures::world(suite.id())
        .triggers
        .iter()
        .map(|trigger| ask.clone().header(trigger.header.0, trigger.header.1))
        .collect();
    asks.push(ask.clone().header(TRIGGER, "unknown"));
    asks.extend(["GET", "PUT", "PATCH", "DELETE"].map(|method| ask.clone().method(method)));
    asks.extend(
        ["application/json; charset=utf-8", "text/plain"]
            .map(|value| ask.clone().header("content-type", value)),
    );
    asks.push(ask.clone().without("content-type"));
    asks.extend(["*/*", "application/*", "text/html"].map(|value| ask.clone().header("accept", value)));
    let paths = [
        path.to_uppercase(),
        format!("{path}x"),
        format!("/x{path}"),
        format!("{path}/"),
        format!("{path}?x=1"),
    ];
    asks.extend(paths.iter().map(|path| ask.clone().target(path)));
    for size in [1 << 11, 1 << 13, 1 << 15, 1 << 17, 1 << 19] {
        let mut large = ask.clone();
        large.body.splice(0..0, vec![b' '; size]);
        asks.push(large);
    }
    asks
}

/// The same call over and over, also right after a refused one.
fn history(suite: Suite) -> Vec<Ask> {
    let good = batchspec_fixtures::world(suite.id()).present;
    let ask = build(suite, &[good[2], good[1], good[0]]);
    let mut asks = vec![ask.clone(); 42];
    asks.extend([body(suite, "{}"), ask]);
    asks
}

//! Items that are asked for several times in a row: which of their changes reading explains, and which it does not.

use batchspec_harness::generate::{Relation, RelationKind};

use super::near_misses::{Row, row};
use super::scene::Scene;

/// Items of these scenes.
const ITEMS: usize = 3;
/// How often each is asked for: three times in a row, and once more after the others.
const READINGS: usize = 4;

/// A scene in which the answers of each item and reading, both counted from 0, are made so.
fn asked(ask: fn(usize) -> Scene, answer: impl Fn(usize, usize) -> String) -> Scene {
    let rows = (0..ITEMS).flat_map(|item| (0..READINGS).map(move |reading| (item, reading)));
    let mut answered = rows.map(|(item, reading)| (item, ask(item).ok(answer(item, reading))));
    let (_, first) = answered.next().expect("an item");
    let (numbers, others): (Vec<usize>, Vec<Scene>) = answered.unzip();
    let mut scene = first.repeated(RelationKind::Reread, others);
    let variants = std::iter::once(0).chain(numbers);
    let variants = variants.map(|number| u8::try_from(number).expect("few items")).collect();
    scene.case.relation = Some(Relation { kind: RelationKind::Reread, variants });
    scene
}

fn account(item: usize) -> String {
    format!("12345678901{item}")
}

fn ask_account(item: usize) -> Scene {
    Scene::accounts(&format!(r#"{{"accountIds":["{}"]}}"#, account(item)))
}

/// Accounts: either so many trials, or none of them because of a code.
fn accounts(outcome: impl Fn(usize, usize) -> Result<usize, &'static str>) -> Scene {
    asked(ask_account, |item, reading| {
        let account = account(item);
        match outcome(item, reading) {
            Ok(count) => {
                let trial = r#"{"type":"EC2","status":"ACTIVE","start":1690835828,"end":1690922228}"#;
                let trials = vec![trial; count].join(",");
                let entry = format!(r#"{{"accountId":"{account}","freeTrialInfo":[{trials}]}}"#);
                format!(r#"{{"accounts":[{entry}],"failedAccounts":[]}}"#)
            }
            Err(code) => {
                let entry = format!(r#"{{"accountId":"{account}","code":"{code}","message":"no"}}"#);
                format!(r#"{{"accounts":[],"failedAccounts":[{entry}]}}"#)
            }
        }
    })
}

/// Entities with these members.
fn entities(members: impl Fn(usize, usize) -> String) -> Scene {
    let ask = |item: usize| {
        let item = format!(r#"{{"Catalog":"AWSMarketplace","EntityId":"prod-{item}"}}"#);
        Scene::entities(&format!(r#"{{"EntityRequestList":[{item}]}}"#))
    };
    asked(ask, |item, reading| {
        format!(r#"{{"EntityDetails":{{"prod-{item}":{{{}}}}}}}"#, members(item, reading))
    })
}

fn document(content: impl Fn(usize, usize) -> String) -> Scene {
    entities(|item, reading| format!(r#""DetailsDocument":{{"Name":"a","X":{}}}"#, content(item, reading)))
}

const fn rereading(rejected: fn() -> Scene, passed: fn() -> Scene) -> Row {
    row("rereading", "batch/repeat-stable", rejected, passed)
}

pub(super) const ROWS: &[Row] = &[
    // Three are found once they were asked for; two of three are a world that changes.
    rereading(
        || accounts(|_, reading| if reading > 0 { Ok(0) } else { Err("ACCESS_DENIED") }),
        || accounts(|item, reading| if reading > 0 && item < 2 { Ok(0) } else { Err("ACCESS_DENIED") }),
    ),
    // All at the second reading; each at another one.
    rereading(
        || accounts(|_, reading| if reading < 2 { Ok(1) } else { Err("ACCESS_DENIED") }),
        || accounts(|item, reading| if reading < item + 1 { Ok(1) } else { Err("ACCESS_DENIED") }),
    ),
    // A failure that passes is none.
    rereading(
        || accounts(|_, reading| if reading > 0 { Ok(0) } else { Err("ACCESS_DENIED") }),
        || accounts(|_, reading| if reading > 0 { Ok(0) } else { Err("INTERNAL_ERROR") }),
    ),
    // What changed once stays so; what is another again later follows something else.
    rereading(
        || accounts(|_, reading| Ok(usize::from(reading == 0))),
        || accounts(|_, reading| Ok([1, 2, 2, 3][reading])),
    ),
    // Elements come with each reading; or all at one time, whoever asks.
    rereading(
        || accounts(|_, reading| Ok(reading)),
        || accounts(|_, reading| Ok(usize::from(reading == READINGS - 1))),
    ),
    // A short text that is new each time; a text that tells the time.
    rereading(
        || entities(|item, reading| format!(r#""EntityIdentifier":"prod-{item}@{}""#, reading * 7 % 5 + 1)),
        || entities(|_, reading| format!(r#""LastModifiedDate":"2026-11-30T09:40:0{reading}Z""#)),
    ),
    // What is new each time is noise where it is long.
    rereading(
        || entities(|item, reading| format!(r#""EntityIdentifier":"prod-{item}@{reading}f""#)),
        || {
            entities(|item, reading| {
                format!(r#""EntityIdentifier":"prod-{item}@{}""#, "abcd"[reading..=reading].repeat(20))
            })
        },
    ),
    // Within a document readings count by one, also the last; a count of all requests and a clock go on meanwhile.
    rereading(
        || document(|_, reading| format!("{}", 17 + reading)),
        || document(|item, reading| format!("{}", [17, 18, 19, 27 + item][reading])),
    ),
    rereading(
        || document(|_, reading| format!(r#""{reading} views""#)),
        || {
            document(|item, reading| {
                format!("{}", 1_796_030_010_000_u64 + [0, 1, 3, 40 + item as u64][reading])
            })
        },
    ),
    rereading(
        || document(|_, reading| format!("[{}]", vec!["1"; reading].join(","))),
        || document(|item, reading| format!("[{}]", vec!["1"; [0, 1, 2, 9 + item][reading]].join(","))),
    ),
    // Within a document what is drawn anew is nobody's business.
    rereading(
        || document(|_, reading| format!("{}", reading > 0)),
        || document(|item, reading| format!(r#""{}""#, [5, 1, 8, 2 + item][reading])),
    ),
];

#[test]
fn it_is_told_by_the_place_and_both_its_values() {
    let scene = entities(|item, reading| format!(r#""EntityIdentifier":"prod-{item}@{reading}""#));
    let verdicts = scene.judged_by("rereading");
    let [violation] = verdicts.violations.as_slice() else { panic!("{:?}", verdicts.violations) };
    assert!(violation.is_of_rereading());
    assert_eq!(violation.signature, "reading changes it: EntityIdentifier rises with each reading");
    assert_eq!(violation.step, 1);
    assert_eq!(
        violation.expected,
        r#""prod-0" as in its reading 1: it succeeds (with EntityIdentifier "prod-0@0")"#
    );
    let alike = "3 of 3 items changed alike while they were read";
    assert_eq!(
        violation.actual,
        format!(r#"{alike}; in its reading 2: it succeeds (with EntityIdentifier "prod-0@1")"#)
    );
    let place = violation.place.as_ref().map(|(_, pointer)| pointer.as_str());
    assert_eq!(place, Some("/EntityDetails/prod-0/EntityIdentifier"));
}

#[test]
fn what_stays_holds_and_what_is_new_each_time_is_observed() {
    let holds = |scene: &Scene| {
        let verdicts = scene.judged_by("rereading");
        (verdicts.held(scene.contract.known.batch_repeat_stable), verdicts.observations.len())
    };
    assert_eq!(holds(&accounts(|_, _| Ok(2))), (true, 0));
    let clock = entities(|_, reading| format!(r#""LastModifiedDate":"2026-11-30T09:40:0{reading}Z""#));
    assert_eq!(holds(&clock), (true, ITEMS));
    // Only items that each answer speaks of are compared.
    let passing = accounts(|_, reading| if reading == 1 { Err("INTERNAL_ERROR") } else { Ok(1) });
    assert_eq!(holds(&passing), (false, 0));
}

//! Pairs of answers to batches of every class: with one thing wrong, and without it.

use super::near_misses::{Row, row};
use super::scene::Scene;

const RECORDS: &str = r#"{"records":[{"id":"abc123"},{"id":"def456"}]}"#;
const JOBS: &str = r#"{"jobs":[{"farmId":"abc123","jobId":"def456"},{"farmId":"def456","jobId":"abc123"}]}"#;
const FIRST: &str = r#"{"farmId":"abc123","jobId":"def456"}"#;
const SECOND: &str = r#"{"jobId":"abc123","farmId":"def456"}"#;

fn records(answer: &str) -> Scene {
    Scene::of("positional", RECORDS).ok(answer)
}

fn jobs(found: &str, failed: &str) -> Scene {
    Scene::of("several-members", JOBS).ok(format!(r#"{{"jobs":[{found}],"errors":[{failed}]}}"#))
}

fn texts(answer: &str) -> Scene {
    Scene::of("index", r#"{"texts":["abc123","def456"]}"#).ok(answer)
}

fn rejected(indices: &str) -> Scene {
    let body = format!(r#"{{"message":"no","rejected":[{indices}]}}"#);
    Scene::of("all-or-nothing", RECORDS).error(400, "RejectedException", &body)
}

fn failures(errors: &str, counts: (u8, u8)) -> Scene {
    let (failed, good) = counts;
    Scene::of("failures-only", r#"{"ids":["abc123","def456"]}"#)
        .ok(format!(r#"{{"errors":[{errors}],"failedCount":{failed},"successCount":{good}}}"#))
}

fn image(images: &str, errors: &str) -> Scene {
    Scene::of("structure", r#"{"imageIds":[{"tag":"abc123"}]}"#)
        .ok(format!(r#"{{"images":[{images}],"errors":[{errors}]}}"#))
}

const BOTH: &str = r#"{"imageId":{"digest":"def456","tag":"abc123"}}"#;

fn two_ways(images: &str) -> Scene {
    Scene::of("structure", r#"{"imageIds":[{"tag":"abc123"},{"digest":"def456"}]}"#)
        .ok(format!(r#"{{"images":[{images}],"errors":[]}}"#))
}

fn tables(found: &str) -> Scene {
    Scene::of("groups-in-a-map", r#"{"tables":{"AAAA":{"keys":["abc123"]},"BBBB":{"keys":["abc123"]}}}"#)
        .ok(format!(r#"{{"found":{found},"errors":{{}}}}"#))
}

fn ways(skipped: &str) -> Scene {
    Scene::of("three-way", r#"{"ids":["abc123","def456"]}"#)
        .ok(format!(r#"{{"found":[{{"id":"abc123"}}],"errors":[],"skipped":[{skipped}]}}"#))
}

fn secret(name: &str, arn: &str) -> Scene {
    Scene::of("aliases", r#"{"secrets":["abc123"]}"#)
        .ok(format!(r#"{{"found":[{{"name":"{name}","arn":"{arn}"}}],"errors":[]}}"#))
}

pub(super) const ROWS: &[Row] = &[
    row(
        "batch-counts",
        "batch/length-agrees",
        || records(r#"{"results":[{"content":"x"}],"failedCount":0}"#),
        || records(r#"{"results":[{"content":"x"},{"errorCode":"No"}],"failedCount":1}"#),
    ),
    row(
        "batch-counts",
        "batch/counters-agree",
        || records(r#"{"results":[{"content":"x"},{"errorCode":"No"}],"failedCount":2}"#),
        || records(r#"{"results":[{"content":"x"},{"errorCode":null}],"failedCount":0}"#),
    ),
    row(
        "batch-counts",
        "batch/index-in-range",
        || texts(r#"{"results":[{"index":0},{"index":1}],"errors":[]}"#),
        || texts(r#"{"results":[{"index":2}],"errors":[{"index":1,"code":"No"}]}"#),
    ),
    row("batch-counts", "batch/index-in-range", || rejected(r#"{"index":2}"#), || rejected(r#"{"index":1}"#)),
    row(
        "batch-counts",
        "batch/index-in-range",
        || rejected(r#"{"index":1},{"index":1}"#),
        || rejected(r#"{"index":0},{"index":1}"#),
    ),
    row(
        "batch-counts",
        "batch/counters-agree",
        || failures(r#"{"id":"abc123","code":"No"}"#, (1, 2)),
        || failures(r#"{"id":"abc123","code":"No"}"#, (1, 1)),
    ),
    row("batch-partition", "batch/complete", || jobs(FIRST, ""), || jobs(&format!("{SECOND},{FIRST}"), "")),
    row(
        "batch-partition",
        "batch/no-strangers",
        || jobs(&format!(r#"{FIRST},{SECOND},{{"farmId":"zzz999","jobId":"zzz999"}}"#), ""),
        || jobs(&format!("{FIRST},{SECOND}"), ""),
    ),
    row(
        "batch-partition",
        "batch/no-strangers",
        || failures(r#"{"id":"zzz999","code":"No"}"#, (1, 1)),
        || failures("", (0, 2)),
    ),
    row(
        "batch-partition",
        "batch/complete",
        || image("", ""),
        || image(r#"{"imageId":{"digest":"zzz999","tag":"abc123"}}"#, ""),
    ),
    row(
        "batch-partition",
        "batch/exclusive",
        || image(r#"{"imageId":{"tag":"abc123"}}"#, r#"{"imageId":{"tag":"abc123"},"code":"No"}"#),
        || image("", r#"{"imageId":{"tag":"abc123"},"code":"No"}"#),
    ),
    row(
        "batch-partition",
        "batch/complete",
        || tables(r#"{"AAAA":[{"id":"abc123"}]}"#),
        || tables(r#"{"BBBB":[{"id":"abc123"}],"AAAA":[{"id":"abc123"}]}"#),
    ),
    row(
        "batch-partition",
        "batch/answered-once",
        || tables(r#"{"AAAA":[{"id":"abc123"},{"id":"abc123"}],"BBBB":[{"id":"abc123"}]}"#),
        || tables(r#"{"AAAA":[{"id":"abc123"}],"BBBB":[{"id":"abc123"}]}"#),
    ),
    // One image may be asked for in two ways, and be told once or for each of them.
    row(
        "batch-partition",
        "batch/answered-once",
        || image(&format!("{BOTH},{BOTH}"), ""),
        || two_ways(&format!("{BOTH},{BOTH}")),
    ),
    row("batch-partition", "batch/complete", || two_ways(""), || two_ways(BOTH)),
    row("batch-partition", "batch/exclusive", || ways(r#""abc123","def456""#), || ways(r#""def456""#)),
    // An entry under a spelling that was not asked for may be right.
    row(
        "batch-partition",
        "batch/complete",
        || Scene::of("aliases", r#"{"secrets":["abc123"]}"#).ok(r#"{"found":[],"errors":[]}"#),
        || secret("other", "another"),
    ),
    row(
        "batch-partition",
        "batch/answered-once",
        || {
            Scene::of("aliases", r#"{"secrets":["abc123"]}"#)
                .ok(r#"{"found":[{"name":"abc123","arn":"x"},{"name":"y","arn":"abc123"}],"errors":[]}"#)
        },
        || secret("other", "abc123"),
    ),
];

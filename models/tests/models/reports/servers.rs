//! A small server for each report, right or with the fault.

use std::collections::BTreeSet;

use batchspec_harness::contract::{Contract, Expectation, Refusals, validate};
use batchspec_harness::message::{Answer, Request};
use serde_json::{Map, Value, json};

use super::Report;

const NOT_SERVED: &str = "UnknownOperationException";

fn answer(contract: &Contract, status: u16, kind: Option<&str>, body: &Value) -> Answer {
    let media_type = contract.binding.header("content-type").unwrap_or("application/json");
    let mut headers = vec![("content-type".to_owned(), media_type.as_bytes().to_vec())];
    headers.extend(kind.map(|kind| ("x-amzn-errortype".to_owned(), kind.as_bytes().to_vec())));
    Answer { status, headers, body: body.to_string().into_bytes().into(), is_cut: false }
}

fn error(contract: &Contract, status: u16, name: &str) -> Answer {
    answer(contract, status, Some(name), &json!({ "__type": name, "message": "no" }))
}

/// What the answer to a bad request is called: the declared error that says so.
fn bad_request(contract: &Contract) -> Answer {
    let words = ["Validation", "InvalidParameter", "InvalidArgument", "Client", "Invalid"];
    let declared =
        words.iter().find_map(|word| contract.errors.iter().find(|error| error.name.contains(word)));
    match declared {
        Some(error_of) => error(contract, error_of.status, &error_of.name),
        None => error(contract, 400, "ValidationException"),
    }
}

/// Refuses what the contract refuses, but for what this server takes, and answers the rest.
fn guarded(
    contract: &Contract,
    request: &Request,
    takes: &[&str],
    serve: impl Fn(&Value) -> Result<Value, Answer>,
) -> Answer {
    match validate(contract, request) {
        Expectation::Refuse(refusal) => {
            let id = &contract.clauses.get(refusal.clause).id;
            match refusal.answers {
                _ if takes.iter().any(|part| id.contains(part)) => {}
                Refusals::NotServed => return error(contract, 404, NOT_SERVED),
                Refusals::Parse => return error(contract, 400, "SerializationException"),
                _ => return bad_request(contract),
            }
        }
        // What is left open this server does not take.
        Expectation::Observe(_) => return error(contract, 400, "SerializationException"),
        Expectation::Accept { .. } => {}
    }
    match serde_json::from_slice::<Value>(&request.body.bytes) {
        Ok(body) if body.is_object() => match serve(&body) {
            Ok(body) => answer(contract, contract.binding.status, None, &body),
            Err(refusal) => refusal,
        },
        _ => error(contract, 400, "SerializationException"),
    }
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

/// Whether a small server knows a thing: the same in every answer.
fn is_known(item: &Value) -> bool {
    let text = item.as_str().map_or_else(|| item.to_string(), str::to_owned);
    text.contains("known") || text.len().is_multiple_of(3)
}

fn secrets(contract: &Contract, request: &Request, is_faulty: bool) -> Answer {
    guarded(contract, request, &[], |body| {
        let ids = list(&body["SecretIdList"]);
        let (good, bad): (Vec<&Value>, Vec<&Value>) = ids.iter().partition(|id| is_known(id));
        if is_faulty && !bad.is_empty() {
            return Err(error(contract, 400, "ResourceNotFoundException"));
        }
        let arn = |id: &Value| {
            format!("arn:aws:secretsmanager:us-east-1:123456789012:secret:{}", id.as_str().unwrap_or(""))
        };
        let good: Vec<Value> = good.iter().map(|id| json!({ "Name": id, "ARN": arn(id) })).collect();
        let bad: Vec<Value> = bad
            .iter()
            .map(|id| json!({ "SecretId": id, "ErrorCode": "ResourceNotFoundException" }))
            .collect();
        Ok(json!({ "SecretValues": good, "Errors": bad }))
    })
}

/// A list is a set for this server.
fn set(items: Vec<Value>) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    items.into_iter().filter(|item| seen.insert(item.to_string())).collect()
}

fn parameters(contract: &Contract, request: &Request, takes: &[&str], drops_unknown: bool) -> Answer {
    guarded(contract, request, takes, |body| {
        let (good, bad): (Vec<Value>, Vec<Value>) = set(list(&body["Names"])).into_iter().partition(is_known);
        let good: Vec<Value> = good
            .iter()
            .map(|name| json!({ "Name": name, "Type": "String", "Value": "x", "Version": 1 }))
            .collect();
        let bad = if drops_unknown { Vec::new() } else { bad };
        Ok(json!({ "Parameters": good, "InvalidParameters": bad }))
    })
}

fn images(contract: &Contract, request: &Request, is_faulty: bool) -> Answer {
    let digest = format!("sha256:{}", "0".repeat(64));
    guarded(contract, request, &[], |body| {
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        for id in set(list(&body["imageIds"])) {
            let tag = id["imageTag"].as_str();
            let is_there = (tag == Some("older") && !is_faulty || tag == Some("newer"))
                && id.get("imageDigest").is_none_or(|own| *own == digest);
            if is_there {
                let both = json!({ "imageTag": tag, "imageDigest": digest });
                good.push(json!({ "imageId": both, "imageManifest": "{}" }));
            } else {
                bad.push(
                    json!({ "imageId": id, "failureCode": "ImageNotFound", "failureReason": "not there" }),
                );
            }
        }
        Ok(json!({ "images": good, "failures": bad }))
    })
}

fn jobs(contract: &Contract, request: &Request, is_faulty: bool) -> Answer {
    guarded(contract, request, &[], |body| {
        let known: Vec<Value> =
            set(list(&body["jobs"])).into_iter().filter(|id| id.as_str() == Some("known-job")).collect();
        if is_faulty && !known.is_empty() {
            return Err(error(contract, 500, "InternalServerError"));
        }
        let job = |id: &Value| {
            json!({ "jobId": id, "jobName": "a", "jobQueue": "q", "status": "SUBMITTED", "startedAt": 1,
                "jobDefinition": "d" })
        };
        Ok(json!({ "jobs": known.iter().map(job).collect::<Vec<_>>() }))
    })
}

/// What a queue says of a batch, by the promises that it keeps.
fn queue_refusal(entries: &[Value], with_total: bool, refuses_empty: bool) -> Option<&'static str> {
    let texts = |name: &str| entries.iter().filter_map(|entry| entry[name].as_str()).collect::<Vec<_>>();
    let keys = texts("Id");
    let is_key = |key: &&str| {
        (1..=80).contains(&key.len())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let bytes: usize = texts("MessageBody").iter().map(|body| body.len()).sum();
    if entries.is_empty() && refuses_empty {
        return Some("EmptyBatchRequest");
    }
    if entries.len() > 10 {
        return Some("TooManyEntriesInBatchRequest");
    }
    if !keys.iter().all(is_key) {
        return Some("InvalidBatchEntryId");
    }
    if keys.iter().collect::<BTreeSet<_>>().len() < keys.len() {
        return Some("BatchEntryIdsNotDistinct");
    }
    (with_total && bytes > 1_048_576).then_some("BatchRequestTooLong")
}

fn queue(contract: &Contract, request: &Request, has_total: bool, refuses_empty: bool) -> Answer {
    guarded(contract, request, OWN, |body| {
        let entries = list(&body["Entries"]);
        if let Some(name) = queue_refusal(&entries, has_total, refuses_empty) {
            return Err(error(contract, 400, name));
        }
        let sent = |entry: &Value| json!({ "Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": "0" });
        // The service leaves out the list of failures where there are none.
        Ok(json!({ "Successful": entries.iter().map(sent).collect::<Vec<_>>() }))
    })
}

fn deletions(contract: &Contract, request: &Request, refuses_empty: bool) -> Answer {
    let mut answer = queue(contract, request, false, refuses_empty);
    if answer.status == 200 {
        let mut body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        body["Failed"] = json!([]);
        for entry in body["Successful"].as_array_mut().into_iter().flatten() {
            *entry = json!({ "Id": entry["Id"] });
        }
        answer.body = body.to_string().into_bytes().into();
    }
    answer
}

fn nameless_queue(contract: &Contract, request: &Request, is_faulty: bool) -> Answer {
    guarded(contract, request, OWN, |_| {
        let name = if is_faulty { "AWS.SimpleQueueService.NonExistentQueue" } else { "QueueDoesNotExist" };
        Err(error(contract, 400, name))
    })
}

/// Tables that answer all keys; what they do of their faults the parts of clauses say that they take.
fn table_read(contract: &Contract, request: &Request, takes: &[&str]) -> Answer {
    guarded(contract, request, takes, |body| {
        let tables = body["RequestItems"].as_object().cloned().unwrap_or_default();
        let found = tables.iter().map(|(name, keys)| (name.clone(), json!(list(&keys["Keys"]))));
        Ok(json!({ "Responses": found.collect::<Map<_, _>>(), "UnprocessedKeys": {} }))
    })
}

fn unknown_table(contract: &Contract, request: &Request, is_faulty: bool) -> Answer {
    guarded(contract, request, &[], |_| {
        Err(match is_faulty {
            true => error(contract, 500, "InternalServerError"),
            false => error(contract, 400, "ResourceNotFoundException"),
        })
    })
}

fn table_write(contract: &Contract, request: &Request, takes: &[&str], crashes: bool) -> Answer {
    guarded(contract, request, takes, |body| {
        if crashes && body.to_string().contains("\"B\":") {
            return Err(error(contract, 500, "InternalServerError"));
        }
        // Where all is done the map may be absent.
        Ok(json!({}))
    })
}

/// Shards are told by keys; the faulty stream tells them in an order of its own.
fn stream(contract: &Contract, request: &Request, is_faulty: bool) -> Answer {
    guarded(contract, request, &[], |body| {
        let shard = |record: &Value| {
            let key =
                record["ExplicitHashKey"].as_str().or(record["PartitionKey"].as_str()).unwrap_or_default();
            key.bytes().map(usize::from).sum::<usize>() % 4
        };
        let mut shards: Vec<usize> = list(&body["Records"]).iter().map(shard).collect();
        if is_faulty {
            shards.sort_unstable();
        }
        let told = |(at, shard): (usize, &usize)| json!({ "ShardId": format!("shardId-{shard:012}"), "SequenceNumber": (at + 1).to_string() });
        let told: Vec<Value> = shards.iter().enumerate().map(told).collect();
        Ok(json!({ "FailedRecordCount": 0, "Records": told }))
    })
}

/// Jobs, of which the faulty server forgets those that have ended.
fn aged_out(contract: &Contract, request: &Request, is_faulty: bool) -> Answer {
    let mut answer = jobs(contract, request, false);
    if is_faulty && answer.status == 200 {
        answer.body = json!({ "jobs": [] }).to_string().into_bytes().into();
    }
    answer
}

/// A queue whose service leaves out a list without entries, and which may send it.
fn empty_lists(contract: &Contract, request: &Request, is_faulty: bool) -> Answer {
    let mut answer = queue(contract, request, true, true);
    if is_faulty && answer.status == 200 {
        let mut body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        body["Failed"] = json!([]);
        answer.body = body.to_string().into_bytes().into();
    }
    answer
}

fn delivery(contract: &Contract, request: &Request, is_faulty: bool) -> Answer {
    guarded(contract, request, &[], |body| {
        let records = list(&body["Records"]);
        let done = |_: &Value| if is_faulty { json!("id") } else { json!({ "RecordId": "id" }) };
        Ok(json!({ "FailedPutCount": 0, "RequestResponses": records.iter().map(done).collect::<Vec<_>>() }))
    })
}

/// Results of events; an entry without what it needs fails by itself, unless all are taken.
fn results(body: &Value, takes_all: bool) -> Value {
    let is_whole =
        |entry: &Value| ["Source", "DetailType", "Detail"].iter().all(|name| entry[*name].is_string());
    let result = |entry: &Value| match is_whole(entry) || takes_all {
        true => json!({ "EventId": "e" }),
        false => json!({ "ErrorCode": "InvalidArgument", "ErrorMessage": "incomplete" }),
    };
    let results: Vec<Value> = list(&body["Entries"]).iter().map(result).collect();
    let failed = results.iter().filter(|result| result.get("ErrorCode").is_some()).count();
    json!({ "FailedEntryCount": failed, "Entries": results })
}

fn events(contract: &Contract, request: &Request, takes: &[&str]) -> Answer {
    guarded(contract, request, takes, |body| Ok(results(body, false)))
}

/// An entry without what it needs fails by itself.
fn incomplete(contract: &Contract, request: &Request, is_faulty: bool) -> Answer {
    guarded(contract, request, &[], |body| Ok(results(body, is_faulty)))
}

fn log(contract: &Contract, request: &Request, is_faulty: bool) -> Answer {
    guarded(contract, request, OWN, |body| {
        let events = list(&body["logEvents"]);
        let times: Vec<i64> = events.iter().filter_map(|event| event["timestamp"].as_i64()).collect();
        let span = times.iter().max().zip(times.iter().min()).map_or(0, |(most, least)| most - least);
        let bytes: usize =
            events.iter().filter_map(|event| event["message"].as_str()).map(|text| text.len() + 26).sum();
        if !is_faulty && (!times.is_sorted() || span > 86_400_000 || bytes > 1_048_576) {
            return Err(error(contract, 400, "InvalidParameterException"));
        }
        Ok(json!({ "nextSequenceToken": "1" }))
    })
}

/// What a queue decides for itself.
const OWN: &[&str] = &["batch/whole", "batch/unique"];
const UNIQUE: &str = "batch/unique-keys";
const KEPT: &str = "batch/whole-promise-kept";

macro_rules! reports {
    ($($id:literal $service:literal $operation:literal $present:expr, $clause:expr, $serve:expr;)*) => {
        /// The reports that are served.
        pub(super) const REPORTS: &[Report] = &[$(Report {
            id: $id, service: $service, operation: $operation, present: $present, clause: $clause, serve: $serve,
        }),*];
    };
}

reports! {
    "R03" "batch" "DescribeJobs" &["known-job"], "protocol/success-status", jobs;
    "R05" "batch" "DescribeJobs" &["known-job"], "subjects/as-told", aged_out;
    "R09" "secretsmanager" "BatchGetSecretValue" &["known-secret"], "batch/item-failure-keeps-200", secrets;
    "R10" "ssm" "GetParameters" &[], "request/names-length-max", |c, r, is_faulty| parameters(c, r, if is_faulty { &["length-max"] } else { &[] }, false);
    "R11 R13" "ssm" "GetParameters" &[], "batch/complete", |c, r, is_faulty| parameters(c, r, &[], is_faulty);
    "R15" "ecr" "BatchGetImage" &["{\"imageTag\":\"older\"}", "{\"imageTag\":\"newer\"}"], "subjects/as-told", images;
    "R23" "sqs" "DeleteMessageBatch" &[], KEPT, |c, r, is_faulty| deletions(c, r, !is_faulty);
    "R29" "sqs" "SendMessageBatch" &[], "batch/empty-list-left-out", empty_lists;
    "R35" "sqs" "SendMessageBatch" &[], KEPT, |c, r, is_faulty| queue(c, r, !is_faulty, true);
    "R39" "sqs" "SendMessageBatch" &[], "protocol/error-known-set", nameless_queue;
    "R40 R47" "dynamodb" "BatchGetItem" &[], UNIQUE, |c, r, is_faulty| table_read(c, r, if is_faulty { &[UNIQUE] } else { &[] });
    "R41 R46" "dynamodb" "BatchWriteItem" &[], UNIQUE, |c, r, is_faulty| table_write(c, r, if is_faulty { &[UNIQUE] } else { &[] }, false);
    "R42" "dynamodb" "BatchWriteItem" &[], "protocol/hostile-bytes-no-5xx", |c, r, is_faulty| table_write(c, r, &[], is_faulty);
    "R43" "dynamodb" "BatchGetItem" &[], "protocol/hostile-bytes-no-5xx", unknown_table;
    "R44" "dynamodb" "BatchGetItem" &[], "request-items-value-keys-length-max", |c, r, is_faulty| table_read(c, r, if is_faulty { &["length-max"] } else { &[] });
    "R49" "kinesis" "PutRecords" &[], "batch/determined-parts-agree", stream;
    "R50 R52" "events" "PutEvents" &[], "request/entries-length-max", |c, r, is_faulty| events(c, r, if is_faulty { &["length-max"] } else { &[] });
    "R51" "events" "PutEvents" &[], "batch/lacking-item-fails", incomplete;
    "R53" "firehose" "PutRecordBatch" &[], "response/request-responses-item-type", delivery;
    "R54 R55" "logs" "PutLogEvents" &[], KEPT, log;
}

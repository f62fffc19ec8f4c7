//! Servers whose answers about the trials of an account have the wrong members.

use super::reach::{accounts, each_good, each_trial, respell};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::Draft;
use batchspec_fixtures::json::Json;

const TRIAL: &[&str] = &["inspector2/response/free-trial-members"];
const TIME: &[&str] = &["protocol/timestamp-epoch-seconds", "inspector2/response/timestamps-number"];

/// All accounts of the world: some have trials of every kind.
fn all() -> Vec<Ask> {
    accounts(44)
}

fn seconds(trial: &Json, name: &str) -> u64 {
    if let Some(Json::Number(number)) = trial.get(name) { number.parse().unwrap_or(0) } else { 0 }
}

fn rewrite_times(trial: &mut Json, spell: fn(u64) -> Json) {
    for name in ["start", "end"] {
        let time = seconds(trial, name);
        trial.set(name, spell(time));
    }
}

/// A date and time in the form of RFC 3339. The day within the year is rough; nobody reads it.
fn rfc_3339(seconds: u64) -> String {
    let day = seconds / 86_400;
    let (year, rest) = (1970 + day / 366, day % 366);
    format!("{year:04}-{:02}-{:02}T{:02}:00:00Z", 1 + rest / 31, 1 + rest % 28, seconds / 3600 % 24)
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "cloud-provider-by-another-name",
        "The member cloudProvider of a trial begins with a capital letter.",
        &["protocol/response-member-names"],
        Draft(&|draft, _| {
            each_trial(draft, |trial| {
                if let Some(provider) = trial.remove("cloudProvider") {
                    trial.push("CloudProvider", provider);
                }
            });
        }),
        all,
    ),
    Fault::inspector2(
        "trial-times-in-minutes",
        "Times are counted in minutes.",
        &["inspector2/response/start-before-end"],
        Draft(&|draft, _| {
            each_trial(draft, |trial| rewrite_times(trial, |seconds| Json::number(seconds / 60)));
        }),
        all,
    ),
    Fault::inspector2(
        "trial-without-type",
        "A trial has no type.",
        TRIAL,
        Draft(&|draft, _| {
            each_trial(draft, |trial| {
                trial.remove("type");
            });
        }),
        all,
    ),
    Fault::inspector2(
        "trial-without-status",
        "An inactive trial has no status.",
        TRIAL,
        Draft(&|draft, _| {
            each_trial(draft, |trial| {
                if trial.get("status").and_then(Json::as_text) == Some("INACTIVE") {
                    trial.remove("status");
                }
            });
        }),
        all,
    ),
    Fault::inspector2(
        "running-trial-without-end",
        "An active trial has no end.",
        TRIAL,
        Draft(&|draft, _| {
            each_trial(draft, |trial| {
                if trial.get("status").and_then(Json::as_text) == Some("ACTIVE") {
                    trial.remove("end");
                }
            });
        }),
        all,
    ),
    Fault::inspector2(
        "running-trial-end-null",
        "An active trial has null as its end.",
        &[
            "inspector2/response/free-trial-members",
            "inspector2/response/timestamps-number",
            "protocol/timestamp-epoch-seconds",
            "protocol/response-no-null-members",
        ],
        Draft(&|draft, _| {
            each_trial(draft, |trial| {
                if trial.get("status").and_then(Json::as_text) == Some("ACTIVE") {
                    trial.set("end", Json::Null);
                }
            });
        }),
        all,
    ),
    Fault::inspector2(
        "timestamps-as-dates",
        "Timestamps are dates in RFC 3339 form.",
        &["inspector2/response/timestamps-number", "protocol/timestamp-epoch-seconds"],
        Draft(&|draft, _| each_trial(draft, |trial| rewrite_times(trial, |time| Json::text(rfc_3339(time))))),
        all,
    ),
    Fault::inspector2(
        "timestamps-as-numeric-strings",
        "Timestamps are numbers in quotes.",
        &["inspector2/response/timestamps-number", "protocol/timestamp-epoch-seconds"],
        Draft(&|draft, _| {
            each_trial(draft, |trial| rewrite_times(trial, |time| Json::text(time.to_string())))
        }),
        all,
    ),
    Fault::inspector2(
        "timestamps-in-milliseconds",
        "Timestamps count milliseconds.",
        TIME,
        Draft(&|draft, _| each_trial(draft, |trial| rewrite_times(trial, |time| Json::number(time * 1000)))),
        all,
    ),
    Fault::inspector2(
        "unset-timestamps-negative",
        "The start of an inactive trial is -1.",
        TIME,
        Draft(&|draft, _| {
            each_trial(draft, |trial| {
                if trial.get("status").and_then(Json::as_text) == Some("INACTIVE") {
                    trial.set("start", Json::number(-1));
                }
            });
        }),
        all,
    ),
    Fault::inspector2(
        "trial-status-in-lower-case",
        "The status of a trial is spelled in lower case.",
        &["inspector2/response/free-trial-status-enum"],
        Draft(&|draft, _| each_trial(draft, |trial| respell(trial, "status", str::to_ascii_lowercase))),
        all,
    ),
    Fault::inspector2(
        "trial-status-empty",
        "The status of an inactive trial is empty.",
        &["inspector2/response/free-trial-status-enum"],
        Draft(&|draft, _| {
            each_trial(draft, |trial| {
                respell(trial, "status", |status| status.replace("INACTIVE", ""));
            });
        }),
        all,
    ),
    Fault::inspector2(
        "trial-type-in-mixed-case",
        "The type of a trial is spelled with one capital.",
        &["inspector2/response/free-trial-type-enum"],
        Draft(&|draft, _| {
            each_trial(draft, |trial| {
                respell(trial, "type", |kind| format!("{}{}", &kind[..1], kind[1..].to_ascii_lowercase()));
            });
        }),
        all,
    ),
    Fault::inspector2(
        "trial-type-as-printed",
        "The type of a trial is the member of an enum as Python prints it.",
        &["inspector2/response/free-trial-type-enum"],
        Draft(&|draft, _| {
            each_trial(draft, |trial| respell(trial, "type", |kind| format!("TrialType.{kind}")));
        }),
        all,
    ),
    Fault::inspector2(
        "cloud-provider-in-lower-case",
        "Trials name the cloud provider in lower case.",
        &["inspector2/response/cloud-provider-enum"],
        Draft(&|draft, _| each_trial(draft, |trial| trial.set("cloudProvider", Json::text("aws")))),
        all,
    ),
    Fault::inspector2(
        "trial-ends-before-start",
        "Start and end of a trial are exchanged.",
        &["inspector2/response/start-before-end"],
        Draft(&|draft, _| {
            each_trial(draft, |trial| {
                let (start, end) = (seconds(trial, "start"), seconds(trial, "end"));
                trial.set("start", Json::number(end));
                trial.set("end", Json::number(start));
            });
        }),
        all,
    ),
    Fault::inspector2(
        "trial-listed-twice",
        "The first trial of an account is listed again at the end.",
        &["inspector2/response/one-entry-per-type"],
        Draft(&|draft, scene| {
            each_good(draft, scene, |entry| {
                if let Some(Json::List(trials)) = entry.get_mut("freeTrialInfo") {
                    trials.extend(trials.first().cloned());
                }
            });
        }),
        all,
    ),
    Fault::inspector2(
        "timestamps-overflow",
        "Timestamps after 2038 overflow and become negative.",
        TIME,
        Draft(&|draft, _| {
            each_trial(draft, |trial| {
                rewrite_times(trial, |time| match time.checked_sub(1 << 31) {
                    Some(beyond) => Json::Number(format!("-{}", (1_u64 << 31).saturating_sub(beyond))),
                    None => Json::number(time),
                });
            });
        }),
        all,
    ),
    Fault::inspector2(
        "trial-without-start",
        "An inactive trial has no start.",
        TRIAL,
        Draft(&|draft, _| {
            each_trial(draft, |trial| {
                if trial.get("status").and_then(Json::as_text) == Some("INACTIVE") {
                    trial.remove("start");
                }
            });
        }),
        all,
    ),
];

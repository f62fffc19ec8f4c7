//! The register of faults, and each fault against the reference.

use std::collections::BTreeSet;

use batchspec_faults::{fault, faults};
use batchspec_fixtures::{Ask, Dialect, Fault, Manner, Rate, ServeOptions, serve, world};

use crate::client::{Seen, once, play, start};

/// The clauses of level `must` and `should` that need no credentials.
const CLAUSES: &str = include_str!("clauses.txt");

fn kebab(id: &str) -> bool {
    id.split('-').all(|word| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

#[test]
fn ids_are_kebab_case_and_unique() {
    let ids: BTreeSet<&str> = faults().iter().map(|fault| fault.id).collect();
    assert_eq!(ids.len(), faults().len());
    assert!(ids.iter().all(|id| kebab(id)));
    assert!(faults().len() >= 100);
    assert!(fault("no-such-fault").is_none());
}

#[test]
fn faults_name_clauses_of_their_suite_and_say_what_they_do() {
    let clauses: BTreeSet<&str> = CLAUSES.lines().collect();
    for fault in faults() {
        assert!(["inspector2", "marketplace"].contains(&fault.suite), "{}", fault.id);
        assert!(fault.summary.ends_with('.') && fault.summary.len() >= 20, "{}", fault.id);
        assert!(!fault.clauses.is_empty(), "{}", fault.id);
        let distinct: BTreeSet<&&str> = fault.clauses.iter().collect();
        assert_eq!(distinct.len(), fault.clauses.len(), "{}", fault.id);
        for clause in fault.clauses {
            assert!(clauses.contains(clause), "{}: {clause}", fault.id);
            let owner = clause.split('/').next().unwrap();
            assert!(
                ["protocol", "http", "batch", "response", "subjects", fault.suite].contains(&owner),
                "{}: {clause}",
                fault.id
            );
        }
    }
}

#[test]
fn every_clause_is_the_root_of_a_fault() {
    let roots: BTreeSet<&str> = faults().iter().map(|fault| fault.clauses[0]).collect();
    let missing: Vec<&str> = CLAUSES.lines().filter(|clause| !roots.contains(clause)).collect();
    assert!(missing.is_empty(), "no fault breaks {missing:?}");
}

/// How many items a request has; none if that cannot be told.
fn items(ask: &Ask) -> usize {
    let body: serde_json::Value = serde_json::from_slice(&ask.body).unwrap_or_default();
    let list = body.get("accountIds").or(body.get("EntityRequestList"));
    list.and_then(|list| list.as_array()).map_or(0, Vec::len)
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_below_the_stated_size_show_nothing() {
    for fault in faults().iter().filter(|fault| fault.min_items > 1) {
        assert!(fault.witness().iter().any(|ask| items(ask) >= fault.min_items), "{}", fault.id);
        let count = fault.min_items - 1;
        let ids = [world(fault.suite).present, world(fault.suite).absent].concat();
        let many: Vec<String> = (0..count).map(|place| format!("8{place:011}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let batches =
            if count > ids.len() { vec![&many[..]] } else { vec![&ids[..count], &ids[ids.len() - count..]] };
        let build = if fault.suite == "inspector2" { Ask::accounts } else { Ask::entities };
        let asks: Vec<Ask> = batches.into_iter().map(build).collect();
        let plain = start("plain", None).await;
        let faulty = start("plain", Some(fault)).await;
        let expected = play(&plain, asks.clone(), Manner::InTurn).await;
        assert_eq!(play(&faulty, asks, Manner::InTurn).await, expected, "{}", fault.id);
    }
}

/// A panic would end the connection.
#[tokio::test(flavor = "multi_thread")]
async fn no_fault_panics_in_any_dialect() {
    for (seed, fault) in (0..).zip(faults()) {
        let silent =
            ["drops", "hangs", "cut-short", "closes-after"].iter().any(|word| fault.id.contains(word));
        if silent {
            continue;
        }
        let options =
            ServeOptions { dialect: Dialect::random(seed), fault: Some(fault), ..ServeOptions::default() };
        let server = serve(options).await.unwrap();
        let odd = Ask::accounts(&["123456789012", "é123456789012", "🚀x000000000042", "1 999999999999 "]);
        let asks = [fault.witness(), vec![odd, Ask::entities(&["a.b", "a--b", "example-123-abcd"])]].concat();
        for seen in play(&server, asks, Manner::InTurn).await {
            assert!(matches!(seen, Seen::Answer { .. }), "{}: {seen:?}", fault.id);
        }
    }
}

/// Some faults give no answer: the waits of this many overlap.
const TOGETHER: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_shows_in_its_witness_and_only_in_its_suite() {
    for chunk in faults().chunks(TOGETHER) {
        let trials: Vec<_> = chunk.iter().map(|fault| tokio::spawn(assert_shows(fault))).collect();
        for trial in trials {
            trial.await.unwrap();
        }
    }
}

async fn assert_shows(fault: &'static Fault) {
    let plain = start("plain", None).await;
    let faulty = start("plain", Some(fault)).await;
    let expected = play(&plain, fault.witness(), fault.manner).await;
    let seen = play(&faulty, fault.witness(), fault.manner).await;
    assert!(expected.iter().all(|seen| matches!(seen, Seen::Answer { .. })), "{}", fault.id);
    assert_ne!(expected, seen, "{} shows nothing", fault.id);
    if fault.rate == Rate::Always && !seen.contains(&Seen::Nothing) {
        let ask = fault.witness().pop().expect("a witness");
        let again = play(&faulty, vec![ask.clone(); 2], Manner::Apart).await;
        let right = play(&plain, vec![ask; 2], Manner::Apart).await;
        let shown = expected.last() != seen.last();
        assert!(
            !shown || again.iter().zip(&right).all(|(seen, right)| seen != right),
            "{} comes and goes",
            fault.id
        );
    }
    let other = match fault.suite {
        "inspector2" => Ask::entities(&["example-123-abcd", "example-456-abcd"]),
        _ => Ask::accounts(&["123456789012", "555500001111"]),
    };
    let elsewhere = play(&faulty, vec![other.clone()], Manner::InTurn).await;
    assert_eq!(elsewhere, play(&plain, vec![other], Manner::InTurn).await, "{}", fault.id);
}

#[tokio::test]
async fn an_answer_cut_short_begins_and_does_not_end() {
    let server = start("plain", fault("answer-cut-short")).await;
    let present = world("inspector2").present;
    let Seen::Broken(held) = once(&server, &Ask::accounts(present)).await else { panic!("an answer") };
    let text = String::from_utf8(held).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    assert_eq!(length.parse::<usize>().unwrap(), body.len() + 100);
}

//! Two versions of a model compared: what moved, and who speaks of it.

use std::fs;

use serde_json::Value;

use crate::shell::{Shell, refused};

/// A small service of two operations, in botocore's form.
const MODEL: &str = r#"{
  "version": "2.0",
  "metadata": {"apiVersion": "2020-01-01", "endpointPrefix": "shelves", "protocol": "rest-json", "serviceFullName": "Shelves",
    "serviceId": "Shelves", "signingName": "shelves", "signatureVersion": "v4", "uid": "shelves-2020-01-01"},
  "operations": {
    "BatchGetBooks": {"name": "BatchGetBooks", "http": {"method": "POST", "requestUri": "/books"},
      "input": {"shape": "BatchGetBooksRequest"}, "output": {"shape": "BatchGetBooksResponse"},
      "errors": [{"shape": "ValidationException"}]}
  },
  "shapes": {
    "BatchGetBooksRequest": {"type": "structure", "required": ["ids"], "members": {"ids": {"shape": "Ids"}}},
    "BatchGetBooksResponse": {"type": "structure", "members": {"books": {"shape": "Books"}, "errors": {"shape": "Errors"}}},
    "Ids": {"type": "list", "member": {"shape": "Id"}, "min": 1, "max": 10},
    "Id": {"type": "string", "pattern": "^[a-z]+$", "min": 1, "max": 20},
    "Books": {"type": "list", "member": {"shape": "Book"}},
    "Book": {"type": "structure", "required": ["id"], "members": {"id": {"shape": "Id"}, "state": {"shape": "State"}}},
    "State": {"type": "string", "enum": ["IN", "OUT"]},
    "Errors": {"type": "list", "member": {"shape": "BookError"}},
    "BookError": {"type": "structure", "required": ["id"],
      "members": {"id": {"shape": "Id"}, "errorCode": {"shape": "State"}, "errorMessage": {"shape": "Text"}}},
    "Text": {"type": "string"},
    "ValidationException": {"type": "structure", "members": {"message": {"shape": "Text"}},
      "error": {"httpStatusCode": 400}, "exception": true}
  }
}"#;

/// A shell with the model in `old/`, and in `new/` what `edits` make of it.
fn shell(edits: &[(&str, &str)]) -> Shell {
    let shell = Shell::new();
    let mut new = MODEL.to_owned();
    for (from, to) in edits {
        assert!(new.contains(from), "{from}");
        new = new.replace(from, to);
    }
    for (version, text) in [("old", MODEL), ("new", new.as_str())] {
        fs::create_dir_all(shell.folder().join(version).join("shelves/2020-01-01")).expect("folders");
        shell.write(&format!("{version}/shelves/2020-01-01/service-2.json"), text);
    }
    shell
}

/// What is told as JSON, and the exit code.
fn told(shell: &Shell, args: &[&str]) -> (Option<i32>, Value) {
    let said = shell.run(&[&["drift", "old", "new", "--format", "json"], args].concat());
    let json = serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {said:?}"));
    (said.code, json)
}

/// `place kind old new` of each change of the first operation.
fn changes(drift: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let changes = drift["operations"][0]["changes"].as_array().cloned().unwrap_or_default();
    let line =
        |change: &Value| ["place", "kind", "old", "new"].map(|member| text(&change[member])).join(" | ");
    changes.iter().map(line).collect()
}

#[test]
fn of_equal_versions_and_of_other_texts_for_people_nothing_moved() {
    let shell = shell(&[(
        "\"Text\": {\"type\": \"string\"}",
        "\"Text\": {\"type\": \"string\", \"documentation\": \"New.\"}",
    )]);
    let said = shell.run(&["drift", "old", "new"]);
    let wanted = "Nothing of what is promised moved; 1 operation is in both. Exit code 0.\n";
    assert_eq!((said.code, said.out.as_str()), (Some(0), wanted), "{said:?}");
}

#[test]
fn each_thing_that_moved_is_told_once_with_what_it_was_and_is() {
    let shell = shell(&[
        ("\"max\": 10}", "\"max\": 25}"),
        ("^[a-z]+$", "^[a-z0-9]+$"),
        ("[\"IN\", \"OUT\"]", "[\"IN\", \"OUT\", \"LOST\"]"),
        (
            "\"state\": {\"shape\": \"State\"}",
            "\"state\": {\"shape\": \"State\"}, \"title\": {\"shape\": \"Text\"}",
        ),
        ("\"httpStatusCode\": 400", "\"httpStatusCode\": 422"),
    ]);
    let (code, drift) = told(&shell, &[]);
    assert_eq!(code, Some(1));
    let changes = changes(&drift);
    for wanted in [
        "output.books[].title | member | - | a JSON string, optional",
        "input.ids | length-max | at most 10 elements | at most 25 elements",
        "input.ids[] | pattern | text that matches ^[a-z]+$ | text that matches ^[a-z0-9]+$",
        "output.books[].state | enum | one of IN, OUT | one of IN, LOST, OUT",
        "error.ValidationException | status | status 400 | status 422",
    ] {
        assert!(changes.iter().any(|change| change == wanted), "{wanted}: {changes:#?}");
    }
    assert!(!changes.iter().any(|change| change.contains("title |") && !change.contains("| member |")));
    let text = shell.run(&["drift", "old", "new"]).out;
    assert!(text.contains("output.books[].state, enum: new LOST\n"), "{text}");
    assert!(text.ends_with("\n1 operation moved; 1 operation is in both. Exit code 1.\n"), "{text}");
}

#[test]
fn the_clause_that_speaks_of_it_is_the_one_of_the_suite_that_is_made_of_the_model() {
    let shell = shell(&[("\"max\": 10}", "\"max\": 25}")]);
    let (_, drift) = told(&shell, &[]);
    let clause = drift["operations"][0]["changes"][0]["clauses"][0].clone();
    let id = clause["clause"].as_str().expect("a clause").to_owned();
    let list = shell.run(&["list", "clauses", "--model", "new/shelves"]);
    assert!(list.out.contains(&id), "{id}: {}", list.out);
    shell.write(
        "waivers.toml",
        &format!("[[waiver]]\nclause = \"{id}\"\nevidence = \"any\"\nreason = \"x\"\n"),
    );
    let (_, drift) = told(&shell, &["--waivers", "waivers.toml"]);
    assert_eq!(drift["operations"][0]["waivers"][0]["name"], "waivers.toml:1", "{drift:#}");
}

#[test]
fn a_suite_of_the_users_that_speaks_of_the_operation_is_told_with_the_version_it_agrees_with() {
    let shell = shell(&[("\"max\": 10}", "\"max\": 25}")]);
    assert_eq!(shell.run(&["import", "new", "--to", "own"]).code, Some(0));
    let (_, drift) = told(&shell, &["--suite-dir", "own/shelves-batch-get-books"]);
    let clauses = &drift["operations"][0]["changes"][0]["clauses"];
    assert_eq!(
        (&clauses[0]["agrees"], clauses.as_array().map(Vec::len)),
        (&"new".into(), Some(1)),
        "{drift:#}"
    );
    assert_eq!(drift["operations"][0]["suites"][0], "shelves-batch-get-books");
}

#[test]
fn an_operation_that_came_or_went_or_takes_no_batch_any_more_is_told() {
    let shell = shell(&[("BatchGetBooks", "BatchGetVolumes")]);
    let text = shell.run(&["drift", "old", "new"]);
    assert_eq!(text.code, Some(1));
    assert!(text.out.contains("shelves BatchGetBooks is gone\n"), "{text:?}");
    assert!(text.out.contains("shelves BatchGetVolumes came\n"), "{text:?}");
    let backwards = shell.run(&["drift", "new", "old", "--operation", "*Books"]);
    assert!(backwards.out.contains("shelves BatchGetBooks came\n"), "{backwards:?}");
    assert!(!backwards.out.contains("Volumes"), "{backwards:?}");
}

#[test]
fn another_rule_of_the_batch_touches_its_laws() {
    let shell = shell(&[(", \"errors\": {\"shape\": \"Errors\"}}}", "}}")]);
    let (code, drift) = told(&shell, &[]);
    assert_eq!(code, Some(1));
    let changes = drift["operations"][0]["changes"].as_array().cloned().expect("changes");
    let failed = changes.iter().find(|change| change["place"] == "failed").expect("another rule");
    assert!(failed["clauses"].to_string().contains("batch/complete"), "{failed:#}");
}

#[test]
fn a_shipped_suite_is_told_with_the_finding_that_is_saved_of_its_clause() {
    let shell = Shell::new();
    let old = include_str!("../../suites/inspector2/model.json");
    let new = old.replacen("\"max\": 100", "\"max\": 50", 1);
    assert_ne!(old, new);
    shell.write("old.json", old);
    shell.write("new.json", &new);
    let server = crate::servers::Serving::start(&["--fault", "max-off-by-one"]);
    let target = format!("http://{}", server.address);
    let run = ["run", "inspector2", "--target", &target, "--seed", "1", "--cases", "0", "--quiet"];
    assert_eq!(shell.run(&run).code, Some(1));
    let said = shell.run(&["drift", "old.json", "new.json"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    let touched = "touches inspector2/request/account-ids-max, must; the suite agrees with the older version";
    assert!(said.out.contains(touched), "{said:?}");
    assert!(said.out.contains(" speaks of inspector2/request/account-ids-max\n"), "{said:?}");
    let model = shell.run(&["run", "--model", "new.json", "--target", &target, "--cases", "0", "--no-save"]);
    let told = "the shipped suite inspector2 speaks of BatchGetFreeTrialInfo, too, and this model disagrees with it in \
                input.accountIds (length-max, inspector2/request/account-ids-max)\n";
    assert!(model.err.contains(told), "{model:?}");
}

#[test]
fn what_cannot_be_read_is_refused() {
    let shell = shell(&[]);
    assert!(refused(&shell, &["drift", "old", "none"]).contains("none"));
    let complaint = refused(&shell, &["drift", "old", "new", "--operation", "Nothing*"]);
    assert!(complaint.contains("neither old nor new holds an operation of that name"), "{complaint}");
    shell.write("broken.json", "{");
    assert!(refused(&shell, &["drift", "old", "broken.json"]).contains("broken.json"));
    shell.write("waivers.toml", "[[waiver]\n");
    assert!(refused(&shell, &["drift", "old", "new", "--waivers", "waivers.toml"]).contains("waivers.toml"));
}

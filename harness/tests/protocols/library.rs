//! A library of books: an API of awsJson that nobody runs.

/// The model; `PROTOCOL` stands for the traits of the service.
const MODEL: &str = r##"{
  "smithy": "2.0",
  "shapes": {
    "example.books#Library_20200101": {
      "type": "service",
      "version": "2020-01-01",
      "operations": [ { "target": "example.books#BatchGetBooks" } ],
      "traits": { "aws.auth#sigv4": { "name": "library" }, PROTOCOL }
    },
    "example.books#BatchGetBooks": {
      "type": "operation",
      "input": { "target": "example.books#BatchGetBooksInput" },
      "output": { "target": "example.books#BatchGetBooksOutput" },
      "errors": [
        { "target": "example.books#ValidationException" },
        { "target": "example.books#ThrottlingException" },
        { "target": "example.books#InternalServerException" }
      ],
      "traits": { "smithy.api#http": { "method": "GET", "uri": "/shelves/{shelf}/books", "code": 207 } }
    },
    "example.books#BatchGetBooksInput": {
      "type": "structure",
      "members": {
        "shelf": {
          "target": "example.books#ShelfName",
          "traits": { "smithy.api#required": {}, "smithy.api#httpLabel": {}, "smithy.api#jsonName": "Shelf" }
        },
        "isbns": { "target": "example.books#Isbns", "traits": { "smithy.api#required": {} } },
        "pages": { "target": "smithy.api#Integer" }
      }
    },
    "example.books#ShelfName": {
      "type": "string",
      "traits": { "smithy.api#length": { "min": 1, "max": 8 }, "smithy.api#pattern": "^[a-z]+$" }
    },
    "example.books#Isbns": {
      "type": "list",
      "member": { "target": "example.books#Isbn" },
      "traits": { "smithy.api#length": { "min": 1, "max": 6 } }
    },
    "example.books#Isbn": { "type": "string", "traits": { "smithy.api#pattern": "^[0-9]{5}$" } },
    "example.books#BatchGetBooksOutput": {
      "type": "structure",
      "members": {
        "books": { "target": "example.books#Books", "traits": { "smithy.api#required": {} } },
        "failures": { "target": "example.books#Failures", "traits": { "smithy.api#required": {} } }
      }
    },
    "example.books#Books": { "type": "list", "member": { "target": "example.books#Book" } },
    "example.books#Book": {
      "type": "structure",
      "members": {
        "isbn": { "target": "example.books#Isbn", "traits": { "smithy.api#required": {}, "smithy.api#jsonName": "ISBN" } },
        "added": { "target": "smithy.api#Timestamp", "traits": { "smithy.api#required": {} } }
      }
    },
    "example.books#Failures": { "type": "list", "member": { "target": "example.books#Failure" } },
    "example.books#Failure": {
      "type": "structure",
      "members": {
        "isbn": { "target": "example.books#Isbn", "traits": { "smithy.api#required": {} } },
        "code": { "target": "smithy.api#String", "traits": { "smithy.api#required": {} } }
      }
    },
    "example.books#ValidationException": {
      "type": "structure",
      "members": { "message": { "target": "smithy.api#String", "traits": { "smithy.api#required": {} } } },
      "traits": { "smithy.api#error": "client" }
    },
    "example.books#ThrottlingException": {
      "type": "structure",
      "members": {
        "message": { "target": "smithy.api#String" },
        "after": { "target": "smithy.api#Integer", "traits": { "smithy.api#httpHeader": "Retry-After" } }
      },
      "traits": { "smithy.api#error": "client", "smithy.api#httpError": 429 }
    },
    "example.books#InternalServerException": {
      "type": "structure",
      "members": { "message": { "target": "smithy.api#String" } },
      "traits": { "smithy.api#error": "server" }
    }
  }
}"##;

/// The suite of its one operation.
pub(crate) const SUITE: &str = r#"
format = 1
id = "library"
title = "Library BatchGetBooks"
version = "1"
operation = "example.books#BatchGetBooks"
effect = "reads"

[batch]
items = "input.isbns"
succeeded = { place = "output.books[]", key = "isbn" }
failed = { place = "output.failures[]", key = "isbn", code = "code" }
"#;

/// The model of a service with these traits.
pub(crate) fn model(protocols: &[&str]) -> String {
    let traits: Vec<String> = protocols.iter().map(|protocol| format!("\"{protocol}\": {{}}")).collect();
    MODEL.replace("PROTOCOL", &traits.join(", "))
}

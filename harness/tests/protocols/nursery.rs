//! A nursery of plants: an API of restJson1 whose input travels in path, query, headers and body.

/// Its model.
pub(crate) const MODEL: &str = r##"{
  "smithy": "2.0",
  "shapes": {
    "example.plants#Nursery": {
      "type": "service",
      "version": "2021-01-01",
      "operations": [ { "target": "example.plants#BatchGetPlants" } ],
      "traits": { "aws.protocols#restJson1": {}, "aws.auth#sigv4": { "name": "nursery" } }
    },
    "example.plants#BatchGetPlants": {
      "type": "operation",
      "input": { "target": "example.plants#BatchGetPlantsInput" },
      "output": { "target": "example.plants#BatchGetPlantsOutput" },
      "errors": [
        { "target": "example.plants#ValidationException" },
        { "target": "example.plants#ResourceNotFoundException" }
      ],
      "traits": { "smithy.api#http": { "method": "POST", "uri": "/gardens/{garden}/beds/{bed+}/plants?verbose", "code": 200 } }
    },
    "example.plants#BatchGetPlantsInput": {
      "type": "structure",
      "members": {
        "garden": {
          "target": "example.plants#GardenName",
          "traits": { "smithy.api#required": {}, "smithy.api#httpLabel": {} }
        },
        "bed": {
          "target": "smithy.api#String",
          "traits": { "smithy.api#required": {}, "smithy.api#httpLabel": {} }
        },
        "season": {
          "target": "example.plants#Season",
          "traits": { "smithy.api#required": {}, "smithy.api#httpQuery": "season" }
        },
        "depth": {
          "target": "example.plants#Depth",
          "traits": { "smithy.api#required": {}, "smithy.api#httpHeader": "X-Depth" }
        },
        "since": { "target": "smithy.api#Timestamp", "traits": { "smithy.api#httpQuery": "since" } },
        "tags": { "target": "example.plants#Tags", "traits": { "smithy.api#httpQuery": "tag" } },
        "wet": { "target": "smithy.api#Boolean", "traits": { "smithy.api#httpHeader": "X-Wet" } },
        "order": { "target": "example.plants#Order", "traits": { "smithy.api#required": {}, "smithy.api#httpPayload": {} } }
      }
    },
    "example.plants#Order": {
      "type": "structure",
      "members": {
        "names": { "target": "example.plants#Names", "traits": { "smithy.api#required": {} } }
      }
    },
    "example.plants#GardenName": {
      "type": "string",
      "traits": { "smithy.api#length": { "min": 2, "max": 10 }, "smithy.api#pattern": "^[a-z0-9]+$" }
    },
    "example.plants#Season": {
      "type": "enum",
      "members": {
        "SPRING": { "target": "smithy.api#Unit" },
        "AUTUMN": { "target": "smithy.api#Unit" }
      }
    },
    "example.plants#Depth": { "type": "integer", "traits": { "smithy.api#range": { "min": 1, "max": 9 } } },
    "example.plants#Tags": {
      "type": "list",
      "member": { "target": "example.plants#Tag" },
      "traits": { "smithy.api#length": { "max": 3 } }
    },
    "example.plants#Tag": { "type": "string", "traits": { "smithy.api#pattern": "^[a-z]+$" } },
    "example.plants#Names": {
      "type": "list",
      "member": { "target": "example.plants#Name" },
      "traits": { "smithy.api#length": { "min": 1, "max": 6 } }
    },
    "example.plants#Name": { "type": "string", "traits": { "smithy.api#pattern": "^[a-z]{4}$" } },
    "example.plants#BatchGetPlantsOutput": {
      "type": "structure",
      "members": {
        "visit": { "target": "smithy.api#String", "traits": { "smithy.api#httpHeader": "X-Visit", "smithy.api#required": {} } },
        "found": { "target": "example.plants#Found", "traits": { "smithy.api#httpPayload": {}, "smithy.api#required": {} } }
      }
    },
    "example.plants#Found": {
      "type": "structure",
      "members": {
        "plants": { "target": "example.plants#Plants", "traits": { "smithy.api#required": {} } },
        "missing": { "target": "example.plants#Missing", "traits": { "smithy.api#required": {} } }
      }
    },
    "example.plants#Plants": { "type": "list", "member": { "target": "example.plants#Name" } },
    "example.plants#Missing": { "type": "list", "member": { "target": "smithy.api#String" } },
    "example.plants#ValidationException": {
      "type": "structure",
      "members": { "message": { "target": "smithy.api#String", "traits": { "smithy.api#required": {} } } },
      "traits": { "smithy.api#error": "client", "smithy.api#httpError": 400 }
    },
    "example.plants#ResourceNotFoundException": {
      "type": "structure",
      "members": { "message": { "target": "smithy.api#String", "traits": { "smithy.api#required": {} } } },
      "traits": { "smithy.api#error": "client", "smithy.api#httpError": 404 }
    }
  }
}"##;

/// The suite of its one operation.
pub(crate) const SUITE: &str = r#"
format = 1
id = "nursery"
title = "Nursery BatchGetPlants"
version = "1"
operation = "example.plants#BatchGetPlants"
effect = "reads"

[batch]
items = "input.order.names"
succeeded = { place = "output.found.plants[]" }
failed = { place = "output.found.missing[]" }
"#;

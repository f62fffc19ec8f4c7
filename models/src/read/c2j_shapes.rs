//! The form of botocore's `service-2.json` (C2J), as far as it is used.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::pairs::Pairs;

/// A whole file.
#[derive(Debug, Deserialize)]
pub(super) struct ServiceFile {
    pub(super) metadata: Metadata,
    #[serde(default)]
    pub(super) operations: BTreeMap<String, Operation>,
    #[serde(default)]
    pub(super) shapes: BTreeMap<String, Shape>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata {
    #[serde(default)]
    pub(super) api_version: String,
    #[serde(default)]
    pub(super) endpoint_prefix: Option<String>,
    #[serde(default)]
    pub(super) json_version: Option<Value>,
    #[serde(default)]
    pub(super) protocol: String,
    #[serde(default)]
    pub(super) protocols: Vec<String>,
    #[serde(default)]
    pub(super) service_full_name: String,
    #[serde(default)]
    pub(super) service_id: Option<String>,
    #[serde(default)]
    pub(super) signing_name: Option<String>,
    #[serde(default)]
    pub(super) target_prefix: Option<String>,
    #[serde(default)]
    pub(super) aws_query_compatible: Option<Value>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Operation {
    #[serde(default)]
    pub(super) http: Http,
    pub(super) input: Option<Reference>,
    pub(super) output: Option<Reference>,
    #[serde(default)]
    pub(super) errors: Vec<Reference>,
    #[serde(default)]
    pub(super) documentation: String,
    #[serde(default)]
    pub(super) idempotent: bool,
    #[serde(default)]
    pub(super) readonly: bool,
    pub(super) endpoint: Option<Value>,
    #[serde(default)]
    pub(super) deprecated: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Http {
    #[serde(default)]
    pub(super) method: String,
    #[serde(default)]
    pub(super) request_uri: String,
    pub(super) response_code: Option<u16>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reference {
    pub(super) shape: String,
    #[serde(default)]
    pub(super) documentation: String,
    pub(super) location: Option<String>,
    pub(super) location_name: Option<String>,
    #[serde(default)]
    pub(super) idempotency_token: bool,
    #[serde(default)]
    pub(super) jsonvalue: bool,
    #[serde(default)]
    pub(super) streaming: bool,
    #[serde(default)]
    pub(super) host_label: bool,
    #[serde(default)]
    pub(super) deprecated: bool,
    pub(super) timestamp_format: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shape {
    pub(super) r#type: String,
    #[serde(default)]
    pub(super) members: Pairs<Reference>,
    #[serde(default)]
    pub(super) required: Vec<String>,
    pub(super) member: Option<Reference>,
    pub(super) key: Option<Reference>,
    pub(super) value: Option<Reference>,
    pub(super) min: Option<Value>,
    pub(super) max: Option<Value>,
    pub(super) pattern: Option<String>,
    #[serde(default)]
    pub(super) r#enum: Vec<String>,
    #[serde(default)]
    pub(super) exception: bool,
    #[serde(default)]
    pub(super) fault: bool,
    pub(super) error: Option<ErrorTrait>,
    pub(super) retryable: Option<Value>,
    #[serde(default)]
    pub(super) sensitive: bool,
    #[serde(default)]
    pub(super) union: bool,
    #[serde(default)]
    pub(super) eventstream: bool,
    #[serde(default)]
    pub(super) streaming: bool,
    #[serde(default)]
    pub(super) document: bool,
    #[serde(default)]
    pub(super) sparse: bool,
    pub(super) payload: Option<String>,
    pub(super) timestamp_format: Option<String>,
    #[serde(default)]
    pub(super) documentation: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ErrorTrait {
    pub(super) code: Option<String>,
    pub(super) http_status_code: Option<u16>,
    #[serde(default)]
    pub(super) sender_fault: bool,
}

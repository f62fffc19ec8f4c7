//! The APIs that batchspec tests, as data: a folder an API.
//!
//! A folder holds the Smithy model of one operation (`model.json`), the suite file that says what the model cannot
//! say (`suite.toml`), the documented exchanges if there are any (`examples/`) and the sources of it all (`README.md`).
//! This package only carries the files; reading them is the harness's business, and a suite of your own needs nothing
//! from here.
//!
//! ```
//! let suite = batchspec_suites::ALL.iter().find(|suite| suite.id == "inspector2").unwrap();
//! assert!(suite.suite_toml.contains("BatchGetFreeTrialInfo"));
//! ```

/// The files of one suite, as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuiteFiles {
    /// Name of the suite and of its folder.
    pub id: &'static str,
    /// The suite file.
    pub suite_toml: &'static str,
    /// The Smithy model, JSON AST 2.0.
    pub model_json: &'static str,
    /// The exchanges that the API's documentation shows.
    pub examples: &'static [Example],
}

/// One documented exchange: the bodies of a request and of the 200 answer to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// Name of the exchange, unique in its suite.
    pub name: &'static str,
    /// Body of the request.
    pub request: &'static str,
    /// Body of the answer.
    pub response: &'static str,
}

/// Amazon Inspector, BatchGetFreeTrialInfo. Its documentation shows no exchange.
pub const INSPECTOR2: SuiteFiles = SuiteFiles {
    id: "inspector2",
    suite_toml: include_str!("../inspector2/suite.toml"),
    model_json: include_str!("../inspector2/model.json"),
    examples: &[],
};

/// AWS Marketplace Catalog, BatchDescribeEntities.
pub const MARKETPLACE: SuiteFiles = SuiteFiles {
    id: "marketplace",
    suite_toml: include_str!("../marketplace/suite.toml"),
    model_json: include_str!("../marketplace/model.json"),
    examples: &[
        Example {
            name: "saas",
            request: include_str!("../marketplace/examples/saas.request.json"),
            response: include_str!("../marketplace/examples/saas.response.json"),
        },
        Example {
            name: "offers",
            request: include_str!("../marketplace/examples/offers.request.json"),
            response: include_str!("../marketplace/examples/offers.response.json"),
        },
        Example {
            name: "resale",
            request: include_str!("../marketplace/examples/resale.request.json"),
            response: include_str!("../marketplace/examples/resale.response.json"),
        },
    ],
};

/// Every suite, in the order in which they are listed and run.
pub const ALL: &[SuiteFiles] = &[INSPECTOR2, MARKETPLACE];

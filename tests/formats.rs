//! The output formats on trial: every one of them over the same reports, by the rules of its readers.

#[path = "support/contracts.rs"]
mod contracts;
#[path = "support/reference.rs"]
mod reference;
#[path = "support/world.rs"]
mod world;

mod formats {
    mod every;
    mod har;
    mod html;
    mod html_in_browser;
    mod html_of_many;
    mod json;
    mod junit;
    mod markdown;
    mod ndjson;
    mod recordings;
    mod reports;
    mod sarif;
}

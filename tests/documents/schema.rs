//! `docs/report.schema.json` and `docs/line.schema.json`: the forms of reports, made from the types that are written.

use batchspec_harness::report::{line_schema, schema};

#[test]
fn the_schema_of_the_report_is_up_to_date() {
    crate::assert_generated("docs/report.schema.json", &schema());
}

#[test]
fn the_schema_of_the_lines_that_tell_of_a_run_is_up_to_date() {
    crate::assert_generated("docs/line.schema.json", &line_schema());
}

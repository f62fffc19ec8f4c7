//! `docs/report.schema.json`: the form of reports, made from the types that are written.

#[test]
fn the_schema_of_the_report_is_up_to_date() {
    crate::assert_generated("docs/report.schema.json", &batchspec_harness::report::schema());
}

//! Models on trial: how they are read, what is inferred of them, what is written and whether the harness accepts it.

mod models {
    mod counts;
    mod deep_items;
    mod files;
    mod forms;
    mod loading;
    mod readings;
    mod reports;
    mod small;
    mod supplies;
    pub(crate) mod support;
}

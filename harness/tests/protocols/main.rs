//! Each protocol against a small server written by hand: one that is right is not accused, and each fault is named.

mod aws_json;
mod items_in_query;
mod library;
mod nursery;
mod rest_json;
mod trial;
mod whole_promises;

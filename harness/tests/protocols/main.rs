//! Each protocol against a small server written by hand: one that is right is not accused, and each fault is named.

mod aws_json;
mod library;
mod nursery;
mod rest_json;
mod trial;

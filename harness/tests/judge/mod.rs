//! The checks: what each rejects and lets pass, the documented examples, and answers broken at random.

mod class_misses;
mod differences;
mod entry_misses;
mod examples;
mod large_answers;
mod message_near_misses;
mod mutants;
mod near_misses;
mod outcomes;
mod promise_misses;
mod rejections;
mod rendering;
mod rereading;
mod robustness;
mod scene;
mod several_breaches;
mod shared_keys;
mod unknown_items;
mod whole_refusals;
mod wire_near_misses;

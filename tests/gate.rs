//! What gates rest on: signatures that are the same from run to run, and shards that add up to the whole.

#[path = "support/contracts.rs"]
mod contracts;
#[path = "support/world.rs"]
mod world;

mod gate {
    mod shards;
    mod signatures;
    mod trial;
}

//! What this SDK does beyond the description: hand-written, never touched by the generator.

mod client;

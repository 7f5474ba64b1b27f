//! The two sides of the benchmark: `records`, an SDK as oasmith makes it, and `derived`, its types with serde's derives.

include!(concat!(env!("OUT_DIR"), "/records.rs"));
include!(concat!(env!("OUT_DIR"), "/derived.rs"));

//! How often generated code allocates beside what one would write without it: `serde`'s derives, and bare `reqwest`.
//!
//!     cargo bench -p runtime-bench --bench allocations [-- [PART OF A NAME] [--json FILE]]
//!
//! A program of its own, because counting takes time. What grows counts again; the server's thread does not count.

#[path = "../../sdk/server.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod server;
mod work;

use allocation_counter::{AllocationInfo, measure};

use work::{Arguments, Way};

/// How often each is done, and then again to be counted.
const TIMES: usize = 21;

fn main() {
    let arguments = Arguments::read();
    let times = if arguments.bench { TIMES } else { 1 };
    println!("{:<22} {:>9} {:>7} {:>7} {:>11} {:>12}", "", "JSON", "ours", "other", "ours, bytes", "other, bytes");
    let mut results = serde_json::Map::new();
    for work in work::all(&arguments.part) {
        let (ours, others) = (settled(&work.ours, times), settled(&work.others, times));
        let (count, other_count) = (ours.count_total, others.count_total);
        let (bytes, other_bytes) = (ours.bytes_total, others.bytes_total);
        let (name, json) = (&work.name, work.bytes);
        println!("{name:<22} {json:>9} {count:>7} {other_count:>7} {bytes:>11} {other_bytes:>12}");
        let result = serde_json::json!({
            "ours": count, "others": other_count, "ours_bytes": bytes, "others_bytes": other_bytes,
        });
        results.insert(work.name, result);
    }
    arguments.write(results);
}

/// What it allocates once connections are open and buffers have grown: the median of many times.
fn settled(way: &Way, times: usize) -> AllocationInfo {
    (0..times).for_each(|_| way());
    let mut all: Vec<AllocationInfo> = (0..times).map(|_| measure(way)).collect();
    all.sort_by_key(|info| info.count_total);
    all[all.len() / 2]
}

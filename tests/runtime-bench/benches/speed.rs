//! How long generated code takes beside what one would write without it: `serde`'s derives, and bare `reqwest`.
//!
//!     cargo bench -p runtime-bench --bench speed [-- [PART OF A NAME] [--json FILE]]
//!
//! Both do their work in turn, many times, so that a slow moment of the machine is everybody's. What is shown are the
//! medians, and the median of what one turn took beside the other.

#[path = "../../sdk/server.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod server;
mod work;

use std::time::{Duration, Instant};

use work::{Arguments, Way, Work};

/// How long one turn takes at least.
const TURN: Duration = Duration::from_millis(2);
/// How often each way has its turn.
const TURNS: usize = 401;

/// What came out, in microseconds.
struct Speed {
    ours: f64,
    others: f64,
    ratio: f64,
}

fn main() {
    let arguments = Arguments::read();
    let turns = if arguments.bench { TURNS } else { 1 };
    println!("{:<22} {:>9} {:>10} {:>10} {:>7} {:>9}", "", "JSON", "ours, us", "other, us", "ratio", "ours, MB/s");
    let mut results = serde_json::Map::new();
    for work in work::all(&arguments.part) {
        let Speed { ours, others, ratio } = speed(&work, turns);
        let (name, bytes) = (&work.name, work.bytes);
        println!("{name:<22} {bytes:>9} {ours:>10.2} {others:>10.2} {ratio:>7.2} {:>9.0}", bytes as f64 / ours);
        let result = serde_json::json!({ "bytes": bytes, "ours_us": ours, "others_us": others, "ratio": ratio });
        results.insert(work.name, result);
    }
    arguments.write(results);
}

fn speed(work: &Work, turns: usize) -> Speed {
    let times = times_in(&work.ours, TURN).max(times_in(&work.others, TURN));
    let (mut ours, mut others, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..turns {
        let turn = (timed(&work.ours, times), timed(&work.others, times));
        ours.push(turn.0);
        others.push(turn.1);
        ratios.push(turn.0 / turn.1);
    }
    Speed { ours: median(ours), others: median(others), ratio: median(ratios) }
}

/// How often this can be done in a turn.
fn times_in(way: &Way, turn: Duration) -> u32 {
    way();
    let (start, mut times) = (Instant::now(), 0);
    while start.elapsed() < turn {
        way();
        times += 1;
    }
    times
}

/// Microseconds that it takes once, of so many times.
fn timed(way: &Way, times: u32) -> f64 {
    let start = Instant::now();
    (0..times).for_each(|_| way());
    start.elapsed().as_secs_f64() * 1e6 / f64::from(times)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

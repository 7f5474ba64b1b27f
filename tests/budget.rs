//! How much Rust the SDK is, per operation: it must not grow unnoticed. `budget.toml` says how much it may be; whoever
//! makes more of it on purpose changes that file (`BLESS=1`), and says why.
//!
//! Real descriptions have theirs in `corpus/ratchet.toml`.

use std::fs;
use std::path::{Path, PathBuf};

use oasmith::output::Contents;
use oasmith::{Config, Diagnostics, Sources};
use serde::{Deserialize, Serialize};

/// By how many percent a figure may exceed the budget.
const SLACK: f64 = 3.0;

/// What is counted.
#[derive(Debug, Deserialize, Serialize)]
struct Budget {
    operations: usize,
    /// Of all `.rs` files that are generated, the runtime among them.
    bytes: usize,
    /// Of those that are rendered, for each operation.
    bytes_per_operation: f64,
    lines_per_operation: f64,
}

#[test]
fn the_sdk_keeps_within_its_budget() {
    let (file, now) = (root().join("tests/budget.toml"), measured());
    if tests::blesses() {
        let head = "# How much Rust the SDK is. `BLESS=1 cargo test -p tests --test budget` writes this file.\n\n";
        let text = toml::to_string(&now).expect("figures");
        fs::write(&file, format!("{head}{text}")).expect("the file can be written");
    }
    let text = fs::read_to_string(&file).expect("the budget");
    let budget: Budget = toml::from_str(&text).expect("figures");
    let figures = [
        ("bytes", budget.bytes as f64, now.bytes as f64),
        ("bytes per operation", budget.bytes_per_operation, now.bytes_per_operation),
        ("lines per operation", budget.lines_per_operation, now.lines_per_operation),
    ];
    for (what, budget, now) in figures {
        let most = budget * (1.0 + SLACK / 100.0);
        assert!(now <= most, "the SDK has {now:.0} {what}, more than {SLACK} % above the budget of {budget:.0}");
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn measured() -> Budget {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let config = Config::read(&root().join("oasmith.toml"), &mut sources, &mut diagnostics).expect("the configuration");
    let generation = oasmith::generate(&config, &mut sources, &mut diagnostics).expect("the SDK");
    let operations = generation.api.operations.len();
    let rust = || generation.tree.files.iter().filter(|(path, _)| path.ends_with(".rs"));
    let rendered: Vec<&[u8]> = rust()
        .filter(|(_, file)| matches!(file.contents, Contents::Text(_)))
        .map(|(_, file)| file.contents.as_bytes())
        .collect();
    let lines = rendered.iter().flat_map(|text| text.iter()).filter(|byte| **byte == b'\n').count();
    let bytes: usize = rendered.iter().map(|text| text.len()).sum();
    let tenths = |sum: usize| (sum as f64 / operations as f64 * 10.0).round() / 10.0;
    Budget {
        operations,
        bytes: rust().map(|(_, file)| file.contents.as_bytes().len()).sum(),
        bytes_per_operation: tenths(bytes),
        lines_per_operation: tenths(lines),
    }
}

//! Unified diffs of a plan.

use std::time::Duration;

use similar::TextDiff;

use super::{Change, LOCK, Plan, without_carriage_returns};

/// How many lines of one file's diff are shown.
const LINES: usize = 200;

/// What a plan changes, file by file. The lock file only counts where nothing else does: its hashes say nothing.
pub fn diff(plan: &Plan) -> String {
    let others = plan.changes().any(|change| change.path != LOCK);
    plan.changes().filter(|change| !others || change.path != LOCK).map(|change| file(change, LINES)).collect()
}

/// The whole diff of one file.
pub fn file_diff(change: &Change) -> String {
    file(change, usize::MAX - 2)
}

/// One file's diff, of at most `lines` lines.
pub fn file(change: &Change, lines: usize) -> String {
    let text = |bytes: &Option<Vec<u8>>| match bytes {
        None => Some(String::new()),
        Some(bytes) => String::from_utf8(without_carriage_returns(bytes).into_owned()).ok(),
    };
    let side = |prefix: &str, bytes: &Option<Vec<u8>>| match bytes {
        Some(_) => format!("{prefix}/{}", change.path),
        None => "/dev/null".to_owned(),
    };
    let (from, to) = (side("a", &change.old), side("b", &change.new));
    let (Some(old), Some(new)) = (text(&change.old), text(&change.new)) else {
        return format!("Binary files {from} and {to} differ\n");
    };
    let diff = TextDiff::configure().timeout(Duration::from_secs(5)).diff_lines(old.as_str(), new.as_str());
    let unified = diff.unified_diff().context_radius(3).header(&from, &to).to_string();
    let total = unified.lines().count();
    // The two lines of the header do not count.
    if total <= lines + 2 {
        return unified;
    }
    let shown: String = unified.split_inclusive('\n').take(lines + 2).collect();
    format!("{shown}… {} more lines of this file's diff\n", total - lines - 2)
}

//! The golden cases: what oasmith makes of small descriptions, kept as files that people can read.
//!
//! A case is a directory of `cases/`:
//!
//! | file | what it is |
//! |---|---|
//! | `spec.yaml` | the description, about one idea |
//! | `oasmith.toml` | the configuration, where the case is about it; else `spec.yaml` becomes a crate with the case's name |
//! | `templates/` | templates that the configuration names |
//! | `found/` | the crate's folder as the run finds it, where the case is about what is there already |
//! | `expected/` | the files that are made |
//! | `expected.stderr` | what is said about it, with notes, as people see it |
//! | `check.rs` | a test of the crate's behaviour, compiled into it and run by `compile.rs` |
//!
//! Three names mean something. A case called `example_…` is for people to copy: `templates/GUIDE.md` shows it, and
//! `guide.rs` keeps that true. One called `err_…` is about what is said, so that it has no `expected/`; every code of a
//! diagnostic must be said by one. `petstore` is compared as a whole crate, and so are the cases that share its
//! `expected/`. Of all others only rendered files under `src/` are, and what the case's own templates make: `Cargo.toml`,
//! `README.md` and `oasmith.lock` would say the same in each, would change in each with every release, and nobody would
//! read them; and files that are copied as they are (the runtime) are the same everywhere. For the same reason
//! `src/client.rs`, `src/lib.rs` and `src/settings.rs` are compared only in cases that are about them, which `case.rs`
//! lists. All files of all crates are compiled nevertheless.
//!
//! Nothing is written but by `BLESS`: a run generates and plans.
//!
//! `out` in a case's configuration names the folder that is compared. A case whose `out` is that of another case says
//! that both give the same crate; it is never blessed.

pub mod case;
pub mod comparison;
pub mod workspace;

/// Whether the nth part of something that takes long is done in this run: all are, unless `OASMITH_TURN` has a number.
/// Then one of so many is, another one with the next number. So CI does all in as many runs.
pub fn has_turn(nth: usize, of: usize) -> bool {
    let turn = std::env::var("OASMITH_TURN").ok().and_then(|turn| turn.parse::<usize>().ok());
    turn.is_none_or(|turn| turn % of == nth % of)
}

/// Whether what is expected is to be rewritten, by `BLESS=1`.
///
/// # Panics
///
/// Where `CI` is set: what was blessed is to be read before it is committed.
pub fn blesses() -> bool {
    let blesses = std::env::var_os("BLESS").is_some_and(|value| value != "0" && !value.is_empty());
    let is_refused = blesses && std::env::var_os("CI").is_some();
    assert!(!is_refused, "BLESS is refused where CI is set: bless on your own machine, read the diff, and commit it");
    blesses
}

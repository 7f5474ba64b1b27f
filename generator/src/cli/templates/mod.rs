//! `oasmith templates`: which there are, copies of built-in ones, and what becomes of these when the tool changes.

mod check;
mod eject;
mod list;
mod merge;
mod selection;

use clap::Subcommand;

use super::{Outcome, Session};
use selection::Selection;

/// What to do with templates.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List all templates: what each is rendered for, and whether it is built-in, replaced, extended, added or skipped.
    List,
    /// Copy built-in templates into the folder of your own, to be changed there. Nothing is overwritten.
    Eject(Selection),
    /// Say what is wrong with templates, and which copies lag behind; exit with 1 if anything is. Nothing is written.
    Check,
    /// Take over into copies what has changed in the built-in templates since.
    Merge(Selection),
}

/// Does it.
pub fn run(session: &mut Session, action: &Action) -> Outcome {
    match action {
        Action::List => list::run(session),
        Action::Eject(selection) => eject::run(session, selection),
        Action::Check => check::run(session),
        Action::Merge(selection) => merge::run(session, selection),
    }
}

//! `oasmith templates check`: what is wrong with templates, and which copies lag behind the built-in ones.

use oasmith::diagnostics::{Code, Severity};
use oasmith::output::{self, Change};
use oasmith::render::templates::copies::{self, Copied, Standing};
use serde_json::json;

use crate::cli::{Format, Outcome, Session, print};

/// What is said of templates. All else that is said is for `generate` to say, unless it keeps templates from being
/// rendered.
const OF_TEMPLATES: &[Code] = &[
    Code::MovedComment,
    Code::NotRust,
    Code::OutsideBlock,
    Code::TemplateError,
    Code::TemplateNearMiss,
    Code::TemplatePath,
    Code::TemplateSyntax,
    Code::TemplateView,
    Code::UnescapedText,
    Code::UnknownBlock,
    Code::UnknownName,
    Code::UnusedSkip,
    Code::UnusedTemplate,
];

/// Renders everything, writes nothing, and compares copies with what they are of.
pub fn run(session: &mut Session) -> Outcome {
    let Some(config) = session.config() else { return Outcome::Failed };
    let Some(_claim) = session.claim(&config) else { return Outcome::Failed };
    let directory = config.templates_path();
    let generation = oasmith::generate(&config, &mut session.sources, &mut session.diagnostics);
    let copies = directory.as_deref().map(|directory| copies::copies(directory, &mut session.diagnostics));
    let copies = copies.unwrap_or_default();
    [Code::UnescapedText, Code::UnknownName].into_iter().for_each(|code| session.diagnostics.raise(code));
    let is_of_templates = |code: Code| OF_TEMPLATES.contains(&code);
    session.diagnostics.retain(|found| is_of_templates(found.code) || found.severity == Severity::Error);
    session.diagnostics.dedup();
    // There are few notes on templates, and whoever asks for them wants to know.
    session.global.verbose = true;
    copies.iter().for_each(|copied| show(session, copied));
    say_superfluous(session, &copies);

    let (faults, others): (Vec<_>, Vec<_>) = session
        .diagnostics
        .iter()
        .filter(|found| found.severity > Severity::Note)
        .partition(|found| is_of_templates(found.code));
    let lags = |copied: &&Copied| !matches!(copied.standing, Standing::Current | Standing::Superfluous);
    let lagging = copies.iter().filter(lags).count();
    session.tell(&json!({ "kind": "summary", "copies": copies.len(), "lagging": lagging, "faults": faults.len() }));
    if !others.is_empty() || (generation.is_none() && faults.is_empty()) {
        return Outcome::Failed;
    }
    if lagging > 0 {
        session.say(&format!("{lagging} of {} copies to be looked at", copies.len()));
    }
    if lagging > 0 || !faults.is_empty() {
        return Outcome::Found;
    }
    let current = match copies.len() {
        0 => String::new(),
        count => format!("; copies of built-in ones, all current: {count}"),
    };
    session.say(&format!("nothing is wrong with the templates{current}"));
    Outcome::Fine
}

/// Names the copies that are none the less for being deleted; many are counted.
fn say_superfluous(session: &Session, copies: &[Copied]) {
    const SHOWN: usize = 5;
    let superfluous = || copies.iter().filter(|copied| copied.standing == Standing::Superfluous);
    let paths: Vec<String> = superfluous().map(|copied| format!("`{}`", copied.path)).collect();
    for copied in superfluous() {
        session.tell(&json!({ "kind": "template", "path": copied.path, "standing": copied.standing.name() }));
    }
    let named = if paths.len() > SHOWN { format!("{} copies", paths.len()) } else { paths.join(", ") };
    match paths.len() {
        0 => {}
        1 => session.say(&format!("{named} is the same as the built-in one, and can be deleted")),
        _ => session.say(&format!("{named} are the same as the built-in ones, and can be deleted")),
    }
}

/// Says how a copy stands, with what merging would change.
fn show(session: &Session, copied: &Copied) {
    let (said, merged) = match &copied.standing {
        Standing::Current | Standing::Superfluous => return,
        Standing::Behind { merged, is_clean: true } => (
            "lags behind: the built-in template has changed since, which `oasmith templates merge` takes over",
            Some(merged),
        ),
        Standing::Behind { merged, is_clean: false } => (
            "lags behind: the built-in template has changed since, also where you have changed it; `oasmith templates \
             merge` marks these places",
            Some(merged),
        ),
        Standing::Unresolved => ("has conflicts of a merge that are not resolved", None),
        Standing::Orphaned => ("is of a template that is no longer built in", None),
        Standing::Baseless => (
            "says that it is a copy, but what it was copied from is missing in `.base`, so nothing can be said of what \
             has changed since: restore that from version control, or delete the line at its top",
            None,
        ),
    };
    let diff = merged.map(|merged| {
        let (old, new) = (Some(copied.text.clone().into_bytes()), Some(merged.clone().into_bytes()));
        output::file_diff(&Change { path: copied.path.clone(), old, new })
    });
    let is_clean = !matches!(copied.standing, Standing::Behind { is_clean: false, .. });
    session.tell(&json!({
        "kind": "template", "path": copied.path, "standing": copied.standing.name(), "clean": is_clean, "diff": diff,
    }));
    session.say(&format!("{} {said}", copied.file.display()));
    if session.global.message_format == Format::Human {
        print(&mut std::io::stdout(), &diff.unwrap_or_default());
    }
}

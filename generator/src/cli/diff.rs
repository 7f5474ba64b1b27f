//! `oasmith diff`: what a change of the description means for the users of the crate.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use oasmith::config::Config;
use oasmith::diagnostics::{Code, Diagnostic, Place};
use oasmith::diff::{self, Level, Report};
use oasmith::output::Lock;

use super::compared::Compared;
use super::{Format, Outcome, Session, colours, print};

/// What is compared, and how that is told.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A description, the folder of a crate, or either at a revision of git: `v1.2.0:spec/openapi.yaml`. By default, the
    /// crate as it was last generated.
    old: Option<String>,
    /// The same of what came after. By default, the description as it is now.
    new: Option<String>,
    /// How the report is laid out.
    #[arg(long, value_enum, default_value_t = Layout::Text)]
    format: Layout,
    /// A file to write the report to, in place of standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Which changes make the exit code 1: those that are at least as serious.
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Breaking)]
    fail_on: FailOn,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Layout {
    /// For a terminal.
    Text,
    /// For a pull request.
    Markdown,
    /// For programs.
    Json,
    /// One page, to be opened in a browser.
    Html,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    /// Changes that break code, or programs that are built already.
    Breaking,
    /// Also what is new.
    Additive,
    /// Any change.
    Invisible,
    /// None.
    Never,
}

/// Compares, and prints or writes the report.
pub fn run(session: &mut Session, arguments: &Arguments) -> Outcome {
    let Some(report) = report(session, arguments) else { return Outcome::Failed };
    if !tell(session, arguments, &report) {
        return Outcome::Failed;
    }
    let fails = match arguments.fail_on {
        FailOn::Breaking => report.level() == Level::Breaking,
        FailOn::Additive => report.level() >= Level::Additive,
        FailOn::Invisible => !report.changes.is_empty(),
        FailOn::Never => false,
    };
    match session.outcome() {
        Outcome::Fine if fails => Outcome::Found,
        outcome => outcome,
    }
}

fn report(session: &mut Session, arguments: &Arguments) -> Option<Report> {
    let old = Compared::parse(session, arguments.old.as_deref(), Compared::LastGenerated)?;
    let new = Compared::parse(session, arguments.new.as_deref(), Compared::Now)?;
    let both_given = arguments.old.is_some() && arguments.new.is_some();
    let (config, lock, _claim) = match both_given && !session.global.config.exists() {
        true => (session.with_overlays(Config::default()), None, None),
        false => {
            let config = session.config()?;
            let claim = session.claim(&config)?;
            let lock = Lock::load(&config.out_path(), &mut session.sources, &mut session.diagnostics)?;
            (config, Some(lock), Some(claim))
        }
    };
    // The new crate keeps what the old one was given, as when it is generated over it.
    let (old, lock) = old.surface(session, &config, lock)?;
    let (new, _) = new.surface(session, &config, Some(lock))?;
    Some(diff::compare(&old, &new))
}

/// Prints or writes the report; whether that could be done.
fn tell(session: &mut Session, arguments: &Arguments, report: &Report) -> bool {
    let is_terminal = arguments.output.is_none() && std::io::stdout().is_terminal();
    let text = match arguments.format {
        Layout::Text => diff::report::text(report, colours(is_terminal), session.global.verbose),
        Layout::Markdown => diff::report::markdown(report),
        Layout::Json => format!("{:#}\n", diff::report::json(report)),
        Layout::Html => diff::report::html(report),
    };
    if let Some(path) = &arguments.output {
        if let Err(error) = std::fs::write(path, text) {
            let place = Place::File(path.display().to_string());
            let message = format!("the report cannot be written: {error}");
            session.diagnostics.push(Diagnostic::new(Code::UnwritableOutput, place, message));
            return false;
        }
        session.say(&format!("{}: {}", path.display(), diff::report::conclusion(report)));
    } else if session.global.message_format == Format::Human {
        print(&mut std::io::stdout(), &text);
    }
    if session.global.message_format == Format::Json {
        let mut object = diff::report::json(report);
        object["kind"] = "diff".into();
        session.tell(&object);
    }
    true
}

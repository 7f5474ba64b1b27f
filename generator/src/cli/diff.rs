//! `oasmith diff`: what a change of the description means for the users of the crate.

use std::fmt;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use oasmith::config::Config;
use oasmith::diagnostics::{Code, Diagnostic, Place};
use oasmith::diff::{self, Level, Report};
use oasmith::output::Lock;
use oasmith::source::Revision;
use oasmith::surface::{self, SURFACE, Surface};

use super::{Format, Outcome, Session, print};

/// What is compared, and how that is told.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A description, the `oasmith.surface.json` or the folder of a crate, or any of these at a revision of git:
    /// `v1.2.0:spec/openapi.yaml`. By default, the crate as it was last generated.
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

/// Something to compare.
enum Operand {
    /// The description that the configuration names.
    Now,
    /// The crate as it was last generated.
    LastGenerated,
    /// A file or a folder, of a revision or on disk.
    Path(Option<Revision>, PathBuf),
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
    let old = operand(session, arguments.old.as_deref(), Operand::LastGenerated)?;
    let new = operand(session, arguments.new.as_deref(), Operand::Now)?;
    let both_given = arguments.old.is_some() && arguments.new.is_some();
    let config = match both_given && !session.global.config.exists() {
        true => session.ready(Config::default())?,
        false => session.config()?,
    };
    let lock = Lock::load(&config.out_path(), &mut session.sources, &mut session.diagnostics)?;
    // The new crate keeps what the old one was given, as when it is generated over it.
    let (old, lock) = surface(session, &config, old, lock)?;
    let (new, _) = surface(session, &config, new, lock)?;
    Some(diff::compare(&old, &new))
}

/// What an argument names, or what stands for none.
fn operand(session: &mut Session, argument: Option<&str>, default: Operand) -> Option<Operand> {
    let Some(argument) = argument else { return Some(default) };
    let Some((revision, path)) = of_revision(argument) else {
        return Some(Operand::Path(None, argument.into()));
    };
    match Revision::find(revision) {
        Ok(revision) => Some(Operand::Path(Some(revision), path.into())),
        Err(error) => {
            let message = format!("`{argument}` cannot be read: {error}");
            let help = "name a file, a folder of a crate, or `REVISION:FILE`";
            let place = Place::File(argument.to_owned());
            session.diagnostics.push(Diagnostic::new(Code::UnreadableFile, place, message).help(help));
            None
        }
    }
}

/// `REVISION:PATH` in parts, unless there is a file of that name. One letter before the colon is a drive.
fn of_revision(argument: &str) -> Option<(&str, &str)> {
    let (revision, path) = argument.split_once(':')?;
    (revision.len() > 1 && !Path::new(argument).exists()).then_some((revision, path))
}

/// What users see of an operand, and what the crate remembers after it.
fn surface(session: &mut Session, config: &Config, operand: Operand, lock: Lock) -> Option<(Surface, Lock)> {
    let (revision, path) = match operand {
        Operand::Now => {
            return oasmith::surface_of(config, &lock, &mut session.sources, &mut session.diagnostics);
        }
        Operand::LastGenerated => (None, config.out_path().join(SURFACE)),
        Operand::Path(None, path) if path.is_dir() => (None, path.join(SURFACE)),
        Operand::Path(revision, path) => (revision, path),
    };
    session.sources.set_revision(revision);
    let surface = read(session, config, &path, lock);
    session.sources.set_revision(None);
    surface
}

/// The surface in a file, or of the description in it.
fn read(session: &mut Session, config: &Config, path: &Path, lock: Lock) -> Option<(Surface, Lock)> {
    let bytes = session.sources.bytes(path);
    let text = bytes.as_ref().ok().and_then(|bytes| std::str::from_utf8(bytes).ok());
    match text.and_then(surface::parse) {
        Some(Ok(surface)) => return Some((surface, lock)),
        Some(Err(error)) => return unreadable(session, path, &error, "generate the crate again"),
        None => {}
    }
    if let (Err(error), true) = (&bytes, path.ends_with(SURFACE)) {
        let help = "`oasmith generate` writes it; or name what to compare with: a description, `REVISION:FILE`";
        return unreadable(session, path, error, help);
    }
    // Paths of the configuration are relative to its folder, those of the command line are not.
    let spec = match config.directory.as_os_str().is_empty() {
        true => path.to_owned(),
        false => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    };
    let config = Config { spec, ..config.clone() };
    oasmith::surface_of(&config, &lock, &mut session.sources, &mut session.diagnostics)
}

fn unreadable<T>(session: &mut Session, path: &Path, why: &dyn fmt::Display, help: &str) -> Option<T> {
    let message = format!("the surface of the crate cannot be read: {why}");
    let place = Place::File(path.display().to_string());
    session.diagnostics.push(Diagnostic::new(Code::UnreadableFile, place, message).help(help));
    None
}

/// Prints or writes the report; whether that could be done.
fn tell(session: &mut Session, arguments: &Arguments, report: &Report) -> bool {
    let verbose = session.global.verbose;
    let colour = |to_terminal: bool| to_terminal && std::env::var_os("NO_COLOR").is_none();
    let is_terminal = arguments.output.is_none() && std::io::stdout().is_terminal();
    let text = match arguments.format {
        Layout::Text => diff::report::text(report, colour(is_terminal), verbose),
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
    let mut object = diff::report::json(report);
    if let Some(object) = object.as_object_mut() {
        object.insert("kind".to_owned(), "diff".into());
    }
    session.tell(&object);
    true
}

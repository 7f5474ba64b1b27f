//! The command line: what can be asked for, how progress and diagnostics are shown, and exit codes.
//!
//! What commands do is the library's; each has a module here that asks for it.

mod check;
mod compared;
mod diff;
mod explain;
mod generate;
mod init;
mod inspect;
mod receipt;
mod release;
mod schema;
mod templates;
#[cfg(feature = "watch")]
mod watch;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use oasmith::config::FILE_NAME;
use oasmith::diagnostics::{Code, Diagnostic, Diagnostics, Place, Severity};
use oasmith::output::{Change, Claim, Plan, Recovered};
use oasmith::{Config, Sources, report};
use serde_json::{Value, json};

/// Generates Rust SDK crates from OpenAPI descriptions.
#[derive(Debug, Parser)]
#[command(name = "oasmith", version, propagate_version = true, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
struct Global {
    /// The configuration file.
    #[arg(long, global = true, value_name = "FILE", default_value = FILE_NAME)]
    config: PathBuf,
    /// An overlay to apply to the description, after those of the configuration.
    #[arg(long = "overlay", global = true, value_name = "FILE")]
    overlays: Vec<PathBuf>,
    /// Treat warnings as errors: write nothing of which a part was repaired, guessed or left out.
    #[arg(long, global = true)]
    strict: bool,
    /// Write all diagnostics, notes too, to a file, as JSON.
    #[arg(long, global = true, value_name = "FILE")]
    report: Option<PathBuf>,
    /// How results and diagnostics are printed: for people, or as one JSON object a line.
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    message_format: Format,
    /// Print errors only.
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Print notes too.
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a first oasmith.toml for a description.
    Init(init::Arguments),
    /// Generate the crate.
    Generate(generate::Arguments),
    /// Say whether the crate is what the description gives; exit with 1 and a diff if not.
    Check,
    /// Say what a change of the description means for the users of the crate; exit with 1 if it breaks them.
    Diff(diff::Arguments),
    /// Generate again whenever the description, the configuration or a template changes, until Ctrl-C.
    #[cfg(feature = "watch")]
    Watch(watch::Arguments),
    /// Show what an operation, schema or resource becomes, as templates see it.
    Inspect(inspect::Arguments),
    /// List the templates, copy built-in ones to change them, and keep the copies up to date.
    #[command(subcommand)]
    Templates(templates::Action),
    /// Explain a diagnostic, with an example and the fix.
    Explain(explain::Arguments),
    /// Print the JSON Schema of oasmith.toml, by which editors complete and check it.
    Schema,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Fine,
    /// Something was found that the caller asked about.
    Found,
    /// It could not be done.
    Failed,
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let mut session = Session::new(cli.global);
    let mut outcome = match cli.command {
        Command::Init(arguments) => init::run(&mut session, &arguments),
        Command::Generate(arguments) => generate::run(&mut session, &arguments),
        Command::Check => check::run(&mut session),
        Command::Diff(arguments) => diff::run(&mut session, &arguments),
        #[cfg(feature = "watch")]
        Command::Watch(arguments) => watch::run(&mut session, &arguments),
        Command::Inspect(arguments) => inspect::run(&mut session, &arguments),
        Command::Templates(action) => templates::run(&mut session, &action),
        Command::Explain(arguments) => explain::run(&mut session, &arguments),
        Command::Schema => schema::run(),
    };
    if !session.write_report() {
        outcome = Outcome::Failed;
    }
    session.report();
    match outcome {
        Outcome::Fine => ExitCode::SUCCESS,
        Outcome::Found => ExitCode::from(1),
        Outcome::Failed => ExitCode::from(2),
    }
}

/// What a run collects.
struct Session {
    global: Global,
    sources: Sources,
    diagnostics: Diagnostics,
    /// The folder of the crate, as soon as it is known.
    out: Option<PathBuf>,
    /// What an earlier run found, as it was printed, where this one need not look.
    found_before: Option<String>,
}

impl Session {
    fn new(global: Global) -> Self {
        let diagnostics = if global.strict { Diagnostics::strict() } else { Diagnostics::new() };
        Self { global, sources: Sources::new(), diagnostics, out: None, found_before: None }
    }

    /// The configuration that the command line names.
    fn config(&mut self) -> Option<Config> {
        let path = self.global.config.clone();
        let config = Config::read(&path, &mut self.sources, &mut self.diagnostics)?;
        Some(self.with_overlays(config))
    }

    /// A configuration with what the command line adds to it.
    fn with_overlays(&self, config: Config) -> Config {
        Config { more_overlays: self.global.overlays.clone(), ..config }
    }

    /// The crate of a configuration, for this run alone and in order: what a run that was killed has left in it is
    /// completed or undone.
    fn claim(&mut self, config: &Config) -> Option<Claim> {
        self.out = Some(config.out_path());
        match Claim::take(&config.out_path()) {
            Ok((claim, recovered)) => {
                match recovered {
                    Recovered::Nothing => {}
                    Recovered::Completed => self.say("completed an interrupted run"),
                    Recovered::Undone => self.say("undid an interrupted run"),
                }
                Some(claim)
            }
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    /// A line for people, not for programs that read the output.
    fn say(&self, line: &str) {
        if !self.global.quiet && self.global.message_format == Format::Human {
            print(&mut std::io::stdout(), &format!("{line}\n"));
        }
    }

    /// A result for programs.
    fn tell(&self, object: &Value) {
        if self.global.message_format == Format::Json {
            print(&mut std::io::stdout(), &format!("{object}\n"));
        }
    }

    /// What becomes of each file, for programs. `diff`: how it is shown, if it is.
    fn tell_changes(&self, plan: &Plan, diff: Option<fn(&Change) -> String>) {
        if self.global.message_format == Format::Human {
            return;
        }
        for (kind, changes) in plan.by_kind() {
            for change in changes {
                let mut object = json!({ "kind": "file", "change": kind, "path": change.path });
                if let Some(diff) = diff {
                    object["diff"] = diff(change).into();
                }
                self.tell(&object);
            }
        }
    }

    /// Whether the report could be written, where one is asked for.
    fn write_report(&mut self) -> bool {
        let Some(path) = &self.global.report else { return true };
        let text = format!("{:#}\n", report::document(&self.diagnostics, &self.sources));
        let Err(error) = std::fs::write(path, text) else { return true };
        let place = Place::File(path.display().to_string());
        let message = format!("the report cannot be written: {error}");
        self.diagnostics.push(Diagnostic::new(Code::UnwritableOutput, place, message));
        false
    }

    /// Prints all diagnostics: to standard error for people, to standard output for programs.
    fn report(&self) {
        let text = self.diagnostics_text();
        match self.global.message_format {
            Format::Json => print(&mut std::io::stdout(), &text),
            Format::Human => print(&mut std::io::stderr().lock(), &text),
        }
    }

    /// All diagnostics as they are printed.
    fn diagnostics_text(&self) -> String {
        if let Some(text) = &self.found_before {
            return text.clone();
        }
        match self.global.message_format {
            Format::Json => report::json(&self.diagnostics, &self.sources),
            Format::Human if self.global.quiet && !self.diagnostics.has_errors() => String::new(),
            Format::Human => {
                report::human(&self.diagnostics, &self.sources, colours_of_diagnostics(), self.global.verbose)
            }
        }
    }

    /// `Failed` if anything was an error.
    fn outcome(&self) -> Outcome {
        if self.diagnostics.count(Severity::Error) > 0 { Outcome::Failed } else { Outcome::Fine }
    }
}

/// Whether diagnostics may be coloured.
fn colours_of_diagnostics() -> bool {
    colours(std::io::stderr().is_terminal())
}

/// Whether colours may be used where it is printed.
fn colours(is_terminal: bool) -> bool {
    is_terminal && std::env::var_os("NO_COLOR").is_none()
}

/// Prints; a reader that has gone away (`oasmith … | head`) is no fault.
fn print(to: &mut impl Write, text: &str) {
    let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
}

//! What a process takes: time, time of the processor, peak memory.
//!
//! The operating system tells that of children only as a whole, so each process that is measured is the only child of
//! one that is run for it: this program again, as a wrapper. Cargo runs it in place of `rustc` the same way.

use std::env;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::{Failure, Result};

/// Where the wrapper writes what it has seen, and the crate that it is to look at, of those that Cargo compiles.
const LOG: &str = "MEASURE_LOG";
const CRATE: &str = "MEASURE_CRATE";

/// What a process has taken.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub struct Usage {
    /// From its start to its end, in seconds.
    pub wall: f64,
    /// Of the processor, in seconds: what other processes do changes this less.
    pub cpu: f64,
    /// Peak memory, in bytes.
    pub memory: u64,
}

/// Runs a command and measures it.
pub fn of(command: &mut Command, log: &Path) -> Result<Usage> {
    let mut wrapped = Command::new(env::current_exe()?);
    wrapped.arg(command.get_program()).args(command.get_args());
    if let Some(directory) = command.get_current_dir() {
        wrapped.current_dir(directory);
    }
    run(wrapped.env(LOG, log))?;
    last(log)
}

/// Runs Cargo and measures the `rustc` of one crate of the workspace. Nothing, where Cargo had nothing to do.
pub fn of_crate(cargo: &mut Command, name: &str, log: &Path) -> Result<Usage> {
    cargo.env("RUSTC_WORKSPACE_WRAPPER", env::current_exe()?).env(LOG, log).env(CRATE, name.replace('-', "_"));
    run(cargo)?;
    last(log)
}

/// Runs a command; if it fails, the end of what it says is the error.
pub fn run(command: &mut Command) -> Result<()> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let errors = said.lines().filter(|line| line.starts_with("error")).count();
    let line = said.lines().find(|line| line.starts_with("error")).or(said.lines().last()).unwrap_or_default();
    Err(Failure(format!("{}: {errors} errors, the first: {line}", output.status)))
}

fn last(log: &Path) -> Result<Usage> {
    let text = fs::read_to_string(log).unwrap_or_default();
    let usage = text.lines().last().ok_or_else(|| Failure("nothing was measured".to_owned()))?;
    Ok(serde_json::from_str(usage)?)
}

/// Where this process is a wrapper, what it is to run.
pub fn wrapped() -> Option<Vec<OsString>> {
    env::var_os(LOG).map(|_| env::args_os().skip(1).collect())
}

/// Runs the only child of this process, and notes what it took.
pub fn wrap(command: &[OsString]) -> Result<ExitCode> {
    let (program, arguments) = command.split_first().ok_or_else(|| Failure("no command".to_owned()))?;
    let start = Instant::now();
    let status = Command::new(program).args(arguments).env_remove(LOG).status()?;
    let wall = start.elapsed().as_secs_f64();
    let wanted = env::var_os(CRATE);
    let named = arguments.windows(2).find(|pair| pair[0] == "--crate-name").map(|pair| &pair[1]);
    if let Some(log) = env::var_os(LOG)
        && (wanted.is_none() || wanted.as_ref() == named)
    {
        let (cpu, memory) = children()?;
        let line = serde_json::to_string(&Usage { wall, cpu, memory })?;
        writeln!(OpenOptions::new().create(true).append(true).open(log)?, "{line}")?;
    }
    Ok(ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)))
}

/// Seconds of the processor and bytes of peak memory of the children that have ended.
#[cfg(unix)]
fn children() -> Result<(f64, u64)> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(std::io::Error::from)?;
    let milliseconds = usage.user_time().num_milliseconds() + usage.system_time().num_milliseconds();
    // Bytes on macOS, kilobytes elsewhere.
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    let memory = u64::try_from(usage.max_rss()).unwrap_or_default() * unit;
    Ok((std::time::Duration::from_millis(u64::try_from(milliseconds).unwrap_or_default()).as_secs_f64(), memory))
}

/// Elsewhere only the time is measured.
#[cfg(not(unix))]
fn children() -> Result<(f64, u64)> {
    Ok((0.0, 0))
}

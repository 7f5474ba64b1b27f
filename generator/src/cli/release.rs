//! What `oasmith generate --release` adds to a run: the version that follows, and the entry of the changelog.

use std::path::{Path, PathBuf};
use std::{fs, io};

use oasmith::config::Config;
use oasmith::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use oasmith::diff::{self, Report};
use oasmith::output::{self, Change, Lock, Plan};
use oasmith::release::{self, CHANGELOG};
use oasmith::surface::{self, SURFACE, Surface};
use oasmith::{Sources, surface_of};

use super::Session;
use super::compared::Compared;

/// A release that is to be written with the crate.
pub struct Release {
    version: String,
    changelog: Change,
    /// The configuration's file, and what it is to hold, if the version in it changes.
    configuration: Option<(PathBuf, String)>,
}

/// The crate's surface as it was last generated, if that is known.
pub fn last_surface(config: &Config) -> Option<Surface> {
    let text = fs::read_to_string(config.out_path().join(SURFACE)).ok()?;
    surface::parse(&text)?.ok()
}

/// What has changed for users since the crate was last generated, if that is known.
pub fn since_last(config: &Config, new: &Surface) -> Option<Report> {
    last_surface(config).map(|old| diff::compare(&old, new))
}

/// Plans the release, and gives the configuration its version. `Ok(None)` if nothing changes for users since `since`, or if
/// something is wrong that will be reported when the crate is made.
pub fn plan(session: &mut Session, config: &mut Config, since: Option<&str>) -> Result<Option<Release>, Diagnostic> {
    let directory = config.out_path();
    let old = Compared::parse(session, since, Compared::LastGenerated).and_then(|since| {
        let lock = Lock::load(&directory, &mut session.sources, &mut session.diagnostics)?;
        since.surface(session, config, Some(lock))
    });
    let Some((old, _)) = old else { return Ok(None) };
    // A look ahead: what is wrong with the description is reported when the crate is made.
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let ahead = Lock::load(&directory, &mut sources, &mut diagnostics)
        .and_then(|lock| surface_of(config, &lock, &mut sources, &mut diagnostics));
    let Some((new, _)) = ahead else { return Ok(None) };
    let report = diff::compare(&old, &new);
    if report.changes.is_empty() {
        session.say("no release: nothing changes for users");
        return Ok(None);
    }
    let Some(version) = report.version() else {
        let message = format!("`{}` is no version of three numbers, so none follows from it", report.old.version);
        let help = "set the next version in `oasmith.toml`, under `[crate]`, and generate without `--release`";
        return Err(Diagnostic::new(Code::InvalidConfig, config.place(["crate", "version"]), message).help(help));
    };
    let configuration = match version == new.version {
        true => None,
        false => Some(configure(&session.global.config, &version)?),
    };
    let path = directory.join(CHANGELOG);
    let before = match fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => {
            let message = format!("the changelog cannot be read: {error}");
            return Err(Diagnostic::new(Code::UnreadableFile, Place::File(path.display().to_string()), message));
        }
    };
    let Some(after) = release::with_entry(before.as_deref(), &report, &version) else {
        let message = format!("the changelog has an entry for {version} already");
        let help = "take it out, or generate without `--release`";
        let place = Place::File(path.display().to_string());
        return Err(Diagnostic::new(Code::UnwritableOutput, place, message).help(help));
    };
    config.package.version = Some(version.clone());
    let (old, new) = (before.map(String::into_bytes), Some(after.into_bytes()));
    Ok(Some(Release { version, changelog: Change { path: CHANGELOG.to_owned(), old, new }, configuration }))
}

/// The configuration's file, and what it holds with the version set.
fn configure(path: &Path, version: &str) -> Result<(PathBuf, String), Diagnostic> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string());
    let text = text.and_then(|text| release::configured(&text, version)).map_err(|why| {
        let message = format!("the version cannot be set to {version}: {why}");
        Diagnostic::new(Code::InvalidConfig, Place::File(path.display().to_string()), message)
    })?;
    Ok((path.to_owned(), text))
}

impl Release {
    /// Adds the changelog to what is written with the crate.
    pub fn add_to(&self, plan: &mut Plan) {
        match self.changelog.old {
            Some(_) => plan.changed.push(self.changelog.clone()),
            None => plan.created.push(self.changelog.clone()),
        }
    }

    /// Sets the version in the configuration. It comes before the crate: should that fail, the next run finds the version
    /// given, and the changes still to be released.
    pub fn configure(&self) -> Result<(), Diagnostic> {
        let Some((path, text)) = &self.configuration else { return Ok(()) };
        output::replace(path, text.as_bytes()).map_err(|error| {
            let message = format!("the configuration cannot be written: {error}");
            Diagnostic::new(Code::UnwritableOutput, Place::File(path.display().to_string()), message)
        })
    }

    /// What is said of it once it is written.
    pub fn said(&self) -> String {
        let set = if self.configuration.is_some() { ", set in the configuration" } else { "" };
        format!("release {}{set}; its changes are in {CHANGELOG}", self.version)
    }
}

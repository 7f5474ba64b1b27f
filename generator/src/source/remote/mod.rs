//! Documents of other machines: which may be read, where their copies are kept, and that they are what they were.
//!
//! The network is used only where the caller asks for it; from then on a run reads the copy, which is kept beside the
//! configuration and can be reviewed, and compares it with the hash in `oasmith.lock`. Nothing is written here: what
//! was fetched is handed over with [`Remote::fetched`], and stored by [`store`] once the run has come to an end.

mod address;
#[cfg_attr(not(feature = "remote"), path = "no_http.rs")]
mod http;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use url::Url;

use crate::config::{self, Config, Fetch};
use crate::diagnostics::{Code, Diagnostic, Place};
use crate::output::{self, hash_of_text};

pub use address::{Prefix, is_url};

/// The remote documents of a run.
#[derive(Debug, Default)]
pub struct Remote {
    allow: Vec<Prefix>,
    settings: config::Remote,
    folder: PathBuf,
    /// Hashes by URL, as the runs before have found them.
    before: BTreeMap<String, String>,
    /// Hashes by URL, of what this run has read.
    pins: BTreeMap<String, String>,
    /// What was fetched in this run, by the path of its copy.
    fetched: BTreeMap<PathBuf, Vec<u8>>,
}

/// A remote document.
pub struct Copy {
    /// The path of its copy.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Remote {
    /// What the configuration allows, with the hashes that the crate's lock has.
    pub fn new(config: &Config, before: BTreeMap<String, String>) -> Self {
        let settings = config.remote.clone();
        // What is no prefix has been reported with the configuration.
        let allow = settings.allow.iter().filter_map(|prefix| Prefix::parse(prefix).ok()).collect();
        let folder = config.directory.join(&settings.folder);
        Self { allow, settings, folder, before, ..Self::default() }
    }

    /// Whether a document may be read.
    pub fn allows(&self, url: &Url) -> bool {
        self.allow.iter().any(|prefix| prefix.covers(url))
    }

    /// The document at a URL: its copy, or what the network has, or why there is none. `asked_by` is the reference to it.
    pub fn read(&mut self, url: &Url, asked_by: &Place) -> Result<Copy, Diagnostic> {
        let new = |code, message: String| Diagnostic::new(code, asked_by.clone(), message);
        if !self.allows(url) {
            let message = format!("`{url}` is on another machine");
            return Err(new(Code::RemoteReference, message).help(refusal(url)));
        }
        let path = self.folder.join(address::path(url));
        let copy = if self.settings.fetch == Fetch::Anew { None } else { fs::read(&path).ok() };
        let kept = copy.is_some();
        let bytes = match copy {
            Some(bytes) => bytes,
            None => self.fetch(url).map_err(|why| {
                let advice = match self.settings.fetch {
                    Fetch::Never => "`oasmith generate` fetches it and keeps a copy".to_owned(),
                    _ => format!("correct the URL, try again, or put a copy at `{}`", path.display()),
                };
                new(Code::UnfetchedRemote, format!("`{url}` cannot be read: {why}")).help(advice)
            })?,
        };
        let hash = hash_of_text(&bytes);
        let pinned = self.before.get(url.as_str()).filter(|_| self.settings.fetch != Fetch::Anew);
        if pinned.is_some_and(|pinned| *pinned != hash) {
            let what = if kept { format!("the copy `{}`", path.display()) } else { "what was fetched".to_owned() };
            let message = format!("`{url}` has changed: {what} is not what oasmith.lock has the hash of");
            let help = "`oasmith generate --update-remote` takes over what is there now; \
                        to stay with what was, restore the copy from version control";
            return Err(new(Code::ChangedRemote, message).help(help));
        }
        self.pins.insert(url.to_string(), hash);
        if !kept {
            self.fetched.insert(path.clone(), bytes.clone());
        }
        Ok(Copy { path, bytes })
    }

    /// The hashes of all that was read, by URL.
    pub fn pins(&self) -> &BTreeMap<String, String> {
        &self.pins
    }

    /// What was fetched, by the path of its copy.
    pub fn fetched(&self) -> &BTreeMap<PathBuf, Vec<u8>> {
        &self.fetched
    }

    /// What the network has at a URL, or why there is nothing, as the rest of a sentence.
    fn fetch(&self, url: &Url) -> Result<Vec<u8>, String> {
        match self.settings.fetch {
            Fetch::Never => Err("there is no copy of it yet".to_owned()),
            Fetch::Missing | Fetch::Anew => http::get(url, self),
        }
    }
}

fn refusal(url: &Url) -> String {
    let folder = url.join(".").unwrap_or_else(|_| url.clone());
    match Prefix::parse(folder.as_str()) {
        Ok(_) => format!(
            "to have it fetched and pinned, add `[remote] allow = [\"{folder}\"]` to oasmith.toml; \
             or download it, and refer to it by a relative path"
        ),
        Err(why) => format!("download it, and refer to it by a relative path: {why}"),
    }
}

/// Writes the copies of what was fetched. One that is there already is left as it is.
pub fn store(fetched: &BTreeMap<PathBuf, Vec<u8>>) -> Result<(), Diagnostic> {
    for (path, bytes) in fetched {
        if fs::read(path).is_ok_and(|known| known == *bytes) {
            continue;
        }
        output::replace(path, bytes).map_err(|error| {
            let message = format!("the copy of a remote document cannot be written: {error}");
            Diagnostic::new(Code::UnwritableOutput, Place::File(path.display().to_string()), message)
        })?;
    }
    Ok(())
}

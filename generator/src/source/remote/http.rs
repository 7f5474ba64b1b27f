//! One document over HTTP: bounded in size and time, and redirected only to what is allowed, too.

use std::time::{Duration, Instant};

use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Error};
use url::Url;

use super::Remote;

const MOST_REDIRECTS: usize = 10;

/// The bytes at a URL, or why there are none, as the rest of a sentence.
pub(super) fn get(url: &Url, remote: &Remote) -> Result<Vec<u8>, String> {
    let seconds = remote.settings.timeout_seconds;
    let deadline = Instant::now() + Duration::from_secs(seconds);
    let mut at = url.clone();
    for _ in 0..=MOST_REDIRECTS {
        let left = deadline.saturating_duration_since(Instant::now());
        match request(&at, left, remote.settings.max_mib).map_err(|error| reason(&error, remote))? {
            Answer::Body(bytes) => return Ok(bytes),
            Answer::Status(status) => return Err(format!("the server answers with status {status}")),
            Answer::Redirect(location) => {
                let next = at.join(&location).map_err(|_| format!("it redirects to `{location}`, which is no URL"))?;
                if !remote.allows(&next) {
                    return Err(format!("it redirects to `{next}`, which `[remote] allow` does not cover"));
                }
                at = next;
            }
        }
    }
    Err(format!("it redirects more than {MOST_REDIRECTS} times"))
}

enum Answer {
    Body(Vec<u8>),
    Redirect(String),
    Status(u16),
}

fn request(url: &Url, timeout: Duration, max_mib: u64) -> Result<Answer, Error> {
    // The certificates that this machine trusts, as its other programs do.
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    let config = Agent::config_builder()
        .timeout_global(Some(timeout))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent(crate::GENERATOR.replace(' ', "/"))
        .tls_config(tls)
        .build();
    let mut response = Agent::new_with_config(config).get(url.as_str()).call()?;
    let status = response.status();
    let location = response.headers().get("location").and_then(|location| location.to_str().ok());
    match (status.as_u16(), location) {
        (301 | 302 | 303 | 307 | 308, Some(location)) => Ok(Answer::Redirect(location.to_owned())),
        (200, _) => response.body_mut().with_config().limit(max_mib << 20).read_to_vec().map(Answer::Body),
        (status, _) => Ok(Answer::Status(status)),
    }
}

fn reason(error: &Error, remote: &Remote) -> String {
    match error {
        Error::BodyExceedsLimit(_) => format!("it is larger than {} MiB", remote.settings.max_mib),
        Error::Timeout(_) => format!("it takes longer than {} s", remote.settings.timeout_seconds),
        error => error.to_string(),
    }
}

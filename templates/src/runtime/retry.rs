//! When a request is sent again, and after what time.

use super::error::{TransportError, TransportErrorKind};
use super::response::RawResponse;
use http::StatusCode;
use http::header::RETRY_AFTER;
use std::time::{Duration, SystemTime};

/// The shortest pause that a server can ask for before a stream is taken up again.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);

/// When a request is sent again.
///
/// A request that is safe to repeat (GET, HEAD, OPTIONS, PUT, DELETE, and operations the API calls idempotent) is
/// repeated when there was no whole answer, and after status 408, 429, 500, 502, 503 and 504. Any other is repeated
/// only when there was no connection, and after 429 or 503 with `Retry-After`: then the server did nothing with it.
///
/// Before attempt *n* + 1 it waits a random time up to `initial_backoff` · 2ⁿ⁻¹, at most `max_backoff`; or what
/// `Retry-After` says. Retries end with the time of the whole call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_retries: u32,
    initial_backoff: Duration,
    max_backoff: Duration,
    max_retry_after: Duration,
}

impl Default for RetryPolicy {
    /// 2 retries, 500 ms, 8 s, 60 s.
    fn default() -> Self {
        Self {
            max_retries: 2,
            initial_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(8),
            max_retry_after: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// The default policy: 2 retries, 500 ms, 8 s, 60 s.
    pub fn new() -> Self {
        Self::default()
    }

    /// No retries.
    pub fn none() -> Self {
        Self::default().max_retries(0)
    }

    /// How often a request is sent again.
    #[must_use]
    pub fn max_retries(mut self, count: u32) -> Self {
        self.max_retries = count;
        self
    }

    /// The longest wait before the first retry.
    #[must_use]
    pub fn initial_backoff(mut self, time: Duration) -> Self {
        self.initial_backoff = time;
        self
    }

    /// The longest wait before any retry.
    #[must_use]
    pub fn max_backoff(mut self, time: Duration) -> Self {
        self.max_backoff = time;
        self
    }

    /// The longest `Retry-After` that is waited for; after a longer one the request is not sent again.
    #[must_use]
    pub fn max_retry_after(mut self, time: Duration) -> Self {
        self.max_retry_after = time;
        self
    }

    /// The wait before sending again, after `attempts` attempts; `None` to give up.
    pub(crate) fn wait(
        &self,
        idempotent: bool,
        attempts: u32,
        outcome: &Result<RawResponse, TransportError>,
    ) -> Option<Duration> {
        if attempts > self.max_retries {
            return None;
        }
        let retry_after = outcome.as_ref().ok().and_then(retry_after);
        if !may_repeat(idempotent, retry_after.is_some(), outcome) {
            return None;
        }
        match retry_after {
            Some(wait) => Some(wait).filter(|wait| *wait <= self.max_retry_after),
            None => Some(self.backoff(attempts)),
        }
    }

    /// The wait before a stream is taken up again that was `repeated` times since its last event; `None` to give up.
    /// `retry`: what the server wants, which is never no pause at all: a stream that ends after each event would be asked
    /// for without end.
    pub(crate) fn wait_for_stream(&self, repeated: u32, retry: Option<Duration>) -> Option<Duration> {
        let wanted = |retry: Duration| retry.max(SHORTEST_PAUSE).min(self.max_retry_after);
        let wait = || retry.map_or_else(|| self.backoff(repeated + 1), wanted);
        (repeated < self.max_retries).then(wait)
    }

    /// Full jitter, so that clients that failed together do not come back together.
    fn backoff(&self, attempts: u32) -> Duration {
        let factor = 2u32.saturating_pow(attempts.saturating_sub(1));
        self.initial_backoff.saturating_mul(factor).min(self.max_backoff).mul_f64(fastrand::f64())
    }
}

fn may_repeat(idempotent: bool, retry_after: bool, outcome: &Result<RawResponse, TransportError>) -> bool {
    match outcome {
        Err(e) if e.is_connect() => true,
        Err(e) => idempotent && matches!(e.kind(), TransportErrorKind::Timeout | TransportErrorKind::Interrupted),
        Ok(response) => match response.status() {
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => idempotent || retry_after,
            StatusCode::REQUEST_TIMEOUT
            | StatusCode::INTERNAL_SERVER_ERROR
            | StatusCode::BAD_GATEWAY
            | StatusCode::GATEWAY_TIMEOUT => idempotent,
            _ => false,
        },
    }
}

/// Seconds or a date (RFC 9110, section 10.2.3). A date that is over means now.
fn retry_after(response: &RawResponse) -> Option<Duration> {
    let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

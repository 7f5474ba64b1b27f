//! What time it is: the system's, or what a test says.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A clock; clones show the same time.
#[derive(Clone)]
pub(super) struct Clock(Source);

#[derive(Clone)]
enum Source {
    /// The system's, and when the clock was made.
    System(Instant),
    Given(Arc<dyn Fn() -> SystemTime + Send + Sync>),
}

impl Default for Clock {
    fn default() -> Self {
        Self(Source::System(Instant::now()))
    }
}

impl Clock {
    pub(super) fn given(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Source::Given(Arc::new(now)))
    }

    /// Time since 1970 in UTC: what the times in tokens are compared with.
    #[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
    pub(super) fn unix(&self) -> Duration {
        match &self.0 {
            Source::System(_) => since_epoch(SystemTime::now()),
            Source::Given(now) => since_epoch(now()),
        }
    }

    /// Milliseconds since some moment: what caches age by. The system's clock may be set back, this one is not.
    pub(super) fn ticks(&self) -> u64 {
        let since = match &self.0 {
            Source::System(made) => made.elapsed(),
            Source::Given(now) => since_epoch(now()),
        };
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }
}

fn since_epoch(time: SystemTime) -> Duration {
    time.duration_since(UNIX_EPOCH).unwrap_or_default()
}

//! What is logged while calls are made, by the SDK and by all that lies under it: never a secret.
//!
//! A subscriber of `tracing` and a logger of `log` take everything, at the finest level, from all threads.

use std::fmt::{Debug, Write as _};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::Duration;

use serde_json::json;
use stytch_sdk::RetryPolicy;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::base::{BASIC, SECRET, builder};
use crate::calls::Given;
use crate::server::{Reply, Server};
use crate::spec::SPEC;
use crate::subject::each;
use crate::values::{Make, PLANTED};

static CAPTURED: Mutex<String> = Mutex::new(String::new());

/// Everything that is logged from now on.
struct Listener;

/// Writes fields of events and spans.
struct Fields<'a>(&'a mut String);

impl Listener {
    fn install() {
        static INSTALLED: Once = Once::new();
        INSTALLED.call_once(|| {
            tracing::subscriber::set_global_default(Self).expect("the only subscriber");
            log::set_logger(&Self).expect("the only logger");
            log::set_max_level(log::LevelFilter::Trace);
        });
    }

    fn line(&self, target: &str, write: impl FnOnce(&mut String)) {
        let mut captured = captured();
        let _ = write!(captured, "{target}: ");
        write(&mut captured);
        captured.push('\n');
    }
}

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, "{field}={value:?} ");
    }
}

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.line(span.metadata().target(), |line| {
            line.push_str(span.metadata().name());
            span.record(&mut Fields(line));
        });
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.line("span", |line| values.record(&mut Fields(line)));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.line(event.metadata().target(), |line| event.record(&mut Fields(line)));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl log::Log for Listener {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        self.line(record.target(), |line| {
            let _ = write!(line, "{}", record.args());
        });
    }

    fn flush(&self) {}
}

/// What was logged so far, by all tests.
fn captured() -> MutexGuard<'static, String> {
    CAPTURED.lock().unwrap_or_else(PoisonError::into_inner)
}

#[track_caller]
fn assert_nothing_secret_was_logged() {
    for secret in [PLANTED, SECRET, BASIC.trim_start_matches("Basic ")] {
        let line = captured().lines().find(|line| line.contains(secret)).map(str::to_owned);
        assert_eq!(line, None, "{secret} was logged");
    }
}

#[test]
fn the_calls_of_all_operations_log_no_secrets() {
    Listener::install();
    each(async |subject| {
        // A connection of its own, so that opening one is heard too.
        let client = builder(&subject.server).timeout(Duration::from_millis(500)).build().expect("a client");
        let mut answer = subject.answer(Make::All);
        for place in &SPEC.of(subject.id).secret_answers {
            place.plant(&mut answer, PLANTED);
        }
        let secret = json!({ "error_type": PLANTED, "error_message": PLANTED, "token": PLANTED });
        for reply in [
            Reply::json(200, &answer).header("X-Session-Token", PLANTED),
            Reply::json(400, &secret).header("Set-Cookie", PLANTED),
            Reply::text(502, "text/html", PLANTED),
            Reply::json(200, &json!({ "status_code": PLANTED })),
            Reply::hang_up(),
        ] {
            let options = json!({ "X-Stytch-Member-Session": PLANTED, "X-Stytch-Member-SessionJWT": PLANTED });
            let given = Given {
                params: subject.params(Make::Secret),
                options: subject.call.has_options.then_some(options),
                retry: Some(RetryPolicy::none()),
            };
            subject.server.again([reply]);
            // Most of these fail, and what they say is not what this is about.
            drop(subject.call.send(&client, given).await);
        }
    });
    assert_nothing_secret_was_logged();
    let captured = captured();
    for target in ["reqwest", "hyper_util"] {
        assert!(captured.lines().any(|line| line.starts_with(target)), "{target} was not heard");
    }
}

#[tokio::test]
async fn headers_retries_and_redirects_log_no_secrets() {
    Listener::install();
    let server = Server::start([]);
    let client = builder(&server).default_header("X-Key", PLANTED).build().expect("a client");
    let again = Reply::text(503, "text/plain", PLANTED).header("Retry-After", "0");
    let moved = Reply::redirect(302, "/moved").header("Set-Cookie", PLANTED);
    let refused = Reply::redirect(302, &format!("http://elsewhere.example/?token={PLANTED}"));
    server.again([again, moved, refused]);
    let call = client.b2b().sessions().get(stytch_sdk::b2b::sessions::GetParams::new("o", "m"));
    call.header("X-Token", PLANTED).await.expect_err("a redirect");
    assert_eq!(server.received().len(), 3);
    assert_nothing_secret_was_logged();
}

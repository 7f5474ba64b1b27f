//! Every call has one span, which is entered whenever something is sent for it.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use example_tracing::pets::{CreateParams, GetParams};
use example_tracing::runtime::{BoxFuture, Transport, TransportBody, TransportError};
use example_tracing::testing::{MockTransport, Reply};
use example_tracing::types::Pet;
use example_tracing::{Client, Error, RetryPolicy};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Writes down the spans that there were, and in which of them something was sent.
#[derive(Clone, Default)]
struct Listener(Arc<Mutex<Heard>>);

#[derive(Default)]
struct Heard {
    spans: Vec<String>,
    entered: Vec<u64>,
    sent: Vec<Option<u64>>,
}

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("example_tracing") || metadata.target() == "check"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = span.metadata().name().to_owned();
        span.record(&mut Fields(&mut text));
        let mut heard = self.0.lock().unwrap();
        heard.spans.push(text);
        Id::from_u64(heard.spans.len() as u64)
    }

    fn event(&self, _: &Event<'_>) {
        let mut heard = self.0.lock().unwrap();
        let current = heard.entered.last().copied();
        heard.sent.push(current);
    }

    fn enter(&self, span: &Id) {
        self.0.lock().unwrap().entered.push(span.into_u64());
    }

    fn exit(&self, span: &Id) {
        assert_eq!(self.0.lock().unwrap().entered.pop(), Some(span.into_u64()));
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

/// Says to `tracing` when something is sent.
struct Telling(MockTransport);

impl Transport for Telling {
    fn send(
        &self,
        request: http::Request<TransportBody>,
    ) -> BoxFuture<'_, Result<http::Response<TransportBody>, TransportError>> {
        Box::pin(async {
            tracing::info!(target: "check", "sent");
            self.0.send(request).await
        })
    }
}

fn client(mock: MockTransport) -> Client {
    let at_once = RetryPolicy::new().initial_backoff(Duration::ZERO);
    Client::builder().transport(Telling(mock)).retry(at_once).build().unwrap()
}

#[tokio::test]
async fn a_call_and_its_retries_are_in_one_span() -> Result<(), Error> {
    let listener = Listener::default();
    let _listening = tracing::subscriber::set_default(listener.clone());
    let mock = MockTransport::new();
    mock.reply("pets.get", Reply::status(503));
    mock.reply("pets.get", Reply::json(200, r#"{"name":"Rex"}"#));
    assert_eq!(client(mock).pets().get(GetParams::new("top secret")).await?.name, "Rex");

    let heard = listener.0.lock().unwrap();
    assert_eq!(heard.spans, [r#"call operation="pets.get" method="GET" path="/pets/{pet_id}""#]);
    assert_eq!(heard.sent, [Some(1), Some(1)]);
    assert!(heard.entered.is_empty());
    Ok(())
}

#[tokio::test]
async fn calls_at_the_same_time_have_a_span_each() -> Result<(), Error> {
    let listener = Listener::default();
    let _listening = tracing::subscriber::set_default(listener.clone());
    let mock = MockTransport::new();
    mock.reply("pets.create", Reply::status(201).delay(Duration::from_millis(5)));
    let client = client(mock);
    let create = || client.pets().create(CreateParams::new(Pet::new("Rex"))).into_future();
    let (first, second) = tokio::join!(create(), create());
    first.and(second)?;

    let heard = listener.0.lock().unwrap();
    let span = r#"call operation="pets.create" method="POST" path="/pets""#;
    assert_eq!(heard.spans, [span, span]);
    assert_eq!(heard.sent, [Some(1), Some(2)]);
    Ok(())
}

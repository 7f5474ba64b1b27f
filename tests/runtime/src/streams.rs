//! Operations whose answers are read as they come.
#![allow(missing_docs)]
use crate::client::Client;
use crate::runtime::*;

#[derive(Clone, Copy, Debug)]
pub struct Streams<'a>(pub &'a Client);

impl Streams<'_> {
    pub fn file(&self) -> Request<Download> {
        Request::new(self.0.core(), &FILE, &(), decode::download)
    }
    pub fn ticks(&self) -> Request<Events<Tick>> {
        Request::new(self.0.core(), &TICKS, &(), decode::events)
    }
    pub fn answer(&self) -> Request<Events<Tick>> {
        Request::new(self.0.core(), &ANSWER, &(), decode::events)
    }
    pub fn log(&self) -> Request<Events<String>> {
        Request::new(self.0.core(), &LOG, &(), decode::text_events)
    }
    pub fn records(&self) -> Request<Lines<Tick>> {
        Request::new(self.0.core(), &RECORDS, &(), decode::lines)
    }
}

static FILE: Operation = Operation::new("streams.file", Method::GET, "/file").accept("*/*").download();
static TICKS: Operation = Operation::new("streams.ticks", Method::GET, "/ticks").accept("text/event-stream").events();
static ANSWER: Operation =
    Operation::new("streams.answer", Method::POST, "/answer").accept("text/event-stream").events();
static LOG: Operation = Operation::new("streams.log", Method::GET, "/log").accept("text/event-stream").events();
static RECORDS: Operation =
    Operation::new("streams.records", Method::GET, "/records").accept("application/x-ndjson").lines();

#[derive(Clone, PartialEq)]
pub struct Tick {
    pub n: i64,
    pub text: Option<String>,
}
record! { Tick { 0 "n" n, 1 "text" text, } }

//! Server-sent events out of bytes (WHATWG HTML, section 9.2.6, "Interpreting an event stream").

use std::collections::VecDeque;
use std::time::Duration;

/// A server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The last id that the server has given, with this event or before it.
    pub id: Option<String>,
    /// The event's type; `message` where the server names none.
    pub event: String,
    /// What it carries.
    pub data: T,
}

/// The type of events without one.
const MESSAGE: &str = "message";

/// Bytes that came, and the event that they have led to so far.
#[derive(Default)]
pub(crate) struct Parser {
    /// The line that has not ended.
    line: Vec<u8>,
    /// The last line ended with CR, so that LF belongs to its end.
    after_return: bool,
    /// A byte order mark may come only first.
    begun: bool,
    event: String,
    data: Option<String>,
    /// The last id that was given, which stays until another is. An empty one takes it back.
    pub(crate) id: Option<String>,
    /// The time to wait before connecting again, as the server wants it.
    pub(crate) retry: Option<Duration>,
    /// Events that are whole.
    pub(crate) events: VecDeque<Event<String>>,
}

impl Parser {
    /// A new stream begins, that goes on with the old one's events: what had not ended is over.
    pub(crate) fn restart(&mut self) {
        let id = std::mem::take(&mut self.id);
        let events = std::mem::take(&mut self.events);
        *self = Self { id, events, retry: self.retry, ..Self::default() };
    }

    /// The id that a stream can go on after.
    pub(crate) fn last_id(&self) -> Option<&str> {
        self.id.as_deref().filter(|id| !id.is_empty())
    }

    /// Takes what came; `false` when a line or an event is larger than `max_bytes`.
    pub(crate) fn push(&mut self, mut bytes: &[u8], max_bytes: usize) -> bool {
        while let Some(first) = bytes.first() {
            if std::mem::take(&mut self.after_return) && *first == b'\n' {
                bytes = bytes.get(1..).unwrap_or_default();
                continue;
            }
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let (piece, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
            let kept = self.line.len() + self.data.as_ref().map_or(0, String::len);
            if kept + piece.len() > max_bytes {
                return false;
            }
            self.line.extend_from_slice(piece);
            bytes = rest;
            if let [end, rest @ ..] = rest {
                self.after_return = *end == b'\r';
                bytes = rest;
                let line = std::mem::take(&mut self.line);
                self.take_line(&line);
            }
        }
        true
    }

    fn take_line(&mut self, line: &[u8]) {
        // Only whole lines are decoded: a character may come in two pieces.
        let line = String::from_utf8_lossy(line);
        let line = match std::mem::replace(&mut self.begun, true) {
            false => line.strip_prefix('\u{feff}').unwrap_or(&line),
            true => &line,
        };
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis).or(self.retry);
            }
            // A comment, which has an empty name, or a field that the standard does not have.
            _ => {}
        }
    }

    /// An empty line ends an event. One without data is none.
    fn dispatch(&mut self) {
        let event = std::mem::take(&mut self.event);
        let Some(data) = self.data.take() else { return };
        let event = if event.is_empty() { MESSAGE.to_owned() } else { event };
        let id = self.last_id().map(str::to_owned);
        self.events.push_back(Event { id, event, data });
    }
}

//! A server of HTTP/1.1 on loopback, small enough to keep every byte: answers are given in turn, requests are kept.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

/// A running server. Its thread ends with the process.
#[derive(Clone)]
pub struct Server {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

struct State {
    replies: VecDeque<Reply>,
    received: Vec<Received>,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Received {
    /// `GET`
    pub method: String,
    /// What stood between method and version: `/v1/b2b/sessions?member_id=…`
    pub target: String,
    /// In order, with the case they had.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// An answer, byte for byte.
#[derive(Clone)]
pub struct Reply {
    bytes: Vec<u8>,
    then: Then,
}

#[derive(Clone, Copy, PartialEq)]
enum Then {
    Go,
    HangUp,
    Wait,
}

impl Server {
    /// Gives these answers in turn, the last one again and again.
    pub fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let address = listener.local_addr().expect("its address");
        let state = State { replies: replies.into_iter().collect(), received: Vec::new() };
        let server = Self { address, state: Arc::new(Mutex::new(state)) };
        let of_thread = server.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = of_thread.clone();
                thread::spawn(move || server.serve(&stream));
            }
        });
        server
    }

    /// Gives one more answer.
    pub fn reply(&self, reply: Reply) {
        self.state.lock().expect("no test holds it").replies.push_back(reply);
    }

    /// Forgets what it received, and gives these answers from now on.
    pub fn again(&self, replies: impl IntoIterator<Item = Reply>) {
        let mut state = self.state.lock().expect("no test holds it");
        *state = State { replies: replies.into_iter().collect(), received: Vec::new() };
    }

    /// `http://127.0.0.1:12345`
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Without scheme.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// All requests so far.
    pub fn received(&self) -> Vec<Received> {
        self.state.lock().expect("no test holds it").received.clone()
    }

    /// The one request that came.
    pub fn only(&self) -> Received {
        let mut received = self.received();
        assert_eq!(received.len(), 1, "one request, not {received:#?}");
        received.remove(0)
    }

    fn serve(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        while let Some(request) = Received::read(&mut reader) {
            let reply = {
                let mut state = self.state.lock().expect("no test holds it");
                state.received.push(request);
                if state.replies.len() > 1 { state.replies.pop_front() } else { state.replies.front().cloned() }
            };
            let reply = reply.expect("the test gives a reply");
            let mut writer = stream;
            if writer.write_all(&reply.bytes).and_then(|()| writer.flush()).is_err() || reply.then == Then::HangUp {
                return;
            }
            if reply.then == Then::Wait {
                // Until the client hangs up.
                let _ = reader.read_to_end(&mut Vec::new());
            }
        }
    }
}

impl Received {
    fn read(from: &mut impl BufRead) -> Option<Self> {
        let line = read_line(from)?;
        let mut words = line.split(' ');
        let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
        assert_eq!(words.next(), Some("HTTP/1.1"), "{line}");
        let mut headers = Vec::new();
        loop {
            let line = read_line(from)?;
            match line.split_once(':') {
                Some((name, value)) => headers.push((name.to_owned(), value.trim().to_owned())),
                None => break,
            }
        }
        let mut received = Self { method, target, headers, body: Vec::new() };
        assert_eq!(received.header("transfer-encoding"), None, "bodies have a length");
        let length = received.header("content-length").map_or(0, |length| length.parse().expect("a number"));
        received.body.resize(length, 0);
        from.read_exact(&mut received.body).ok()?;
        Some(received)
    }

    /// The value of a header that was sent once or not at all.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "header `{name}` was sent twice: {:#?}", self.headers);
        value
    }

    /// The names of the headers, in lower case and in order.
    pub fn header_names(&self) -> Vec<String> {
        self.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {:?}", String::from_utf8_lossy(&self.body)))
    }
}

fn read_line(from: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    from.read_line(&mut line).ok().filter(|length| *length > 0)?;
    Some(line.trim_end_matches(['\r', '\n']).to_owned())
}

impl Reply {
    /// Bytes that need not be HTTP.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), then: Then::HangUp }
    }

    pub fn text(status: u16, media_type: &str, body: &str) -> Self {
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status} Status\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n");
        Self { bytes: (head + body).into_bytes(), then: Then::Go }
    }

    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", &body.to_string())
    }

    /// A body of this length is promised, and the connection closed after what is there of it.
    pub fn truncated(promised: usize, body: &str) -> Self {
        Self::raw(format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {promised}\r\n\r\n{body}"
        ))
    }

    /// As `truncated`, but the connection stays open.
    pub fn stalled(promised: usize, body: &str) -> Self {
        Self { then: Then::Wait, ..Self::truncated(promised, body) }
    }

    pub fn redirect(status: u16, location: &str) -> Self {
        Self::text(status, "text/plain", "elsewhere").header("Location", location)
    }

    /// No answer, with the connection kept open.
    pub fn silence() -> Self {
        Self { bytes: Vec::new(), then: Then::Wait }
    }

    /// No answer, and the connection closed.
    pub fn hang_up() -> Self {
        Self::raw("")
    }

    /// Closes the connection after it, unannounced.
    pub fn and_hang_up(self) -> Self {
        Self { then: Then::HangUp, ..self }
    }

    /// Adds a header, as the first.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let at = self.bytes.windows(2).position(|two| two == b"\r\n").expect("a status line") + 2;
        self.bytes.splice(at..at, format!("{name}: {value}\r\n").into_bytes());
        self
    }
}

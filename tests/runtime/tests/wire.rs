//! The client against a real HTTP server, over real sockets.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::type_complexity, missing_docs)]

use sample::Client;
use sample::runtime::{RetryPolicy, StatusCode};
use sample::sessions::*;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

fn wait<F: Future>(future: impl IntoFuture<IntoFuture = F>) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future.into_future())
}

/// A server that gives one answer per connection: what to write, with pauses between the pieces. What it was sent
/// arrives on the channel.
fn serve(answers: Vec<Vec<(&'static str, u64)>>) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (to, from) = channel();
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            to.send(request(&mut stream)).unwrap();
            for (piece, pause) in answer {
                if stream.write_all(piece.as_bytes()).and_then(|()| stream.flush()).is_err() {
                    break;
                }
                thread::sleep(Duration::from_millis(pause));
            }
        }
    });
    (url, from)
}

/// Head and body of a request, as it came.
fn request(stream: &mut TcpStream) -> String {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|l| l.to_lowercase().strip_prefix("content-length: ").map(|n| n.parse().unwrap()));
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "the client closed: {text}");
        bytes.extend_from_slice(&buffer[..count]);
    }
}

fn client(url: &str) -> Client {
    let quick = RetryPolicy::new().initial_backoff(Duration::from_millis(5));
    Client::builder().project("id", "secret").base_url(url).retry(quick).build().unwrap()
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 39\r\nConnection: close\r\n\r\n{\"member\":{\"member_id\":\"m\"},\"score\":42}";
const NO_CONTENT: &str = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";

fn get() -> GetParams {
    GetParams { organization_id: "o".into(), member_id: Some("ü/".into()) }
}

#[test]
fn what_goes_over_the_wire() {
    let (url, sent) = serve(vec![vec![(OK, 0)], vec![(NO_CONTENT, 0)], vec![(NO_CONTENT, 0)], vec![(NO_CONTENT, 0)]]);
    let c = client(&format!("{url}/prefix/"));
    assert_eq!(wait(c.sessions().get(get())).unwrap().score, 42);
    let request = sent.recv().unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert_eq!(head.lines().next().unwrap(), "GET /prefix/v1/sessions?organization_id=o&member_id=%C3%BC%2F HTTP/1.1");
    let head = head.to_lowercase();
    for line in ["authorization: basic awq6c2vjcmv0", "accept: application/json", "user-agent: rt-sdk/0.1.0"] {
        assert!(head.lines().any(|l| l == line), "{line}: {head}");
    }
    for name in ["content-length", "content-type", "transfer-encoding", "cookie"] {
        assert!(!head.contains(name) && body.is_empty(), "{head}");
    }
    wait(c.sessions().text(TextParams { body: "hé".into() })).unwrap();
    let request = sent.recv().unwrap();
    assert!(request.starts_with("PUT /prefix/text HTTP/1.1\r\n") && request.ends_with("\r\n\r\nhé"), "{request}");
    assert!(request.to_lowercase().contains("content-length: 3\r\n"));
    wait(c.sessions().delete(JwksParams { project_id: "a b".into() })).unwrap();
    let request = sent.recv().unwrap();
    assert!(request.starts_with("DELETE /prefix/v1/jwks/a%20b HTTP/1.1\r\n"), "{request}");
    assert!(!request.to_lowercase().contains("content-type") && !request.to_lowercase().contains("transfer-encoding"));
    wait(c.sessions().whole(WholeParams { body: None })).unwrap();
    let request = sent.recv().unwrap();
    assert!(request.to_lowercase().contains("content-length: 0\r\n"), "a POST without body says so: {request}");
}

#[test]
fn chunks_are_put_together() {
    let pieces = vec![
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n14\r\n{\"member\":{\"member_i\r\n",
            20,
        ),
        ("9\r\nd\":\"x\"},\"\r\n", 20),
        ("9\r\nscore\":7}\r\n0\r\n\r\n", 0),
    ];
    let (url, _sent) = serve(vec![pieces]);
    let outer = wait(client(&url).sessions().get(get())).unwrap();
    assert_eq!((outer.member.member_id.as_str(), outer.score), ("x", 7));
}

#[test]
fn an_answer_that_breaks_off_is_asked_for_again_where_that_is_safe() {
    let broken = || vec![("HTTP/1.1 200 OK\r\nContent-Length: 38\r\nConnection: close\r\n\r\n{\"mem", 0)];
    let (url, sent) = serve(vec![broken(), vec![], vec![(OK, 0)]]);
    assert_eq!(wait(client(&url).sessions().get(get())).unwrap().score, 42);
    assert_eq!(sent.iter().take(3).count(), 3);
    let (url, sent) = serve(vec![broken(), vec![(OK, 0)]]);
    let params = RevokeParams { member_session_id: None, session_token: None };
    let e = wait(client(&url).sessions().revoke(params)).unwrap_err();
    assert!(e.is_transport() && e.to_string().contains(" broke off"), "{e}");
    assert_eq!(sent.try_iter().count(), 1);
}

#[test]
fn an_error_that_breaks_off_keeps_its_status() {
    let (url, _sent) =
        serve(vec![vec![("HTTP/1.1 403 Forbidden\r\nContent-Length: 99\r\nConnection: close\r\n\r\nno", 0)]]);
    let e = wait(client(&url).sessions().get(get())).unwrap_err();
    assert_eq!((e.status(), e.as_api().unwrap().text()), (Some(StatusCode::FORBIDDEN), "no".into()));
}

#[test]
fn a_body_without_end_is_cut_off() {
    let mut pieces = vec![("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", 0)];
    pieces.extend(std::iter::repeat_n(("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 1), 2000));
    let (url, _sent) = serve(vec![pieces]);
    let c = Client::builder().project("i", "s").base_url(url).max_response_bytes(1000).build().unwrap();
    let e = wait(c.sessions().list()).unwrap_err();
    assert!(e.to_string().contains("too large an answer") && e.is_transport(), "{e}");
}

#[test]
fn time_is_bounded() {
    // Neither an answer that never comes nor one that trickles holds the caller.
    let trickle = std::iter::once(("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", 10))
        .chain(std::iter::repeat_n(("x", 20), 100))
        .collect();
    for answer in [vec![("", 3000)], trickle] {
        let (url, _sent) = serve(vec![answer]);
        let start = Instant::now();
        let e = wait(client(&url).sessions().list().timeout(Duration::from_millis(200))).unwrap_err();
        assert!(e.is_timeout() && start.elapsed() < Duration::from_secs(1), "{e}");
        assert_eq!(e.to_string(), "sessions.list: timed out after 200ms");
    }
}

#[test]
fn nobody_listens() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let e = wait(client(&format!("http://127.0.0.1:{port}")).sessions().get(get())).unwrap_err();
    assert!(e.is_connect() && !e.is_timeout(), "{e}");
    let text = e.to_string();
    assert!(
        text.starts_with(&format!("sessions.get: could not connect to http://127.0.0.1:{port}/v1/sessions: ")),
        "{text}"
    );
    assert!(
        text.contains("refused") && !text.contains("organization_id") && !format!("{e:?}").contains("organization_id"),
        "{e:?}"
    );
}

#[test]
fn no_credential_follows_a_redirect_to_another_host() {
    let (other, other_sent) = serve(vec![vec![(NO_CONTENT, 0)]]);
    let redirect: &'static str =
        format!("HTTP/1.1 302 Found\r\nLocation: {other}/steal\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .leak();
    let (url, _sent) = serve(vec![vec![(redirect, 0)]]);
    assert_eq!(wait(client(&url).sessions().list()).unwrap_err().status(), Some(StatusCode::FOUND));
    assert!(other_sent.try_recv().is_err());
    let back = "HTTP/1.1 301 Moved Permanently\r\nLocation: /v2/list\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let (url, sent) = serve(vec![vec![(back, 0)], vec![(NO_CONTENT, 0)]]);
    wait(client(&url).sessions().list()).unwrap();
    let requests: Vec<_> = sent.iter().take(2).collect();
    assert!(
        requests[1].starts_with("GET /v2/list HTTP/1.1") && requests[1].to_lowercase().contains("authorization: basic")
    );
}

#[test]
fn a_call_goes_to_the_server_that_it_names_and_takes_its_credentials_there() {
    let (url, sent) = serve(vec![vec![(NO_CONTENT, 0)]]);
    let (other, other_sent) = serve(vec![vec![(NO_CONTENT, 0)], vec![(NO_CONTENT, 0)]]);
    let c = client(&format!("{url}/base"));
    wait(c.sessions().list().server(format!("{other}/eu/"))).unwrap();
    let request = other_sent.recv().unwrap().to_lowercase();
    assert!(request.starts_with("get /eu/v1/list http/1.1\r\n"), "{request}");
    assert!(request.contains("authorization: basic awq6c2vjcmv0\r\n"), "{request}");
    assert!(request.contains(&format!("host: {}\r\n", other.trim_start_matches("http://"))), "{request}");
    // Nor does one go along that the operation does not ask for.
    wait(c.sessions().elsewhere().server(&other)).unwrap();
    let request = other_sent.recv().unwrap().to_lowercase();
    assert!(request.starts_with("get /e http/1.1\r\n") && !request.contains("authorization"), "{request}");
    assert!(sent.try_recv().is_err(), "the client's base URL was not called");
}

#[test]
fn a_dropped_call_is_cancelled() {
    let (url, sent) = serve(vec![vec![("", 300), (OK, 0)]]);
    let c = client(&url);
    drop(c.sessions().get(get()).into_future());
    assert!(sent.recv_timeout(Duration::from_millis(50)).is_err(), "nothing is sent before it is polled");
    let cut =
        wait(async { tokio::time::timeout(Duration::from_millis(50), c.sessions().get(get()).into_future()).await });
    assert!(cut.is_err() && sent.recv().is_ok());
}

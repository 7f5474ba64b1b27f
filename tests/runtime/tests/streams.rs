//! Answers that are read as they come, from a real server that decides when each piece comes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::type_complexity, missing_docs)]

use futures_core::Stream;
use sample::Client;
use sample::runtime::{Error, Event, RetryPolicy, TransportErrorKind};
use sample::testing::{MockTransport, Reply};
use std::future::poll_fn;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

fn wait<F: Future>(future: impl IntoFuture<IntoFuture = F>) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future.into_future())
}

/// A server that answers its connections in turn, each by a function. The heads of requests arrive on the channel.
fn serve(answers: Vec<Box<dyn FnOnce(&mut TcpStream) + Send>>) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (to, from) = channel();
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            stream.set_nodelay(true).unwrap();
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() > 0 {
                head.push(byte[0]);
            }
            let _ = to.send(String::from_utf8_lossy(&head).to_lowercase());
            answer(&mut stream);
        }
    });
    (url, from)
}

/// An answer that is written at once; the connection ends with it.
fn text(head: &str, body: &str) -> Box<dyn FnOnce(&mut TcpStream) + Send> {
    let whole = format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n{body}");
    Box::new(move |stream| drop(stream.write_all(whole.as_bytes())))
}

/// A body that goes on until the connection ends, which is a proper end.
fn events(body: &str) -> Box<dyn FnOnce(&mut TcpStream) + Send> {
    text("200 OK\r\nContent-Type: text/event-stream", body)
}

/// A body that breaks off: more was promised.
fn broken(media_type: &str, body: &str) -> Box<dyn FnOnce(&mut TcpStream) + Send> {
    text(&format!("200 OK\r\nContent-Type: {media_type}\r\nContent-Length: 9999"), body)
}

fn client(url: &str) -> Client {
    let quick = RetryPolicy::new().initial_backoff(Duration::from_millis(5));
    Client::builder().base_url(url).retry(quick).build().unwrap()
}

fn kind(error: &Error) -> Option<TransportErrorKind> {
    match error {
        Error::Transport(e) => Some(e.kind()),
        _ => None,
    }
}

/// The numbers of all events; a failure ends them.
async fn numbers(mut events: sample::runtime::Events<sample::streams::Tick>) -> (Vec<i64>, Option<TransportErrorKind>) {
    let mut all = Vec::new();
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => all.push(event.data.n),
            Err(error) => {
                let kind = kind(&error);
                assert!(events.next().await.is_none(), "a failure is the last item");
                return (all, kind);
            }
        }
    }
    (all, None)
}

#[test]
fn a_download_is_handed_out_before_it_is_whole() {
    let (go, gone) = channel::<()>();
    let (url, _sent) = serve(vec![Box::new(move |stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none").unwrap();
        gone.recv().unwrap();
        stream.write_all(b"two").unwrap();
    })]);
    wait(async {
        let client = client(&url);
        let mut file = client.streams().file().await.unwrap();
        assert_eq!(file.content_length(), Some(6));
        assert_eq!(&*file.next().await.unwrap().unwrap(), b"one");
        go.send(()).unwrap();
        assert_eq!(&*file.bytes().await.unwrap(), b"two");
    });
}

#[test]
fn a_download_that_breaks_off_is_an_error_and_not_begun_again() {
    let (url, sent) = serve(vec![broken("image/png", "some"), broken("image/png", "some")]);
    wait(async {
        let client = client(&url);
        let mut file = client.streams().file().await.unwrap();
        assert_eq!(&*file.next().await.unwrap().unwrap(), b"some");
        let error = file.next().await.unwrap().unwrap_err();
        assert_eq!(kind(&error), Some(TransportErrorKind::Interrupted), "{error}");
        assert!(error.to_string().starts_with(&format!("streams.file: the connection to {url}/file broke off")));
        assert!(file.next().await.is_none());
    });
    assert_eq!(sent.try_iter().count(), 1);
}

#[test]
fn before_it_begins_a_download_is_asked_for_again() {
    let (url, sent) = serve(vec![text("503 Busy", "busy"), text("200 OK", "here")]);
    wait(async {
        let file = client(&url).streams().file().with_metadata().await.unwrap();
        assert_eq!(file.attempts(), 2);
        assert_eq!(&*file.into_body().bytes().await.unwrap(), b"here");
    });
    assert_eq!(sent.try_iter().count(), 2);
    let (url, _sent) = serve(vec![text("404 Not Found", "no such file")]);
    let error = wait(client(&url).streams().file()).unwrap_err();
    assert_eq!(error.as_api().map(|api| api.text().into_owned()).as_deref(), Some("no such file"));
}

#[test]
fn the_time_of_a_call_ends_with_the_headers_and_each_piece_has_its_own() {
    let slow = |pauses: &'static [u64]| -> Box<dyn FnOnce(&mut TcpStream) + Send> {
        Box::new(move |stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").unwrap();
            for pause in pauses {
                thread::sleep(Duration::from_millis(*pause));
                if stream.write_all(b"x").is_err() {
                    break;
                }
            }
        })
    };
    let (url, _sent) = serve(vec![slow(&[200; 5]), slow(&[0, 5000])]);
    wait(async {
        let client = client(&url);
        let file = client.streams().file().timeout(Duration::from_millis(800)).await.unwrap();
        assert_eq!(&*file.bytes().await.unwrap(), b"xxxxx", "longer in all than the call had");
        let mut file = client.streams().file().await.unwrap().idle_timeout(Duration::from_millis(100));
        assert_eq!(&*file.next().await.unwrap().unwrap(), b"x");
        let error = file.next().await.unwrap().unwrap_err();
        assert!(error.is_timeout(), "{error}");
    });
}

#[test]
fn only_what_is_kept_is_bounded() {
    let long = "x".repeat(1000);
    let (url, _sent) = serve(vec![text("200 OK", &long), text("200 OK", &long)]);
    let client = Client::builder().base_url(url).max_response_bytes(100).build().unwrap();
    wait(async {
        let mut file = client.streams().file().await.unwrap();
        let mut length = 0;
        while let Some(piece) = file.next().await {
            length += piece.unwrap().len();
        }
        assert_eq!(length, 1000);
        let error = client.streams().file().await.unwrap().bytes().await.unwrap_err();
        assert_eq!(kind(&error), Some(TransportErrorKind::TooLarge), "{error}");
    });
}

#[test]
fn events_come_whole_however_they_are_cut() {
    let (url, sent) = serve(vec![Box::new(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n").unwrap();
        let body = "\u{feff}: hi\r\ndata: {\"n\":1,\r\ndata: \"text\":\"日本\"}\r\nid: a\r\n\r\nevent: end\ndata: {\"n\":2}\n\n";
        for byte in body.bytes() {
            stream.write_all(&[byte]).unwrap();
            thread::sleep(Duration::from_millis(1));
        }
    })]);
    wait(async {
        let mut ticks = client(&url).streams().ticks().await.unwrap();
        let Event { id, event, data, .. } = ticks.next().await.unwrap().unwrap();
        assert_eq!((id.as_deref(), event.as_str(), data.text.as_deref()), (Some("a"), "message", Some("日本")));
        let Event { event, data, .. } = ticks.next().await.unwrap().unwrap();
        assert_eq!((event.as_str(), data.n, ticks.last_event_id()), ("end", 2, Some("a")));
        assert!(ticks.next().await.is_none());
    });
    assert!(sent.recv().unwrap().contains("accept: text/event-stream\r\n"));
}

#[test]
fn what_breaks_off_goes_on_after_the_last_event() {
    let (url, sent) = serve(vec![
        broken("text/event-stream", "retry: 1\nid: 7\ndata: {\"n\":1}\n\ndata: {\"n\":99}\n"),
        broken("text/event-stream", "data: {\"n\":2}\n\n"),
        events("id: 9\ndata: {\"n\":3}\n\n"),
    ]);
    let outcome = wait(async { numbers(client(&url).streams().ticks().await.unwrap()).await });
    assert_eq!(outcome, (vec![1, 2, 3], None));
    let heads: Vec<String> = sent.try_iter().collect();
    assert_eq!(heads.len(), 3);
    assert!(!heads[0].contains("last-event-id"), "{}", heads[0]);
    assert!(heads[1].contains("last-event-id: 7\r\n") && heads[2].contains("last-event-id: 7\r\n"), "{heads:?}");
}

#[test]
fn it_does_not_go_on_where_something_would_be_lost_or_come_twice() {
    let once = || vec![broken("text/event-stream", "data: {\"n\":1}\n\n"), events("data: {\"n\":2}\n\n")];
    let with_id = || vec![broken("text/event-stream", "id: 1\ndata: {\"n\":1}\n\n"), events("data: {\"n\":2}\n\n")];
    let lost = (vec![1], Some(TransportErrorKind::Interrupted));
    wait(async {
        let (url, _sent) = serve(once());
        assert_eq!(numbers(client(&url).streams().ticks().await.unwrap()).await, lost, "events have no ids");
        let (url, _sent) = serve(with_id());
        assert_eq!(numbers(client(&url).streams().answer().await.unwrap()).await, lost, "POST is not repeated");
        let (url, _sent) = serve(with_id());
        let ticks = client(&url).streams().ticks().retry(RetryPolicy::none()).await.unwrap();
        assert_eq!(numbers(ticks).await, lost, "it was turned off");
        let (url, _sent) = serve(vec![broken("text/event-stream", ": hi\n\n"), events("data: {\"n\":2}\n\n")]);
        let all = numbers(client(&url).streams().ticks().await.unwrap()).await;
        assert_eq!(all, (vec![2], None), "nothing had come yet");
    });
}

#[test]
fn a_stream_that_never_gets_anywhere_ends() {
    let (url, sent) = serve((0..9).map(|_| broken("text/event-stream", "retry: 1\n\n")).collect());
    let outcome = wait(async { numbers(client(&url).streams().ticks().await.unwrap()).await });
    assert_eq!(outcome, (vec![], Some(TransportErrorKind::Interrupted)));
    assert_eq!(sent.try_iter().count(), 3, "as often as the policy says");
}

#[test]
fn a_subscription_is_kept_up_until_the_server_has_no_content() {
    let (url, sent) = serve(vec![
        events("retry: 1\ndata: {\"n\":1}\n\n"),
        events("id: 2\ndata: {\"n\":2}\n\n"),
        text("204 No Content", ""),
    ]);
    let outcome = wait(async { numbers(client(&url).streams().ticks().await.unwrap().subscribe()).await });
    assert_eq!(outcome, (vec![1, 2], None));
    assert_eq!(sent.try_iter().filter(|head| head.contains("last-event-id: 2\r\n")).count(), 1);
}

#[test]
fn an_id_that_the_server_takes_back_is_not_sent() {
    let (url, sent) = serve(vec![
        events("retry: 1\nid: 1\ndata: {\"n\":1}\n\n"),
        events("id:\ndata: {\"n\":2}\n\n"),
        events("data: {\"n\":3}\n\n"),
        text("204 No Content", ""),
    ]);
    let call = |client: Client| async move {
        let ticks = client.streams().ticks().header("Last-Event-ID", "0").await.unwrap();
        numbers(ticks.subscribe()).await
    };
    assert_eq!(wait(call(client(&url))), (vec![1, 2, 3], None));
    let heads: Vec<String> = sent.try_iter().collect();
    let id = |head: &String| head.split_once("last-event-id: ").map(|(_, rest)| rest[..1].to_owned());
    assert_eq!(heads.iter().map(id).collect::<Vec<_>>(), [Some("0".to_owned()), Some("1".to_owned()), None, None]);
}

#[test]
fn a_server_that_wants_no_pause_gets_a_short_one() {
    let event = || events("retry: 0\nid: 1\ndata: {\"n\":1}\n\n");
    let (url, _sent) = serve(vec![event(), event(), text("204 No Content", "")]);
    let start = std::time::Instant::now();
    let outcome = wait(async { numbers(client(&url).streams().ticks().await.unwrap().subscribe()).await });
    assert_eq!(outcome, (vec![1, 1], None));
    assert!(start.elapsed() >= Duration::from_millis(200), "{:?}", start.elapsed());
}

#[test]
fn nothing_is_lost_when_waiting_is_given_up() {
    let (url, _sent) = serve(vec![Box::new(|stream| {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: {\"n\"")
            .unwrap();
        thread::sleep(Duration::from_millis(300));
        stream.write_all(b":1}\n\n").unwrap();
    })]);
    wait(async {
        let mut ticks = client(&url).streams().ticks().await.unwrap();
        let mut given_up = 0;
        let event = loop {
            match tokio::time::timeout(Duration::from_millis(20), ticks.next()).await {
                Ok(event) => break event.unwrap().unwrap(),
                Err(_) => given_up += 1,
            }
        };
        assert!(event.data.n == 1 && given_up > 0);
    });
}

#[test]
fn an_event_or_line_is_bounded_and_a_broken_one_is_none() {
    let long = "x".repeat(1000);
    let (url, _sent) = serve(vec![
        events(&format!("data: short\n\ndata: {long}")),
        text("200 OK", &format!("{{\"n\":1}}\n{long}")),
        broken("application/x-ndjson", "{\"n\":1}\n{\"n\":2}"),
    ]);
    let client = Client::builder().base_url(url).max_response_bytes(100).build().unwrap();
    wait(async {
        let mut log = client.streams().log().await.unwrap();
        assert_eq!(log.next().await.unwrap().unwrap().data, "short");
        assert_eq!(kind(&log.next().await.unwrap().unwrap_err()), Some(TransportErrorKind::TooLarge));
        assert!(log.next().await.is_none());
        for expected in [TransportErrorKind::TooLarge, TransportErrorKind::Interrupted] {
            let mut records = client.streams().records().await.unwrap();
            assert_eq!(records.next().await.unwrap().unwrap().n, 1);
            assert_eq!(kind(&records.next().await.unwrap().unwrap_err()), Some(expected));
            assert!(records.next().await.is_none());
        }
    });
}

#[test]
fn a_page_in_the_place_of_a_stream_is_an_error_that_keeps_it() {
    let page = || text("200 OK\r\nContent-Type: text/html; charset=utf-8", "<h1>Sign in</h1>");
    let (url, _sent) = serve(vec![page(), page()]);
    let client = client(&url);
    let errors = [wait(client.streams().ticks()).unwrap_err(), wait(client.streams().records()).unwrap_err()];
    for error in errors {
        assert!(matches!(&error, Error::Decode(e) if &**e.body() == b"<h1>Sign in</h1>"), "{error}");
        assert!(error.to_string().contains("the body is text/html, 16 bytes"), "{error}");
    }
}

#[test]
fn all_of_them_are_streams_that_can_move_between_threads() {
    fn next<T>(stream: &mut (impl Stream<Item = Result<T, Error>> + Send + Unpin)) -> impl Future<Output = Option<T>> {
        poll_fn(|context| Pin::new(&mut *stream).poll_next(context).map(|item| item.map(Result::unwrap)))
    }
    let (url, _sent) = serve(vec![text("200 OK", "file"), events("data: {\"n\":1}\n\n"), text("200 OK", "{\"n\":2}")]);
    wait(async {
        let client = client(&url);
        assert_eq!(next(&mut client.streams().file().await.unwrap()).await.as_deref(), Some(&b"file"[..]));
        assert_eq!(next(&mut client.streams().ticks().await.unwrap()).await.map(|event| event.data.n), Some(1));
        assert_eq!(next(&mut client.streams().records().await.unwrap()).await.map(|record| record.n), Some(2));
    });
}

/// `(id, event, data)` of all events of a stream.
fn read(body: &str) -> Vec<(Option<String>, String, String)> {
    let mock = MockTransport::new();
    mock.reply("streams.log", Reply::text(200, "text/event-stream", body));
    let client = Client::builder().base_url("https://example.com").transport(mock).build().unwrap();
    wait(async {
        let (mut log, mut all) = (client.streams().log().await.unwrap(), Vec::new());
        while let Some(event) = log.next().await {
            let Event { id, event, data, .. } = event.unwrap();
            all.push((id, event, data));
        }
        all
    })
}

#[test]
fn the_fields_of_events_are_read_as_the_standard_says() {
    let body = "\u{feff}: comment\ndata: one\n\nevent: tick\ndata:two\ndata\ndata:  2\nid: 7\n\nid\ndata: 3\n\n\
                event: nothing\n\nunknown: x\ndata:\n\nretry: 1x\nid: a\0b\ndata: last\n\ndata: not ended\n";
    let event = |id: &str, event: &str, data: &str| {
        (Some(id.to_owned()).filter(|id| !id.is_empty()), event.to_owned(), data.to_owned())
    };
    let expected = vec![
        event("", "message", "one"),
        event("7", "tick", "two\n\n 2"),
        event("", "message", "3"),
        event("", "message", ""),
        event("", "message", "last"),
    ];
    assert_eq!(read(body), expected);
    assert_eq!(read(&body.replace('\n', "\r")), expected);
    assert_eq!(read(&body.replace('\n', "\r\n")), expected);
}

#[test]
fn the_name_of_a_file_leads_nowhere_else() {
    for (header, name) in [
        ("attachment; filename=report.pdf", Some("report.pdf")),
        ("attachment; filename=\"a; b \\\"c\\\".txt\"; size=3", Some("a; b \"c\".txt")),
        ("attachment; filename=\"e.txt\"; filename*=UTF-8''%E2%82%AC%20rates.txt", Some("€ rates.txt")),
        ("attachment; FileName*=iso-8859-1'en'%A3.txt", Some("£.txt")),
        ("attachment; filename=\"../../etc/passwd\"", Some("passwd")),
        ("attachment; filename*=UTF-8''..%5C..%5Cboot.ini", Some("boot.ini")),
        ("attachment; filename=\"C:evil.exe\"", Some("evil.exe")),
        ("attachment; filename=\"..\"", None),
        ("attachment; filename=\"a/\"", None),
        ("inline", None),
        ("attachment; filename*=UTF-8''%FF; filename=plain", Some("plain")),
    ] {
        let mock = MockTransport::new();
        mock.reply("streams.file", Reply::status(200).header("Content-Disposition", header));
        let client = Client::builder().base_url("https://example.com").transport(mock).build().unwrap();
        let file = wait(client.streams().file()).unwrap();
        assert_eq!(file.file_name().as_deref(), name, "{header}");
    }
}

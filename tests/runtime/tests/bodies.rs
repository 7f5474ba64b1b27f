//! Bodies of every kind against a real server, which parses them with handlers that know nothing of this crate.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::type_complexity, missing_docs)]

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Form, Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{post, put};
use axum::{Router, body};
use sample::Client;
use sample::bodies::PartsParams;
use sample::runtime::{
    BoxFuture, Error, RetryPolicy, Transport, TransportBody, TransportError, TransportErrorKind, Upload,
};
use sample::styles::Rgb;
use sample::testing::{MockTransport, Reply};
use serde_json::json;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::Notify;

/// A part as a handler saw it: name, file name, content type, `X-Hash`, content.
type Part = (String, Option<String>, Option<String>, Option<String>, Vec<u8>);

/// What the server saw, and how it is to behave.
#[derive(Clone, Default)]
struct Seen {
    parts: Arc<Mutex<Vec<Part>>>,
    pairs: Arc<Mutex<Vec<(String, String)>>>,
    headers: Arc<Mutex<Vec<HeaderMap>>>,
    bodies: Arc<Mutex<Vec<Bytes>>>,
    /// Requests that are answered with 503 before one is accepted.
    failures: Arc<AtomicUsize>,
    /// Where reading of a body waits after its first chunk.
    gate: Option<Arc<Notify>>,
}

async fn parts(State(seen): State<Seen>, Path(id): Path<String>, headers: HeaderMap, mut form: Multipart) -> String {
    seen.headers.lock().unwrap().push(headers);
    while let Some(field) = form.next_field().await.unwrap() {
        let name = field.name().unwrap().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let content_type = field.content_type().map(str::to_owned);
        let hash = field.headers().get("x-hash").map(|value| value.to_str().unwrap().to_owned());
        let bytes = field.bytes().await.unwrap();
        seen.parts.lock().unwrap().push((name, file_name, content_type, hash, bytes.to_vec()));
    }
    id
}

async fn form(State(seen): State<Seen>, Form(pairs): Form<Vec<(String, String)>>) {
    *seen.pairs.lock().unwrap() = pairs;
}

async fn bytes(State(seen): State<Seen>, headers: HeaderMap, body: Body) -> (StatusCode, String) {
    use axum::body::HttpBody;
    seen.headers.lock().unwrap().push(headers);
    let mut body = Box::pin(body);
    let mut whole = Vec::new();
    while let Some(frame) = std::future::poll_fn(|context| body.as_mut().poll_frame(context)).await {
        let Ok(frame) = frame else { return (StatusCode::BAD_REQUEST, "broken".to_owned()) };
        let first = whole.is_empty();
        whole.extend_from_slice(&frame.into_data().unwrap());
        if let (true, Some(gate)) = (first, &seen.gate) {
            gate.notified().await;
        }
    }
    let length = whole.len();
    seen.bodies.lock().unwrap().push(whole.into());
    let left = seen.failures.load(Ordering::SeqCst);
    if left > 0 {
        seen.failures.store(left - 1, Ordering::SeqCst);
        return (StatusCode::SERVICE_UNAVAILABLE, String::new());
    }
    (StatusCode::OK, length.to_string())
}

async fn serve(seen: Seen) -> Client {
    let router = Router::new()
        .route("/parts/{id}", post(parts).put(bytes))
        .route("/form", post(form))
        .route("/bytes", put(bytes))
        .route("/json", post(bytes))
        .route("/mixed", post(bytes))
        .layer(DefaultBodyLimit::disable())
        .with_state(seen);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let quick = RetryPolicy::new().initial_backoff(Duration::from_millis(1));
    Client::builder().project("i", "s").base_url(url).retry(quick).build().unwrap()
}

/// A stream of these chunks that counts what was taken of it.
struct Chunks {
    left: VecDeque<Result<Bytes, std::io::Error>>,
    taken: Arc<AtomicUsize>,
}

impl futures_core::Stream for Chunks {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let taken = self.taken.fetch_add(1, Ordering::SeqCst);
        // Every other time it is not ready.
        if taken.is_multiple_of(2) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.left.pop_front())
    }
}

fn stream(chunks: impl IntoIterator<Item = Bytes>) -> Upload {
    Upload::stream(Chunks { left: chunks.into_iter().map(Ok).collect(), taken: Arc::default() })
}

fn hello() -> Upload {
    stream([Bytes::from("hel"), Bytes::new(), Bytes::from("lo")])
}

fn part(name: &str, file: Option<&str>, ty: Option<&str>, hash: Option<&str>, content: &[u8]) -> Part {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    (name.to_owned(), owned(file), owned(ty), owned(hash), content.to_vec())
}

#[tokio::test]
async fn a_multipart_form_is_what_a_server_reads() {
    let seen = Seen::default();
    let client = serve(seen.clone()).await;
    let mut params = PartsParams::new();
    params.id = "a/b".into();
    params.title = Some("größer\r\n--part-00000000000000000000000000000000\r\n".into());
    params.size = Some(-7);
    params.file = Some(Upload::from(vec![0, 255, 13, 10]).file_name("é\"\r\n;.png"));
    params.files = vec![hello().content_type("text/plain").header("X-Hash", "h"), hello().length(5).file_name("b")];
    params.color = Some(Rgb { r: 1, g: 2, b: 3 });
    params.tags = vec!["x".into(), String::new()];
    params.list = vec!["1".into(), "2".into()];
    params.extra.insert("any".into(), json!({"a": [1]}));
    params.extra.insert("na\"me".into(), json!(true));
    params.extra.insert("nothing".into(), json!(null));
    assert_eq!(client.parts(params).await.unwrap(), "a/b");
    let octets = Some("application/octet-stream");
    let expected = [
        part("title", None, None, None, "größer\r\n--part-00000000000000000000000000000000\r\n".as_bytes()),
        part("size", None, None, None, b"-7"),
        part("file", Some("é%22%0D%0A;.png"), Some("image/png"), None, &[0, 255, 13, 10]),
        part("files", Some("files"), Some("text/plain"), Some("h"), b"hello"),
        part("files", Some("b"), octets, None, b"hello"),
        part("color", None, Some("application/vnd.rgb+json"), None, br#"{"R":1,"G":2,"B":3}"#),
        part("tags", None, None, None, b"x"),
        part("tags", None, None, None, b""),
        part("list", None, None, None, b"1|2"),
        part("any", None, Some("application/json"), None, br#"{"a":[1]}"#),
        part("na%22me", None, None, None, b"true"),
    ];
    assert_eq!(*seen.parts.lock().unwrap(), expected);
    let headers = seen.headers.lock().unwrap().pop().unwrap();
    assert_eq!(headers["transfer-encoding"], "chunked", "one stream is of unknown length");
}

#[tokio::test]
async fn a_multipart_form_has_its_length_where_that_is_known() {
    let seen = Seen::default();
    let client = serve(seen.clone()).await;
    let mut params = PartsParams { id: "i".into(), ..PartsParams::new() };
    params.files = vec![hello().length(5), Upload::from("x")];
    client.parts(params).await.unwrap();
    let headers = seen.headers.lock().unwrap().pop().unwrap();
    assert!(headers.contains_key("content-length") && !headers.contains_key("transfer-encoding"), "{headers:?}");
    assert_eq!(seen.parts.lock().unwrap().len(), 2);
    // Lists that are empty are set, and give no part: a form without any.
    seen.parts.lock().unwrap().clear();
    client.parts(PartsParams { id: "i".into(), ..PartsParams::new() }).await.unwrap();
    assert!(seen.parts.lock().unwrap().is_empty());
}

#[tokio::test]
async fn bytes_and_parts_in_memory_have_the_same_boundary_each_time() {
    let mock = MockTransport::new();
    mock.reply("bodies.put_parts", Reply::status(200));
    let client = Client::builder().project("i", "s").transport(mock.clone()).base_url("http://x").allow_http(true);
    let client = client.build().unwrap();
    let of = |file: Upload| PartsParams { id: "i".into(), file: Some(file), ..PartsParams::new() };
    for _ in 0..2 {
        client.put_parts(of("a".into())).await.unwrap();
    }
    client.put_parts(of("part-00000000000000000000000000000000".into())).await.unwrap();
    client.put_parts(of(hello())).await.unwrap();
    let sent = mock.requests();
    let boundary = |index: usize| sent[index].header("content-type").unwrap().rsplit_once('=').unwrap().1;
    assert_eq!(boundary(0), "part-00000000000000000000000000000000");
    assert_eq!((boundary(0), sent[0].body.clone()), (boundary(1), sent[1].body.clone()));
    assert_eq!(boundary(2), "part-00000000000000000000000000000001");
    assert!(boundary(3).len() == boundary(0).len() && ![boundary(0), boundary(2)].contains(&boundary(3)));
    assert!(sent[3].text().contains("\r\n\r\nhello\r\n--"), "the double collects streams");
}

#[tokio::test]
async fn parts_of_other_kinds_have_no_names() {
    let seen = Seen::default();
    let client = serve(seen.clone()).await;
    client.mixed(json!({"meta": {"a": 1}, "text": "t"})).await.unwrap();
    let body = String::from_utf8(seen.bodies.lock().unwrap().pop().unwrap().to_vec()).unwrap();
    let boundary = "part-00000000000000000000000000000000";
    assert_eq!(
        body,
        format!(
            "--{boundary}\r\nContent-Type: application/json\r\n\r\n{{\"a\":1}}\r\n--{boundary}\r\n\r\nt\r\n--{boundary}--\r\n"
        )
    );
    let headers = seen.headers.lock().unwrap().pop().unwrap();
    assert_eq!(headers["content-type"], format!("multipart/mixed; boundary={boundary}"));
    let e = client.mixed(json!([1])).await.unwrap_err();
    assert_eq!(e.to_string(), "bodies.mixed: not sent: the body has a value that cannot be written");
}

#[tokio::test]
async fn related_parts_say_the_type_of_the_first() {
    let seen = Seen::default();
    let client = serve(seen.clone()).await;
    client.related(json!({"meta": {"a": 1}, "text": "t"})).await.unwrap();
    client.related(json!({"text": "t"})).await.unwrap();
    client.typed(json!({"meta": {"a": 1}})).await.unwrap();
    let boundary = "boundary=part-00000000000000000000000000000000";
    let sent: Vec<_> = seen.headers.lock().unwrap().iter().map(|headers| headers["content-type"].clone()).collect();
    let expected = [
        r#"multipart/related; start="<a;b>"; type="application/json"; "#,
        r#"multipart/related; start="<a;b>"; type="text/plain"; "#,
        r#"multipart/related; type="text/xml"; "#,
    ];
    assert_eq!(sent, expected.map(|head| format!("{head}{boundary}")));
}

#[tokio::test]
async fn what_headers_cannot_hold_is_not_sent() {
    let seen = Seen::default();
    let client = serve(seen.clone()).await;
    let parts = |file: Upload| client.parts(PartsParams { id: "i".into(), file: Some(file), ..PartsParams::new() });
    let file = || Upload::from("x");
    for bad in [file().content_type("a\r\nb: c"), file().header("a b", "c"), file().header("a", "b\nc")] {
        let e = parts(bad.clone()).await.unwrap_err();
        assert!(e.is_invalid() && e.to_string().contains("has a part with what"), "{e}");
    }
    let e = client.put(file().content_type("a\r\nb: c")).await.unwrap_err();
    assert_eq!(e.to_string(), r"bodies.put: not sent: the body cannot have the content type `a\r\nb: c`");
    assert!(seen.headers.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_form_is_what_a_server_reads() {
    let seen = Seen::default();
    let client = serve(seen.clone()).await;
    client
        .form(json!({"a b": "1+1=2 & é", "list": [1, "x y"], "deep": {"k": {"l": [true]}}, "no": null}))
        .await
        .unwrap();
    let expected = [("a b", "1+1=2 & é"), ("deep[k][l][0]", "true"), ("list", "1"), ("list", "x y")];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    // Whether `json!` keeps the order of keys is decided by the features of the whole build.
    let mut pairs = seen.pairs.lock().unwrap().clone();
    pairs.sort();
    assert_eq!(pairs, expected);
}

#[tokio::test]
async fn any_json_is_a_body() {
    let seen = Seen::default();
    let client = serve(seen.clone()).await;
    for body in [json!(null), json!("é\n"), json!(1.5), json!([]), json!({"a": [{}]})] {
        client.json(body.clone()).await.unwrap();
        let sent = seen.bodies.lock().unwrap().pop().unwrap();
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&sent).unwrap(), body);
        assert_eq!(seen.headers.lock().unwrap().pop().unwrap()["content-type"], "application/json");
    }
}

#[tokio::test]
async fn a_stream_is_read_no_faster_than_the_server_reads() {
    const CHUNK: usize = 1 << 20;
    const COUNT: usize = 64;
    let gate = Arc::new(Notify::new());
    let seen = Seen { gate: Some(gate.clone()), ..Seen::default() };
    let client = serve(seen.clone()).await;
    let taken = Arc::new(AtomicUsize::new(0));
    let chunks = (0..COUNT).map(|index| Ok(Bytes::from(vec![index as u8; CHUNK]))).collect();
    let upload = Upload::stream(Chunks { left: chunks, taken: taken.clone() });
    let call = tokio::spawn(client.put(upload).into_future());
    tokio::time::sleep(Duration::from_millis(300)).await;
    let before = taken.load(Ordering::SeqCst) / 2;
    assert!(before > 0 && before < COUNT / 2, "{before} of {COUNT} chunks were read for a server that waits");
    gate.notify_one();
    assert_eq!(call.await.unwrap().unwrap(), (CHUNK * COUNT).to_string());
    let body = seen.bodies.lock().unwrap().pop().unwrap();
    assert!(body.chunks(CHUNK).enumerate().all(|(index, chunk)| chunk.iter().all(|byte| *byte == index as u8)));
    assert_eq!(seen.headers.lock().unwrap().pop().unwrap()["transfer-encoding"], "chunked");
}

#[tokio::test]
async fn a_stream_of_known_length_is_sent_with_it() {
    let seen = Seen::default();
    let client = serve(seen.clone()).await;
    assert_eq!(client.put(hello().length(5)).await.unwrap(), "5");
    let headers = seen.headers.lock().unwrap().pop().unwrap();
    assert_eq!(
        (&headers["content-length"], &headers["content-type"]),
        (&"5".parse().unwrap(), &"application/octet-stream".parse().unwrap())
    );
    assert!(!headers.contains_key("transfer-encoding"));
    for wrong in [4, 6] {
        let e = client.put(hello().length(wrong)).await.unwrap_err();
        assert!(e.is_transport(), "{wrong}: {e}");
        assert!(error_chain(&e).contains("the stream does not have the length that was given"), "{}", error_chain(&e));
    }
}

fn error_chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(&format!(": {error}"));
        source = error.source();
    }
    text
}

#[tokio::test]
async fn a_reader_is_sent_to_its_end() {
    let seen = Seen::default();
    let client = serve(seen.clone()).await;
    let text: &'static [u8] = "x".repeat(200_000).leak().as_bytes();
    assert_eq!(client.put(Upload::reader(text)).await.unwrap(), "200000");
    assert_eq!(seen.bodies.lock().unwrap().pop().unwrap(), text);
}

#[tokio::test]
async fn a_stream_that_fails_ends_the_call() {
    let seen = Seen::default();
    let client = serve(seen.clone()).await;
    let chunks = [Ok(Bytes::from("a")), Err(std::io::Error::other("the disk is gone"))];
    let upload = Upload::stream(Chunks { left: chunks.into_iter().collect(), taken: Arc::default() });
    let e = client.put(upload).await.unwrap_err();
    assert!(e.is_transport() && error_chain(&e).contains("the disk is gone"), "{}", error_chain(&e));
    assert!(seen.bodies.lock().unwrap().is_empty(), "the server must not take it for a whole body");
}

#[tokio::test]
async fn what_is_in_memory_is_sent_again() {
    let seen = Seen { failures: Arc::new(AtomicUsize::new(2)), ..Seen::default() };
    let client = serve(seen.clone()).await;
    let params = PartsParams { id: "i".into(), file: Some("file".into()), ..PartsParams::new() };
    client.put_parts(params).await.unwrap();
    let bodies = seen.bodies.lock().unwrap().clone();
    assert!(bodies.len() == 3 && bodies.iter().all(|body| *body == bodies[0] && !body.is_empty()));
    seen.failures.store(1, Ordering::SeqCst);
    assert_eq!(client.put("bytes".into()).await.unwrap(), "5");
    assert_eq!(seen.bodies.lock().unwrap().len(), 5);
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    let seen = Seen { failures: Arc::new(AtomicUsize::new(1)), ..Seen::default() };
    let client = serve(seen.clone()).await;
    let upload = hello();
    let e = client.put(upload.clone()).await.unwrap_err();
    assert_eq!(e.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(seen.bodies.lock().unwrap().len(), 1, "it must not be sent again, half or empty");
    let e = client.put(upload.clone()).await.unwrap_err();
    assert_eq!(e.to_string(), "bodies.put: not sent: the body has a stream that was sent already");
    assert_eq!(seen.bodies.lock().unwrap().len(), 1);
    assert!(upload == upload.clone() && upload != hello() && format!("{upload:?}") == "Upload(stream)");
}

/// Cannot connect at first.
#[derive(Clone, Default)]
struct Flaky(Arc<AtomicUsize>);

impl Transport for Flaky {
    fn send(
        &self,
        request: axum::http::Request<TransportBody>,
    ) -> BoxFuture<'_, Result<axum::http::Response<TransportBody>, TransportError>> {
        Box::pin(async move {
            if self.0.fetch_add(1, Ordering::SeqCst) == 0 {
                return Err(TransportError::new(TransportErrorKind::Connect, "no route"));
            }
            let body = request.into_body();
            assert!(body.as_bytes().is_none() && body.length() == Some(5));
            Ok(axum::http::Response::new(TransportBody::whole(body.collect().await?)))
        })
    }
}

#[tokio::test]
async fn a_stream_that_was_not_begun_is_sent_again() {
    let transport = Flaky::default();
    let quick = RetryPolicy::new().initial_backoff(Duration::from_millis(1));
    let client = Client::builder().project("i", "s").base_url("http://x").allow_http(true).retry(quick);
    let client = client.transport(transport.clone()).build().unwrap();
    assert_eq!(client.put(hello().length(5)).await.unwrap(), "hello");
    assert_eq!(transport.0.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn an_upload_in_json_is_base64() {
    let mut params = PartsParams { id: "i".into(), file: Some(vec![255, 0].into()), ..PartsParams::new() };
    params.files = vec![hello()];
    let text = serde_json::to_string(&params).unwrap();
    assert_eq!(text, r#"{"id":"i","file":"/wA=","files":[null],"tags":[],"list":[]}"#);
    params.files.clear();
    let text = serde_json::to_string(&params).unwrap();
    assert_eq!(serde_json::from_str::<PartsParams>(&text).unwrap(), params);
    assert_eq!(
        body::to_bytes(Body::from(params.file.unwrap().as_bytes().unwrap().clone()), 9).await.unwrap(),
        [255, 0][..]
    );
}

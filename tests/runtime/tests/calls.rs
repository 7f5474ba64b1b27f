//! Calls over the in-memory transport, with time that only tokio's clock passes: retries, deadlines, credentials,
//! errors, metadata, the mock itself.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::type_complexity, missing_docs)]

use sample::runtime::{DecodeError, Error, Operation, RetryPolicy, Sending, StatusCode, TransportErrorKind};
use sample::sessions::*;
use sample::testing::{MockTransport, Reply};
use sample::types::Role;
use sample::{Client, ClientBuilder};
use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

/// Runs to the end without waiting, and says how long it would have taken.
fn timed<F: Future>(future: impl IntoFuture<IntoFuture = F>) -> (F::Output, Duration) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let start = Instant::now();
        (future.into_future().await, start.elapsed())
    })
}

fn wait<F: Future>(future: impl IntoFuture<IntoFuture = F>) -> F::Output {
    timed(future).0
}

fn builder(mock: &MockTransport) -> ClientBuilder {
    Client::builder().project("id", "hunter2").transport(mock.clone())
}

fn client(replies: &[(&str, Reply)]) -> (Client, MockTransport) {
    let mock = MockTransport::new();
    for (operation, reply) in replies {
        mock.reply(*operation, reply.clone());
    }
    (builder(&mock).build().unwrap(), mock)
}

fn get() -> GetParams {
    GetParams { organization_id: "secret-org".into(), member_id: None }
}

fn revoke() -> RevokeParams {
    RevokeParams { member_session_id: None, session_token: Some("hunter3".into()) }
}

fn ok() -> Reply {
    Reply::json(200, r#"{"request_id":"r","status_code":200,"member":{"member_id":"m"},"score":1}"#)
}

#[test]
fn what_is_safe_is_repeated() {
    for first in
        [408, 429, 500, 502, 503, 504].map(Reply::status).into_iter().chain([Reply::timeout(), Reply::refused()])
    {
        let (c, mock) = client(&[("sessions.get", first.clone()), ("sessions.get", ok())]);
        let (result, time) = timed(c.sessions().get(get()).with_metadata());
        assert_eq!(result.unwrap().attempts(), 2, "{first:?}");
        assert!(time <= Duration::from_millis(501), "{time:?}");
        assert_eq!(mock.requests().len(), 2);
    }
    for status in [400, 401, 403, 404, 409, 422, 501] {
        let (c, mock) = client(&[("sessions.get", Reply::status(status))]);
        assert_eq!(wait(c.sessions().get(get())).unwrap_err().status().unwrap(), status);
        assert_eq!(mock.requests().len(), 1);
    }
}

#[test]
fn what_is_not_safe_is_not_repeated() {
    for reply in [Reply::status(500), Reply::status(503), Reply::status(429), Reply::timeout()] {
        let (c, mock) = client(&[("sessions.revoke", reply), ("sessions.revoke", ok())]);
        wait(c.sessions().revoke(revoke())).unwrap_err();
        assert_eq!(mock.requests().len(), 1);
    }
    for reply in
        [Reply::refused(), Reply::status(429).header("retry-after", "1"), Reply::status(503).header("Retry-After", "0")]
    {
        let (c, mock) = client(&[("sessions.revoke", reply), ("sessions.revoke", ok())]);
        wait(c.sessions().revoke(revoke())).unwrap();
        assert_eq!(mock.requests().len(), 2);
        assert_eq!(mock.requests()[0].body, mock.requests()[1].body);
    }
    // An operation may be said to be idempotent.
    let (c, mock) = client(&[("sessions.create", Reply::status(500)), ("sessions.create", Reply::status(202))]);
    assert_eq!(wait(c.sessions().create(get())).unwrap(), CreateResponse::Accepted);
    assert_eq!(mock.requests().len(), 2);
}

#[test]
fn retries_have_a_policy() {
    let (c, mock) = client(&[("sessions.get", Reply::status(500))]);
    wait(c.sessions().get(get())).unwrap_err();
    assert_eq!(mock.requests().len(), 3);
    wait(c.sessions().get(get()).retry(RetryPolicy::none())).unwrap_err();
    assert_eq!(mock.requests().len(), 4);
    let policy = RetryPolicy::new()
        .max_retries(40)
        .initial_backoff(Duration::from_millis(10))
        .max_backoff(Duration::from_millis(20));
    let (_, time) = timed(c.sessions().get(get()).retry(policy));
    assert_eq!(mock.requests().len(), 45);
    assert!(time <= Duration::from_millis(40 * 21) && time > Duration::from_millis(50), "{time:?}");
}

#[test]
fn what_is_around_a_call_is_around_all_its_attempts() {
    let (log, mock) = (Arc::new(Mutex::new(Vec::new())), MockTransport::new());
    let noting = |name: &'static str| {
        let log = log.clone();
        move |operation: &'static Operation, call: Sending| -> Sending {
            let log = log.clone();
            Box::pin(async move {
                log.lock().unwrap().push(format!("{name} {}", operation.id()));
                let answer = call.await;
                log.lock().unwrap().push(format!("{name} {}", answer.is_ok()));
                answer
            })
        }
    };
    let c = builder(&mock).around(noting("inner")).around(noting("outer")).build().unwrap();
    mock.reply("sessions.get", Reply::status(500));
    mock.reply("sessions.get", ok());
    let call = c.sessions().get(get());
    assert!(log.lock().unwrap().is_empty());
    wait(call).unwrap();
    assert_eq!(mock.requests().len(), 2);
    assert_eq!(*log.lock().unwrap(), ["outer sessions.get", "inner sessions.get", "inner true", "outer true"]);
}

#[test]
fn retry_after_is_honoured() {
    let (c, _) = client(&[("sessions.get", Reply::status(503).header("retry-after", "7")), ("sessions.get", ok())]);
    let (result, time) = timed(c.sessions().get(get()));
    result.unwrap();
    assert!((7000..7100).contains(&time.as_millis()), "{time:?}");
    let date = httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_secs(5));
    let (c, _) = client(&[("sessions.get", Reply::status(429).header("retry-after", date)), ("sessions.get", ok())]);
    let (result, time) = timed(c.sessions().get(get()));
    result.unwrap();
    assert!((3000..5100).contains(&time.as_millis()), "{time:?}");
    // Longer than the cap, or than the call has time: what is known now is told now.
    for seconds in ["61", "29.5", "31", "99999999999999999999", "18446744073709551615"] {
        let (c, mock) = client(&[("sessions.get", Reply::status(503).header("retry-after", seconds))]);
        let (result, time) = timed(c.sessions().get(get()).timeout(Duration::from_secs(30)));
        assert_eq!(result.unwrap_err().status(), Some(StatusCode::SERVICE_UNAVAILABLE));
        assert!(time < Duration::from_secs(2), "{seconds}: {time:?}");
        assert!(!mock.requests().is_empty());
    }
}

#[test]
fn the_deadline_spans_all_attempts() {
    let slow = Reply::status(500).delay(Duration::from_secs(5));
    let (c, mock) = client(&[("sessions.get", slow)]);
    let (result, time) =
        timed(c.sessions().get(get()).timeout(Duration::from_secs(9)).retry(RetryPolicy::new().max_retries(9)));
    let e = result.unwrap_err();
    assert!(e.is_timeout() && !e.is_transport() && e.status().is_none());
    assert_eq!(e.to_string(), format!("sessions.get: timed out after 9s ({} attempts)", mock.requests().len()));
    assert!((9000..9010).contains(&time.as_millis()), "{time:?}");
    let (c, _) = client(&[("sessions.get", ok().delay(Duration::from_secs(31)))]);
    let (result, time) = timed(c.sessions().get(get()));
    assert_eq!(result.unwrap_err().to_string(), "sessions.get: timed out after 30s");
    assert!((30_000..30_010).contains(&time.as_millis()));
    wait(c.sessions().get(get()).timeout(Duration::MAX)).unwrap();
}

#[test]
fn a_missing_credential_is_told_before_anything_is_sent() {
    let mock = MockTransport::new();
    let c = Client::builder().transport(mock.clone()).build().unwrap();
    let e = wait(c.sessions().list()).unwrap_err();
    assert!(e.is_invalid() && e.is_missing_credential());
    assert_eq!(e.to_string(), "sessions.list: not sent: missing credential: the client has none for `project`");
    let e = wait(c.sessions().any()).unwrap_err();
    assert!(e.to_string().ends_with("for `key` and `session` or for `token` or for `query_key`"), "{e}");
    assert!(mock.requests().is_empty());
}

#[test]
fn credentials_go_where_the_scheme_says() {
    let any = |build: fn(ClientBuilder) -> ClientBuilder| {
        let mock = MockTransport::new();
        mock.reply("sessions.any", Reply::text(200, "text/plain", "hi"));
        let c = build(Client::builder().transport(mock.clone())).build().unwrap();
        assert_eq!(wait(c.sessions().any()).unwrap(), "hi");
        mock.last_request().unwrap()
    };
    let sent = any(|b| b.token("t").key("k"));
    assert_eq!((sent.header("authorization"), sent.header("x-api-key")), (Some("Bearer t"), None));
    assert_eq!(sent.header("accept"), Some("text/plain"));
    let sent = any(|b| b.token("t").key("k").session("s;"));
    assert_eq!(
        (sent.header("authorization"), sent.header("x-api-key"), sent.header("cookie")),
        (None, Some("k"), Some("sid=s%3B"))
    );
    assert_eq!(any(|b| b.query_key("q&")).path_and_query(), "/any?api%20key=q%26");
    assert_eq!(any(|b| b.token("old").token("new")).header("authorization"), Some("Bearer new"));
    // Per call, a header wins.
    let (c, mock) = client(&[("sessions.list", Reply::status(200))]);
    wait(c.sessions().list()).unwrap();
    assert_eq!(mock.last_request().unwrap().header("authorization"), Some("Basic aWQ6aHVudGVyMg=="));
    wait(c.sessions().list().header("Authorization", "x")).unwrap();
    assert_eq!(mock.last_request().unwrap().header("authorization"), Some("x"));
    for (user, password) in [("a:b", "c"), ("a", "b")] {
        let c = Client::builder().project(user, password).transport(mock.clone()).build().unwrap();
        assert_eq!(wait(c.sessions().list()).is_ok(), user == "a");
    }
    let c = Client::builder().token("a\nb").transport(mock).build().unwrap();
    let e = wait(c.sessions().any()).unwrap_err();
    assert_eq!(
        e.to_string(),
        "sessions.any: not sent: the credential for `token` has characters that a header cannot hold"
    );
}

#[test]
fn anonymous_is_the_last_choice_and_no_security_sends_nothing() {
    let mock = MockTransport::new();
    for operation in ["sessions.optional", "sessions.jwks"] {
        mock.reply(operation, Reply::json(200, "{}"));
    }
    let anonymous = Client::builder().transport(mock.clone()).build().unwrap();
    wait(anonymous.sessions().optional()).unwrap();
    assert!(mock.last_request().unwrap().header("authorization").is_none());
    let c = builder(&mock).token("t").build().unwrap();
    wait(c.sessions().optional()).unwrap();
    assert_eq!(mock.last_request().unwrap().header("authorization"), Some("Bearer t"));
    wait(c.sessions().jwks(JwksParams { project_id: "p".into() })).unwrap();
    assert!(mock.last_request().unwrap().header("authorization").is_none());
}

#[test]
fn api_errors_keep_what_the_server_said() {
    let body = r#"{"status_code":404,"request_id":"req-1","error_type":"member_not_found","error_message":"No member\nhas this id","error_url":null,"role_id":"r"}"#;
    let (c, _) = client(&[("sessions.get", Reply::json(404, body))]);
    let e = wait(c.sessions().get(get())).unwrap_err();
    assert_eq!(
        e.to_string(),
        "sessions.get: 404 Not Found: member_not_found: No member has this id (request id req-1)"
    );
    assert_eq!(
        (e.is_api(), e.status(), e.request_id(), e.operation()),
        (true, Some(StatusCode::NOT_FOUND), Some("req-1"), Some("sessions.get"))
    );
    let api = e.as_api().unwrap();
    assert_eq!((api.code(), api.message()), (Some("member_not_found"), Some("No member\nhas this id")));
    assert_eq!((api.text(), &api.body()[..]), (body.into(), body.as_bytes()));
    assert_eq!(api.json::<Role>().unwrap().role_id, "r");
    let wrong: DecodeError = api.json::<Vec<Role>>().unwrap_err();
    assert_eq!(wrong.path().as_deref(), Some(""));
    assert!(e.source().is_none());

    let page = format!("<html>{}", "x".repeat(1228));
    let (c, _) = client(&[(
        "sessions.revoke",
        Reply::text(502, "text/html; charset=utf-8", page).header("X-Request-Id", "h-1"),
    )]);
    let e = wait(c.sessions().revoke(revoke())).unwrap_err();
    assert_eq!(e.to_string(), "sessions.revoke: 502 Bad Gateway (the body is text/html, 1234 bytes) (request id h-1)");
    assert!(e.as_api().unwrap().json::<Role>().is_err() && e.as_api().unwrap().text().starts_with("<html>"));

    for (reply, text) in [
        (Reply::status(599), "sessions.revoke: 599 (the body is empty)"),
        (Reply::json(400, r#"{"message":7,"error_type":""}"#), "sessions.revoke: 400 Bad Request: 7"),
        (
            Reply::json(400, r#"{"error":"invalid_client"}"#),
            "sessions.revoke: 400 Bad Request (the body is application/json, 26 bytes)",
        ),
        (
            Reply::status(302).header("location", "https://evil.example/"),
            "sessions.revoke: 302 Found (the body is empty)",
        ),
        (Reply::status(304), "sessions.revoke: 304 Not Modified (the body is empty)"),
    ] {
        let (c, _) = client(&[("sessions.revoke", reply)]);
        assert_eq!(wait(c.sessions().revoke(revoke())).unwrap_err().to_string(), text);
    }
}

#[test]
fn decode_errors_name_the_path_and_keep_the_body() {
    let body = r#"{"member":{"member_id":"hunter4","roles":[{"role_id":1}]},"request_id":"q"}"#;
    let (c, mock) = client(&[("sessions.get", Reply::json(200, body))]);
    let e = wait(c.sessions().get(get())).unwrap_err();
    assert!(e.is_decode() && e.status() == Some(StatusCode::OK) && e.request_id() == Some("q"));
    assert_eq!(
        e.to_string(),
        "sessions.get: 200 OK: the body does not fit: member.roles[0].role_id: expected a string, found a number (byte 53) (the body is application/json, 75 bytes) (request id q)"
    );
    assert!(!format!("{e:?}").contains("hunter4"));
    let Error::Decode(decode) = &e else { panic!("{e}") };
    assert_eq!((decode.path().as_deref(), &decode.body()[..]), (Some("member.roles[0].role_id"), body.as_bytes()));
    assert!(e.source().unwrap().to_string().starts_with("member.roles"));
    assert_eq!(mock.requests().len(), 1, "an answer that cannot be read is not asked for again");
    for (reply, part) in [
        (Reply::status(200), "expected a JSON value, found the end of the document"),
        (
            Reply::text(200, "text/html", "<p>"),
            "found something that is not JSON (byte 0) (the body is text/html, 3 bytes)",
        ),
        (Reply::json(200, "{} {}"), "found an object"),
    ] {
        let (c, _) = client(&[("sessions.revoke", reply)]);
        let e = wait(c.sessions().revoke(revoke())).unwrap_err();
        assert!(e.to_string().contains(part), "{e}");
    }
    let (c, _) =
        client(&[("sessions.create", Reply::json(206, "{}")), ("sessions.optional", Reply::text(200, "x/y", "z"))]);
    let e = wait(c.sessions().create(get())).unwrap_err();
    assert_eq!(
        e.to_string(),
        "sessions.create: 206 Partial Content: a status that the description does not have (the body is application/json, 2 bytes)"
    );
    assert_eq!(&wait(c.sessions().optional()).unwrap()[..], b"z");
}

#[test]
fn metadata() {
    let reply = Reply::json(201, r#"{"request_id":"body-id"}"#).header("X-Thing", "1");
    let (c, _) =
        client(&[("sessions.revoke", reply.clone()), ("sessions.revoke", reply.header("x-request-id", "header-id"))]);
    let response = wait(c.sessions().revoke(revoke()).with_metadata()).unwrap();
    assert_eq!((response.status(), response.headers()["x-thing"].to_str().unwrap()), (StatusCode::CREATED, "1"));
    assert_eq!(
        (response.request_id(), response.missing(), response.attempts()),
        (Some("body-id"), &["status_code".to_owned()][..], 1)
    );
    assert_eq!((response.body().status_code, &response.raw()[..]), (0, br#"{"request_id":"body-id"}"#.as_slice()));
    assert_eq!(response.into_body().request_id, "body-id");
    let response = wait(c.sessions().revoke(revoke()).with_metadata()).unwrap();
    assert_eq!(response.request_id(), Some("header-id"));
}

#[test]
fn nothing_shows_secrets() {
    let mock = MockTransport::new();
    mock.reply("sessions.revoke", Reply::refused());
    let builder = builder(&mock).token("hunter2").default_header("X-Key", "hunter2");
    let shown = format!("{builder:?}");
    let c = builder.retry(RetryPolicy::none()).build().unwrap();
    let request = c.sessions().revoke(revoke()).header("X-Token", "hunter2");
    let shown = format!("{shown} {c:?} {:?} {request:?} {:?}", c.sessions(), revoke());
    let e = wait(request).unwrap_err();
    let sent = mock.last_request().unwrap();
    let all = format!("{shown} {e} {e:?} {mock:?} {sent:?} {:?}", sent.headers);
    assert!(!all.contains("hunter") && !all.contains("aWQ6aHVudGVyMg"), "{all}");
    assert!(all.contains("RevokeParams { session_token: [redacted], .. }"), "{all}");
}

#[test]
fn transport_errors() {
    let (c, mock) = client(&[("sessions.get", Reply::refused())]);
    let e = wait(c.sessions().get(get())).unwrap_err();
    assert_eq!(
        e.to_string(),
        "sessions.get: could not connect to https://test.example.com/v1/sessions: mock connection refused"
    );
    assert!(e.is_transport() && e.is_connect() && !e.is_timeout() && e.source().is_some());
    assert_eq!(mock.requests().len(), 3);
    let (c, _) = client(&[("sessions.get", Reply::timeout())]);
    let e = wait(c.sessions().get(get())).unwrap_err();
    assert!(e.is_timeout() && !e.is_connect());
    let e = wait(c.sessions().list()).unwrap_err();
    assert_eq!(
        e.to_string(),
        "sessions.list: could not send to https://test.example.com/v1/list: the mock has no reply for `sessions.list`; it has: sessions.get"
    );
    let Error::Transport(e) = e else { panic!("{e}") };
    assert_eq!((e.kind(), e.url()), (TransportErrorKind::Request, Some("https://test.example.com/v1/list")));
}

#[test]
fn bodies_are_bounded() {
    let mock = MockTransport::new();
    mock.reply("sessions.list", Reply::bytes(200, "x/y", vec![0; 101]));
    mock.reply("sessions.optional", Reply::bytes(200, "x/y", vec![0; 100]));
    mock.reply("sessions.any", Reply::bytes(500, "x/y", vec![0; 101]));
    let c = builder(&mock).token("t").max_response_bytes(100).retry(RetryPolicy::none()).build().unwrap();
    let e = wait(c.sessions().list()).unwrap_err();
    assert_eq!(
        e.to_string(),
        "sessions.list: too large an answer from https://test.example.com/v1/list: more than 100 bytes"
    );
    assert_eq!(wait(c.sessions().optional()).unwrap().len(), 100);
    assert_eq!(wait(c.sessions().any()).unwrap_err().status().unwrap(), 500);
}

#[test]
fn what_cannot_be_configured_is_told_when_building() {
    let error = |url: &str| Client::builder().base_url(url).build().unwrap_err().to_string();
    for (url, part) in [
        ("", "not a URL"),
        ("/v1", "not a URL"),
        ("http://example.com", "is http, which is taken for loopback only"),
        ("http://localhost.evil.com", "is http"),
        ("http://127.0.0.1.evil.com", "is http"),
        ("ftp://localhost", "scheme `ftp`"),
        ("https://example.com?x=1", "query"),
        ("https://example.com/#a", "fragment"),
        ("https://user:hunter2@example.com", "user name or password"),
    ] {
        let e = error(url);
        assert!(e.contains(part) && !e.contains("hunter2"), "{url}: {e}");
    }
    for url in [
        "http://localhost",
        "http://127.0.0.2:80",
        "http://[::1]:8080/x/",
        "http://api.localhost",
        "https://example.com/a/b/",
    ] {
        Client::builder().base_url(url).transport(MockTransport::new()).build().unwrap();
    }
    Client::builder().base_url("http://example.com").allow_http(true).build().unwrap();
    assert!(Client::builder().default_header("a b", "x").build().is_err());
    assert!(Client::builder().default_header("a", "x\n").build().is_err());
    assert!(Client::builder().user_agent("x\n").build().is_err());
}

#[test]
fn redirects_within_the_host_are_followed_by_the_client() {
    let to = |location: &str| Reply::status(307).header("location", location);
    let (c, mock) = client(&[("sessions.list", to("/v1/../other?x=1#frag")), ("sessions.list", Reply::status(200))]);
    wait(c.sessions().list()).unwrap();
    assert_eq!(mock.last_request().unwrap().url, "https://test.example.com/other?x=1");
    assert!(mock.last_request().unwrap().header("authorization").is_some());
    for location in [
        "https://evil.example/v1",
        "http://test.example.com/v1/list",
        "https://test.example.com:8443/",
        "//evil.example",
        "https://u@test.example.com/",
        "https://test.example.com.evil.example/",
        "\\\\evil.example",
        "http://",
        "javascript:1",
    ] {
        let (c, mock) = client(&[("sessions.list", to(location)), ("sessions.list", Reply::status(200))]);
        assert_eq!(wait(c.sessions().list()).unwrap_err().status().unwrap(), 307, "{location}");
        assert_eq!(mock.requests().len(), 1);
    }
    let (c, mock) = client(&[("sessions.list", to("/again"))]);
    assert_eq!(wait(c.sessions().list()).unwrap_err().status().unwrap(), 307);
    assert_eq!(mock.requests().len(), 6);
    let (c, mock) = client(&[("sessions.revoke", to("/again"))]);
    assert_eq!(wait(c.sessions().revoke(revoke())).unwrap_err().status().unwrap(), 307);
    assert_eq!(mock.requests().len(), 1);
}

#[test]
fn everything_can_be_sent_between_threads() {
    fn send<T: Send + 'static>(_: T) {}
    fn sync<T: Send + Sync + Clone + 'static>(_: T) {}
    let (c, mock) = client(&[]);
    send(c.sessions().get(get()));
    send(c.sessions().get(get()).into_future());
    send(c.sessions().get(get()).with_metadata());
    sync(c);
    sync(mock);
    fn error<T: std::error::Error + Send + Sync + 'static>() {}
    error::<Error>();
}

#[test]
fn an_operation_may_have_a_server_of_its_own() {
    let (c, mock) = client(&[("sessions.elsewhere", Reply::status(200))]);
    wait(c.sessions().elsewhere()).unwrap();
    assert_eq!(mock.last_request().unwrap().url, "https://other.example.com/p/e");
    assert!(wait(c.sessions().over_http()).unwrap_err().to_string().contains("is http"));
    // Who sets a base URL means all operations.
    let c = builder(&mock).base_url("http://localhost:1/x").build().unwrap();
    wait(c.sessions().elsewhere()).unwrap();
    assert_eq!(mock.last_request().unwrap().url, "http://localhost:1/x/e");
}

#[test]
fn something_else_may_stand_in_for_an_operations_own_server() {
    let replies = ["sessions.elsewhere", "sessions.list"].map(|operation| (operation, Reply::status(200)));
    let (_, mock) = client(&replies);
    let own = "https://other.example.com/p/";
    let first = builder(&mock).server(own, "https://first.example.com").server(own, "https://eu.example.com/q/");
    for builder in [first.clone(), first.base_url("http://localhost:1/x")] {
        let c = builder.build().unwrap();
        wait(c.sessions().elsewhere()).unwrap();
        assert_eq!(mock.last_request().unwrap().url, "https://eu.example.com/q/e");
        wait(c.sessions().list()).unwrap();
        assert!(!mock.last_request().unwrap().url.contains("eu.example.com"), "it has no server of its own");
        wait(c.sessions().elsewhere().server("https://us.example.com")).unwrap();
        assert_eq!(mock.last_request().unwrap().url, "https://us.example.com/e");
    }
    let e = builder(&mock).server(own, "http://eu.example.com").build().unwrap_err();
    assert!(e.to_string().contains("the URL in place of `https://other.example.com/p/` `http://eu"), "{e}");
}

#[test]
fn a_server_with_an_open_variable_must_be_named() {
    let (c, mock) = client(&[("sessions.open", Reply::status(200))]);
    let e = wait(c.sessions().open()).unwrap_err();
    let message = "the operation's own server `https://{tenant}.example.com/p` has variables without a value";
    assert!(e.is_invalid() && e.to_string().contains(message), "{e}");
    assert!(mock.requests().is_empty());
    wait(c.sessions().open().server("https://acme.example.com/p")).unwrap();
    assert_eq!(mock.last_request().unwrap().url, "https://acme.example.com/p/e");
    let c = builder(&mock).base_url("http://localhost:1/x").build().unwrap();
    wait(c.sessions().open()).unwrap();
    assert_eq!(mock.last_request().unwrap().url, "http://localhost:1/x/e");
}

#[test]
fn a_call_may_name_its_server() {
    let replies = ["sessions.elsewhere", "sessions.list"].map(|operation| (operation, Reply::status(200)));
    let (c, mock) = client(&replies);
    let own_base = builder(&mock).base_url("http://localhost:1/x").build().unwrap();
    for c in [&c, &own_base] {
        wait(c.sessions().elsewhere().server("https://eu.example.com/p/")).unwrap();
        assert_eq!(mock.last_request().unwrap().url, "https://eu.example.com/p/e");
        wait(c.sessions().list().server(" https://us.example.com ".to_owned())).unwrap();
        assert_eq!(mock.last_request().unwrap().url, "https://us.example.com/v1/list");
    }
    // It is for that call alone.
    wait(c.sessions().list()).unwrap();
    assert_eq!(mock.last_request().unwrap().url, "https://test.example.com/v1/list");
    let open = builder(&mock).allow_http(true).build().unwrap();
    wait(open.sessions().list().server("http://eu.example.com")).unwrap();
    assert_eq!(mock.last_request().unwrap().url, "http://eu.example.com/v1/list");
}

#[test]
fn a_call_names_no_server_that_could_be_no_base_url() {
    let (c, mock) = client(&[("sessions.list", Reply::status(200))]);
    for (url, problem) in [
        ("", "is not a URL with scheme and host"),
        ("/v2", "is not a URL with scheme and host"),
        ("eu.example.com", "is not a URL with scheme and host"),
        ("http://eu.example.com", "`http://eu.example.com` is http"),
        ("ftp://eu.example.com", "has scheme `ftp`, not https"),
        ("https://eu.example.com/?region=hunter2", "has a query or fragment"),
        ("https://me:hunter2@eu.example.com", "holds a user name or password"),
    ] {
        let e = wait(c.sessions().list().server(url)).unwrap_err();
        assert!(e.is_invalid() && !e.to_string().contains("hunter2"), "{e}");
        let expected = format!("sessions.list: not sent: the server of the call {problem}");
        assert!(e.to_string().starts_with(&expected), "{e}");
        // What comes later does not hide it.
        wait(c.sessions().list().server(url).server("https://eu.example.com")).unwrap_err();
    }
    assert!(mock.requests().is_empty());
}

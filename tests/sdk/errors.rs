//! What a caller learns when a call fails: from the server, or on the way.

use std::error::Error as _;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use stytch_sdk::b2b::sessions::{GetJwksParams, GetParams, GetResponse, RevokeParams, RevokeResponse};
use stytch_sdk::runtime::{ApiError, TransportErrorKind};
use stytch_sdk::types::ErrorResponse;
use stytch_sdk::{Client, Error, RetryPolicy};

use crate::base::{PROJECT, SECRET, builder, client};
use crate::server::{Reply, Server};
use crate::spec::SPEC;

const PAGE: &str = "<html><h1>502 Bad Gateway</h1></html>";

/// A POST, which is not sent again.
async fn revoke(reply: Reply) -> Result<RevokeResponse, Error> {
    client(&Server::start([reply])).b2b().sessions().revoke(RevokeParams::new()).await
}

async fn api_error(reply: Reply) -> ApiError {
    match revoke(reply).await {
        Err(Error::Api(error)) => *error,
        other => panic!("an answer of the API, not {other:?}"),
    }
}

async fn transport_error(reply: Reply) -> TransportErrorKind {
    match revoke(reply).await {
        Err(Error::Transport(error)) => error.kind(),
        other => panic!("no whole answer, not {other:?}"),
    }
}

async fn get(client: &Client) -> Result<GetResponse, Error> {
    client.b2b().sessions().get(GetParams::new("o", "m")).await
}

#[tokio::test]
async fn an_error_of_the_api_says_all_that_the_server_said() {
    for status in [400, 401, 403, 404, 429, 500] {
        let example = SPEC.error(status);
        let error = api_error(Reply::json(status as u16, &example).header("X-Extra", "kept")).await;
        assert_eq!(u64::from(error.status().as_u16()), status);
        assert_eq!(error.operation(), "b2b.sessions.revoke");
        assert_eq!(error.request_id(), example["request_id"].as_str());
        assert_eq!(error.code(), example["error_type"].as_str());
        assert_eq!(error.message(), example["error_message"].as_str());
        assert_eq!(error.headers()["x-extra"], "kept");
        assert_eq!(serde_json::from_slice::<Value>(error.body()).expect("JSON"), example);
        let typed: ErrorResponse = error.json().expect("the type of the description");
        assert_eq!(serde_json::to_value(&typed).expect("JSON"), example);
    }
}

#[tokio::test]
async fn an_error_of_the_api_is_shown_in_one_line() {
    let example = SPEC.error(400);
    let error = Error::from(api_error(Reply::json(400, &example)).await);
    assert_eq!(
        error.to_string(),
        "b2b.sessions.revoke: 400 Bad Request: invalid_email: The email address does not look like one. \
         (request id request-id-test-a0122b9e-9d66-5511-a30a-ea39edff19aa)"
    );
    assert!(error.is_api() && !error.is_timeout() && !error.is_decode() && error.source().is_none());
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
    assert_eq!(error.request_id(), example["request_id"].as_str());
    assert_eq!(error.as_api().and_then(ApiError::code), Some("invalid_email"));
}

#[tokio::test]
async fn a_message_of_many_lines_stays_one_line() {
    let error = api_error(Reply::json(400, &json!({ "error_message": "one\r\ntwo\u{1b}[31m" }))).await;
    assert_eq!(error.to_string(), "b2b.sessions.revoke: 400 Bad Request: one  two [31m");
    assert_eq!(error.message(), Some("one\r\ntwo\u{1b}[31m"));
}

#[tokio::test]
async fn the_status_of_http_wins_over_that_of_the_body() {
    let error = api_error(Reply::json(403, &SPEC.error(404))).await;
    assert_eq!(error.status(), 403);
    assert_eq!(error.json::<ErrorResponse>().expect("its type").status_code, 404);
}

#[tokio::test]
async fn a_page_of_a_proxy_keeps_status_and_text() {
    let error = api_error(Reply::text(502, "text/html; charset=utf-8", PAGE)).await;
    assert_eq!(error.status(), 502);
    assert_eq!(error.text(), PAGE);
    assert_eq!((error.code(), error.message(), error.request_id()), (None, None, None));
    assert_eq!(error.to_string(), "b2b.sessions.revoke: 502 Bad Gateway (the body is text/html, 37 bytes)");
    let typed = error.json::<ErrorResponse>().expect_err("it is no JSON");
    assert_eq!(typed.body(), PAGE);
}

#[tokio::test]
async fn an_error_without_a_body_keeps_its_status() {
    let error = api_error(Reply::text(503, "text/plain", "")).await;
    assert_eq!(error.to_string(), "b2b.sessions.revoke: 503 Service Unavailable (the body is empty)");
}

#[tokio::test]
async fn an_error_whose_body_breaks_off_keeps_its_status() {
    let half = Reply::raw("HTTP/1.1 500 Oops\r\nContent-Length: 99\r\n\r\n{\"error_type\": \"x\"");
    let error = api_error(half).await;
    assert_eq!(error.status(), 500);
}

#[tokio::test]
async fn silence_is_a_timeout() {
    let server = Server::start([Reply::silence()]);
    let begun = Instant::now();
    let client = builder(&server).timeout(Duration::from_millis(150)).build().expect("a client");
    let error = client.b2b().sessions().revoke(RevokeParams::new()).await.expect_err("nothing comes");
    assert!(error.is_timeout() && !error.is_connect(), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(error.to_string(), "b2b.sessions.revoke: timed out after 150ms");
    assert_eq!(error.operation(), Some("b2b.sessions.revoke"));
    match error {
        Error::Timeout(error) => assert_eq!((error.after(), error.attempts()), (Duration::from_millis(150), 1)),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_body_that_stops_coming_is_a_timeout() {
    let server = Server::start([Reply::stalled(100, "{\"request_id\": ")]);
    let call = client(&server).b2b().sessions().revoke(RevokeParams::new());
    let error = call.timeout(Duration::from_millis(150)).await.expect_err("it never ends");
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn the_timeout_of_a_call_wins_over_that_of_the_client() {
    let server = Server::start([Reply::silence()]);
    let client = builder(&server).timeout(Duration::from_secs(60)).build().expect("a client");
    let call = client.b2b().sessions().get(GetParams::new("o", "m")).timeout(Duration::from_millis(100));
    let error = call.await.expect_err("nothing comes");
    assert_eq!(error.to_string(), "b2b.sessions.get: timed out after 100ms");
}

#[tokio::test]
async fn a_refused_connection_says_where() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address");
    drop(listener);
    let client = Client::for_project(PROJECT, SECRET).base_url(format!("http://{address}/prefix"));
    let client = client.retry(RetryPolicy::none()).build().expect("a client");
    let error = get(&client).await.expect_err("nobody listens");
    assert!(error.is_connect() && error.is_transport() && !error.is_timeout(), "{error:?}");
    let shown = error.to_string();
    let start = format!("b2b.sessions.get: could not connect to http://{address}/prefix/v1/b2b/sessions: ");
    assert!(shown.starts_with(&start) && shown.contains("refused"), "{shown}");
    assert!(error.source().is_some());
    match error {
        Error::Transport(error) => assert_eq!(error.kind(), TransportErrorKind::Connect),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_connection_that_breaks_off_is_told_from_an_answer() {
    let replies =
        [Reply::hang_up(), Reply::truncated(500, "{\"request_id\": \"r\","), Reply::raw("SSH-2.0-mistaken\r\n")];
    for reply in replies {
        assert_eq!(transport_error(reply).await, TransportErrorKind::Interrupted);
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let body = json!({ "request_id": "r".repeat(2000), "status_code": 200 }).to_string();
    let chunked =
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    for reply in [Reply::text(200, "application/json", &body), Reply::raw(chunked)] {
        let server = Server::start([reply.clone()]);
        let call = |bytes| {
            let client = builder(&server).max_response_bytes(bytes).build().expect("a client");
            client.b2b().sessions().revoke(RevokeParams::new())
        };
        assert_eq!(call(body.len()).await.expect("it fits").request_id.len(), 2000);
        match call(body.len() - 1).await {
            Err(Error::Transport(error)) => {
                assert_eq!(error.kind(), TransportErrorKind::TooLarge);
                assert!(error.to_string().contains("more than"), "{error}");
            }
            other => panic!("too large, not {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_error_over_the_limit_keeps_its_status() {
    let server = Server::start([Reply::text(400, "text/html", &"x".repeat(5000))]);
    let client = builder(&server).max_response_bytes(100).build().expect("a client");
    let error = client.b2b().sessions().revoke(RevokeParams::new()).await.expect_err("a 400");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
}

#[tokio::test]
async fn an_empty_answer_is_an_error_of_decoding() {
    for reply in [Reply::text(200, "application/json", ""), Reply::raw("HTTP/1.1 204 No Content\r\n\r\n")] {
        let error = revoke(reply).await.expect_err("a body was promised");
        assert!(error.is_decode(), "{error:?}");
        assert!(error.to_string().contains("the body is empty"), "{error}");
    }
}

#[tokio::test]
async fn a_page_in_place_of_an_answer_is_an_error_of_decoding() {
    let server = Server::start([Reply::text(200, "text/html", PAGE)]);
    let error = client(&server).b2b().sessions().get_jwks(GetJwksParams::new("p")).await.expect_err("it is no JSON");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    assert!(error.to_string().contains("the body is text/html, 37 bytes"), "{error}");
    match error {
        Error::Decode(error) => assert_eq!(error.body(), PAGE),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_kind_of_an_error_is_typed_and_a_new_kind_is_kept() {
    use stytch_sdk::types::ErrorType;
    let error = api_error(Reply::json(404, &json!({ "error_type": "session_not_found" }))).await;
    assert_eq!(error.error_type(), Some(ErrorType::SessionNotFound));
    let error = api_error(Reply::json(400, &json!({ "error_type": "of_next_year" }))).await;
    assert_eq!(error.error_type(), Some(ErrorType::Unknown("of_next_year".to_owned())));
    assert_eq!(api_error(Reply::text(502, "text/html", PAGE)).await.error_type(), None);
}

#[tokio::test]
async fn an_oauth_2_error_needs_no_more_than_its_code() {
    use stytch_sdk::types::OAuth2ErrorResponse;
    let server = Server::start([Reply::json(400, &json!({ "error": "invalid_scope" }))]);
    let call = client(&server).consumer().m2m().client_credentials("c", "s", ["read:a"]);
    let Err(Error::Api(error)) = call.await else { panic!("an answer of the API") };
    assert_eq!((error.status().as_u16(), error.code(), error.message()), (400, Some("invalid_scope"), None));
    assert_eq!(error.json::<OAuth2ErrorResponse>().expect("the type of the description").error, "invalid_scope");
    assert_eq!(error.to_string(), "consumer.m2m.token: 400 Bad Request: invalid_scope");
}

#[tokio::test]
async fn an_oauth_2_error_may_explain_itself() {
    use stytch_sdk::types::OAuth2ErrorResponse;
    let body =
        json!({ "error": "invalid_client", "error_description": "No such client.", "error_uri": "https://x.example" });
    let server = Server::start([Reply::json(401, &body)]);
    let call = client(&server).consumer().m2m().client_credentials("c", "s", [""; 0]);
    let Err(Error::Api(error)) = call.await else { panic!("an answer of the API") };
    assert_eq!((error.code(), error.message()), (Some("invalid_client"), Some("No such client.")));
    let typed: OAuth2ErrorResponse = error.json().expect("the type of the description");
    assert_eq!(serde_json::to_value(&typed).expect("JSON"), body);
}

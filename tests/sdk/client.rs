//! How a client is made: where it sends to, with which credentials and headers, and what it refuses to send.

use std::future::IntoFuture;
use std::process::Command;
use std::time::Duration;

use stytch_sdk::b2b::sessions::{GetJwksParams, GetParams, RevokeParams, RevokeRequestOptions};
use stytch_sdk::runtime::InvalidKind;
use stytch_sdk::testing::{MockTransport, Reply as MockReply};
use stytch_sdk::{Client, Error, RetryPolicy};

use crate::base::{BASIC, PROJECT, SECRET, builder, client};
use crate::server::{Reply, Server};
use crate::spec::SPEC;

fn keys() -> Server {
    Server::start([Reply::json(200, &SPEC.answer("b2b.sessions.get_jwks"))])
}

fn sessions() -> Server {
    Server::start([Reply::json(200, &SPEC.answer("b2b.sessions.get"))])
}

fn invalid(error: Error) -> (InvalidKind, String) {
    match error {
        Error::Invalid(error) => (error.kind(), error.to_string()),
        other => panic!("not sent, instead of {other:?}"),
    }
}

#[tokio::test]
async fn the_path_of_a_base_url_is_kept() {
    for (base, target) in [
        ("", "/v1/b2b/sessions/jwks/p"),
        ("/", "/v1/b2b/sessions/jwks/p"),
        ("/stytch", "/stytch/v1/b2b/sessions/jwks/p"),
        ("/stytch/", "/stytch/v1/b2b/sessions/jwks/p"),
        ("/a/b%2Fc//", "/a/b%2Fc/v1/b2b/sessions/jwks/p"),
        ("/with space", "/with%20space/v1/b2b/sessions/jwks/p"),
    ] {
        let server = keys();
        let base = format!("{}{base}", server.url());
        let client = Client::for_project(PROJECT, SECRET).base_url(&base).build().expect("a client");
        client.b2b().sessions().get_jwks(GetJwksParams::new("p")).await.expect("the keys");
        assert_eq!(server.only().target, target, "{base}");
    }
}

#[test]
fn a_base_url_that_would_not_be_safe_is_refused() {
    for (url, word) in [
        ("http://stytch.example", "https"),
        ("http://127.0.0.1.stytch.example", "https"),
        ("http://localhost.stytch.example/", "https"),
        ("http://10.0.0.1", "https"),
        ("ftp://localhost", "ftp"),
        ("https://project:planted@stytch.example", "credentials"),
        ("https://stytch.example/?key=planted", "query"),
        ("https://stytch.example/#planted", "fragment"),
        ("stytch.example", "URL"),
        ("", "URL"),
    ] {
        let error = Client::for_project(PROJECT, SECRET).base_url(url).build().expect_err(url);
        assert!(matches!(error, Error::Config(_)), "{url}: {error:?}");
        let shown = error.to_string();
        assert!(shown.contains(word) && !shown.contains("planted"), "{url}: {shown}");
    }
}

#[test]
fn plain_http_is_taken_on_loopback_and_where_it_was_allowed() {
    for url in ["http://localhost:1", "http://api.localhost", "http://127.8.9.10:2/x", "http://[::1]:3"] {
        Client::for_project(PROJECT, SECRET).base_url(url).build().expect(url);
    }
    Client::for_project(PROJECT, SECRET).base_url("http://10.0.0.1").allow_http(true).build().expect("allowed");
}

#[tokio::test]
async fn the_host_is_that_of_the_project() {
    for (project, host) in [
        ("project-live-1", "https://api.stytch.com"),
        ("project-test-1", "https://test.stytch.com"),
        ("project-liver-1", "https://test.stytch.com"),
        ("", "https://test.stytch.com"),
    ] {
        let mock = MockTransport::new();
        mock.reply("b2b.sessions.get_jwks", MockReply::json(200, "{}"));
        let client = Client::for_project(project, SECRET).transport(mock.clone()).build().expect("a client");
        client.b2b().sessions().get_jwks(GetJwksParams::new("p")).await.expect("the keys");
        let sent = mock.last_request().expect("a request");
        assert_eq!(sent.url, format!("{host}/v1/b2b/sessions/jwks/p"), "{project}");
        assert!(format!("{client:?}").contains(host), "{client:?}");
    }
}

#[tokio::test]
async fn a_base_url_wins_over_the_host_of_the_project() {
    let server = keys();
    let client = Client::for_project("project-live-1", SECRET).base_url(server.url()).build().expect("a client");
    client.b2b().sessions().get_jwks(GetJwksParams::new("p")).await.expect("the keys");
    assert_eq!(server.only().header("host"), Some(server.host().as_str()));
}

#[tokio::test]
async fn a_call_without_credentials_is_not_sent() {
    let server = sessions();
    let client = Client::builder().base_url(server.url()).build().expect("a client");
    let error = client.b2b().sessions().get(GetParams::new("o", "m")).await.expect_err("no credentials");
    assert!(error.is_invalid() && error.is_missing_credential(), "{error:?}");
    assert_eq!(error.operation(), Some("b2b.sessions.get"));
    let (kind, shown) = invalid(error);
    assert_eq!(kind, InvalidKind::Credential);
    assert!(shown.contains("`project`"), "{shown}");
    assert_eq!(server.received().len(), 0);
}

#[tokio::test]
async fn a_call_that_needs_no_credentials_is_sent_without() {
    let server = keys();
    let client = Client::builder().base_url(server.url()).build().expect("a client");
    client.b2b().sessions().get_jwks(GetJwksParams::new("p")).await.expect("the keys");
    assert_eq!(server.only().header("authorization"), None);
}

#[tokio::test]
async fn credentials_that_cannot_be_told_apart_are_refused() {
    let server = sessions();
    let client = Client::for_project("project:test", SECRET).base_url(server.url()).build().expect("a client");
    let error = client.b2b().sessions().get(GetParams::new("o", "m")).await.expect_err("a colon in the user name");
    assert_eq!(invalid(error).0, InvalidKind::Credential);
    assert_eq!(server.received().len(), 0);
}

#[tokio::test]
async fn a_path_parameter_stays_one_segment() {
    for (given, segment) in [
        ("project-test-1_2.3~4", "project-test-1_2.3~4"),
        ("a/b\\c", "a%2Fb%5Cc"),
        ("../../passwords", "..%2F..%2Fpasswords"),
        ("a b+c", "a%20b%2Bc"),
        ("50%", "50%25"),
        ("%2e%2e", "%252e%252e"),
        ("a?b#c", "a%3Fb%23c"),
        ("é\u{1F600}\r\n\0", "%C3%A9%F0%9F%98%80%0D%0A%00"),
        (";=@:!$&'()*,", "%3B%3D%40%3A%21%24%26%27%28%29%2A%2C"),
        ("...", "..."),
    ] {
        let server = keys();
        client(&server).b2b().sessions().get_jwks(GetJwksParams::new(given)).await.expect("the keys");
        assert_eq!(server.only().target, format!("/v1/b2b/sessions/jwks/{segment}"), "{given}");
    }
}

#[tokio::test]
async fn a_path_parameter_that_would_change_the_path_is_refused() {
    for given in ["", ".", ".."] {
        let server = keys();
        let error = client(&server).b2b().sessions().get_jwks(GetJwksParams::new(given)).await.expect_err("refused");
        let (kind, shown) = invalid(error);
        assert_eq!(kind, InvalidKind::Parameter);
        assert!(shown.starts_with("b2b.sessions.get_jwks: not sent: parameter `project_id` is "), "{shown}");
        assert_eq!(server.received().len(), 0);
    }
}

#[tokio::test]
async fn a_query_parameter_stays_one_value() {
    let server = sessions();
    let params = GetParams::new("a&b=c+d é#%", "");
    client(&server).b2b().sessions().get(params).await.expect("sessions");
    let expected = "/v1/b2b/sessions?organization_id=a%26b%3Dc%2Bd%20%C3%A9%23%25&member_id=";
    assert_eq!(server.only().target, expected);
}

#[tokio::test]
async fn headers_of_client_and_call_are_sent() {
    let server = sessions();
    let client =
        builder(&server).user_agent("shop/1.0").default_header("X-Both", "client").default_header("X-Client", "1");
    let client = client.build().expect("a client");
    let call = client.b2b().sessions().get(GetParams::new("o", "m"));
    call.header("x-both", "call").header("X-Call", "2").header("Accept-Language", "de").await.expect("sessions");
    let received = server.only();
    for (name, value) in [
        ("user-agent", "shop/1.0"),
        ("x-both", "call"),
        ("x-client", "1"),
        ("x-call", "2"),
        ("accept-language", "de"),
        ("accept", "application/json"),
        ("authorization", BASIC),
    ] {
        assert_eq!(received.header(name), Some(value), "{name}");
    }
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_refused() {
    for (name, value) in [("X-Injected", "planted\r\nX-Other: 1"), ("not a name", "planted"), ("X-\r\nY", "planted")] {
        let server = sessions();
        let call = client(&server).b2b().sessions().get(GetParams::new("o", "m")).header(name, value);
        let (kind, shown) = invalid(call.await.expect_err("refused"));
        assert_eq!(kind, InvalidKind::Header);
        assert!(!shown.contains("planted") && !shown.contains('\n'), "{shown}");
        assert_eq!(server.received().len(), 0);
        let error = builder(&server).default_header(name, value).build().expect_err("refused");
        assert!(matches!(error, Error::Config(_)) && !error.to_string().contains("planted"), "{error}");
    }
}

#[tokio::test]
async fn an_option_that_would_break_its_header_is_refused() {
    let server = sessions();
    let options = RevokeRequestOptions::new().session_token("planted\nX-Other: 1");
    let call = client(&server).b2b().sessions().revoke(RevokeParams::new()).options(options);
    let (kind, shown) = invalid(call.await.expect_err("refused"));
    assert_eq!(kind, InvalidKind::Parameter);
    assert!(shown.contains("X-Stytch-Member-Session") && !shown.contains("planted"), "{shown}");
    assert_eq!(server.received().len(), 0);
}

#[tokio::test]
async fn calls_can_be_spawned_and_share_a_client() {
    let server = sessions();
    let client = client(&server);
    let calls: Vec<_> = (0..20)
        .map(|number| {
            let client = client.clone();
            tokio::spawn(async move { client.b2b().sessions().get(GetParams::new("o", number.to_string())).await })
        })
        .collect();
    for call in calls {
        call.await.expect("no panic").expect("sessions");
    }
    assert_eq!(server.received().len(), 20);
}

#[tokio::test]
async fn a_request_is_sent_when_it_is_awaited_and_not_before() {
    let server = sessions();
    let call = client(&server).b2b().sessions().get(GetParams::new("o", "m"));
    tokio::task::yield_now().await;
    assert_eq!(server.received().len(), 0);
    call.await.expect("sessions");
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_replaced() {
    let answer = Reply::json(200, &SPEC.answer("b2b.sessions.revoke")).and_hang_up();
    let server = Server::start([answer]);
    let client = client(&server);
    for _ in 0..3 {
        client.b2b().sessions().revoke(RevokeParams::new()).await.expect("a new connection");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn a_call_that_is_dropped_is_over() {
    let server = Server::start([Reply::silence(), Reply::json(200, &SPEC.answer("b2b.sessions.get"))]);
    let client = client(&server);
    let call = client.b2b().sessions().get(GetParams::new("o", "m"));
    tokio::time::timeout(Duration::from_millis(100), call.into_future()).await.expect_err("no answer");
    client.b2b().sessions().get(GetParams::new("o", "n")).await.expect("the client goes on");
    assert_eq!(server.received().len(), 2, "the first was not sent again");
}

#[tokio::test]
async fn the_double_records_what_a_server_receives() {
    let answer = SPEC.answer("b2b.sessions.revoke");
    let server = Server::start([Reply::json(200, &answer)]);
    let mock = MockTransport::new();
    mock.reply("b2b.sessions.revoke", MockReply::json(200, answer.to_string()));
    let with_double = builder(&server).transport(mock.clone()).build().expect("a client");
    for client in [with_double, client(&server)] {
        let options = RevokeRequestOptions::new().session_token("a-token");
        let params = RevokeParams::new().member_session_id("é");
        let response = client.b2b().sessions().revoke(params).options(options).await.expect("success");
        assert_eq!(serde_json::to_value(&response).expect("JSON"), answer);
    }
    let (sent, received) = (mock.last_request().expect("a request"), server.only());
    assert_eq!(sent.operation, "b2b.sessions.revoke");
    assert_eq!(sent.method.as_str(), received.method);
    assert_eq!(sent.path_and_query(), received.target);
    assert_eq!(sent.body, received.body);
    for (name, value) in &received.headers {
        if !["host", "content-length"].contains(&name.to_ascii_lowercase().as_str()) {
            assert_eq!(sent.header(name), Some(value.as_str()), "{name}");
        }
    }
}

#[tokio::test]
async fn the_double_fails_as_the_network_does() {
    let mock = MockTransport::new();
    mock.reply("b2b.sessions.get", MockReply::refused());
    mock.reply("b2b.sessions.get", MockReply::timeout());
    let client = Client::for_project(PROJECT, SECRET).transport(mock.clone()).retry(RetryPolicy::none());
    let client = client.build().expect("a client");
    let call = || client.b2b().sessions().get(GetParams::new("o", "m"));
    assert!(call().await.expect_err("refused").is_connect());
    assert!(call().await.expect_err("no answer").is_timeout());
    let unknown = client.b2b().sessions().get_jwks(GetJwksParams::new("p")).await.expect_err("no reply");
    assert!(
        unknown.to_string().contains("no reply for `b2b.sessions.get_jwks`; it has: b2b.sessions.get"),
        "{unknown}"
    );
}

/// A server that must not see what is meant for this machine: `http` is taken on loopback because nothing leaves it.
#[test]
fn loopback_is_reached_past_a_proxy_of_the_environment() {
    let proxy = Server::start([Reply::json(200, &SPEC.answer("b2b.sessions.get"))]);
    // The environment of this process is that of all other tests.
    let this = std::env::current_exe().expect("the path of the tests");
    let mut again = Command::new(this);
    again.args(["--exact", "client::calls_can_be_spawned_and_share_a_client"]);
    let output = again.env("http_proxy", proxy.url()).env_remove("no_proxy").env_remove("NO_PROXY").output();
    let output = output.expect("it runs");
    assert_eq!(proxy.received().len(), 0, "requests went to the proxy, with {:?}", proxy.received()[0].headers);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[tokio::test]
async fn an_http_client_of_the_callers_sends_all_requests() {
    let server = Server::start([Reply::json(200, &SPEC.answer("b2b.sessions.get_jwks"))]);
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("x-of-the-client", reqwest::header::HeaderValue::from_static("yes"));
    let http = reqwest::Client::builder().default_headers(headers).build().expect("an HTTP client");
    let client = builder(&server).http_client(http).build().expect("a client");
    client.b2b().sessions().preload_jwks().await.expect("keys");
    client.b2b().sessions().get_jwks(GetJwksParams::new("p")).await.expect("keys");
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert!(received.iter().all(|request| request.header("x-of-the-client") == Some("yes")));
}

#[tokio::test]
async fn the_timeout_of_an_http_client_of_the_callers_is_told_as_one() {
    let http = reqwest::Client::builder().timeout(Duration::from_millis(20)).build().expect("an HTTP client");
    let server = Server::start([Reply::silence()]);
    let client = builder(&server).http_client(http).retry(RetryPolicy::none()).build().expect("a client");
    let error = client.b2b().sessions().get_jwks(GetJwksParams::new("p")).await.expect_err("nothing comes");
    assert!(error.is_timeout() && error.is_transport(), "{error}");
}

/// What `risk` is asked of, and where that went.
async fn fraud_url(builder: stytch_sdk::ClientBuilder, mock: &MockTransport) -> String {
    mock.reply("consumer.fraud.email.risk", MockReply::json(200, "{}"));
    let client = builder.transport(mock.clone()).build().expect("a client");
    let params = stytch_sdk::consumer::fraud::email::RiskParams::new("pia@example.com");
    client.consumer().fraud().email().risk(params).await.expect("an answer");
    let sent = mock.last_request().expect("a request");
    assert_eq!(sent.header("authorization").map(|value| &value[..6]), Some("Basic "));
    sent.url
}

#[tokio::test]
async fn fraud_operations_have_a_host_of_their_own() {
    let mock = MockTransport::new();
    let path = "/v1/email/risk";
    let live = || Client::for_project("project-live-1", SECRET);
    let own = || live().base_url("https://login.example.com");
    for (builder, host) in [
        (Client::for_project(PROJECT, SECRET), "https://telemetry.stytch.com"),
        (live(), "https://telemetry.stytch.com"),
        // Who sets a base URL means all operations, unless it is said where these go.
        (own(), "https://login.example.com"),
        (own().fraud_base_url(stytch_sdk::servers::FRAUD), "https://telemetry.stytch.com"),
        (live().fraud_base_url("https://fraud.example.com/"), "https://fraud.example.com"),
        (own().fraud_base_url("https://fraud.example.com/at"), "https://fraud.example.com/at"),
    ] {
        assert_eq!(fraud_url(builder, &mock).await, format!("{host}{path}"));
    }
}

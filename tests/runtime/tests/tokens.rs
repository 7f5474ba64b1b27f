//! Tokens that the client fetches, against a real server over real sockets: how often, what of failures, of time, of
//! tokens that are revoked.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::type_complexity, missing_docs)]

use sample::runtime::*;
use sample::{Client, ClientBuilder};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use tokio::task::JoinSet;

/// What the server saw: the path, the `Authorization` header, the whole head, the body.
#[derive(Clone, Debug, Default)]
struct Seen {
    path: String,
    authorization: String,
    head: String,
    body: String,
}

type Handler = dyn Fn(&Seen, usize) -> (u16, String) + Send + Sync;

/// A server: the handler is given the request and how many of its path came before.
struct Server {
    url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    fn new(handler: impl Fn(&Seen, usize) -> (u16, String) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (handler, log): (Arc<Handler>, _) = (Arc::new(handler), seen.clone());
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let (handler, log) = (handler.clone(), log.clone());
                thread::spawn(move || serve(stream, &*handler, &log));
            }
        });
        Self { url, seen }
    }

    fn seen(&self, path: &str) -> Vec<Seen> {
        self.seen.lock().unwrap().iter().filter(|seen| seen.path == path).cloned().collect()
    }

    fn builder(&self) -> ClientBuilder {
        let quick = RetryPolicy::new().initial_backoff(Duration::from_millis(5));
        Client::builder().base_url(&self.url).retry(quick)
    }

    fn client(&self) -> Client {
        self.builder().machine_grant(Grant::client_credentials("id", "hush")).build().unwrap()
    }
}

fn serve(stream: TcpStream, handler: &Handler, log: &Mutex<Vec<Seen>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut writer = stream;
    loop {
        let mut seen = Seen::default();
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if line == "\r\n" {
                break;
            }
            let lower = line.to_ascii_lowercase();
            if let Some(value) = lower.strip_prefix("content-length: ") {
                length = value.trim().parse().unwrap();
            } else if lower.starts_with("authorization: ") {
                line["authorization: ".len()..].trim().clone_into(&mut seen.authorization);
            } else if seen.path.is_empty() {
                line.split(' ').nth(1).unwrap().clone_into(&mut seen.path);
            }
            seen.head.push_str(&lower);
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        seen.body = String::from_utf8(body).unwrap();
        let before = {
            let mut log = log.lock().unwrap();
            log.push(seen.clone());
            log.iter().filter(|other| other.path == seen.path).count() - 1
        };
        let (status, body) = handler(&seen, before);
        let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        if writer.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

fn token(text: &str, seconds: u64) -> (u16, String) {
    (200, format!(r#"{{"access_token":"{text}","token_type":"bearer","expires_in":{seconds}}}"#))
}

fn nothing() -> (u16, String) {
    (200, String::new())
}

fn wait<F: Future>(future: impl IntoFuture<IntoFuture = F>) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future.into_future())
}

const TOKEN: &str = "/oauth/token";

/// Over `reqwest`, with few connections at a time: a process may not have thousands.
struct Narrow(reqwest::Client, tokio::sync::Semaphore);

impl Transport for Narrow {
    fn send(
        &self,
        request: http::Request<TransportBody>,
    ) -> BoxFuture<'_, Result<http::Response<TransportBody>, TransportError>> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let request = http::Request::from_parts(parts, body.collect().await?);
            let _permit = self.1.acquire().await.unwrap();
            let response = self.0.execute(request.try_into().unwrap()).await.unwrap();
            let status = response.status();
            let mut answer = http::Response::new(TransportBody::whole(response.bytes().await.unwrap()));
            *answer.status_mut() = status;
            Ok(answer)
        })
    }
}

#[test]
fn a_thousand_calls_fetch_one_token() {
    let server = Server::new(|seen, before| match seen.path.as_str() {
        TOKEN => {
            thread::sleep(Duration::from_millis(50));
            token(&format!("t{before}"), 3600)
        }
        _ => nothing(),
    });
    let transport = Narrow(reqwest::Client::builder().no_proxy().build().unwrap(), tokio::sync::Semaphore::new(20));
    let client = server.builder().machine_grant(Grant::client_credentials("id", "hush")).transport(transport);
    let client = client.build().unwrap();
    wait(async {
        let mut calls = JoinSet::new();
        for _ in 0..1000 {
            let client = client.clone();
            calls.spawn(async move { client.secured().read().await });
        }
        assert!(calls.join_all().await.iter().all(Result::is_ok));
    });
    assert_eq!(server.seen(TOKEN).len(), 1);
    let calls = server.seen("/read");
    assert_eq!(calls.len(), 1000);
    assert!(calls.iter().all(|call| call.authorization == "Bearer t0"));
}

#[test]
fn what_is_sent_for_a_token() {
    let server = Server::new(|seen, _| if seen.path == TOKEN { token("t", 60) } else { nothing() });
    let client = server.builder().default_header("x-api-key", "hush").user_agent("me");
    let client = client.machine_grant(Grant::client_credentials("i d", "p/w")).build().unwrap();
    wait(client.secured().read()).unwrap();
    let asked = &server.seen(TOKEN)[0];
    assert_eq!(asked.authorization, "Basic aStkOnAlMkZ3", "both parts are form-encoded");
    assert_eq!(asked.body, "grant_type=client_credentials&scope=read");
    for line in
        ["content-type: application/x-www-form-urlencoded\r\n", "accept: application/json\r\n", "user-agent: me\r\n"]
    {
        assert!(asked.head.contains(line), "{line}: {}", asked.head);
    }
    assert!(!asked.head.contains("x-api-key") && server.seen("/read")[0].head.contains("x-api-key"));
}

#[test]
fn a_token_serves_until_it_expires() {
    let server =
        Server::new(|seen, before| if seen.path == TOKEN { token(&format!("t{before}"), 1) } else { nothing() });
    let client = server.client();
    wait(async {
        client.secured().read().await.unwrap();
        client.secured().read().await.unwrap();
        tokio::time::sleep(Duration::from_millis(1000)).await;
        client.clone().secured().read().await.unwrap();
    });
    let used: Vec<String> = server.seen("/read").into_iter().map(|call| call.authorization).collect();
    assert_eq!(used, ["Bearer t0", "Bearer t0", "Bearer t1"]);
}

#[test]
fn each_set_of_scopes_has_its_token_unless_the_user_says_which() {
    let handler = |seen: &Seen, before| if seen.path == TOKEN { token(&format!("t{before}"), 60) } else { nothing() };
    let server = Server::new(handler);
    let client = server.client();
    for _ in 0..2 {
        wait(client.secured().read()).unwrap();
        wait(client.secured().write()).unwrap();
    }
    let bodies = |server: &Server| server.seen(TOKEN).into_iter().map(|asked| asked.body).collect::<Vec<_>>();
    let forms = ["grant_type=client_credentials&scope=read", "grant_type=client_credentials&scope=read+write"];
    assert_eq!(bodies(&server), forms);
    let server = Server::new(handler);
    let grant = Grant::client_credentials("id", "s").scopes(["all", "more"]).parameter("audience", "a b");
    let client = server.builder().machine_grant(grant.secret_in_body()).build().unwrap();
    wait(client.secured().read()).unwrap();
    wait(client.secured().write()).unwrap();
    let form = "grant_type=client_credentials&scope=all+more&audience=a+b&client_id=id&client_secret=s";
    assert_eq!(bodies(&server), [form]);
    assert_eq!(server.seen(TOKEN)[0].authorization, "");
}

#[test]
fn a_token_that_was_revoked_is_fetched_anew_once() {
    let server = Server::new(|seen, before| match (seen.path.as_str(), seen.authorization.as_str()) {
        (TOKEN, _) => token(&format!("t{before}"), 3600),
        ("/read", "Bearer t0") if before == 0 => nothing(),
        ("/read", "Bearer t1") => nothing(),
        _ => (401, String::new()),
    });
    let client = server.client();
    wait(async {
        client.secured().read().await.unwrap();
        let (one, two) = (client.clone(), client.clone());
        let one = tokio::spawn(async move { one.secured().read().await });
        let two = tokio::spawn(async move { two.secured().read().await });
        one.await.unwrap().unwrap();
        two.await.unwrap().unwrap();
    });
    assert_eq!(server.seen(TOKEN).len(), 2, "both calls learn of one new token");
    // A new token that is refused is not the fault of its age.
    let error = wait(client.secured().write()).unwrap_err();
    assert_eq!((error.status(), server.seen("/write").len()), (Some(StatusCode::UNAUTHORIZED), 1));
    let error = wait(client.secured().write().with_metadata()).unwrap_err();
    assert_eq!((error.status(), server.seen("/write").len()), (Some(StatusCode::UNAUTHORIZED), 3));
    assert_eq!(server.seen(TOKEN).len(), 4);
}

#[test]
fn a_token_that_was_refused_with_a_stream_is_not_used_again() {
    let server = Server::new(|seen, before| match (seen.path.as_str(), seen.authorization.as_str()) {
        (TOKEN, _) => token(&format!("t{before}"), 3600),
        ("/upload", "Bearer t0") if before > 0 => (401, String::new()),
        _ => nothing(),
    });
    let client = server.client();
    let upload = || wait(client.secured().upload(Upload::reader(&b"hello"[..]).length(5)));
    upload().unwrap();
    let error = upload().unwrap_err();
    assert_eq!((error.status(), server.seen(TOKEN).len()), (Some(StatusCode::UNAUTHORIZED), 1));
    upload().unwrap();
    let calls = server.seen("/upload");
    assert_eq!((calls.len(), calls[2].authorization.as_str(), calls[2].body.as_str()), (3, "Bearer t1", "hello"));
}

#[test]
fn a_failure_is_told_and_not_kept() {
    let server = Server::new(|seen, before| match (seen.path.as_str(), before) {
        (TOKEN, 0) => (401, r#"{"error":"invalid_client","error_description":"no\nsuch client"}"#.to_owned()),
        (TOKEN, 1) => (503, "down".to_owned()),
        (TOKEN, 3) => (200, r#"{"access_token":"t","token_type":"mac"}"#.to_owned()),
        (TOKEN, 4) => (200, r#"{"token":"hush"}"#.to_owned()),
        (TOKEN, _) => token("t", 0),
        _ => nothing(),
    });
    let client = server.client();
    let error = wait(client.secured().read()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "secured.read: no token for `machine`: 401 Unauthorized: invalid_client: no such client"
    );
    assert_eq!(
        (error.code(), error.is_token(), error.operation()),
        (Some("invalid_client"), true, Some("secured.read"))
    );
    // The second answer is repeated as the policy says: asking for a token of its own twice harms nobody.
    wait(client.secured().read()).unwrap();
    assert_eq!(server.seen(TOKEN).len(), 3);
    let error = wait(client.secured().read()).unwrap_err();
    assert!(error.to_string().ends_with("it is no bearer token"), "{error}");
    let error = wait(client.secured().read()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hush") && error.as_token().unwrap().status().is_some(), "{error}");
    assert_eq!(server.seen("/read").len(), 1);
}

#[test]
fn who_gives_up_takes_the_token_from_nobody() {
    let server = Server::new(|seen, _| {
        if seen.path == TOKEN {
            thread::sleep(Duration::from_millis(300));
        }
        if seen.path == TOKEN { token("t", 60) } else { nothing() }
    });
    let client = server.client();
    wait(async {
        let patient = client.clone();
        let impatient = client.secured().read().timeout(Duration::from_millis(50)).into_future();
        let patient = tokio::spawn(async move { patient.secured().read().await });
        let error = impatient.await.unwrap_err();
        assert!(error.is_timeout() && error.to_string() == "secured.read: timed out after 50ms", "{error}");
        patient.await.unwrap().unwrap();
    });
    assert_eq!((server.seen(TOKEN).len(), server.seen("/read").len()), (1, 1));
}

#[test]
fn a_token_endpoint_that_hangs_is_given_up() {
    let server = Server::new(|seen, before| {
        if seen.path == TOKEN && before == 0 {
            thread::sleep(Duration::from_millis(500));
        }
        if seen.path == TOKEN { token("t", 60) } else { nothing() }
    });
    let grant = Grant::client_credentials("id", "s");
    let builder = server.builder().machine_grant(grant).timeout(Duration::from_millis(100));
    let client = builder.build().unwrap();
    wait(async {
        let error = client.secured().read().timeout(Duration::from_secs(5)).await.unwrap_err();
        assert!(error.is_token() && error.is_timeout(), "the fetch has the client's time: {error}");
        client.secured().read().await.unwrap();
    });
}

#[test]
fn a_fetch_that_its_runtime_took_along_is_begun_anew() {
    let server = Server::new(|seen, before| {
        if seen.path == TOKEN && before == 0 {
            thread::sleep(Duration::from_millis(200));
        }
        if seen.path == TOKEN { token("t", 60) } else { nothing() }
    });
    let client = server.client();
    let cut =
        wait(async { tokio::time::timeout(Duration::from_millis(50), client.secured().read().into_future()).await });
    assert!(cut.is_err());
    wait(client.secured().read()).unwrap();
    assert_eq!(server.seen(TOKEN).len(), 2);
}

#[test]
fn a_token_is_fetched_only_where_it_is_safe() {
    for url in ["http://10.0.0.1/token", "http://example.com/hush?a=hush", "ftp://127.0.0.1/t", "https://a:hush@b.c/"] {
        let grant = Grant::client_credentials("id", "hush").token_url(url);
        let client = Client::builder().machine_grant(grant).base_url("http://127.0.0.1:1").build().unwrap();
        let error = wait(client.secured().read()).unwrap_err();
        assert!(error.is_token() && error.to_string().contains("its URL "), "{error}");
        assert!(!format!("{error} {error:?} {client:?}").contains("hush"), "{error}");
    }
}

#[test]
fn a_header_of_the_call_needs_no_token() {
    let server = Server::new(|_, _| nothing());
    wait(server.client().secured().read().header("Authorization", "Mine")).unwrap();
    assert_eq!((server.seen(TOKEN).len(), server.seen("/read")[0].authorization.as_str()), (0, "Mine"));
}

#[test]
fn a_code_is_exchanged_once_then_refreshed() {
    let server = Server::new(|seen, before| match seen.path.as_str() {
        "/token" => (200, format!(r#"{{"access_token":"t","expires_in":"0","refresh_token":"r{before}"}}"#)),
        _ => nothing(),
    });
    let kept = Arc::new(AtomicUsize::new(0));
    let count = kept.clone();
    let grant = Grant::authorization_code("c", "https://app/back").code_verifier("v").client("id", "s");
    let grant = grant.on_new_refresh_token(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
    });
    let client = server.builder().user_grant(grant).build().unwrap();
    for _ in 0..3 {
        wait(client.secured().user()).unwrap();
    }
    let bodies: Vec<String> = server.seen("/token").into_iter().map(|asked| asked.body).collect();
    let exchange = "grant_type=authorization_code&code=c&redirect_uri=https%3A%2F%2Fapp%2Fback&code_verifier=v";
    let refresh = |token| format!("grant_type=refresh_token&refresh_token={token}");
    assert_eq!(bodies, [exchange.to_owned(), refresh("r0"), refresh("r1")]);
    assert_eq!(kept.load(Ordering::Relaxed), 3);
}

#[test]
fn a_refresh_token_that_is_spent_gives_way_to_the_password() {
    let server = Server::new(|seen, before| match (seen.path.as_str(), before) {
        ("/token", _) => (400, r#"{"error":"invalid_grant"}"#.to_owned()),
        ("/password", 0) => (200, r#"{"access_token":"t","expires_in":0,"refresh_token":"r"}"#.to_owned()),
        ("/password", 3) => (400, r#"{"error":"invalid_grant"}"#.to_owned()),
        ("/password", _) => token("t", 0),
        _ => nothing(),
    });
    let grant = Grant::password("me", "pw").public_client("app").scopes(["all"]);
    let client = server.builder().user_grant(grant).build().unwrap();
    let asked = || {
        let outcome = wait(client.secured().user());
        (outcome.is_ok(), server.seen("/token").len(), server.seen("/password").len())
    };
    assert_eq!(asked(), (true, 0, 1));
    assert_eq!(asked(), (true, 1, 2), "the refresh token is spent");
    assert_eq!(asked(), (true, 1, 3), "and not asked with again");
    assert_eq!(asked(), (false, 1, 4), "a password that is refused is asked with once");
    let first = &server.seen("/password")[0];
    assert_eq!(first.body, "grant_type=password&username=me&password=pw&scope=all&client_id=app");
    assert_eq!(first.authorization, "");
}

#[test]
fn endpoints_are_discovered() {
    let server = Server::new(|seen, _| match seen.path.as_str() {
        "/.well-known/oidc" => (200, r#"{"token_endpoint":"/found"}"#.to_owned()),
        "/found" => token("t", 60),
        _ => nothing(),
    });
    let client = server.builder().oidc_grant(Grant::client_credentials("id", "s")).build().unwrap();
    wait(client.secured().read()).unwrap();
    assert_eq!(server.seen("/read")[0].authorization, "Bearer t");
}

#[test]
fn other_schemes_go_over_the_wire() {
    let server = Server::new(|_, _| nothing());
    let client = server.builder().custom("signed").build().unwrap();
    wait(client.secured().both()).unwrap();
    wait(client.secured().connected()).unwrap();
    wait(server.builder().build().unwrap().secured().connected()).unwrap();
    let sent = [&server.seen("/both")[0], &server.seen("/connected")[0], &server.seen("/connected")[1]];
    assert_eq!(sent.map(|seen| seen.authorization.as_str()), ["HOBA signed", "HOBA signed", ""]);
    let error = wait(server.builder().build().unwrap().secured().both()).unwrap_err();
    assert!(error.is_missing_credential(), "{error}");
}

#[test]
fn of_two_credentials_for_one_header_none_is_dropped() {
    let server = Server::new(|seen, _| if seen.path == TOKEN { token("t", 60) } else { nothing() });
    let grant = || Grant::client_credentials("id", "s");
    let builder = || server.builder().other_key("k");
    for builder in [
        builder().machine_grant(grant()).user_grant(grant()),
        builder().machine_grant(grant()).user("u"),
        builder().machine("m").user_grant(grant()),
        builder().machine("m").user("u"),
    ] {
        let error = wait(builder.build().unwrap().secured().twice()).unwrap_err();
        let message = "the credential for `user` and that of another scheme both go into the `Authorization` header";
        assert!(error.is_invalid() && error.to_string().ends_with(message), "{error}");
    }
    assert!(server.seen.lock().unwrap().is_empty(), "nothing was sent");
    wait(builder().machine("one").user("one").build().unwrap().secured().twice()).unwrap();
    wait(builder().machine_grant(grant()).build().unwrap().secured().keyed()).unwrap();
    let calls = [&server.seen("/twice")[0], &server.seen("/keyed")[0]];
    assert_eq!(calls.map(|call| call.authorization.as_str()), ["Bearer one", "Bearer t"]);
    assert!(calls.iter().all(|call| call.head.contains("x-key: k\r\n")));
}

#[test]
fn an_operation_may_have_a_server_of_its_own() {
    let server = Server::new(|_, _| nothing());
    // A server that gives way to others is no word of the user's.
    let client = Client::builder().default_base_url(format!("{}/v1", server.url)).build().unwrap();
    wait(client.secured().relative()).unwrap();
    assert_eq!(server.seen("/v2/path").len(), 1);
    let client = server.builder().build().unwrap();
    wait(client.secured().relative()).unwrap();
    wait(client.secured().elsewhere()).unwrap();
    assert_eq!(server.seen("/path").len(), 2);
    let mock = sample::testing::MockTransport::new();
    mock.reply("secured.elsewhere", sample::testing::Reply::status(204));
    let client = Client::builder().transport(mock.clone()).build().unwrap();
    wait(client.secured().elsewhere()).unwrap();
    assert_eq!(mock.requests()[0].url, "https://files.example.com/path");
    let error = wait(client.secured().in_the_clear()).unwrap_err();
    assert!(error.is_invalid() && error.to_string().contains("`http://files.example.com` is http"), "{error}");
}

#[test]
fn a_user_logs_in_on_another_device() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let mock = sample::testing::MockTransport::new();
    let reply = |operation: &str, status, body: &str| mock.reply(operation, sample::testing::Reply::json(status, body));
    let started =
        r#"{"device_code":"d","user_code":"AB","verification_uri":"https://x","expires_in":600,"interval":5}"#;
    reply("oauth2.device", 200, started);
    reply("oauth2.token", 400, r#"{"error":"authorization_pending"}"#);
    reply("oauth2.token", 400, r#"{"error":"slow_down"}"#);
    mock.reply("oauth2.token", sample::testing::Reply::timeout());
    reply("oauth2.token", 200, r#"{"access_token":"t","token_type":"Bearer"}"#);
    mock.reply("secured.user", sample::testing::Reply::status(204));
    let shown = Arc::new(Mutex::new(None));
    let show = shown.clone();
    let grant = Grant::device(move |prompt: &DevicePrompt| *show.lock().unwrap() = Some(prompt.clone()));
    let client = Client::builder().user_grant(grant.public_client("app").scopes(["s"])).transport(mock.clone());
    let client = client.timeout(Duration::MAX).build().unwrap();
    let time = runtime.block_on(async {
        let start = tokio::time::Instant::now();
        client.secured().user().await.unwrap();
        start.elapsed()
    });
    // Five seconds, five, then ten, then twice as long.
    assert_eq!(time.as_secs(), 5 + 5 + 10 + 20);
    assert_eq!(shown.lock().unwrap().clone().unwrap().user_code, "AB");
    let sent = mock.requests();
    assert_eq!((sent[0].path_and_query(), sent[0].text().as_str()), ("/device", "scope=s&client_id=app"));
    let ask = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=d&client_id=app";
    assert_eq!((sent[1].path_and_query(), sent[1].text().as_str()), ("/token", ask));
    assert_eq!(sent[5].header("authorization"), Some("Bearer t"));
}

#[test]
fn a_login_on_another_device_is_begun_as_the_client() {
    let server = Server::new(|seen, _| match seen.path.as_str() {
        "/device" => (200, r#"{"device_code":"d","user_code":"AB","verification_uri":"x","interval":1}"#.to_owned()),
        "/token" => token("t", 60),
        _ => nothing(),
    });
    let grant = || Grant::device(|_| {}).client("id", "s").parameter("audience", "a b");
    for (grant, authorization, form) in [
        (grant(), "Basic aWQ6cw==", "audience=a+b"),
        (grant().secret_in_body(), "", "audience=a+b&client_id=id&client_secret=s"),
    ] {
        wait(server.builder().user_grant(grant).build().unwrap().secured().user()).unwrap();
        let [started, asked] = ["/device", "/token"].map(|path| server.seen(path).pop().unwrap());
        assert_eq!((started.authorization.as_str(), started.body.as_str()), (authorization, form));
        let code = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=d";
        assert_eq!((asked.authorization.as_str(), asked.body), (authorization, format!("{code}&{form}")));
    }
}

//! Tokens that the client fetches: from where, for which scopes, and when anew.

use oauth2::runtime::Grant;
use oauth2::testing::{MockTransport, Reply};
use oauth2::{Client, ClientBuilder, Error};
use std::sync::{Arc, Mutex};

fn builder(mock: &MockTransport) -> ClientBuilder {
    for operation in ["read", "write", "user", "discovered", "device"] {
        mock.reply(format!("calls.{operation}"), Reply::status(204));
    }
    Client::builder().transport(mock.clone())
}

fn token(text: &str) -> Reply {
    Reply::json(200, format!(r#"{{"access_token":"{text}","token_type":"Bearer","expires_in":3600}}"#))
}

/// Operation, URL, `Authorization` and body of each request.
fn sent(mock: &MockTransport) -> Vec<(String, String, String, String)> {
    let requests = mock.requests().into_iter();
    let authorization = |request: &oauth2::testing::Recorded| request.header("authorization").unwrap_or("").to_owned();
    requests.map(|r| (r.operation.clone(), r.url.clone(), authorization(&r), r.text())).collect()
}

#[tokio::test]
async fn a_token_is_fetched_for_each_set_of_scopes() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("oauth2.token", token("one"));
    mock.reply("oauth2.token", token("two"));
    let client = builder(&mock).machine_client_credentials("id", "s:cret").build()?;
    for _ in 0..2 {
        client.calls().read().await?;
        client.clone().calls().write().await?;
    }
    let basic = "Basic aWQ6cyUzQWNyZXQ=";
    let ask = |form: &str| ("oauth2.token", "https://api.example.com/oauth/token", basic, form.to_owned());
    let call = |name: &str, token| (name.to_owned(), token);
    let sent = sent(&mock);
    let tokens: Vec<_> = sent.iter().filter(|(operation, ..)| operation == "oauth2.token").collect();
    let asked: Vec<_> = tokens.iter().map(|(o, u, a, b)| (o.as_str(), u.as_str(), a.as_str(), b.clone())).collect();
    assert_eq!(asked, [
        ask("grant_type=client_credentials&scope=read"),
        ask("grant_type=client_credentials&scope=read+write")
    ]);
    let calls: Vec<_> = sent.iter().filter(|(operation, ..)| operation != "oauth2.token").collect();
    let calls: Vec<_> = calls.iter().map(|(o, _, a, _)| call(o, a.as_str())).collect();
    let (read, write) = (call("calls.read", "Bearer one"), call("calls.write", "Bearer two"));
    assert_eq!(calls, [read.clone(), write.clone(), read, write]);
    Ok(())
}

#[tokio::test]
async fn a_refresh_token_is_replaced_by_its_successor() -> Result<(), Error> {
    let mock = MockTransport::new();
    let short = r#"{"access_token":"a","token_type":"bearer","expires_in":0,"refresh_token":"second"}"#;
    mock.reply("oauth2.token", Reply::json(200, short));
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keep = kept.clone();
    let grant = Grant::refresh_token("first").public_client("app");
    let grant = grant.on_new_refresh_token(move |token| keep.lock().unwrap().push(token.expose().to_owned()));
    let client = builder(&mock).user_grant(grant).build()?;
    client.calls().user().await?;
    client.calls().user().await?;
    let sent = sent(&mock);
    assert_eq!(sent[0].1, "https://login.example.com/refresh");
    assert_eq!(sent[0].3, "grant_type=refresh_token&refresh_token=first&client_id=app");
    assert_eq!(sent[1].2, "Bearer a");
    assert_eq!(sent[2].3, "grant_type=refresh_token&refresh_token=second&client_id=app");
    assert_eq!(*kept.lock().unwrap(), ["second", "second"]);
    Ok(())
}

#[tokio::test]
async fn an_endpoint_is_discovered() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("oauth2.discovery", Reply::json(200, r#"{"token_endpoint":"https://id.example.com/token"}"#));
    mock.reply("oauth2.token", token("t"));
    let client = builder(&mock).oidc_client_credentials("id", "secret").build()?;
    client.calls().discovered().await?;
    let sent = sent(&mock);
    assert_eq!(sent[0].1, "https://id.example.com/.well-known/openid-configuration");
    assert_eq!((sent[1].1.as_str(), sent[2].2.as_str()), ("https://id.example.com/token", "Bearer t"));
    assert_eq!(sent[1].3, "grant_type=client_credentials&scope=openid");
    Ok(())
}

#[tokio::test]
async fn a_refusal_is_told() -> Result<(), Error> {
    let mock = MockTransport::new();
    let refusal = r#"{"error":"invalid_client","error_description":"who?","error_uri":"https://x.test/e"}"#;
    mock.reply("oauth2.token", Reply::json(401, refusal));
    let error = builder(&mock).machine_client_credentials("id", "hush").build()?.calls().read().await.unwrap_err();
    let token = error.as_token().unwrap();
    assert_eq!((error.code(), token.description(), token.uri()), (Some("invalid_client"), Some("who?"), Some("https://x.test/e")));
    assert_eq!((token.scheme(), token.status().unwrap().as_u16(), error.status()), ("machine", 401, None));
    assert_eq!(error.to_string(), "calls.read: no token for `machine`: 401 Unauthorized: invalid_client: who?");
    assert!(!format!("{error:?}").contains("hush") && mock.requests().len() == 1);
    Ok(())
}

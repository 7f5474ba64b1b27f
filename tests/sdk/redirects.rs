//! Redirects: followed on the same host by calls that only read, and no further.

use serde_json::json;
use stytch_sdk::Error;
use stytch_sdk::b2b::sessions::{GetParams, RevokeParams};

use crate::base::{BASIC, client};
use crate::server::{Reply, Server};
use crate::spec::SPEC;

fn answer() -> Reply {
    Reply::json(200, &SPEC.answer("b2b.sessions.get"))
}

async fn get(server: &Server) -> Result<(), Error> {
    client(server).b2b().sessions().get(GetParams::new("o", "m")).await.map(drop)
}

#[tokio::test]
async fn a_redirect_to_another_host_is_not_followed() {
    let elsewhere = Server::start([answer()]);
    for location in [
        format!("{}/v1/b2b/sessions", elsewhere.url()),
        format!("//{}/v1/b2b/sessions", elsewhere.host()),
        "https://stytch.example/".to_owned(),
        "http://project:secret@127.0.0.1/".to_owned(),
    ] {
        let server = Server::start([Reply::redirect(307, &location)]);
        match get(&server).await {
            Err(Error::Api(error)) => {
                assert_eq!(error.status(), 307);
                assert_eq!(error.headers()["location"], location);
            }
            other => panic!("{location}: {other:?}"),
        }
        assert_eq!(server.received().len(), 1);
    }
    assert_eq!(elsewhere.received().len(), 0, "nothing went there, credentials least of all");
}

#[tokio::test]
async fn a_redirect_on_the_same_host_is_followed() {
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start([Reply::redirect(status, "/moved?to=here"), answer()]);
        get(&server).await.expect("the second answer");
        let received = server.received();
        assert_eq!((received[1].method.as_str(), received[1].target.as_str()), ("GET", "/moved?to=here"));
        assert_eq!(received[1].header("authorization"), Some(BASIC));
    }
}

#[tokio::test]
async fn an_absolute_redirect_to_the_same_host_is_followed() {
    let server = Server::start([]);
    server.reply(Reply::redirect(302, &format!("{}/elsewhere", server.url())));
    server.reply(answer());
    get(&server).await.expect("the second answer");
    assert_eq!(server.received()[1].target, "/elsewhere");
}

#[tokio::test]
async fn a_redirect_of_a_post_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start([Reply::redirect(status, "/moved"), Reply::json(200, &json!({}))]);
        let call = client(&server).b2b().sessions().revoke(RevokeParams::new().session_token("a-token"));
        let error = call.await.expect_err("the redirect is the answer");
        assert_eq!(error.status().map(|known| known.as_u16()), Some(status));
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn redirects_are_bounded() {
    let server = Server::start([Reply::redirect(302, "/again")]);
    let error = get(&server).await.expect_err("it never ends");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(302));
    assert_eq!(server.received().len(), 6, "five are followed");
}

#[tokio::test]
async fn a_redirect_without_a_place_is_an_error_of_the_api() {
    for reply in [Reply::text(302, "text/plain", ""), Reply::redirect(302, "http://[not a url")] {
        let error = get(&Server::start([reply])).await.expect_err("nowhere to go");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(302));
    }
}

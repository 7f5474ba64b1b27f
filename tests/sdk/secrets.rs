//! Nothing secret is shown by `Debug` and `Display`: secrets are planted, and looked for.

use std::error::Error as _;
use std::fmt::Debug;
use std::time::Duration;

use serde_json::{Value, json};
use stytch_sdk::b2b::sessions::{AuthenticateParams, GetParams, RevokeParams, RevokeRequestOptions};
use stytch_sdk::testing::{MockTransport, Reply as MockReply};
use stytch_sdk::{Client, Error, RetryPolicy};

use crate::base::{BASIC, PROJECT, SECRET, builder, client};
use crate::calls::Given;
use crate::server::{Reply, Server};
use crate::spec::{Operation, Place, SPEC};
use crate::subject::each;
use crate::values::{Make, PLANTED};

#[track_caller]
fn assert_hidden(what: &str, shown: &str) {
    let basic = BASIC.trim_start_matches("Basic ");
    for secret in [PLANTED, SECRET, basic] {
        assert!(!shown.contains(secret), "{what} shows {secret}: {shown}");
    }
}

fn debug(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

/// All that an error shows, and all that lies under it.
fn shown(error: &Error) -> String {
    let mut all = format!("{error} {}", debug(error));
    let mut source = error.source();
    while let Some(cause) = source {
        all += &format!(" {cause} {cause:?}");
        source = cause.source();
    }
    all
}

#[test]
fn clients_and_builders_hide_credentials() {
    let server = Server::start([]);
    let builder = builder(&server).default_header("X-Key", PLANTED).user_agent(PLANTED);
    assert_hidden("a builder", &debug(&builder));
    let client = builder.build().expect("a client");
    assert_hidden("a client", &debug(&client));
    assert_hidden("a handle", &debug(&client.b2b().sessions()));
}

/// Plants at all these places, and says whether there are any.
fn plant(places: &[Place], into: &mut Value) -> bool {
    for place in places {
        place.plant(into, PLANTED);
    }
    into.to_string().contains(PLANTED)
}

#[test]
fn secrets_are_planted_in_most_operations() {
    let plants = |places: fn(&Operation) -> &[Place]| {
        SPEC.ids().into_iter().filter(|id| !places(SPEC.of(id)).is_empty()).count()
    };
    let (params, answers) = (plants(|of| &of.secret_params), plants(|of| &of.secret_answers));
    assert!(params > 40 && answers > 40, "{params} operations are given secrets, {answers} give some");
}

#[test]
fn parameters_hide_what_the_description_calls_sensitive() {
    each(async |subject| {
        let mut json = subject.params(Make::All);
        let planted = plant(&SPEC.of(subject.id).secret_params, &mut json);
        let params = subject.call.params(&json).expect("parameters");
        assert_hidden(subject.id, &params.debug);
        assert_eq!(params.debug.contains("[redacted]"), planted, "{}", subject.id);
        assert_hidden(subject.id, &subject.call.request_debug(&subject.client, json));
    });
}

#[test]
fn requests_show_nothing_of_what_they_are_given() {
    each(async |subject| {
        let options = subject.facts.member_session.then(|| json!({ "X-Stytch-Member-Session": PLANTED }));
        let given = Given { options, ..subject.params(Make::Secret).into() };
        assert_hidden(subject.id, &subject.call.request_debug(&subject.client, given));
    });
}

#[test]
fn answers_hide_what_the_description_calls_sensitive() {
    each(async |subject| {
        let mut json = subject.answer(Make::All);
        let planted = plant(&SPEC.of(subject.id).secret_answers, &mut json);
        let reply = Reply::json(200, &json).header("X-Session", PLANTED);
        let answer = subject.exchange(subject.params(Make::Required), reply).await.1.expect("an answer");
        assert_hidden(subject.id, &answer.body.debug);
        assert_hidden(subject.id, &answer.debug);
        assert_eq!(answer.debug.contains("[redacted]"), planted, "{}", subject.id);
    });
}

#[test]
fn options_hide_member_sessions() {
    each(async |subject| {
        if subject.facts.member_session {
            let json = json!({ "X-Stytch-Member-Session": PLANTED, "X-Stytch-Member-SessionJWT": PLANTED });
            let options = subject.call.options(&json).expect("options");
            assert_hidden(subject.id, &options.debug);
            assert_eq!(options.debug.matches("[redacted]").count(), 4, "{}: {}", subject.id, options.debug);
        }
    });
}

/// Whatever goes wrong, and wherever the secret is in what was sent and in what came back.
#[test]
fn errors_of_every_operation_hide_requests_and_answers() {
    each(async |subject| {
        let secret = json!({ "error_type": "x", "error_details": { "token": PLANTED }, "session_token": PLANTED });
        // Of each answer, a field that is not of its type.
        let wrong = json!({
            "status_code": PLANTED, "access_token": [PLANTED], "request_id": [PLANTED], "active": [PLANTED],
        });
        let replies = [
            Reply::json(400, &secret).header("Set-Cookie", PLANTED),
            Reply::text(502, "text/html", PLANTED),
            Reply::json(200, &wrong),
            Reply::truncated(500, PLANTED),
            Reply::hang_up(),
        ];
        for (number, reply) in replies.into_iter().enumerate() {
            let given = Given { retry: Some(RetryPolicy::none()), ..subject.params(Make::Secret).into() };
            let error = subject.exchange(given, reply).await.1.expect_err("an error");
            assert_hidden(&format!("{}: reply {number}", subject.id), &shown(&error));
        }
    });
}

#[test]
fn options_and_requests_hide_session_tokens() {
    let options = RevokeRequestOptions::new().session_token(PLANTED).session_jwt(PLANTED);
    assert_hidden("options", &debug(&options));
    let client = client(&Server::start([]));
    let request = client.b2b().sessions().revoke(RevokeParams::new().session_jwt(PLANTED)).options(options);
    assert_hidden("a request", &debug(&request.header("X-Key", PLANTED)));
}

#[tokio::test]
async fn errors_hide_requests_and_bodies() {
    let wrong_type = json!({ "session_token": PLANTED, "status_code": PLANTED });
    let replies = [
        Reply::json(400, &json!({ "error_type": "x", "session_token": PLANTED })).header("Set-Cookie", PLANTED),
        Reply::text(502, "text/html", PLANTED),
        Reply::redirect(307, &format!("http://elsewhere.example/?token={PLANTED}")),
        Reply::json(200, &wrong_type).header("Set-Cookie", PLANTED),
        Reply::text(200, "text/html", PLANTED),
        Reply::json(200, &json!({ "member": { "roles": [PLANTED] } })),
        Reply::truncated(500, PLANTED),
        Reply::hang_up(),
        Reply::raw(format!("{PLANTED}\r\n\r\n")),
        Reply::silence(),
    ];
    for (number, reply) in replies.into_iter().enumerate() {
        let server = Server::start([reply]);
        let params = AuthenticateParams::new().session_token(PLANTED).session_jwt(PLANTED);
        let call = client(&server).b2b().sessions().authenticate(params).header("X-Key", PLANTED);
        let error = call.timeout(Duration::from_millis(500)).await.expect_err("an error");
        assert_hidden(&format!("reply {number}"), &shown(&error));
    }
}

#[tokio::test]
async fn errors_of_transport_hide_the_query() {
    let server = Server::start([Reply::hang_up()]);
    let call = client(&server).b2b().sessions().get(GetParams::new(PLANTED, PLANTED));
    let error = call.await.expect_err("no answer");
    assert!(error.is_transport(), "{error:?}");
    assert_hidden("a broken connection", &shown(&error));

    // Port 9 of loopback: nobody listens there.
    let client = Client::for_project(PROJECT, SECRET).base_url("http://127.0.0.1:9").retry(crate::base::quick());
    let client = client.build().expect("a client");
    let error = client.b2b().sessions().get(GetParams::new(PLANTED, PLANTED)).await.expect_err("no connection");
    assert_hidden("a refused connection", &shown(&error));
}

#[tokio::test]
async fn requests_that_are_not_sent_hide_their_values() {
    let client = client(&Server::start([]));
    let options = RevokeRequestOptions::new().session_token(format!("{PLANTED}\n"));
    let error = client.b2b().sessions().revoke(RevokeParams::new()).options(options).await.expect_err("refused");
    assert_hidden("a refused option", &shown(&error));
    let call = client.b2b().sessions().revoke(RevokeParams::new()).header("X-Key", format!("{PLANTED}\n"));
    assert_hidden("a refused header", &shown(&call.await.expect_err("refused")));
}

#[tokio::test]
async fn the_double_hides_what_it_recorded() {
    let mock = MockTransport::new();
    let reply = MockReply::json(200, format!(r#"{{"request_id": "{PLANTED}"}}"#)).header("X-Key", PLANTED);
    assert_hidden("a reply", &debug(&reply));
    mock.reply("b2b.sessions.get", reply);
    let client = Client::for_project(PROJECT, SECRET).transport(mock.clone()).build().expect("a client");
    client.b2b().sessions().get(GetParams::new(PLANTED, PLANTED)).await.expect("an answer");
    assert_hidden("the double", &debug(&mock));
    assert_hidden("what it recorded", &debug(&mock.requests()));
}

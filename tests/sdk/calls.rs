//! The operations of the SDK, each as a function over JSON, so that tests can go through all of them.

use std::future::Future;
use std::pin::Pin;

use serde_json::Value;
use stytch_sdk::runtime::StatusCode;
use stytch_sdk::{Client, Error, b2b, consumer};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// An operation of the SDK.
pub struct Call {
    pub id: &'static str,
    /// Reads the parameters, makes the call, and gives what came back.
    pub send: fn(&Client, Value) -> BoxFuture<'_, Result<Answer, Error>>,
    /// Reads the parameters and writes them.
    pub params: fn(&Value) -> Result<Written, serde_json::Error>,
    /// Reads an answer strictly, and writes it.
    pub response: fn(&Value) -> Result<Written, serde_json::Error>,
    /// What `Debug` shows of the request.
    pub request_debug: fn(&Client, Value) -> String,
}

/// An answer that was read.
pub struct Answer {
    pub status: StatusCode,
    pub request_id: Option<String>,
    pub missing: Vec<String>,
    pub raw: Vec<u8>,
    pub body: Written,
    pub debug: String,
}

/// A value that was read, as its types show it.
#[derive(Debug)]
pub struct Written {
    pub json: Value,
    pub debug: String,
}

fn written<T: serde::Serialize + std::fmt::Debug>(value: &T) -> Written {
    Written { json: serde_json::to_value(value).expect("it can be written"), debug: format!("{value:?} {value:#?}") }
}

macro_rules! calls {
    ($(($id:literal, $params:ty, $response:ty, $($handle:tt)+))*) => {
        /// All operations.
        pub const CALLS: &[Call] = &[$(Call {
            id: $id,
            send: |client, params| Box::pin(async move {
                let params: $params = serde_json::from_value(params).expect("parameters");
                let response = client.$($handle)+(params).with_metadata().await?;
                let read: &$response = response.body();
                Ok(Answer {
                    status: response.status(),
                    request_id: response.request_id().map(str::to_owned),
                    missing: response.missing().to_vec(),
                    raw: response.raw().to_vec(),
                    body: written(read),
                    debug: format!("{response:?} {response:#?}"),
                })
            }),
            params: |json| serde_json::from_value::<$params>(json.clone()).map(|read| written(&read)),
            response: |json| serde_json::from_value::<$response>(json.clone()).map(|read| written(&read)),
            request_debug: |client, params| {
                let params: $params = serde_json::from_value(params).expect("parameters");
                let request = client.$($handle)+(params);
                format!("{request:?} {request:#?}")
            },
        }),*];
    };
}

calls! {
    (
        "b2b.passwords.session.reset",
        b2b::passwords::session::ResetParams,
        b2b::passwords::session::ResetResponse,
        b2b().passwords().session().reset
    )
    ("b2b.sessions.get", b2b::sessions::GetParams, b2b::sessions::GetResponse, b2b().sessions().get)
    (
        "b2b.sessions.authenticate",
        b2b::sessions::AuthenticateParams,
        b2b::sessions::AuthenticateResponse,
        b2b().sessions().authenticate
    )
    ("b2b.sessions.revoke", b2b::sessions::RevokeParams, b2b::sessions::RevokeResponse, b2b().sessions().revoke)
    ("b2b.sessions.exchange", b2b::sessions::ExchangeParams, b2b::sessions::ExchangeResponse, b2b().sessions().exchange)
    ("b2b.sessions.migrate", b2b::sessions::MigrateParams, b2b::sessions::MigrateResponse, b2b().sessions().migrate)
    ("b2b.sessions.get_jwks", b2b::sessions::GetJwksParams, b2b::sessions::GetJwksResponse, b2b().sessions().get_jwks)
    (
        "b2b.discovery.organizations.create",
        b2b::discovery::organizations::CreateParams,
        b2b::discovery::organizations::CreateResponse,
        b2b().discovery().organizations().create
    )
    (
        "b2b.discovery.organizations.list",
        b2b::discovery::organizations::ListParams,
        b2b::discovery::organizations::ListResponse,
        b2b().discovery().organizations().list
    )
    (
        "consumer.passwords.existing_password.reset",
        consumer::passwords::existing_password::ResetParams,
        consumer::passwords::existing_password::ResetResponse,
        consumer().passwords().existing_password().reset
    )
    ("consumer.totps.create", consumer::totps::CreateParams, consumer::totps::CreateResponse, consumer().totps().create)
    (
        "consumer.totps.authenticate",
        consumer::totps::AuthenticateParams,
        consumer::totps::AuthenticateResponse,
        consumer().totps().authenticate
    )
    (
        "consumer.totps.recover",
        consumer::totps::RecoverParams,
        consumer::totps::RecoverResponse,
        consumer().totps().recover
    )
    (
        "consumer.totps.recovery_codes",
        consumer::totps::RecoveryCodesParams,
        consumer::totps::RecoveryCodesResponse,
        consumer().totps().recovery_codes
    )
}

/// The operation with this id.
pub fn call(id: &str) -> &'static Call {
    CALLS.iter().find(|call| call.id == id).unwrap_or_else(|| panic!("no call of `{id}`"))
}

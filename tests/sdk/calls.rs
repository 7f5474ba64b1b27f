//! The operations of the SDK, each as a function over JSON, so that tests can go through all of them.

use std::any::TypeId;
use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::LazyLock;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use stytch_sdk::runtime::{Record, StatusCode};
use stytch_sdk::{Client, Error, Request, RetryPolicy};

/// What is left of the types of an operation when it is made a function over JSON.
type Function<A, R> = Box<dyn Fn(A) -> R + Send + Sync>;

/// A call under way.
pub type Sending = Pin<Box<dyn Future<Output = Result<Answer, Error>>>>;

/// An operation of the SDK.
pub struct Call {
    pub id: &'static str,
    /// Whether there are optional headers.
    pub has_options: bool,
    /// Reads what is given, makes the call, and gives what came back.
    send: Function<(Client, Given), Sending>,
    /// Reads the parameters and writes them.
    params: Function<Value, Result<Written, serde_json::Error>>,
    /// Reads the options and writes them.
    options: Function<Value, Result<Written, serde_json::Error>>,
    /// Reads an answer strictly, and writes it.
    response: Function<Value, Result<Written, serde_json::Error>>,
    /// What `Debug` shows of the request.
    request_debug: Function<(Client, Given), String>,
}

/// What is given to a call.
#[derive(Clone, Debug, Default)]
pub struct Given {
    pub params: Value,
    /// By the names of the headers.
    pub options: Option<Value>,
    pub retry: Option<RetryPolicy>,
}

/// An answer that was read.
#[derive(Debug)]
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

/// The parameters of an operation that takes none.
#[derive(Debug, Deserialize, Serialize)]
struct Nothing {}

impl Call {
    fn new<P, R, O>(id: &'static str, method: fn(&Client, P) -> Request<R, O>) -> Self
    where
        P: DeserializeOwned + Serialize + Debug + 'static,
        R: DeserializeOwned + Serialize + Debug + 'static,
        O: DeserializeOwned + Serialize + Debug + Record + 'static,
    {
        let request = move |client: &Client, given: Given| {
            let request = method(client, read(id, given.params));
            let request = given.retry.into_iter().fold(request, Request::retry);
            given.options.into_iter().fold(request, |request, options| request.options(read(id, options)))
        };
        Self {
            id,
            has_options: TypeId::of::<O>() != TypeId::of::<()>(),
            send: Box::new(move |(client, given)| {
                let sending = request(&client, given).with_metadata();
                Box::pin(async move {
                    let response = sending.await?;
                    Ok(Answer {
                        status: response.status(),
                        request_id: response.request_id().map(str::to_owned),
                        missing: response.missing().to_vec(),
                        raw: response.raw().to_vec(),
                        debug: format!("{response:?} {response:#?}"),
                        body: written(response.body()),
                    })
                })
            }),
            params: Box::new(|json| serde_json::from_value::<P>(json).map(|read| written(&read))),
            options: Box::new(|json| serde_json::from_value::<O>(json).map(|read| written(&read))),
            response: Box::new(|json| serde_json::from_value::<R>(json).map(|read| written(&read))),
            request_debug: Box::new(move |(client, given)| {
                let request = request(&client, given);
                format!("{request:?} {request:#?}")
            }),
        }
    }

    pub fn send(&self, client: &Client, given: impl Into<Given>) -> Sending {
        (self.send)((client.clone(), given.into()))
    }

    pub fn params(&self, json: &Value) -> Result<Written, serde_json::Error> {
        (self.params)(json.clone())
    }

    pub fn options(&self, json: &Value) -> Result<Written, serde_json::Error> {
        (self.options)(json.clone())
    }

    pub fn response(&self, json: &Value) -> Result<Written, serde_json::Error> {
        (self.response)(json.clone())
    }

    pub fn request_debug(&self, client: &Client, given: impl Into<Given>) -> String {
        (self.request_debug)((client.clone(), given.into()))
    }
}

impl From<Value> for Given {
    fn from(params: Value) -> Self {
        Self { params, ..Self::default() }
    }
}

fn read<T: DeserializeOwned>(id: &str, json: Value) -> T {
    serde_json::from_value(json.clone()).unwrap_or_else(|e| panic!("{id}: what is given cannot be read: {e}: {json}"))
}

fn written<T: Serialize + Debug>(value: &T) -> Written {
    Written { json: serde_json::to_value(value).expect("it can be written"), debug: format!("{value:?} {value:#?}") }
}

/// `[module] method, …;`, with `without params` after a method that takes nothing.
macro_rules! calls {
    ($($module:tt $($method:ident $(without $nothing:ident)?),+;)*) => {
        vec![$($(calls! { @call $module $method $($nothing)? }),+),*]
    };
    (@call [$($module:ident).+] $method:ident) => {
        Call::new(calls! { @id $($module)+ $method }, |client, params| client.$($module()).+.$method(params))
    };
    (@call [$($module:ident).+] $method:ident params) => {
        Call::new(calls! { @id $($module)+ $method }, |client, Nothing {}| client.$($module()).+.$method())
    };
    // A word that Rust reserves has an underscore in Rust alone.
    (@id $first:ident $($more:ident)*) => {
        concat!(stringify!($first) $(, ".", stringify!($more))*).trim_end_matches('_')
    };
}

/// All operations, in the order of the facts.
#[rustfmt::skip]
pub static CALLS: LazyLock<Vec<Call>> = LazyLock::new(|| calls! {
    [b2b.discovery.intermediate_sessions] exchange;
    [b2b.discovery.organizations] create, list;
    [b2b.idp.oauth] authorize, authorize_start;
    [b2b.impersonation] authenticate;
    [b2b.magic_links] authenticate;
    [b2b.magic_links.discovery] authenticate;
    [b2b.magic_links.email.discovery] send;
    [b2b.magic_links.email] invite, login_or_signup;
    [b2b.oauth] authenticate;
    [b2b.oauth.discovery] authenticate;
    [b2b.organizations] connected_apps, create, delete, delete_external_id, get, get_connected_app;
    [b2b.organizations.members.connected_apps] revoke;
    [b2b.organizations.members]
        create, dangerously_get, delete, delete_external_id, delete_mfa_phone_number, delete_password, delete_totp,
        get, get_connected_apps;
    [b2b.organizations.members.oauth_providers] github, google, hubspot, microsoft, slack;
    [b2b.organizations.members]
        oidc_providers, reactivate, search, start_email_update, unlink_retired_email, update;
    [b2b.organizations] metrics, search, update;
    [b2b.otp.email] authenticate;
    [b2b.otp.email.discovery] authenticate, send;
    [b2b.otp.email] login_or_signup;
    [b2b.otp.sms] authenticate, send;
    [b2b.passwords] authenticate;
    [b2b.passwords.discovery] authenticate;
    [b2b.passwords.discovery.email] reset, reset_start;
    [b2b.passwords.email] require_reset, reset, reset_start;
    [b2b.passwords.existing_password] reset;
    [b2b.passwords] migrate;
    [b2b.passwords.session] reset;
    [b2b.passwords] strength_check;
    [b2b.rbac.organizations] get_org_policy, set_org_policy;
    [b2b.rbac] policy without params;
    [b2b.recovery_codes] get, recover, rotate;
    [b2b.scim.connection] create, delete, get, get_groups, rotate_cancel, rotate_complete, rotate_start, update;
    [b2b.sessions] attest, authenticate, exchange, exchange_access_token, get, get_jwks, migrate, revoke;
    [b2b.sso] authenticate, delete_connection;
    [b2b.sso.external] create_connection, update_connection;
    [b2b.sso] get_connections;
    [b2b.sso.oidc] create_connection, update_connection;
    [b2b.sso.saml]
        create_connection, delete_encryption_private_key, delete_verification_certificate, update_by_url,
        update_connection;
    [b2b.totps] authenticate, create, migrate;
    [consumer.connected_apps.clients] create, delete, get, search;
    [consumer.connected_apps.clients.secrets] rotate, rotate_cancel, rotate_start;
    [consumer.connected_apps.clients] update;
    [consumer.crypto_wallets] authenticate, authenticate_start;
    [consumer.debug] whoami without params;
    [consumer.fraud.email] risk;
    [consumer.fraud.fingerprint] lookup;
    [consumer.fraud.rules] list, set;
    [consumer.fraud.verdict_reasons] list, override_;
    [consumer.idp.oauth] authorize, authorize_start;
    [consumer.impersonation] authenticate;
    [consumer.m2m.clients] create, delete, get, search;
    [consumer.m2m.clients.secrets] rotate, rotate_cancel, rotate_start;
    [consumer.m2m.clients] update;
    [consumer.magic_links] authenticate, create;
    [consumer.magic_links.email] invite, login_or_create, revoke_invite, send;
    [consumer.oauth] attach, authenticate;
    [consumer.otp] authenticate;
    [consumer.otp.email] login_or_create, send;
    [consumer.otp.sms] login_or_create, send;
    [consumer.otp.whatsapp] login_or_create, send;
    [consumer.passwords] authenticate, create;
    [consumer.passwords.email] reset, reset_start;
    [consumer.passwords.existing_password] reset;
    [consumer.passwords] migrate;
    [consumer.passwords.session] reset;
    [consumer.passwords] strength_check;
    [consumer.project] metrics without params;
    [consumer.rbac] policy without params;
    [consumer.sessions] attest, authenticate, exchange_access_token, get, get_jwks, migrate, revoke;
    [consumer.totps] authenticate, create, recover, recovery_codes;
    [consumer.users]
        connected_apps, create, delete, delete_biometric_registration, delete_crypto_wallet, delete_email,
        delete_external_id, delete_oauth_registration, delete_password, delete_phone_number, delete_totp,
        delete_webauthn_registration, exchange_primary_factor, get, revoke, search, update;
    [consumer.webauthn] authenticate, authenticate_start, list_credentials, register, register_start, update;
    [consumer.idp] introspect_token_network;
    [consumer.m2m] token;
});

/// The operation with this id.
pub fn call(id: &str) -> &'static Call {
    CALLS.iter().find(|call| call.id == id).unwrap_or_else(|| panic!("no call of `{id}`"))
}

//! A web service whose callers are members: a middleware checks the session's JWT in the service itself, without asking
//! the API, and handlers ask what the member's roles permit.
//!
//! Without a network, it answers five requests of its own: `cargo run -p stytch-sdk --example axum_service`. With
//! `STYTCH_PROJECT_ID` and `STYTCH_SECRET` it serves <http://127.0.0.1:3000/documents> until it is stopped.

mod support;

use std::time::Duration;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, COOKIE, HeaderMap};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use axum::{Extension, Router};
use stytch_sdk::b2b::sessions::{AuthenticateParams, AuthorizationCheck, MemberSession};
use stytch_sdk::ext::b2b::sessions::AuthenticateJwtParams;
use stytch_sdk::{Client, Error};

/// The routes, each behind the middleware. The client is made once; its clones share keys, policy and connections.
fn service(client: Client) -> Router {
    Router::new()
        .route("/documents", get(list))
        .route("/documents/{id}", delete(remove))
        .route_layer(middleware::from_fn_with_state(client.clone(), session))
        .with_state(client)
}

/// Lets through who has a session, and tells the handlers whose it is.
async fn session(State(client): State<Client>, mut request: Request, next: Next) -> Result<Response, Refused> {
    let jwt = jwt(request.headers()).ok_or(Refused(StatusCode::UNAUTHORIZED))?;
    // A JWT of up to a minute is checked here, with the project's keys; an older one by the server, which knows whether
    // the session was ended in the meantime.
    let params =
        AuthenticateJwtParams::new(AuthenticateParams::new().session_jwt(jwt)).max_token_age(Duration::from_secs(60));
    let session = client.b2b().sessions().authenticate_jwt(params).await?.into_member_session();
    request.extensions_mut().insert(session);
    Ok(next.run(request).await)
}

/// The JWT in the cookie that the frontend SDK sets, or in the header that other programs send.
fn jwt(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let in_cookie =
        cookies.flat_map(|value| value.split("; ")).find_map(|pair| pair.strip_prefix("stytch_session_jwt="));
    let in_header = || headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ");
    in_cookie.or_else(in_header).map(str::to_owned)
}

async fn list(State(client): State<Client>, Extension(session): Extension<MemberSession>) -> Result<String, Refused> {
    may(&client, &session, "read").await?;
    Ok(format!("the documents of {}", session.organization_id))
}

async fn remove(
    State(client): State<Client>,
    Extension(session): Extension<MemberSession>,
    Path(id): Path<String>,
) -> Result<String, Refused> {
    may(&client, &session, "delete").await?;
    Ok(format!("document {id} is gone"))
}

/// Whether the session's roles permit this with documents. Policies are kept for five minutes: no request is sent.
async fn may(client: &Client, session: &MemberSession, action: &str) -> Result<(), Refused> {
    let check = AuthorizationCheck::new(&session.organization_id, "documents", action);
    Ok(client.b2b().rbac().authorize(session, &check).await?)
}

/// Why there is no answer.
struct Refused(StatusCode);

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        let status = match error.status().map(|status| status.as_u16()) {
            // No such session, or no permission: the caller's affair, and not worth a line in the log.
            Some(401 | 404) => StatusCode::UNAUTHORIZED,
            Some(403) => StatusCode::FORBIDDEN,
            _ => {
                eprintln!("{error}");
                StatusCode::SERVICE_UNAVAILABLE
            }
        };
        Self(status)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if let Some((id, secret)) = support::project() {
        let client = Client::new(id, secret)?;
        // So that the first callers need not wait for keys and policy.
        client.b2b().sessions().preload_jwks().await?;
        client.b2b().rbac().policy_index().await?;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
        println!("listening on http://{}", listener.local_addr()?);
        return Ok(axum::serve(listener, service(client)).await?);
    }
    demonstration::run().await
}

/// Requests to the service, and an API in memory that has one key, one policy, and no session. The organization has no
/// roles of its own.
mod demonstration {
    use std::time::{Duration, UNIX_EPOCH};

    use axum::body::{Body, to_bytes};
    use axum::http::{Method, Request};
    use stytch_sdk::Client;
    use stytch_sdk::testing::{MockTransport, Reply};
    use tower::ServiceExt;

    use crate::support::token::{ISSUED, JWT, KEYS, PROJECT};

    pub async fn run() -> Result<(), Box<dyn std::error::Error>> {
        let api = MockTransport::new();
        api.reply("b2b.sessions.get_jwks", Reply::json(200, KEYS));
        api.reply("b2b.rbac.policy", Reply::json(200, POLICY));
        api.reply("b2b.rbac.organizations.get_org_policy", Reply::json(200, r#"{ "org_policy": { "roles": [] } }"#));
        api.reply("b2b.sessions.authenticate", Reply::json(404, r#"{ "error_type": "session_not_found" }"#));
        let client = Client::for_project(PROJECT, "secret-test-example")
            .transport(api.clone())
            // The JWT is of the year 2024.
            .clock(|| UNIX_EPOCH + Duration::from_secs(ISSUED + 20))
            .build()?;

        let service = super::service(client);
        let cookie = format!("theme=dark; stytch_session_jwt={JWT}");
        let bearer = format!("Bearer {JWT}");
        for (method, path, header, value) in [
            (Method::GET, "/documents", "cookie", "theme=dark"),
            (Method::GET, "/documents", "cookie", &cookie),
            (Method::GET, "/documents", "authorization", &bearer),
            (Method::DELETE, "/documents/7", "cookie", &cookie),
            (Method::GET, "/documents", "authorization", "Bearer forged"),
        ] {
            let request = Request::builder().method(&method).uri(path).header(header, value).body(Body::empty())?;
            let response = service.clone().oneshot(request).await?;
            let status = response.status();
            let body = to_bytes(response.into_body(), 1 << 20).await?;
            println!("{method} {path}: {status} {}", String::from_utf8_lossy(&body));
        }
        println!("requests to the API: {}", api.requests().len());
        Ok(())
    }

    const POLICY: &str = r#"{ "policy": { "roles": [{
        "role_id": "reader", "permissions": [{ "resource_id": "documents", "actions": ["read"] }]
    }] } }"#;
}

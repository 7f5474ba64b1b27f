//! Machine to machine: access tokens fetched with a client's secret, and checked without asking the server.

// Owns the request, and the rule for scopes. What an access token holds is known by `access_token`.

#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
mod access_token;

use crate::consumer::m2m::{M2m, TokenParams, TokenResponse};
use crate::runtime::Request;

#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
pub use access_token::{AuthenticateTokenParams, AuthenticateTokenResponse};

impl M2m<'_> {
    /// Fetches an access token for a client of the project: [`token`](Self::token), with the project and the grant type
    /// filled in. Without scopes (`[""; 0]`), the token has all that the client has.
    ///
    /// A program that has no secret of the project calls `token` itself, with the project's identifier: the call carries no
    /// credentials.
    ///
    /// # Errors
    /// Those of [`token`](Self::token).
    ///
    /// # Example
    /// ```no_run
    /// # async fn run(client: stytch_sdk::Client) -> Result<(), stytch_sdk::Error> {
    /// let m2m = client.consumer().m2m();
    /// let token = m2m.client_credentials("m2m-client-live-…", "secret…", ["read:users"]).await?;
    /// println!("valid for {} s", token.expires_in);
    /// # Ok(())
    /// # }
    /// ```
    pub fn client_credentials(
        &self,
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
        scopes: impl IntoIterator<Item = impl Into<String>>,
    ) -> Request<TokenResponse> {
        // Without a project, sending is refused: the path would lack a segment.
        let credential = self.client().core().credential(&crate::client::PROJECT);
        let project = credential.and_then(|credential| credential.username()).unwrap_or_default();
        let params = TokenParams::new(project, client_id, client_secret);
        let scopes: Vec<String> = scopes.into_iter().map(Into::into).collect();
        self.token(if scopes.is_empty() { params } else { params.scope(scopes) })
    }
}

/// Whether scopes cover those that are required: the rule unless another is given.
///
/// A scope is an action and, after the first colon, a resource. A required one is covered by one with the same action
/// and the same resource, or with the same action on `*`. One without a colon is on the resource `-`. So `read:*` covers
/// `read:users`, and `read` too; `read` does not cover `read:users`, nor that `read`; `a:b:c` is action `a` on `b:c`.
///
/// # Example
/// ```
/// use stytch_sdk::ext::consumer::m2m::scopes_cover;
///
/// assert!(scopes_cover(&["read:*", "write:books"], &["read:users", "write:books"]));
/// assert!(!scopes_cover(&["read:users"], &["write:users"]));
/// ```
#[doc(alias = "PerformAuthorizationCheck")]
pub fn scopes_cover(has: &[impl AsRef<str>], required: &[impl AsRef<str>]) -> bool {
    required.iter().all(|required| {
        let (action, resource) = parts(required.as_ref());
        has.iter().map(|has| parts(has.as_ref())).any(|has| has.0 == action && (has.1 == resource || has.1 == "*"))
    })
}

/// Action and resource of a scope.
fn parts(scope: &str) -> (&str, &str) {
    scope.split_once(':').unwrap_or((scope, "-"))
}

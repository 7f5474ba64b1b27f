//! Tokens that connected apps show on behalf of users: whether one is good, and what for.

use crate::Error;
use crate::consumer::idp::Idp;
use crate::consumer::sessions::AuthorizationCheck;
use crate::ext::introspection;
use crate::ext::state::State;
use crate::ext::token::Taken;
use std::future::Future;

/// What [`Idp::introspect_token`] and [`Idp::introspect_token_local`] give.
pub use crate::ext::introspection::AppToken as IntrospectTokenResponse;

/// What [`Idp::introspect_token`] takes.
pub type IntrospectTokenParams = introspection::IntrospectTokenParams<AuthorizationCheck>;

/// What [`Idp::introspect_token_local`] takes.
pub type IntrospectTokenLocalParams<'t> = introspection::IntrospectTokenLocalParams<'t, AuthorizationCheck>;

impl<'a> Idp<'a> {
    /// Asks the server whether a token of a connected app is good now, and checks what its scopes permit, if asked for.
    ///
    /// [`introspect_token_network`](Self::introspect_token_network) with the project filled in, and a token that is not
    /// active as an error. Unlike a check made in the client, it notices that a token was revoked, and takes refresh tokens.
    ///
    /// # Errors
    /// Those of the call; and [`Error::Local`] with [`AuthorizationError::InactiveToken`] for a token that is not good or,
    /// for the authorization check, those of [`authorize_scopes`](crate::consumer::rbac::Rbac::authorize_scopes).
    ///
    /// [`AuthorizationError::InactiveToken`]: crate::ext::error::AuthorizationError::InactiveToken
    ///
    /// # Example
    /// ```no_run
    /// # async fn run(client: stytch_sdk::Client) -> Result<(), stytch_sdk::Error> {
    /// use stytch_sdk::consumer::sessions::AuthorizationCheck;
    /// use stytch_sdk::ext::consumer::idp::IntrospectTokenParams;
    ///
    /// let params = IntrospectTokenParams::new("eyJ…", "connected-app-live-…")
    ///     .client_secret("secret…")
    ///     .authorization_check(AuthorizationCheck::new("documents", "read"));
    /// let token = client.consumer().idp().introspect_token(params).await?;
    /// println!("on behalf of {}: {:?}", token.sub, token.scopes);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "introspect_token_network")]
    pub fn introspect_token(
        &self,
        params: IntrospectTokenParams,
    ) -> impl Future<Output = Result<IntrospectTokenResponse, Error>> + Send + use<'a> {
        let idp = *self;
        async move {
            let (token, _) = introspection::remote(idp.client(), &params).await?;
            idp.allow(token, params.authorization_check.as_ref()).await
        }
    }

    /// Checks an access token of a connected app without asking the server: its signature, that it is for this project and
    /// valid now, and, if asked for, what its scopes permit.
    ///
    /// It may have been revoked since it was issued.
    ///
    /// # Errors
    /// [`Error::Local`] with a [`JwtError`](crate::ext::error::JwtError) or, for the authorization check, those of
    /// [`authorize_scopes`](crate::consumer::rbac::Rbac::authorize_scopes).
    ///
    /// # Example
    /// ```no_run
    /// # async fn run(client: stytch_sdk::Client) -> Result<(), stytch_sdk::Error> {
    /// use stytch_sdk::consumer::sessions::AuthorizationCheck;
    /// use stytch_sdk::ext::consumer::idp::IntrospectTokenLocalParams;
    ///
    /// let check = AuthorizationCheck::new("documents", "read");
    /// let params = IntrospectTokenLocalParams::new("eyJ…").authorization_check(check);
    /// let token = client.consumer().idp().introspect_token_local(params).await?;
    /// println!("on behalf of {}: {:?}", token.sub, token.scopes);
    /// # Ok(())
    /// # }
    /// ```
    pub fn introspect_token_local<'t>(
        &self,
        params: IntrospectTokenLocalParams<'t>,
    ) -> impl Future<Output = Result<IntrospectTokenResponse, Error>> + Send + use<'a, 't> {
        let idp = *self;
        async move {
            let keys = &State::of(idp.client())?.consumer_keys;
            let payload = introspection::verify(idp.client(), keys, &params.token).await?;
            let token = introspection::read(idp.client(), &payload, &params, &mut |_, _| Ok(Taken::Custom))?;
            idp.allow(token, params.authorization_check.as_ref()).await
        }
    }

    /// The token, if its scopes permit what is asked.
    async fn allow(
        self,
        token: IntrospectTokenResponse,
        check: Option<&AuthorizationCheck>,
    ) -> Result<IntrospectTokenResponse, Error> {
        if let Some(check) = check {
            self.client().consumer().rbac().authorize_scopes(&token.scopes, check).await?;
        }
        Ok(token)
    }
}

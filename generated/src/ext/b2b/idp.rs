//! Tokens that connected apps show on behalf of members: whether one is good, and what for.

use crate::Error;
use crate::b2b::idp::Idp;
use crate::b2b::sessions::AuthorizationCheck;
use crate::ext::b2b::sessions::{ORGANIZATION, OrgClaim};
use crate::ext::error::JwtError;
use crate::ext::introspection::{self, AppToken};
use crate::ext::state::State;
use crate::ext::token::Taken;
use crate::runtime::{Empty, Reader, Value};
use std::future::Future;
use std::ops::Deref;

/// What [`Idp::introspect_token`] takes.
pub type IntrospectTokenParams = introspection::IntrospectTokenParams<AuthorizationCheck>;

/// What [`Idp::introspect_token_local`] takes.
pub type IntrospectTokenLocalParams<'t> = introspection::IntrospectTokenLocalParams<'t, AuthorizationCheck>;

/// What [`Idp::introspect_token`] and [`Idp::introspect_token_local`] give: what the token says, whose fields can be read
/// here as well, and where it is valid.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct IntrospectTokenResponse {
    /// What the token says.
    pub token: AppToken,
    /// The member's organization; empty if the server does not name it. A token that is checked here names it.
    pub organization: OrgClaim,
}

impl Deref for IntrospectTokenResponse {
    type Target = AppToken;

    fn deref(&self) -> &AppToken {
        &self.token
    }
}

impl<'a> Idp<'a> {
    /// Asks the server whether a token of a connected app is good now, and checks what its scopes permit, if asked for.
    ///
    /// The call is [`consumer.idp.introspect_token_network`](crate::consumer::idp::Idp::introspect_token_network), which is
    /// the same for both kinds of projects. Unlike a check made in the client, it notices that a token was revoked, and
    /// takes refresh tokens.
    ///
    /// # Errors
    /// Those of the call; and [`Error::Local`] with [`AuthorizationError::InactiveToken`] for a token that is not good or,
    /// for the authorization check, those of [`authorize_scopes`](crate::b2b::rbac::Rbac::authorize_scopes).
    ///
    /// [`AuthorizationError::InactiveToken`]: crate::ext::error::AuthorizationError::InactiveToken
    ///
    /// # Example
    /// ```no_run
    /// # async fn run(client: stytch_sdk::Client) -> Result<(), stytch_sdk::Error> {
    /// use stytch_sdk::ext::b2b::idp::IntrospectTokenParams;
    ///
    /// let params = IntrospectTokenParams::new("eyJ…", "connected-app-live-…").client_secret("secret…");
    /// let token = client.b2b().idp().introspect_token(params).await?;
    /// println!("on behalf of {}, of {}: {:?}", token.sub, token.organization.slug, token.scopes);
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
            let (token, own) = introspection::remote(idp.client(), &params).await?;
            let organization = own.get(ORGANIZATION).and_then(organization).unwrap_or_else(OrgClaim::empty);
            idp.allow(token, organization, params.authorization_check.as_ref()).await
        }
    }

    /// Checks an access token of a connected app without asking the server: its signature, that it is for this project and
    /// valid now, and, if asked for, what its scopes permit.
    ///
    /// It may have been revoked since it was issued.
    ///
    /// # Errors
    /// [`Error::Local`] with a [`JwtError`] or, for the authorization check, those of
    /// [`authorize_scopes`](crate::b2b::rbac::Rbac::authorize_scopes).
    ///
    /// # Example
    /// ```no_run
    /// # async fn run(client: stytch_sdk::Client) -> Result<(), stytch_sdk::Error> {
    /// use stytch_sdk::b2b::sessions::AuthorizationCheck;
    /// use stytch_sdk::ext::b2b::idp::IntrospectTokenLocalParams;
    ///
    /// let check = AuthorizationCheck::new("organization-live-…", "documents", "read");
    /// let params = IntrospectTokenLocalParams::new("eyJ…").authorization_check(check);
    /// let token = client.b2b().idp().introspect_token_local(params).await?;
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
            let keys = &State::of(idp.client())?.b2b_keys;
            let payload = introspection::verify(idp.client(), keys, &params.token).await?;
            let mut organization = OrgClaim::empty();
            let token = introspection::read(idp.client(), &payload, &params, &mut |name, from| match name {
                ORGANIZATION => organization.read(from).map(|()| Taken::Own),
                _ => Ok(Taken::Custom),
            })?;
            if organization.organization_id.is_empty() {
                return Err(JwtError::MissingClaim(ORGANIZATION).into());
            }
            idp.allow(token, organization, params.authorization_check.as_ref()).await
        }
    }

    /// What the token says, if its scopes permit what is asked.
    async fn allow(
        self,
        token: AppToken,
        organization: OrgClaim,
        check: Option<&AuthorizationCheck>,
    ) -> Result<IntrospectTokenResponse, Error> {
        if let Some(check) = check {
            let rbac = self.client().b2b().rbac();
            rbac.authorize_scopes(&token.scopes, &organization.organization_id, check).await?;
        }
        Ok(IntrospectTokenResponse { token, organization })
    }
}

/// The claim as it stands in an answer. One that cannot be read names no organization.
fn organization(claim: &serde_json::Value) -> Option<OrgClaim> {
    let (json, mut read) = (claim.to_string(), OrgClaim::empty());
    read.read(&mut Reader::forgiving(json.as_bytes()).ok()?).ok()?;
    Some(read)
}

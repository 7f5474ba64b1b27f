//! Additions to the B2B resources: custom claims of sessions here, the rest in modules named after the resource.

#[cfg(feature = "b2b-idp")]
pub mod idp;
#[cfg(feature = "b2b-rbac")]
pub mod rbac;
#[cfg(feature = "b2b-sessions")]
pub mod sessions;

// The features are those of `MemberSession`.
#[cfg(any(
    feature = "b2b-discovery-intermediate-sessions",
    feature = "b2b-discovery-organizations",
    feature = "b2b-impersonation",
    feature = "b2b-magic-links",
    feature = "b2b-oauth",
    feature = "b2b-otp-email",
    feature = "b2b-otp-sms",
    feature = "b2b-passwords",
    feature = "b2b-recovery-codes",
    feature = "b2b-sessions",
    feature = "b2b-sso",
    feature = "b2b-totps"
))]
impl crate::b2b::sessions::MemberSession {
    /// The session's custom claims, in a type of yours. A session without any is an empty object.
    ///
    /// Every response that has a session gives them this way; other SDKs have methods named `…_with_claims`, and types
    /// named `SessionWrapper` and `ClaimsWrapper`, for it.
    ///
    /// # Errors
    /// [`Error::Local`](crate::Error::Local) with a [`ClaimsError`](crate::ext::claims::ClaimsError), when they do not
    /// fit the type.
    ///
    /// # Example
    /// ```
    /// use serde::Deserialize;
    /// use stytch_sdk::b2b::sessions::MemberSession;
    ///
    /// #[derive(Deserialize)]
    /// struct Plan {
    ///     seats: u32,
    /// }
    ///
    /// let session = MemberSession::new().custom_claims([("seats", 5)]);
    /// assert_eq!(session.claims::<Plan>()?.seats, 5);
    /// # Ok::<(), stytch_sdk::Error>(())
    /// ```
    #[doc(alias = "authenticate_with_claims")]
    #[doc(alias = "SessionWrapper")]
    #[doc(alias = "ClaimsWrapper")]
    pub fn claims<T: serde::de::DeserializeOwned>(&self) -> Result<T, crate::Error> {
        let none = std::collections::BTreeMap::new();
        crate::ext::claims::decode(self.custom_claims.as_ref().unwrap_or(&none))
    }
}

// The features are those of `B2b`.
#[cfg(all(
    feature = "consumer-m2m",
    any(
        feature = "b2b-discovery-intermediate-sessions",
        feature = "b2b-discovery-organizations",
        feature = "b2b-idp-oauth",
        feature = "b2b-impersonation",
        feature = "b2b-magic-links",
        feature = "b2b-oauth",
        feature = "b2b-organizations",
        feature = "b2b-otp-email",
        feature = "b2b-otp-sms",
        feature = "b2b-passwords",
        feature = "b2b-rbac",
        feature = "b2b-recovery-codes",
        feature = "b2b-scim-connection",
        feature = "b2b-sessions",
        feature = "b2b-sso",
        feature = "b2b-totps"
    )
))]
impl<'a> crate::b2b::B2b<'a> {
    /// Machine to machine: the same operations as for consumer projects.
    #[inline]
    pub fn m2m(&self) -> crate::consumer::m2m::M2m<'a> {
        self.client().consumer().m2m()
    }
}

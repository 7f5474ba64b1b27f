//! Additions to the consumer resources: custom claims of sessions here, the rest in modules named after the resource.

#[cfg(feature = "consumer-idp")]
pub mod idp;
#[cfg(feature = "consumer-m2m")]
pub mod m2m;
#[cfg(feature = "consumer-rbac")]
pub mod rbac;
#[cfg(feature = "consumer-sessions")]
pub mod sessions;

// The features are those of `Session`.
#[cfg(any(
    feature = "consumer-crypto-wallets",
    feature = "consumer-impersonation",
    feature = "consumer-magic-links",
    feature = "consumer-oauth",
    feature = "consumer-otp",
    feature = "consumer-passwords",
    feature = "consumer-sessions",
    feature = "consumer-totps",
    feature = "consumer-webauthn"
))]
impl crate::consumer::sessions::Session {
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
    /// use stytch_sdk::consumer::sessions::Session;
    ///
    /// #[derive(Deserialize)]
    /// struct Settings {
    ///     theme: Option<String>,
    /// }
    ///
    /// let session = Session::new().custom_claims([("theme", "dark")]);
    /// assert_eq!(session.claims::<Settings>()?.theme.as_deref(), Some("dark"));
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

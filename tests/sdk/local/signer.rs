//! A key that tokens are signed with, made once per run.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use stytch_sdk::consumer::sessions::Jwk;

/// A key of a project, and what is signed with it.
pub struct Signer {
    pub kid: &'static str,
    pair: RsaKeyPair,
}

impl Signer {
    pub fn new(kid: &'static str) -> Self {
        Self { kid, pair: RsaKeyPair::generate(KeySize::Rsa2048).expect("a key") }
    }

    /// As it stands in the key set.
    pub fn jwk(&self) -> Value {
        let public = RsaPublicKeyComponents::<Vec<u8>>::from(self.pair.public_key());
        json!({
            "kty": "RSA", "use": "sig", "key_ops": ["verify"], "alg": "RS256", "kid": self.kid,
            "n": URL_SAFE_NO_PAD.encode(public.n), "e": URL_SAFE_NO_PAD.encode(public.e),
            "x5c": [], "x5tS256": "",
        })
    }

    /// As a client can be given it.
    pub fn public_key(&self) -> Jwk {
        let jwk = self.jwk();
        let text = |name: &str| jwk[name].as_str().expect(name).to_owned();
        Jwk::new().kty("RSA").kid(self.kid).alg("RS256").n(text("n")).e(text("e"))
    }

    pub fn token(&self, claims: &Value) -> String {
        self.token_with(&json!({ "alg": "RS256", "kid": self.kid, "typ": "JWT" }), claims)
    }

    pub fn token_with(&self, header: &Value, claims: &Value) -> String {
        self.sign(&header.to_string(), &claims.to_string())
    }

    /// Whatever header and payload are, the signature is good.
    pub fn sign(&self, header: &str, payload: &str) -> String {
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let random = SystemRandom::new();
        self.pair.sign(&RSA_PKCS1_SHA256, &random, signed.as_bytes(), &mut signature).expect("a signature");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

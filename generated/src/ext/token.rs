//! A signed token: its three parts, and whether what it claims of itself holds.
//!
//! Owns the form (RFC 7519 and 7515) and the registered claims. Signatures are checked by `keys`; the claims that only
//! some tokens have are read by those who know them.

use super::claims::RegisteredClaims;
use super::error::JwtError;
use super::keys::{Keys, RS256};
use super::state::{Project, State};
use crate::runtime::{Kind, ReadError, Reader};
use crate::{Client, Error};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

/// Longest header that is read, in bytes: those of the API have about a hundred.
const LONGEST_HEADER: usize = 768;

/// Claims of the project's own that a token can have.
pub(super) type Custom = BTreeMap<String, Value>;

/// Reads a claim, if it is one that the caller knows: else it is a custom one.
pub(super) type Own<'o> = &'o mut dyn FnMut(&str, &mut Reader<'_>) -> Result<Taken, ReadError>;

/// What became of a claim that is not a registered one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// It was read, or skipped.
    Own,
    /// It is left for the custom claims.
    Custom,
}

/// What is asked of a token beyond what every token must be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rules {
    /// By how much clocks may differ.
    pub(super) leeway: Duration,
    pub(super) max_age: Option<Duration>,
}

/// A token in its parts, each still in base64.
pub(super) struct Token<'a> {
    whole: &'a str,
    header: &'a str,
    payload: &'a str,
    signature: &'a str,
}

/// The payload of a token whose signature is good.
pub(super) struct Payload(Vec<u8>);

impl<'a> Token<'a> {
    fn parse(whole: &'a str) -> Result<Self, JwtError> {
        let mut parts = whole.split('.');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(header), Some(payload), Some(signature), None) => Ok(Self { whole, header, payload, signature }),
            _ => Err(JwtError::Malformed("form of three parts")),
        }
    }

    /// What the signature is of.
    pub(super) fn signed(&self) -> &'a [u8] {
        let length = self.header.len() + 1 + self.payload.len();
        self.whole.as_bytes().get(..length).unwrap_or_default()
    }

    pub(super) fn signature(&self) -> Result<Vec<u8>, JwtError> {
        URL_SAFE_NO_PAD.decode(self.signature).map_err(|_| JwtError::Malformed("signature"))
    }

    /// Hands out the `kid` of a header that can be accepted.
    fn with_kid<R>(&self, look: impl FnOnce(&str) -> R) -> Result<R, JwtError> {
        let mut bytes = [0; LONGEST_HEADER];
        let length = URL_SAFE_NO_PAD.decode_slice(self.header, &mut bytes).map_err(|_| MALFORMED_HEADER)?;
        let mut from = Reader::forgiving(bytes.get(..length).unwrap_or_default()).map_err(|_| MALFORMED_HEADER)?;
        let header = Header::read(&mut from).map_err(|_| MALFORMED_HEADER)?;
        if header.alg.as_deref() != Some(RS256) || header.has_critical {
            return Err(JwtError::Algorithm);
        }
        Ok(look(header.kid.as_deref().filter(|kid| !kid.is_empty()).ok_or(JwtError::MissingKeyId)?))
    }
}

const MALFORMED_HEADER: JwtError = JwtError::Malformed("header");

#[derive(Default)]
struct Header<'h> {
    alg: Option<std::borrow::Cow<'h, str>>,
    kid: Option<std::borrow::Cow<'h, str>>,
    /// It names extensions that must be understood (RFC 7515, section 4.1.11); we know none.
    has_critical: bool,
}

impl<'h> Header<'h> {
    fn read(from: &mut Reader<'h>) -> Result<Self, ReadError> {
        let mut header = Self::default();
        let mut first = true;
        if from.object()? {
            while let Some(name) = from.key(&mut first)? {
                match &*name {
                    "alg" => header.alg = from.string()?,
                    "kid" => header.kid = from.string()?,
                    "crit" => {
                        header.has_critical = true;
                        from.skip()?;
                    }
                    _ => from.skip()?,
                }
            }
        }
        from.finish()?;
        Ok(header)
    }
}

/// Checks the signature of a token. With keys at hand, nothing is waited for.
pub(super) async fn verify(client: &Client, state: &State, keys: &[&Keys], token: &str) -> Result<Payload, Error> {
    state.project()?;
    let token = Token::parse(token)?;
    let now =
        |kid: &str| keys.iter().find_map(|keys| keys.verify_now(state, &token, kid)).ok_or_else(|| kid.to_owned());
    match token.with_kid(now)? {
        Ok(verdict) => verdict?,
        Err(kid) => look_for_key(client, state, keys, &token, &kid).await?,
    }
    let payload = URL_SAFE_NO_PAD.decode(token.payload).map_err(|_| JwtError::Malformed("payload"))?;
    Ok(Payload(payload))
}

/// Finds a key that is not simply there, the nearest first. Keys that are absent come last: while others are there, they
/// are not likely to be the project's.
async fn look_for_key(
    client: &Client,
    state: &State,
    keys: &[&Keys],
    token: &Token<'_>,
    kid: &str,
) -> Result<(), Error> {
    let mut keys = keys.to_vec();
    keys.sort_by_cached_key(|keys| keys.distance(state, kid));
    let mut outcome = None;
    for keys in keys {
        // Keys that were looked through say more than keys that could not be had.
        let elsewhere = matches!(outcome.as_ref().and_then(Error::as_jwt), Some(JwtError::UnknownKey));
        let Err(error) = keys.verify(client, state, token, kid, elsewhere).await else { return Ok(()) };
        match error.as_jwt() {
            Some(JwtError::KeysUnavailable(_)) if elsewhere => {}
            Some(JwtError::KeysUnavailable(_) | JwtError::UnknownKey) => outcome = Some(error),
            _ => return Err(error),
        }
    }
    Err(outcome.unwrap_or_else(|| JwtError::UnknownKey.into()))
}

impl Payload {
    /// The claims, if they are those of a token of the project that is valid now.
    pub(super) fn claims(
        &self,
        state: &State,
        rules: Rules,
        own: Own<'_>,
    ) -> Result<(RegisteredClaims, Custom), Error> {
        let draft = Draft::read(&self.0, own)?;
        Ok(draft.check(state.project()?, state.clock.unix(), rules)?)
    }
}

/// The claims as they are read, before it is known whether all are there.
#[derive(Default)]
struct Draft {
    iss: Option<String>,
    aud: Option<Vec<String>>,
    sub: Option<String>,
    iat: Option<i64>,
    nbf: Option<i64>,
    exp: Option<i64>,
    jti: Option<String>,
    custom: Custom,
}

impl Draft {
    fn read(payload: &[u8], own: Own<'_>) -> Result<Self, JwtError> {
        const MALFORMED: JwtError = JwtError::Malformed("payload");
        let mut from = Reader::forgiving(payload).map_err(|_| MALFORMED)?;
        let mut draft = Self::default();
        let mut first = true;
        if !from.object().map_err(|_| MALFORMED)? {
            return Err(MALFORMED);
        }
        while let Some(name) = from.key(&mut first).map_err(|_| MALFORMED)? {
            let (known, read) = draft.claim(&name, &mut from, own);
            read.map_err(|_| if known.is_empty() { MALFORMED } else { JwtError::InvalidClaim(known) })?;
        }
        from.finish().map_err(|_| MALFORMED)?;
        Ok(draft)
    }

    /// Reads a claim; its name is given back if it is one of those that every token has.
    fn claim(&mut self, name: &str, from: &mut Reader<'_>, own: Own<'_>) -> (&'static str, Result<(), ReadError>) {
        match name {
            "iss" => ("iss", text(from).map(|read| self.iss = read)),
            "sub" => ("sub", text(from).map(|read| self.sub = read)),
            "jti" => ("jti", text(from).map(|read| self.jti = read)),
            "aud" => ("aud", texts(from).map(|read| self.aud = read)),
            "iat" => ("iat", time(from).map(|read| self.iat = read)),
            "nbf" => ("nbf", time(from).map(|read| self.nbf = read)),
            "exp" => ("exp", time(from).map(|read| self.exp = read)),
            _ => ("", self.custom(name, from, own)),
        }
    }

    fn custom(&mut self, name: &str, from: &mut Reader<'_>, own: Own<'_>) -> Result<(), ReadError> {
        if own(name, from)? == Taken::Custom {
            let mut value = Value::Null;
            crate::runtime::Value::read(&mut value, from)?;
            self.custom.insert(name.to_owned(), value);
        }
        Ok(())
    }

    fn check(self, project: &Project, now: Duration, rules: Rules) -> Result<(RegisteredClaims, Custom), JwtError> {
        let claims = RegisteredClaims {
            aud: self.aud.ok_or(JwtError::MissingClaim("aud"))?,
            iss: self.iss.ok_or(JwtError::MissingClaim("iss"))?,
            exp: moment("exp", self.exp)?,
            nbf: moment("nbf", self.nbf)?,
            iat: moment("iat", self.iat)?,
            sub: self.sub.filter(|sub| !sub.is_empty()).ok_or(JwtError::MissingClaim("sub"))?,
            jti: self.jti,
        };
        if !claims.aud.contains(&project.id) {
            return Err(JwtError::Audience);
        }
        if !project.issuers.contains(&claims.iss) {
            return Err(JwtError::Issuer);
        }
        let (now, leeway) = (nanoseconds(now), nanoseconds(rules.leeway));
        if now >= since_epoch(claims.exp).saturating_add(leeway) {
            return Err(JwtError::Expired(claims.exp));
        }
        if now.saturating_add(leeway) < since_epoch(claims.nbf) {
            return Err(JwtError::NotYetValid(claims.nbf));
        }
        // Negative if that is in the future, and then it is not too old.
        let age = now.saturating_sub(since_epoch(claims.iat));
        match rules.max_age {
            Some(max) if age > nanoseconds(max) => {
                let age = Duration::from_nanos(u64::try_from(age).unwrap_or(u64::MAX));
                Err(JwtError::TooOld { age, max })
            }
            _ => Ok((claims, self.custom)),
        }
    }
}

/// A text; `None` is `null`.
fn text(from: &mut Reader<'_>) -> Result<Option<String>, ReadError> {
    Ok(from.string()?.map(std::borrow::Cow::into_owned))
}

/// One text, or several (RFC 7519, section 4.1.3).
fn texts(from: &mut Reader<'_>) -> Result<Option<Vec<String>>, ReadError> {
    if from.kind()? != Kind::Array {
        return Ok(text(from)?.map(|text| vec![text]));
    }
    let (mut first, mut texts) = (true, Vec::new());
    from.array()?;
    while from.item(&mut first)? {
        texts.extend(text(from)?);
    }
    Ok(Some(texts))
}

/// Seconds since 1970; a fraction is cut off (RFC 7519, section 2, "NumericDate").
fn time(from: &mut Reader<'_>) -> Result<Option<i64>, ReadError> {
    let Some(text) = from.number("a time")? else { return Ok(None) };
    if let Ok(seconds) = text.parse() {
        return Ok(Some(seconds));
    }
    // Casting saturates, and no time that far off is accepted.
    Ok(text.parse::<f64>().ok().map(|seconds| seconds.floor() as i64))
}

fn moment(claim: &'static str, seconds: Option<i64>) -> Result<DateTime<Utc>, JwtError> {
    let seconds = seconds.ok_or(JwtError::MissingClaim(claim))?;
    DateTime::from_timestamp(seconds, 0).ok_or(JwtError::InvalidClaim(claim))
}

fn since_epoch(time: DateTime<Utc>) -> i128 {
    i128::from(time.timestamp()) * 1_000_000_000
}

fn nanoseconds(duration: Duration) -> i128 {
    i128::try_from(duration.as_nanos()).unwrap_or(i128::MAX)
}

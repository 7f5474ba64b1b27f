//! Security: how a caller proves who they are, and what each operation asks for.

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, OAuth2Flows, SecurityRequirement, SecurityScheme as SpecScheme};
use serde_json::Value;

use super::{Lower, document};
use crate::diagnostics::Code;
use crate::dialect::private::{DEPRECATED, DEVICE_FLOW, METADATA_URL};
use crate::ir::{Docs, Endpoint, Extensions, Name, Requirement, SchemeKind, SecurityScheme};
use crate::pointer::Pointer;

/// Schemes, and the security that holds where an operation says nothing.
pub fn lower(lower: &mut Lower<'_>) {
    let document = lower.document;
    for (name, scheme) in &document.security_schemes {
        let at = Pointer::root().descend(["components", "securitySchemes", name]);
        let Some((spec, origin)) = document::resolve(&document.security_schemes, scheme, &at) else { continue };
        let (description, extensions) = prose(spec);
        let mut scheme_name = Name::new(name);
        scheme_name.wish = lower.wish(&[name], &origin, extensions);
        let mut scheme = SecurityScheme {
            name: scheme_name,
            kind: kind(spec),
            endpoints: IndexMap::new(),
            scopes: IndexMap::new(),
            grants: Vec::new(),
            docs: Docs { description, deprecated: flag(extensions, DEPRECATED), ..Docs::default() },
            origin,
        };
        describe_flows(spec, extensions, &mut scheme);
        lower.api.add_scheme(scheme);
    }
    let at = Pointer::root().child("security");
    lower.api.security = requirements(lower, &document.security, &at);
}

/// Any one of the lists, all of its schemes.
pub fn requirements(lower: &mut Lower<'_>, list: &[SecurityRequirement], at: &Pointer) -> Vec<Vec<Requirement>> {
    let mut alternatives = Vec::new();
    for (index, requirement) in list.iter().enumerate() {
        let mut all = Vec::new();
        for (name, scopes) in requirement {
            match SecurityScheme::ids(&lower.api).find(|id| lower.api[*id].name.wire == *name) {
                Some(scheme) => all.push(Requirement { scheme, scopes: scopes.clone() }),
                // A scheme that is there but leads nowhere has a diagnostic of its own.
                None if lower.document.security_schemes.contains_key(name) => {}
                None => lower.report(
                    Code::UnknownSecurityScheme,
                    &at.child(index),
                    format!("there is no security scheme `{name}`"),
                    "define a security scheme of this name, or correct the name",
                ),
            }
        }
        alternatives.push(all);
    }
    // Where nothing at all is the only choice, nothing is needed.
    if alternatives.iter().all(Vec::is_empty) { Vec::new() } else { alternatives }
}

fn kind(scheme: &SpecScheme) -> SchemeKind {
    match scheme {
        SpecScheme::APIKey { location, name, .. } => match location {
            APIKeyLocation::Query => SchemeKind::Query(name.clone()),
            APIKeyLocation::Header => SchemeKind::Header(name.clone()),
            APIKeyLocation::Cookie => SchemeKind::Cookie(name.clone()),
        },
        // Names of schemes have no case (RFC 9110, section 11.1).
        SpecScheme::HTTP { scheme, .. } => match scheme.trim() {
            name if name.eq_ignore_ascii_case("basic") => SchemeKind::Basic,
            name if name.eq_ignore_ascii_case("bearer") => SchemeKind::Bearer,
            name if name.eq_ignore_ascii_case("mutualTLS") => SchemeKind::MutualTls,
            "" => SchemeKind::Header("Authorization".to_owned()),
            name => SchemeKind::Http(name.to_owned()),
        },
        SpecScheme::OAuth2 { .. } | SpecScheme::OpenIDConnect { .. } => SchemeKind::Bearer,
    }
}

/// Where tokens are to be had, and what they can allow.
fn describe_flows(spec: &SpecScheme, extensions: &Extensions, scheme: &mut SecurityScheme) {
    let mut flows = Flows { endpoints: IndexMap::new(), scopes: IndexMap::new() };
    match spec {
        SpecScheme::OAuth2 { flows: described, .. } => flows.described(described, extensions),
        SpecScheme::OpenIDConnect { open_id_connect_url, .. } => {
            flows.endpoint(Endpoint::Discovery, Some(open_id_connect_url));
        }
        _ => {}
    }
    let grants = SecurityScheme::grants_at(&flows.endpoints).into_iter();
    scheme.grants = grants.map(|grant| (grant, Name::default())).collect();
    (scheme.endpoints, scheme.scopes) = (flows.endpoints, flows.scopes);
}

struct Flows {
    endpoints: IndexMap<Endpoint, String>,
    scopes: IndexMap<String, String>,
}

impl Flows {
    fn described(&mut self, flows: &OAuth2Flows, extensions: &Extensions) {
        if let Some(flow) = &flows.client_credentials {
            self.endpoint(Endpoint::ClientCredentials, Some(&flow.token_url));
            self.add_scopes(&flow.scopes);
        }
        if let Some(flow) = &flows.authorization_code {
            self.endpoint(Endpoint::AuthorizationCode, Some(&flow.token_url));
            self.endpoint(Endpoint::Refresh, flow.refresh_url.as_ref());
            self.endpoint(Endpoint::Authorization, Some(&flow.authorization_url));
            self.add_scopes(&flow.scopes);
        }
        if let Some(flow) = &flows.password {
            self.endpoint(Endpoint::Password, Some(&flow.token_url));
            self.endpoint(Endpoint::Refresh, flow.refresh_url.as_ref());
            self.add_scopes(&flow.scopes);
        }
        if let Some(flow) = &flows.implicit {
            self.endpoint(Endpoint::Authorization, Some(&flow.authorization_url));
            self.add_scopes(&flow.scopes);
        }
        if let Some(flow) = extensions.get(DEVICE_FLOW) {
            let text = |key: &str| flow.get(key).and_then(Value::as_str).map(str::to_owned);
            self.endpoint(Endpoint::DeviceAuthorization, text("deviceAuthorizationUrl").as_ref());
            self.endpoint(Endpoint::DeviceCode, text("tokenUrl").as_ref());
            self.endpoint(Endpoint::Refresh, text("refreshUrl").as_ref());
            let scopes = flow.get("scopes").and_then(Value::as_object).into_iter().flatten();
            self.add_scopes(
                &scopes.map(|(name, text)| (name.clone(), text.as_str().unwrap_or_default().to_owned())).collect(),
            );
        }
        let metadata = extensions.get(METADATA_URL).and_then(Value::as_str).map(str::to_owned);
        self.endpoint(Endpoint::Metadata, metadata.as_ref());
    }

    /// The first of its kind is kept.
    fn endpoint(&mut self, endpoint: Endpoint, url: Option<&String>) {
        if let Some(url) = url.map(|url| url.trim()).filter(|url| !url.is_empty()) {
            self.endpoints.entry(endpoint).or_insert_with(|| url.to_owned());
        }
    }

    fn add_scopes(&mut self, scopes: &IndexMap<String, String>) {
        for (name, description) in scopes {
            self.scopes.entry(name.clone()).or_insert_with(|| description.clone());
        }
    }
}

fn prose(scheme: &SpecScheme) -> (Option<String>, &Extensions) {
    match scheme {
        SpecScheme::APIKey { description, extensions, .. }
        | SpecScheme::HTTP { description, extensions, .. }
        | SpecScheme::OAuth2 { description, extensions, .. }
        | SpecScheme::OpenIDConnect { description, extensions, .. } => (description.clone(), extensions),
    }
}

/// The value of an extension that is a flag.
pub fn flag(extensions: &Extensions, key: &str) -> bool {
    extensions.get(key).and_then(Value::as_bool).unwrap_or_default()
}

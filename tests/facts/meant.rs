//! The differences between the facts and the SDK that are meant, each with its reason.

/// Differences for one reason.
pub struct Meant {
    /// Why. For what is written by hand, with the path that stands for it.
    #[allow(dead_code, reason = "it is for those who read")]
    pub because: &'static str,
    pub differences: &'static [Difference],
}

/// A difference, or several of a kind; `*` stands for anything.
pub struct Difference {
    /// What it is about.
    pub key: &'static str,
    /// What the facts say, if anything.
    facts: Option<&'static str>,
    /// What the SDK has, if anything.
    sdk: Option<&'static str>,
}

impl Difference {
    pub fn explains(&self, key: &str, facts: Option<&str>, sdk: Option<&str>) -> bool {
        let fits = |pattern: Option<&str>, value: Option<&str>| match (pattern, value) {
            (Some(pattern), Some(value)) => matches(pattern, value),
            (pattern, value) => pattern.is_none() && value.is_none(),
        };
        matches(self.key, key) && fits(self.facts, facts) && fits(self.sdk, sdk)
    }
}

/// Whether a text is what a pattern says.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            text.char_indices().map(|(at, _)| at).chain([text.len()]).any(|at| matches(rest, &text[at..]))
        }),
    }
}

/// The facts say it, the SDK does not have it.
const fn gone(key: &'static str, facts: &'static str) -> Difference {
    Difference { key, facts: Some(facts), sdk: None }
}

/// The SDK has it, the facts do not say it.
const fn added(key: &'static str, sdk: &'static str) -> Difference {
    Difference { key, facts: None, sdk: Some(sdk) }
}

/// The facts say one thing, the SDK has another.
const fn other(key: &'static str, facts: &'static str, sdk: &'static str) -> Difference {
    Difference { key, facts: Some(facts), sdk: Some(sdk) }
}

pub const MEANT: &[Meant] = &[
    Meant {
        because: "the client is made by stytch_sdk::ClientBuilder, which chooses the host by the project's identifier",
        differences: &[
            gone("module config", "a module"),
            gone("type config::Config", "a struct"),
            gone("type config::Env", "an enum"),
            gone("value config::Env *", "*"),
            gone("type config::BaseUri", "an enum"),
            gone("value config::BaseUri *", "*"),
        ],
    },
    Meant {
        because: "the two headers of a member's session are the options of each operation themselves",
        differences: &[
            gone("module methodoptions", "a module"),
            gone("type methodoptions::Authorization", "a struct"),
            gone("field *RequestOptions.authorization", "perhaps methodoptions::Authorization"),
            added("field *RequestOptions.X-Stytch-Member-Session", "optional text as session_token"),
            added("field *RequestOptions.X-Stytch-Member-SessionJWT", "optional text as session_jwt"),
        ],
    },
    Meant {
        because: "errors are stytch_sdk::Error, with the bodies stytch_sdk::types::ErrorResponse and OAuth2ErrorResponse",
        differences: &[
            gone("module stytcherror", "a module"),
            gone("type stytcherror::*Error", "a struct"),
            gone("field stytcherror::*", "perhaps *"),
            gone("type stytcherror::*", "something else"),
            added("module types", "a module"),
            added("type types::*ErrorResponse", "a struct"),
            added("field types::*ErrorResponse.*", "*"),
            // The bodies of these calls of OAuth 2 differ by status, as those of no others do.
            added("type consumer::m2m::TokenError", "several responses"),
            added("type consumer::idp::IntrospectTokenNetworkError", "several responses"),
            added("type types::ErrorType", "an enum"),
            added("value types::ErrorType *", "*"),
        ],
    },
    Meant {
        because: "written by hand: stytch_sdk::ext::b2b::sessions::AuthenticateJwtParams, and its like for users",
        differences: &[gone("type b2b::sessions::AuthenticateJwtParams", "a struct")],
    },
    Meant {
        because: "written by hand: stytch_sdk::ext::b2b::sessions::{Claims, OrgClaim}, stytch_sdk::ext::consumer::sessions::{Claims, SessionClaim}",
        differences: &[
            gone("type *::sessions::Claims", "a struct"),
            gone("field *::sessions::Claims.https://stytch.com/*", "perhaps *"),
            gone("type b2b::sessions::OrgClaim", "a struct"),
            gone("field b2b::sessions::OrgClaim.*", "perhaps text"),
            gone("type consumer::sessions::SessionClaim", "a struct"),
            gone("field consumer::sessions::SessionClaim.*", "perhaps *"),
        ],
    },
    Meant {
        because: "how Go decodes custom claims; here `claims::<T>()` of b2b::sessions::MemberSession and consumer::sessions::Session",
        differences: &[
            gone("type *::sessions::ClaimsWrapper", "a struct"),
            gone("field *::sessions::ClaimsWrapper.custom_claims", "perhaps map of any"),
            gone("type *::sessions::SessionWrapper", "a struct"),
            gone("field *::sessions::SessionWrapper.session", "perhaps *"),
        ],
    },
    Meant {
        because: "written by hand: stytch_sdk::ext::consumer::m2m::{AuthenticateTokenParams, AuthenticateTokenResponse}",
        differences: &[
            gone("type consumer::m2m::AuthenticateTokenParams", "a struct"),
            gone("type consumer::m2m::AuthenticateTokenResponse", "a struct"),
        ],
    },
    Meant {
        because: "any function: stytch_sdk::ext::consumer::m2m::AuthenticateTokenParams::authorize_with",
        differences: &[
            gone("type consumer::m2m::ScopeAuthorizationFunc", "something else"),
            gone("type consumer::m2m::ScopeAuthorizationFuncParams", "a struct"),
        ],
    },
    Meant {
        because: "Go writes these calls by hand, without what it fills in; the description has all that travels",
        differences: &[
            added("field consumer::m2m::TokenParams.*", "*"),
            added("field consumer::idp::IntrospectTokenNetworkParams.*", "*"),
            // Custom claims.
            added("field consumer::idp::IntrospectTokenResponse of any other name", "any"),
        ],
    },
    Meant {
        because: "the call of consumer projects, which `introspect_token` of stytch_sdk::b2b::idp::Idp makes as well; written by hand: stytch_sdk::ext::b2b::idp::{IntrospectTokenParams, IntrospectTokenResponse}",
        differences: &[
            gone("operation b2b.idp.introspect_token_network*", "*"),
            gone("type b2b::idp::IntrospectTokenNetworkParams", "a struct"),
            gone("type b2b::idp::IntrospectTokenResponse", "a struct"),
            gone("field b2b::idp::IntrospectTokenResponse.*", "*"),
        ],
    },
    Meant {
        because: "written by hand: stytch_sdk::ext::b2b::idp::IntrospectTokenLocalParams, and its like for users",
        differences: &[gone("type *::idp::IntrospectTokenLocalParams", "a struct")],
    },
    Meant {
        because: "what a token of a connected app claims; here stytch_sdk::ext::introspection::AppToken and, of a member's, stytch_sdk::ext::b2b::sessions::OrgClaim",
        differences: &[
            gone("type *::idp::IntrospectTokenClaims", "a struct"),
            gone("field *::idp::IntrospectTokenClaims.*", "perhaps *"),
            gone("type b2b::idp::OrganizationClaim", "a struct"),
            gone("field b2b::idp::OrganizationClaim.*", "perhaps text"),
        ],
    },
    Meant {
        because: "what Go's own functions pass to each other",
        differences: &[
            gone("module shared", "a module"),
            gone("type shared::PerformB2bAuthorizationCheckIn", "a struct"),
            gone("type shared::ValidateJwtTokenParams", "a struct"),
        ],
    },
    Meant {
        because: "where nobody says whether a field is always there, it need not be",
        differences: &[
            other("field b2b::*.intermediate_session_token_expires_at", "perhaps time", "optional time"),
            other("field consumer::connected_apps::*.id_token_template_content", "perhaps text", "optional text"),
        ],
    },
    Meant {
        because: "came with 18.1.0, and is assumed where it is absent: who migrates hashes already need not give it",
        differences: &[other("field consumer::passwords::Pbkdf2Config.algorithm", "required text", "optional text")],
    },
    Meant {
        because: "an enum is named after its field",
        differences: &[
            other(
                "field consumer::fraud::VerdictReasonOverride.override_action",
                "required consumer::fraud::VerdictReasonOverrideAction",
                "required consumer::fraud::VerdictReasonOverrideOverrideAction",
            ),
            gone("type consumer::fraud::VerdictReasonOverrideAction", "an enum"),
            gone("value consumer::fraud::VerdictReasonOverrideAction *", "*"),
            added("type consumer::fraud::VerdictReasonOverrideOverrideAction", "an enum"),
            added("value consumer::fraud::VerdictReasonOverrideOverrideAction *", "*"),
            other(
                "field consumer::fraud::verdict_reasons::OverrideParams.override_action",
                "required consumer::fraud::verdict_reasons::OverrideRequestAction",
                "required consumer::fraud::verdict_reasons::OverrideRequestOverrideAction",
            ),
            gone("type consumer::fraud::verdict_reasons::OverrideRequestAction", "an enum"),
            gone("value consumer::fraud::verdict_reasons::OverrideRequestAction *", "*"),
            added("type consumer::fraud::verdict_reasons::OverrideRequestOverrideAction", "an enum"),
            added("value consumer::fraud::verdict_reasons::OverrideRequestOverrideAction *", "*"),
        ],
    },
    Meant {
        because: "a word that Rust reserves",
        differences: &[other(
            "operation consumer.fraud.verdict_reasons.override method",
            "consumer::fraud::verdict_reasons::override",
            "consumer::fraud::verdict_reasons::override_",
        )],
    },
    Meant {
        because: "modules that only hold others",
        differences: &[
            added("module b2b", "a module"),
            added("module b2b::otp", "a module"),
            added("module consumer", "a module"),
        ],
    },
    Meant {
        because: "each operation has a response of its own; in Go this one is GetResponse",
        differences: &[
            added("type b2b::organizations::members::DangerouslyGetResponse", "a struct"),
            added("field b2b::organizations::members::DangerouslyGetResponse.*", "required *"),
            other(
                "operation b2b.organizations.members.dangerously_get response",
                "*::GetResponse",
                "*::DangerouslyGetResponse",
            ),
        ],
    },
    Meant {
        because: "each operation has parameters of its own; in Go these are ProviderInformationParams",
        differences: &[
            gone("type *::ProviderInformationParams", "a struct"),
            gone("field *::ProviderInformationParams.*", "*"),
            added("type *::oauth_providers::GithubParams", "a struct"),
            added("field *::oauth_providers::GithubParams.*", "*"),
            other("operation *.oauth_providers.github params", "*::ProviderInformationParams", "*::GithubParams"),
            added("type *::oauth_providers::GoogleParams", "a struct"),
            added("field *::oauth_providers::GoogleParams.*", "*"),
            other("operation *.oauth_providers.google params", "*::ProviderInformationParams", "*::GoogleParams"),
            added("type *::oauth_providers::HubspotParams", "a struct"),
            added("field *::oauth_providers::HubspotParams.*", "*"),
            other("operation *.oauth_providers.hubspot params", "*::ProviderInformationParams", "*::HubspotParams"),
            added("type *::oauth_providers::MicrosoftParams", "a struct"),
            added("field *::oauth_providers::MicrosoftParams.*", "*"),
            other("operation *.oauth_providers.microsoft params", "*::ProviderInformationParams", "*::MicrosoftParams"),
        ],
    },
    Meant {
        because: "parameters are named after their operation",
        differences: &[
            gone("type *::OidcProviderInformationParams", "a struct"),
            gone("field *::OidcProviderInformationParams.*", "*"),
            added("type *::OidcProvidersParams", "a struct"),
            added("field *::OidcProvidersParams.*", "*"),
            other("operation *.oidc_providers params", "*::OidcProviderInformationParams", "*::OidcProvidersParams"),
        ],
    },
    Meant {
        because: "named after the operation, delete_oauth_registration, which has no capitals",
        differences: &[
            gone("type *::DeleteOAuthRegistrationParams", "a struct"),
            gone("field *::DeleteOAuthRegistrationParams.*", "required *"),
            added("type *::DeleteOauthRegistrationParams", "a struct"),
            added("field *::DeleteOauthRegistrationParams.*", "required *"),
            other(
                "operation *.delete_oauth_registration params",
                "*::DeleteOAuthRegistrationParams",
                "*::DeleteOauthRegistrationParams",
            ),
            gone("type *::DeleteOAuthRegistrationResponse", "a struct"),
            gone("field *::DeleteOAuthRegistrationResponse.*", "required *"),
            added("type *::DeleteOauthRegistrationResponse", "a struct"),
            added("field *::DeleteOauthRegistrationResponse.*", "required *"),
            other(
                "operation *.delete_oauth_registration response",
                "*::DeleteOAuthRegistrationResponse",
                "*::DeleteOauthRegistrationResponse",
            ),
        ],
    },
    Meant {
        because: "named after the operation, delete_webauthn_registration, which has no capitals",
        differences: &[
            gone("type *::DeleteWebAuthnRegistrationParams", "a struct"),
            gone("field *::DeleteWebAuthnRegistrationParams.*", "required *"),
            added("type *::DeleteWebauthnRegistrationParams", "a struct"),
            added("field *::DeleteWebauthnRegistrationParams.*", "required *"),
            other(
                "operation *.delete_webauthn_registration params",
                "*::DeleteWebAuthnRegistrationParams",
                "*::DeleteWebauthnRegistrationParams",
            ),
            gone("type *::DeleteWebAuthnRegistrationResponse", "a struct"),
            gone("field *::DeleteWebAuthnRegistrationResponse.*", "required *"),
            added("type *::DeleteWebauthnRegistrationResponse", "a struct"),
            added("field *::DeleteWebauthnRegistrationResponse.*", "required *"),
            other(
                "operation *.delete_webauthn_registration response",
                "*::DeleteWebAuthnRegistrationResponse",
                "*::DeleteWebauthnRegistrationResponse",
            ),
        ],
    },
    Meant {
        because: "nothing is given to these operations, so that their methods take no argument",
        differences: &[
            gone("type *::rbac::PolicyParams", "a struct"),
            other("operation *.rbac.policy params", "*::rbac::PolicyParams", "nothing"),
            gone("type consumer::debug::WhoamiParams", "a struct"),
            other("operation consumer.debug.whoami params", "consumer::debug::WhoamiParams", "nothing"),
            gone("type consumer::project::MetricsParams", "a struct"),
            other("operation consumer.project.metrics params", "consumer::project::MetricsParams", "nothing"),
        ],
    },
    Meant {
        because: "the operands of a search are one of its filters each, in place of a map",
        differences: &[
            other(
                "field b2b::organizations::SearchQuery.operands",
                "required list of map of any",
                "required list of b2b::organizations::SearchQueryOperand",
            ),
            added("type b2b::organizations::SearchQueryOperand", "a union"),
            other(
                "field consumer::m2m::M2mSearchQuery.operands",
                "required list of map of any",
                "required list of consumer::m2m::M2mSearchQueryOperand",
            ),
            added("type consumer::m2m::M2mSearchQueryOperand", "a union"),
            other(
                "field consumer::users::SearchUsersQuery.operands",
                "required list of map of any",
                "required list of consumer::users::SearchUsersQueryOperand",
            ),
            added("type consumer::users::SearchUsersQueryOperand", "a union"),
        ],
    },
    Meant {
        because: "the filters themselves, whose names and values are compared as `filter`",
        differences: &[
            added("type *Operand", "a struct"),
            added("field *Operand.filter_name", "always *"),
            added("field *Operand.filter_value", "required *"),
            added("type consumer::users::CreatedAtBetweenOperandFilterValue", "a struct"),
            added("field consumer::users::CreatedAtBetweenOperandFilterValue.*", "required time"),
            added("type consumer::users::StatusOperandFilterValue", "an enum"),
            added("value consumer::users::StatusOperandFilterValue *", "*"),
        ],
    },
    Meant {
        because: "a time travels as text",
        differences: &[
            other("filter SearchUsersQueryOperand created_at_*_than", "string", "time"),
            other(
                "filter SearchUsersQueryOperand created_at_between",
                "{ greater_than: string; less_than: string; }",
                "{ greater_than: time; less_than: time; }",
            ),
        ],
    },
    Meant {
        because: "the server sends null where there is no hint",
        differences: &[other(
            "field b2b::discovery::organizations::ListResponse.organization_id_hint",
            "optional text",
            "optional text or null",
        )],
    },
    Meant {
        because: "the server sends null on the last page",
        differences: &[other(
            "field consumer::fraud::rules::ListResponse.next_cursor",
            "required text",
            "required text or null",
        )],
    },
    Meant {
        because: "`Unknown` keeps the values that nobody knows, so that the value of this name needs another",
        differences: &[other("value consumer::project::ProjectMetricMetricType UNKNOWN", "Unknown", "UnknownValue")],
    },
];

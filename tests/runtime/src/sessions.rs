//! Sample resource, as the generator writes it.
#![allow(missing_docs)]
use crate::client::{self, Client};
use crate::runtime::*;
use crate::types::*;

#[derive(Clone, Copy, Debug)]
pub struct Sessions<'a> {
    client: &'a Client,
}

impl<'a> Sessions<'a> {
    #[inline]
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }
    #[inline]
    pub fn revoke(&self, params: RevokeParams) -> Request<RevokeResponse, RevokeRequestOptions> {
        Request::new(self.client.core(), &REVOKE, &params, decode::json)
    }
    #[inline]
    pub fn get(&self, params: GetParams) -> Request<Outer> {
        Request::new(self.client.core(), &GET, &params, decode::json)
    }
    #[inline]
    pub fn jwks(&self, params: JwksParams) -> Request<serde_json::Value> {
        Request::new(self.client.core(), &JWKS, &params, decode::json)
    }
    #[inline]
    pub fn list(&self) -> Request<()> {
        Request::new(self.client.core(), &LIST, &(), decode::empty)
    }
    #[inline]
    pub fn update(&self, params: UpdateParams) -> Request<RevokeResponse> {
        Request::new(self.client.core(), &UPDATE, &params, decode::json)
    }
    #[inline]
    pub fn create(&self, params: GetParams) -> Request<CreateResponse> {
        Request::new(self.client.core(), &CREATE, &params, CreateResponse::decode)
    }
    #[inline]
    pub fn any(&self) -> Request<String> {
        Request::new(self.client.core(), &ANY, &(), decode::text)
    }
    #[inline]
    pub fn optional(&self) -> Request<bytes::Bytes> {
        Request::new(self.client.core(), &OPTIONAL, &(), decode::bytes)
    }
    #[inline]
    pub fn delete(&self, params: JwksParams) -> Request<()> {
        Request::new(self.client.core(), &DELETE, &params, decode::empty)
    }
    #[inline]
    pub fn upload(&self, params: UploadParams) -> Request<()> {
        Request::new(self.client.core(), &UPLOAD, &params, decode::empty)
    }
    #[inline]
    pub fn text(&self, params: TextParams) -> Request<()> {
        Request::new(self.client.core(), &TEXT, &params, decode::empty)
    }
    #[inline]
    pub fn form(&self, params: FormParams) -> Request<()> {
        Request::new(self.client.core(), &FORM, &params, decode::empty)
    }
    #[inline]
    pub fn elsewhere(&self) -> Request<()> {
        Request::new(self.client.core(), &ELSEWHERE, &(), decode::empty)
    }
    #[inline]
    pub fn over_http(&self) -> Request<()> {
        Request::new(self.client.core(), &UNSAFE, &(), decode::empty)
    }
    #[inline]
    pub fn open(&self) -> Request<()> {
        Request::new(self.client.core(), &OPEN, &(), decode::empty)
    }
    #[inline]
    pub fn whole(&self, params: WholeParams) -> Request<()> {
        Request::new(self.client.core(), &WHOLE, &params, decode::empty)
    }
}

static ELSEWHERE: Operation =
    Operation::new("sessions.elsewhere", Method::GET, "/e").server("https://other.example.com/p/");
static UNSAFE: Operation = Operation::new("sessions.unsafe", Method::GET, "/e").server("http://other.example.com");
static OPEN: Operation = Operation::new("sessions.open", Method::GET, "/e").server("https://{tenant}.example.com/p");
static REVOKE: Operation = Operation::new("sessions.revoke", Method::POST, "/v1/sessions/revoke")
    .security(client::SECURITY)
    .body(Body::JSON)
    .options(&[Parameter::header("X-Member-Session"), Parameter::header("X-Member-SessionJWT")]);
static GET: Operation = Operation::new("sessions.get", Method::GET, "/v1/sessions")
    .security(client::SECURITY)
    .parameters(&[Parameter::query("organization_id"), Parameter::query("member_id")]);
static JWKS: Operation =
    Operation::new("sessions.jwks", Method::GET, "/v1/jwks/{project_id}").parameters(&[Parameter::path("project_id")]);
static LIST: Operation = Operation::new("sessions.list", Method::GET, "/v1/list").security(client::SECURITY);
static UPDATE: Operation = Operation::new("sessions.update", Method::PATCH, "/v1/update/{id}")
    .parameters(&[Parameter::path("id"), Parameter::header("X-Trace"), Parameter::cookie("theme")])
    .body(Body::JSON.optional().content_type("application/merge-patch+json"));
static CREATE: Operation = Operation::new("sessions.create", Method::POST, "/v1/create")
    .idempotent()
    .parameters(&[Parameter::query("organization_id"), Parameter::query("member_id")]);
static ANY: Operation = Operation::new("sessions.any", Method::GET, "/any").security(client::ANY).accept("text/plain");
static OPTIONAL: Operation = Operation::new("sessions.optional", Method::GET, "/optional").security(client::OPTIONAL);
static DELETE: Operation = Operation::new("sessions.delete", Method::DELETE, "/v1/jwks/{project_id}")
    .parameters(&[Parameter::path("project_id")]);
static UPLOAD: Operation = Operation::new("sessions.upload", Method::PUT, "/upload").body(Body::BYTES);
static TEXT: Operation = Operation::new("sessions.text", Method::PUT, "/text").body(Body::TEXT);
static FORM: Operation = Operation::new("sessions.form", Method::POST, "/form/{id}")
    .parameters(&[Parameter::path("id")])
    .body(Body::FORM.encodings(&[Parameter::query("tags").explode(false)]));
static WHOLE: Operation = Operation::new("sessions.whole", Method::POST, "/whole").body(Body::JSON.whole().optional());

#[derive(Clone, PartialEq)]
pub struct RevokeParams {
    pub member_session_id: Option<String>,
    pub session_token: Option<String>,
}
record! { RevokeParams {
    0 "member_session_id" member_session_id,
    1 "session_token" session_token sensitive,
} }

#[derive(Clone, PartialEq)]
pub struct RevokeRequestOptions {
    pub session: Option<String>,
    pub jwt: Option<String>,
}
record! { RevokeRequestOptions {
    0 "X-Member-Session" session sensitive,
    1 "X-Member-SessionJWT" jwt sensitive,
} }

#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct RevokeResponse {
    pub request_id: String,
    pub status_code: i64,
}
record! { RevokeResponse { 0 "request_id" request_id, 1 "status_code" status_code, } }

#[derive(Clone, PartialEq)]
pub struct GetParams {
    pub organization_id: String,
    pub member_id: Option<String>,
}
record! { GetParams { 0 "organization_id" organization_id, 1 "member_id" member_id, } }

#[derive(Clone, PartialEq)]
pub struct JwksParams {
    pub project_id: String,
}
record! { JwksParams { 0 "project_id" project_id, } }

#[derive(Clone, PartialEq)]
pub struct UpdateParams {
    pub id: String,
    pub trace: Option<String>,
    pub theme: Option<String>,
    pub name: Nullable<String>,
    pub size: Option<i32>,
    pub extra: std::collections::BTreeMap<String, String>,
}
record! { UpdateParams {
    0 "id" id,
    1 "X-Trace" trace,
    2 "theme" theme,
    3 "name" name,
    4 "size" size,
    .. extra
} }

#[derive(Clone, PartialEq, Debug)]
pub enum CreateResponse {
    Ok(RevokeResponse),
    Accepted,
}
impl CreateResponse {
    fn decode(response: RawResponse) -> Result<Self, Error> {
        match response.status().as_u16() {
            200 => decode::json(response).map(Self::Ok),
            202 => Ok(Self::Accepted),
            _ => Err(response.unexpected()),
        }
    }
}

#[derive(Clone, PartialEq)]
pub struct UploadParams {
    pub body: bytes::Bytes,
}
record! { UploadParams { 0 "body" body, } }
#[derive(Clone, PartialEq)]
pub struct TextParams {
    pub body: String,
}
record! { TextParams { 0 "body" body, } }
#[derive(Clone, PartialEq)]
pub struct FormParams {
    pub id: String,
    pub client_id: String,
    pub scope: Option<String>,
    pub tags: Vec<String>,
    pub list: Vec<String>,
    pub object: Option<Role>,
}
record! { FormParams {
    0 "id" id,
    1 "client_id" client_id,
    2 "scope" scope,
    3 "tags" tags,
    4 "list" list,
    5 "object" object,
} }
#[derive(Clone, PartialEq)]
pub struct WholeParams {
    pub body: Option<Vec<i64>>,
}
record! { WholeParams { 0 "body" body, } }

//! Lists that come in pages: what asks for the next one, and the streams that walk them.
//!
//! The walk works on requests and answers as they travel, so that nothing of it is compiled for each operation; what
//! is generic here only decodes.

use super::client::base::link_of_origin;
use super::client::core::{Call, Sending};
use super::encode::content::Content;
use super::encode::percent::Escape;
use super::encode::{Encoded, push_pair};
use super::error::{DecodeError, DecodeProblem, Error};
use super::json::pointer;
use super::json::reader::{Mode, Reader};
use super::json::record::Record;
use super::json::writer::Writer;
use super::operation::BodyKind;
use super::request::{Decode, Request};
use super::response::RawResponse;
use futures_core::Stream;
use http::header::{CONTENT_TYPE, HeaderValue, LINK};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// An answer that holds a page of a list.
pub trait Page {
    /// What the list is of.
    type Item;

    /// The items of this page.
    fn items(&self) -> &[Self::Item];

    /// The items of this page, taken out.
    fn into_items(self) -> Vec<Self::Item>;
}

/// An answer that is the list itself.
impl<T> Page for Vec<T> {
    type Item = T;

    fn items(&self) -> &[T] {
        self
    }

    fn into_items(self) -> Self {
        self
    }
}

/// An answer that is the list itself, or null.
impl<T> Page for Option<Vec<T>> {
    type Item = T;

    fn items(&self) -> &[T] {
        self.as_deref().unwrap_or_default()
    }

    fn into_items(self) -> Vec<T> {
        self.unwrap_or_default()
    }
}

/// How the pages of an operation follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Pagination {
    order: Order,
    more: Option<&'static str>,
    total: Option<&'static str>,
}

#[derive(Clone, Copy, Debug)]
enum Order {
    Cursor(Place, &'static str),
    Offset(Place, u64),
    Number(Place, u64),
    Link(Option<&'static str>),
}

/// Where a request says which page it wants.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// In a query parameter of this name.
    Query(&'static str),
    /// In a property of the body of this name.
    Body(&'static str),
}

impl Pagination {
    const fn new(order: Order) -> Self {
        Self { order, more: None, total: None }
    }

    /// The answer has at `next` (JSON Pointer, where `-` is the last item of a list) what the next request must send.
    pub const fn cursor(place: Place, next: &'static str) -> Self {
        Self::new(Order::Cursor(place, next))
    }

    /// The request says the number of the first item that it wants, counted from `first`.
    pub const fn offset(place: Place, first: u64) -> Self {
        Self::new(Order::Offset(place, first))
    }

    /// The request says the number of the page, counted from `first`.
    pub const fn number(place: Place, first: u64) -> Self {
        Self::new(Order::Number(place, first))
    }

    /// The answer has the next page's URL in its `Link` header, relation `next` (RFC 8288).
    pub const fn link() -> Self {
        Self::new(Order::Link(None))
    }

    /// The answer has the next page's URL at `next` (JSON Pointer).
    pub const fn url(next: &'static str) -> Self {
        Self::new(Order::Link(Some(next)))
    }

    /// The answer says at this JSON Pointer whether there is more.
    #[must_use]
    pub const fn more(mut self, pointer: &'static str) -> Self {
        self.more = Some(pointer);
        self
    }

    /// The answer says at this JSON Pointer how much there is in all: items by offset, pages by number.
    #[must_use]
    pub const fn total(mut self, pointer: &'static str) -> Self {
        self.total = Some(pointer);
        self
    }

    /// Turns a request into that for the page after this answer; `false` where there is none.
    fn advance(&self, call: &mut Call, answer: &RawResponse, items: usize) -> Result<bool, &'static str> {
        let body = answer.body();
        let more = self.more.and_then(|more| pointer::text(body, more)).map(|more| more == "true");
        if more == Some(false) {
            return Ok(false);
        }
        let total = || self.total.and_then(|total| pointer::text(body, total)?.parse::<u64>().ok());
        let base = call.base().map_err(|_| "the URL of this one is not valid")?;
        let kind = call.operation.body.map(|body| (body.kind, body.content_type));
        let Ok(request) = &mut call.encoded else { return Ok(false) };
        match self.order {
            Order::Cursor(place, next) => {
                let Some(next) = pointer::raw(body, next).filter(|next| !matches!(*next, "null" | "\"\"")) else {
                    return if more == Some(true) { Err("the answer has more, but not where") } else { Ok(false) };
                };
                if place.get(request, kind).is_some_and(|now| scalar(&now) == scalar(next)) {
                    return Err("the answer has the cursor of this page again");
                }
                place.set(request, kind, next);
            }
            Order::Offset(place, first) => {
                let next = place.number(request, kind).unwrap_or(first).saturating_add(items as u64);
                if items == 0 || total().is_some_and(|total| next.saturating_sub(first) >= total) {
                    return Ok(false);
                }
                place.set(request, kind, &next.to_string());
            }
            Order::Number(place, first) => {
                let next = place.number(request, kind).unwrap_or(first).saturating_add(1);
                if (items == 0 && more.is_none()) || total().is_some_and(|total| next.saturating_sub(first) >= total) {
                    return Ok(false);
                }
                place.set(request, kind, &next.to_string());
            }
            Order::Link(next) => {
                let found = match next {
                    Some(next) => pointer::text(body, next).filter(|url| !url.is_empty()),
                    None => answer.headers().get_all(LINK).iter().find_map(|value| next_link(value.to_str().ok()?)),
                };
                let Some(found) = found else { return Ok(false) };
                let from = request.url.clone().unwrap_or_else(|| format!("{}{}", base.as_str(), request.path));
                // Credentials go to no other host.
                let url = link_of_origin(&from, &found).ok_or("its URL is of another origin")?;
                if request.url.as_ref() == Some(&url) {
                    return Err("the answer has the URL of this page again");
                }
                request.url = Some(url);
                // The server's URL says all that the query did.
                request.query.clear();
            }
        }
        Ok(true)
    }
}

/// The kind and content type of an operation's body.
type BodyForm = Option<(BodyKind, &'static str)>;

impl Place {
    /// The JSON of what the request says now.
    fn get(self, request: &Encoded, form: BodyForm) -> Option<String> {
        match self {
            Self::Query(name) => pair(&request.query, name),
            Self::Body(name) => {
                let body = std::str::from_utf8(request.body.as_ref()?.as_bytes()?).ok()?;
                match form {
                    Some((BodyKind::Form, _)) => pair(body, name),
                    _ => properties(body)?.into_iter().find(|(key, _)| key == name).map(|(_, json)| json.to_owned()),
                }
            }
        }
    }

    fn number(self, request: &Encoded, form: BodyForm) -> Option<u64> {
        self.get(request, form)?.trim_matches('"').parse().ok()
    }

    /// Makes the request say this JSON, in place of what it says now.
    fn set(self, request: &mut Encoded, form: BodyForm, json: &str) {
        match (self, form) {
            (Self::Query(name), _) => request.query = with_pair(&request.query, name, json, Escape::All),
            (Self::Body(name), Some((BodyKind::Form, _))) => {
                let body = text(request);
                request.body = Some(with_pair(&body, name, json, Escape::Form).into());
            }
            (Self::Body(name), _) => {
                let body = text(request);
                request.body = Some(with_property(&body, name, json).into());
            }
        }
        if let (Self::Body(_), Some((_, content_type))) = (self, form) {
            request.headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(content_type));
        }
    }
}

/// The body so far: JSON or a form, in memory.
fn text(request: &Encoded) -> String {
    let bytes = request.body.as_ref().and_then(Content::as_bytes);
    String::from_utf8_lossy(bytes.map(|bytes| &bytes[..]).unwrap_or_default()).into_owned()
}

/// The text of a JSON scalar.
fn scalar(json: &str) -> String {
    let text = Reader::new(json, Mode::Strict).string().ok().flatten();
    text.map_or_else(|| json.to_owned(), std::borrow::Cow::into_owned)
}

/// The value of a pair, as a JSON string: which type it had is not told by a query.
fn pair(pairs: &str, name: &str) -> Option<String> {
    let (_, value) = pairs.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| decoded(key) == name)?;
    let mut to = Writer::new();
    to.string(&decoded(value));
    String::from_utf8(to.into_bytes()).ok()
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

fn with_pair(pairs: &str, name: &str, json: &str, escape: Escape) -> String {
    let mut to = String::with_capacity(pairs.len() + json.len());
    let others = pairs.split('&').filter(|pair| !pair.is_empty());
    for other in others.filter(|pair| decoded(pair.split('=').next().unwrap_or_default()) != name) {
        let (key, value) = other.split_once('=').unwrap_or((other, ""));
        push_pair(key, value, "&", &mut to);
    }
    push_pair(&escape.text(name), &escape.text(&scalar(json)), "&", &mut to);
    to
}

/// The properties of an object, each with its JSON.
fn properties(object: &str) -> Option<Vec<(String, &str)>> {
    let mut from = Reader::new(object, Mode::Strict);
    let (mut first, mut all) = (true, Vec::new());
    if !object.is_empty() && from.object().ok()? {
        while let Some(key) = from.key(&mut first).ok()? {
            all.push((key.into_owned(), from.raw().ok()?));
        }
    }
    Some(all)
}

fn with_property(object: &str, name: &str, json: &str) -> Vec<u8> {
    let mut all = properties(object).unwrap_or_default();
    match all.iter_mut().find(|(key, _)| key == name) {
        Some((_, value)) => *value = json,
        None => all.push((name.to_owned(), json)),
    }
    let mut to = Writer::new();
    to.raw("{");
    for (index, (key, value)) in all.iter().enumerate() {
        to.raw(if index == 0 { "" } else { "," });
        to.string(key);
        to.raw(":");
        to.raw(value);
    }
    to.raw("}");
    to.into_bytes()
}

/// The target of relation `next` in a `Link` header: `<https://…>; rel="next", …`.
fn next_link(header: &str) -> Option<String> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let (target, after) = after.split_once('>')?;
        let mut quoted = false;
        let end = after.find(|c: char| {
            quoted ^= c == '"';
            c == ',' && !quoted
        });
        let (parameters, next) = after.split_at(end.unwrap_or(after.len()));
        let is_next = parameters.split(';').filter_map(|parameter| parameter.split_once('=')).any(|(name, value)| {
            let relations = value.trim().trim_matches('"');
            name.trim().eq_ignore_ascii_case("rel")
                && relations.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case("next"))
        });
        if is_next {
            return Some(target.to_owned());
        }
        rest = next;
    }
    None
}

/// The requests of a walk, one after the other.
struct Walk {
    /// The request for the page that comes next, while there is one.
    call: Option<Box<Call>>,
    pending: Option<Sending>,
    failed: Option<Error>,
}

impl Walk {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<RawResponse, Error>>> {
        if let Some(error) = self.failed.take() {
            return Poll::Ready(Some(Err(error)));
        }
        if self.pending.is_none() {
            let Some(call) = &self.call else { return Poll::Ready(None) };
            self.pending = Some(call.clone().send());
        }
        let Some(pending) = &mut self.pending else { return Poll::Ready(None) };
        let answer = ready!(pending.as_mut().poll(context));
        self.pending = None;
        if answer.is_err() {
            self.call = None;
        }
        Poll::Ready(Some(answer))
    }

    /// Moves on from an answer, which is that of the last page if it could not be read. What is wrong with the next
    /// page is told when that is asked for.
    fn advance(&mut self, answer: RawResponse, items: Option<usize>) {
        let (Some(call), Some(items)) = (&mut self.call, items) else {
            self.call = None;
            return;
        };
        let outcome = call.operation.pagination.map_or(Ok(false), |order| order.advance(call, &answer, items));
        if !matches!(outcome, Ok(true)) {
            self.call = None;
        }
        if let Err(problem) = outcome {
            self.failed = Some(DecodeError::new(answer, DecodeProblem::NextPage(problem)).into());
        }
    }
}

/// The pages of a list, fetched one by one as they are asked for: a [`Stream`].
///
/// The first failure is the last item. Of an operation without pagination there is one page.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<T> {
    walk: Walk,
    decode: Decode<T>,
}

/// The items of all pages, fetched page by page as they are asked for: a [`Stream`].
///
/// The first failure is the last item.
#[must_use = "streams do nothing unless polled"]
pub struct Items<T: Page> {
    pages: Pages<T>,
    items: std::vec::IntoIter<T::Item>,
}

impl<T: Page, O: Record> Request<T, O> {
    /// The answer to this request, and those of the pages that follow it, as far as the operation has pages. A timeout is
    /// that of each page.
    pub fn pages(self) -> Pages<T> {
        Pages { walk: Walk { call: Some(self.call), pending: None, failed: None }, decode: self.decode }
    }

    /// The items of the answer to this request, and those of the pages that follow it, as far as the operation has pages. A
    /// timeout is that of each page.
    pub fn items(self) -> Items<T> {
        Items { pages: self.pages(), items: Vec::new().into_iter() }
    }
}

impl<T: Page> Pages<T> {
    /// The next page; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// All pages that are left.
    ///
    /// # Errors
    /// The first failure.
    pub async fn into_vec(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(page) = self.next().await {
            all.push(page?);
        }
        Ok(all)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        let Some(answer) = ready!(self.walk.poll(context)) else { return Poll::Ready(None) };
        Poll::Ready(Some(answer.and_then(|answer| {
            let page = (self.decode)(answer.clone());
            self.walk.advance(answer, page.as_ref().ok().map(|page| page.items().len()));
            page
        })))
    }
}

impl<T: Page> Items<T> {
    /// The next item; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<T::Item, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// All items that are left.
    ///
    /// # Errors
    /// The first failure.
    pub async fn into_vec(mut self) -> Result<Vec<T::Item>, Error> {
        let mut all: Vec<T::Item> = self.items.collect();
        while let Some(page) = self.pages.next().await {
            all.append(&mut page?.into_items());
        }
        Ok(all)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T::Item, Error>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                Some(Ok(page)) => self.items = page.into_items().into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Nothing in it is pinned.
impl<T: Page> Unpin for Items<T> {}

impl<T: Page> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T: Page> Stream for Items<T> {
    type Item = Result<T::Item, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pages").field(&self.walk.call).finish()
    }
}

impl<T: Page> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Items").field(&self.pages.walk.call).finish()
    }
}

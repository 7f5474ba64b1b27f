//! The files of a bundle, each read once, and what references find in them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use url::Url;

use super::identifiers::Identifiers;
use super::reference::{Reference, beside, percent_decoded, tidy};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::dialect::Version;
use crate::grammar::{self, Kind};
use crate::nearest;
use crate::pointer::Pointer;
use crate::source::remote::is_url;
use crate::source::{self, Authors, Document, FileId, Sources};

/// A place of one of the files.
pub(super) type Spot = (FileId, Pointer);

/// A file, or what is to be said of each reference to it.
type Opened = Result<FileId, Diagnostics>;

/// The files read so far.
pub(super) struct Library<'a> {
    sources: &'a mut Sources,
    pub diagnostics: &'a mut Diagnostics,
    documents: BTreeMap<FileId, Arc<Value>>,
    identifiers: Identifiers,
    root: FileId,
    /// What overlays have put into the root document.
    overlaid: &'a Authors,
    paths: BTreeMap<PathBuf, Opened>,
    remote: BTreeMap<Url, Opened>,
    /// Where the remote documents are from.
    urls: BTreeMap<FileId, Url>,
}

/// A node that a reference leads to.
#[derive(Clone)]
pub(super) struct Found {
    document: Arc<Value>,
    pub spot: Spot,
}

impl Found {
    pub fn value(&self) -> &Value {
        self.document.pointer(self.spot.1.as_str()).unwrap_or(&Value::Null)
    }

    /// What kind of object it is by its own place; `None` in a file that is not laid out like a document.
    pub fn kind(&self) -> Option<Kind> {
        let is_document =
            ["openapi", "swagger", "components", "paths"].iter().any(|key| self.document.get(key).is_some());
        is_document.then(|| Kind::Document.at(&self.document, &self.spot.1))
    }
}

/// Why a reference leads nowhere.
pub(super) enum Fault {
    Remote,
    /// The file has been reported.
    File,
    Anchor(String),
    /// Nothing is there; the last node on the way that is.
    Missing {
        above: Found,
        token: String,
    },
    Cycle,
}

/// Where a file is.
enum Location {
    Remote(Url),
    Local(PathBuf),
}

fn not_a_url(named: &str, place: &Place) -> Diagnostics {
    let mut told = Diagnostics::new();
    let message = format!("`{named}` is not a URL");
    let help = "check the host and its port in it; other characters than letters and digits are percent-encoded";
    told.push(Diagnostic::new(Code::RemoteReference, place.clone(), message).help(help));
    told
}

/// References that follow one another before they are called a cycle, whatever they are.
const LONGEST_CHAIN: usize = 256;

impl<'a> Library<'a> {
    pub fn new(root: &'a Document, sources: &'a mut Sources, diagnostics: &'a mut Diagnostics) -> Self {
        let path = tidy(sources.path(root.file));
        Self {
            documents: BTreeMap::from([(root.file, Arc::new(root.root.clone()))]),
            paths: BTreeMap::from([(path, Ok(root.file))]),
            identifiers: Identifiers::default(),
            urls: BTreeMap::new(),
            remote: BTreeMap::new(),
            root: root.file,
            overlaid: &root.authors,
            sources,
            diagnostics,
        }
    }

    /// Where the node at a spot was written, for messages.
    pub fn place(&self, spot: &Spot) -> Place {
        let (file, pointer) = self.author(spot);
        Place::Authored(file, pointer)
    }

    fn author(&self, spot: &Spot) -> Spot {
        if spot.0 == self.root { self.overlaid.author(&spot.1) } else { spot.clone() }
    }

    /// The file that a relative reference of this node starts from.
    fn base(&self, holder: &Spot) -> FileId {
        self.author(&(holder.0, holder.1.child("$ref"))).0
    }

    /// The name of a file without folder and extension, or of its folder if the file is called `index`. That of a remote
    /// one is in its URL: its copy may have another.
    pub fn stem(&self, file: FileId) -> String {
        let of_url = |url: &Url| format!("{}{}", url.host_str().unwrap_or_default(), percent_decoded(url.path()));
        let path = self.urls.get(&file).map(|url| PathBuf::from(of_url(url)));
        let path = path.as_deref().unwrap_or_else(|| self.sources.path(file));
        let name = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let stem = name(path).unwrap_or_default();
        if stem.trim_start_matches('_') == "index" { path.parent().and_then(name).unwrap_or(stem) } else { stem }
    }

    /// What a file is called wherever the tool runs: its URL, or its path from the root document.
    pub fn label(&self, file: FileId) -> String {
        if let Some(url) = self.urls.get(&file) {
            return url.to_string();
        }
        let (root, path) = (tidy(self.sources.path(self.root)), tidy(self.sources.path(file)));
        let mut folder = root.parent().into_iter().flat_map(Path::components).peekable();
        let mut path = path.components().peekable();
        while folder.peek().is_some() && folder.peek() == path.peek() {
            folder.next();
            path.next();
        }
        let up = folder.map(|_| "..".to_owned());
        let down = path.map(|part| part.as_os_str().to_string_lossy().into_owned());
        up.chain(down).collect::<Vec<_>>().join("/")
    }

    /// The node at a place of a file that has been read, if it exists.
    pub fn node(&self, spot: &Spot) -> Option<Found> {
        let document = self.documents.get(&spot.0)?;
        document.pointer(spot.1.as_str())?;
        Some(Found { document: Arc::clone(document), spot: spot.clone() })
    }

    /// The node at a place, wherever references on the way lead, and if it is a reference, what that leads to.
    pub fn at(&mut self, file: FileId, pointer: &Pointer) -> Vec<Found> {
        let Ok(found) = self.walk(file, pointer, 0) else { return Vec::new() };
        let next = found.value().as_object().and_then(|map| grammar::reference(map, Kind::Plain));
        let hops = next.map(|text| self.follow(text, &found.spot));
        std::iter::once(found.clone()).chain(hops.into_iter().flatten().flatten()).collect()
    }

    /// What a reference leads to: the node it names first, then those that one leads to, until one is no reference.
    pub fn follow(&mut self, text: &str, holder: &Spot) -> Result<Vec<Found>, Fault> {
        let mut hops = vec![self.find(text, holder, 0)?];
        while let Some(last) = hops.last() {
            let (value, spot) = (last.value(), last.spot.clone());
            let Some(next) = value.as_object().and_then(|map| grammar::reference(map, Kind::Plain)) else { break };
            let next = self.find(next, &spot, 0)?;
            if hops.iter().any(|hop| hop.spot == next.spot) || hops.len() > LONGEST_CHAIN {
                return Err(Fault::Cycle);
            }
            hops.push(next);
        }
        Ok(hops)
    }

    /// The node that a reference names. References on the way to it are followed.
    fn find(&mut self, text: &str, holder: &Spot, depth: usize) -> Result<Found, Fault> {
        if depth > LONGEST_CHAIN {
            return Err(Fault::Cycle);
        }
        if let Some((file, pointer)) = self.identified(text, holder) {
            return self.walk(file, &pointer, depth);
        }
        let (named, pointer, literal) = match Reference::parse(text) {
            Reference::Remote => return Err(Fault::Remote),
            Reference::Anchor(name) => return Err(Fault::Anchor(name)),
            Reference::Local { file, pointer, literal } => (file, pointer, literal),
        };
        if let Some(schema) = self.schema_named(text, holder) {
            let message = format!("`{text}` is the name of a schema, not a reference to it");
            let help = format!("write `$ref: '{schema}'`, which it is taken for");
            let place = self.place(&(holder.0, holder.1.child("$ref")));
            self.diagnostics.push(Diagnostic::new(Code::Repaired, place, message).help(help));
            return self.walk(holder.0, &schema, depth);
        }
        let file = if named.is_empty() { Some(holder.0) } else { self.open(&named, holder) };
        let file = file.ok_or(Fault::File)?;
        match self.walk(file, &pointer, depth) {
            Err(Fault::Missing { .. }) if literal != pointer => self.walk(file, &literal, depth),
            Err(fault @ Fault::Missing { .. }) if named.is_empty() => self.below(holder, &pointer).ok_or(fault),
            result => result,
        }
    }

    /// The schema that a bare name stands for where a schema belongs, as it did in Swagger before 2.0. A file of that name
    /// comes first: that is what a reference without `#` is.
    fn schema_named(&self, name: &str, holder: &Spot) -> Option<Pointer> {
        if name.contains(['#', '/']) {
            return None;
        }
        let sections = [Version::V2_0, Version::V3_0].into_iter().filter_map(|version| version.section(Kind::Schema));
        let schema = sections.map(|section| section.child(name)).find_map(|at| self.node(&(holder.0, at)))?;
        let belongs = self.node(holder)?.kind() == Some(Kind::Schema);
        (belongs && !self.has_file(name, holder)).then_some(schema.spot.1)
    }

    /// What a pointer leads to from the nearest schema around its holder. It starts there where the schema has an
    /// `$id` (JSON Schema 2020-12, section 8.2.1), and generators of schemas write it so even where it has none.
    fn below(&self, holder: &Spot, pointer: &Pointer) -> Option<Found> {
        let around = std::iter::successors(Some(holder.1.clone()), Pointer::parent);
        around.filter_map(|around| self.node(&(holder.0, around.join(pointer)))).next()
    }

    /// The place of what goes by the name in a reference: that of a document, of a schema, or an anchor in one.
    fn identified(&mut self, text: &str, holder: &Spot) -> Option<Spot> {
        let (uri, fragment) = text.split_once('#').unwrap_or((text, ""));
        let is_anchor = !fragment.is_empty() && !fragment.starts_with('/');
        if uri.is_empty() && !is_anchor {
            return None;
        }
        self.take_names(holder.0);
        let named = if uri.is_empty() { Some(holder.clone()) } else { self.identifiers.uri(uri, holder).cloned() };
        match named {
            // The innermost schema around the holder that has the anchor.
            Some(named) if is_anchor => std::iter::successors(Some(named.1), Pointer::parent).find_map(|around| {
                let found = self.identifiers.anchor(fragment, &(named.0, around.clone()))?;
                found.1.below(&around).map(|_| found)
            }),
            Some((file, pointer)) => Some((file, pointer.join(&Pointer::parse(percent_decoded(fragment))))),
            None if is_anchor && !uri.contains("://") => {
                let file = self.open(uri, holder)?;
                self.take_names(file);
                self.identifiers.anchor(fragment, &(file, Pointer::root()))
            }
            None => None,
        }
    }

    fn take_names(&mut self, file: FileId) {
        if let Some(document) = self.documents.get(&file) {
            self.identifiers.read(file, document);
        }
    }

    /// All places that a dynamic reference to this name may lead to, as far as files have been read.
    pub fn dynamic(&mut self, name: &str, holder: &Spot) -> Vec<Spot> {
        self.take_names(holder.0);
        self.identifiers.dynamic(name).to_vec()
    }

    fn walk(&mut self, file: FileId, pointer: &Pointer, depth: usize) -> Result<Found, Fault> {
        let mut found = self.node(&(file, Pointer::root())).ok_or(Fault::File)?;
        for token in pointer.tokens() {
            found = self.step(found, token, depth)?;
        }
        Ok(found)
    }

    /// The node below one, wherever references on the way lead.
    fn step(&mut self, mut found: Found, token: String, depth: usize) -> Result<Found, Fault> {
        for depth in depth..LONGEST_CHAIN {
            let below = (found.spot.0, found.spot.1.child(&token));
            if found.document.pointer(below.1.as_str()).is_some() {
                return Ok(Found { spot: below, ..found });
            }
            let next = found.value().as_object().and_then(|map| grammar::reference(map, Kind::Plain));
            let Some(next) = next.map(str::to_owned) else {
                return Err(Fault::Missing { above: found, token });
            };
            found = self.find(&next, &found.spot.clone(), depth + 1)?;
        }
        Err(Fault::Cycle)
    }

    /// Whether the file that a reference names is there, or may be on another machine.
    pub fn has_file(&self, text: &str, holder: &Spot) -> bool {
        match Reference::parse(text) {
            Reference::Local { file, .. } if !file.is_empty() => match self.location(&file, holder) {
                Some(Location::Remote(url)) => self.sources.remote().allows(&url),
                Some(Location::Local(path)) => path.is_file(),
                None => false,
            },
            Reference::Local { .. } => true,
            Reference::Remote | Reference::Anchor(_) => false,
        }
    }

    /// The file of that name, seen from the place that names it. That it cannot be read is said of each such place,
    /// since some may be left out later.
    fn open(&mut self, named: &str, holder: &Spot) -> Option<FileId> {
        let place = self.place(&(holder.0, holder.1.child("$ref")));
        let opened = match self.location(named, holder) {
            Some(Location::Remote(url)) => self.open_remote(url, &place),
            Some(Location::Local(path)) => self.open_local(path, &place),
            None => Err(not_a_url(named, &place)),
        };
        let told = match opened {
            Ok(file) => return Some(file),
            Err(told) => told,
        };
        for diagnostic in told.iter() {
            let is_inside = matches!(diagnostic.place, Place::Span(..));
            let place = if is_inside { diagnostic.place.clone() } else { place.clone() };
            self.diagnostics.push(Diagnostic { place, ..diagnostic.clone() });
        }
        None
    }

    fn open_local(&mut self, path: PathBuf, place: &Place) -> Opened {
        if let Some(known) = self.paths.get(&path) {
            return known.clone();
        }
        let mut told = Diagnostics::new();
        let document = source::read_for(&path, place, self.sources, &mut told);
        let opened = self.take(document, told);
        self.paths.insert(path, opened.clone());
        opened
    }

    fn open_remote(&mut self, url: Url, place: &Place) -> Opened {
        if let Some(known) = self.remote.get(&url) {
            return known.clone();
        }
        let mut told = Diagnostics::new();
        let document = source::read_remote(&url, place, self.sources, &mut told);
        let opened = self.take(document, told);
        if let Ok(file) = opened {
            self.urls.insert(file, url.clone());
        }
        self.remote.insert(url, opened.clone());
        opened
    }

    fn take(&mut self, document: Option<Document>, told: Diagnostics) -> Opened {
        let Some(document) = document else { return Err(told) };
        self.diagnostics.append(told);
        self.documents.insert(document.file, Arc::new(document.root));
        Ok(document.file)
    }

    /// Where what a reference names is: at the URL as it is written, or relative to what holds it. Nothing that a remote
    /// document names is ever on this machine. `None` if it is no URL.
    fn location(&self, named: &str, holder: &Spot) -> Option<Location> {
        let base = self.base(holder);
        match self.urls.get(&base) {
            Some(base) => base.join(named).ok().map(Location::Remote),
            None if is_url(named) => Url::parse(named).ok().map(Location::Remote),
            None => Some(Location::Local(beside(self.sources.path(base), named))),
        }
    }

    /// Reports that the reference held by `holder` leads nowhere.
    pub fn report(&mut self, text: &str, holder: &Spot, fault: Fault) {
        let place = self.place(&(holder.0, holder.1.child("$ref")));
        let new = |code, message: String| Diagnostic::new(code, place, message);
        let diagnostic = match fault {
            // Reported where the file was opened.
            Fault::File => return,
            Fault::Remote => new(Code::RemoteReference, format!("`{text}` is on another machine"))
                .help("download it, keep it beside this file, and refer to it by a relative path"),
            Fault::Cycle => new(Code::ReferenceCycle, format!("`{text}` leads back to itself"))
                .help("replace one of the references on the way by what is meant"),
            Fault::Anchor(name) => new(Code::UnresolvedReference, format!("`{text}` is not a JSON Pointer"))
                .help(format!("refer to a place in the file, such as `#/components/schemas/{name}`")),
            Fault::Missing { above, token } => {
                let message = format!("`{text}` does not exist");
                new(Code::UnresolvedReference, message).help(self.advice(&above, &token))
            }
        };
        self.diagnostics.push(diagnostic);
    }

    fn advice(&self, above: &Found, token: &str) -> String {
        let whole = match above.spot.1.as_str() {
            "" => format!("`{}`", self.sources.shown_path(above.spot.0)),
            _ => format!("`{}`", above.spot.1),
        };
        let keys: Vec<_> =
            above.value().as_object().into_iter().flat_map(|map| map.keys().map(String::as_str)).collect();
        if let Some(near) = nearest::of(token, keys) {
            return format!("{whole} has no `{token}`; did you mean `{near}`?");
        }
        let sections = above.document.get("components").and_then(Value::as_object);
        let elsewhere = sections.into_iter().flatten().find(|(_, section)| section.get(token).is_some());
        match elsewhere {
            Some((section, _)) => format!("{whole} has no `{token}`; did you mean `#/components/{section}/{token}`?"),
            None => format!("{whole} has no `{token}`"),
        }
    }
}

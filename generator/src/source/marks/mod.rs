//! Where the nodes of a JSON or YAML text stand, for messages only.
//!
//! The tree is made by a scan of its own and never decides what a document says; a text that is not quite right
//! has the marks up to there.

mod json;
mod yaml;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::pointer::Pointer;

/// The positions of all nodes of one text.
#[derive(Debug, Default)]
pub(super) struct Marks {
    nodes: Vec<Mark>,
}

#[derive(Debug)]
struct Mark {
    /// The key in a mapping; the index in a list.
    token: String,
    key: Range<usize>,
    value: Range<usize>,
    shape: Shape,
}

#[derive(Debug)]
enum Shape {
    Scalar,
    Mapping(Vec<usize>),
    List(Vec<usize>),
    /// A YAML alias for another node.
    Alias(Option<usize>),
}

/// A key that stands twice in one mapping.
pub(super) struct Repeated {
    pub key: String,
    pub first: Range<usize>,
    pub again: Range<usize>,
}

impl Marks {
    pub(super) fn of(text: &str) -> Self {
        let looks_like_json = text.trim_start().starts_with(['{', '[']);
        looks_like_json.then(|| json::scan(text)).flatten().unwrap_or_else(|| yaml::scan(text))
    }

    /// The bytes to point at for a node; see [`super::Sources::locate`].
    pub(super) fn locate(&self, pointer: &Pointer, text: &str) -> Option<Range<usize>> {
        let mut found = self.nodes.first()?;
        for token in pointer.tokens() {
            match self.child(found, &token) {
                Some(child) => found = child,
                None => break,
            }
        }
        let points_at_key = !found.key.is_empty() && (found.is_collection() || found.value.is_empty());
        let range = if points_at_key { found.key.clone() } else { found.value.clone() };
        Some(first_line(range, text))
    }

    /// The bytes of exactly this scalar.
    pub(super) fn scalar(&self, pointer: &Pointer) -> Option<Range<usize>> {
        let root = self.nodes.first()?;
        let node = pointer.tokens().try_fold(root, |node, token| self.child(node, &token))?;
        matches!(node.shape, Shape::Scalar).then(|| node.value.clone())
    }

    /// All keys that stand twice in one mapping, in the order of the text.
    pub(super) fn repeated(&self) -> Vec<Repeated> {
        let mut repeated = Vec::new();
        for node in &self.nodes {
            let Shape::Mapping(children) = &node.shape else { continue };
            let mut seen = BTreeMap::new();
            for child in children.iter().filter_map(|child| self.nodes.get(*child)) {
                match seen.get(child.token.as_str()) {
                    Some(first) if child.token != "<<" => repeated.push(Repeated {
                        key: child.token.clone(),
                        first: Range::clone(first),
                        again: child.key.clone(),
                    }),
                    _ => drop(seen.insert(child.token.as_str(), child.key.clone())),
                }
            }
        }
        repeated.sort_by_key(|repeated| repeated.again.start);
        repeated
    }

    fn child<'a>(&'a self, node: &'a Mark, token: &str) -> Option<&'a Mark> {
        match &self.aliased(node).shape {
            // The last of two equal keys counts, as it does when the document is read.
            Shape::Mapping(children) => {
                let named =
                    |name: &str| children.iter().rev().filter_map(|c| self.nodes.get(*c)).find(|c| c.token == name);
                named(token).or_else(|| self.merged(named("<<")?, token))
            }
            Shape::List(children) => self.nodes.get(*children.get(token.parse::<usize>().ok()?)?),
            Shape::Scalar | Shape::Alias(_) => None,
        }
    }

    fn merged<'a>(&'a self, merge: &'a Mark, token: &str) -> Option<&'a Mark> {
        match &self.aliased(merge).shape {
            Shape::List(list) => list.iter().find_map(|item| self.child(self.nodes.get(*item)?, token)),
            _ => self.child(merge, token),
        }
    }

    /// The node itself, or the one it is an alias of. An anchor stands before its aliases, so this is one step.
    fn aliased<'a>(&'a self, node: &'a Mark) -> &'a Mark {
        match node.shape {
            Shape::Alias(Some(target)) => self.nodes.get(target).unwrap_or(node),
            _ => node,
        }
    }
}

impl Mark {
    fn is_collection(&self) -> bool {
        matches!(self.shape, Shape::Mapping(_) | Shape::List(_))
    }
}

fn first_line(range: Range<usize>, text: &str) -> Range<usize> {
    let shown = text.get(range.clone()).unwrap_or_default();
    let line = shown.lines().next().unwrap_or_default().trim_end();
    range.start..range.start + line.len()
}

/// Puts the tree together from what a scanner meets, in the order of the text.
#[derive(Default)]
struct Builder {
    marks: Marks,
    open: Vec<Open>,
}

struct Open {
    node: usize,
    key: Option<(String, Range<usize>)>,
}

impl Builder {
    /// Whether the next scalar is a key.
    fn wants_key(&self) -> bool {
        self.open.last().is_some_and(|open| {
            let is_mapping = matches!(self.marks.nodes.get(open.node), Some(Mark { shape: Shape::Mapping(_), .. }));
            is_mapping && open.key.is_none()
        })
    }

    fn key(&mut self, text: String, range: Range<usize>) {
        if let Some(open) = self.open.last_mut() {
            open.key = Some((text, range));
        }
    }

    /// A node that is complete, or that stays open until [`Self::close`].
    fn node(&mut self, value: Range<usize>, shape: Shape) -> usize {
        let id = self.marks.nodes.len();
        let (mut token, mut key) = (String::new(), 0..0);
        if let Some(open) = self.open.last_mut() {
            let given = open.key.take();
            match self.marks.nodes.get_mut(open.node).map(|parent| &mut parent.shape) {
                Some(Shape::List(children)) => {
                    token = children.len().to_string();
                    children.push(id);
                }
                Some(Shape::Mapping(children)) => {
                    (token, key) = given.unwrap_or_default();
                    children.push(id);
                }
                _ => {}
            }
        }
        self.marks.nodes.push(Mark { token, key, value, shape });
        id
    }

    fn open(&mut self, value: Range<usize>, shape: Shape) -> usize {
        let node = self.node(value, shape);
        self.open.push(Open { node, key: None });
        node
    }

    fn close(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        if let Some(node) = self.marks.nodes.get_mut(open.node) {
            node.value.end = end.max(node.value.start);
        }
    }
}

//! What a template sees: variables in frames, and what is known of each.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use minijinja::machinery::ast;

use crate::render::templates::shape::{self, Node};
use crate::render::templates::trees::Tree;

/// What is known of a value.
#[derive(Clone)]
pub enum Shape<'t> {
    /// Nothing.
    Unknown,
    /// It is a part of the view.
    View(Node),
    /// A macro.
    Macro(Macro<'t>),
    /// What a template has exported.
    Module(Frame<'t>),
}

/// A macro, with what it sees where it stands.
#[derive(Clone)]
pub struct Macro<'t> {
    pub declaration: &'t ast::Macro<'t>,
    pub tree: Option<&'t Tree<'t>>,
    pub scope: Scope<'t>,
}

/// Variables of one level. Macros see what is added after they were declared.
#[derive(Clone, Default)]
pub struct Frame<'t>(Rc<RefCell<BTreeMap<&'t str, Shape<'t>>>>);

/// Frames, the innermost last.
#[derive(Clone)]
pub struct Scope<'t> {
    frames: Vec<Frame<'t>>,
    /// Whether there may be variables that are not known here.
    pub is_open: bool,
}

impl<'t> Shape<'t> {
    /// What is known of a value that is one or the other.
    pub fn or(self, other: &Self) -> Self {
        if self.identity() == other.identity() { self } else { Self::Unknown }
    }

    /// A number that shapes have in common if they are the same; 0 for what is unknown.
    pub fn identity(&self) -> usize {
        match self {
            Self::Unknown => 0,
            Self::View(node) => std::ptr::from_ref(*node).addr(),
            Self::Macro(it) => it.identity(),
            Self::Module(frame) => Rc::as_ptr(&frame.0).addr(),
        }
    }

    /// What its items are.
    pub fn item(&self) -> Self {
        match self {
            Self::View(node) => shape::item(node).map_or(Self::Unknown, Self::View),
            _ => Self::Unknown,
        }
    }

    /// What stands at any of its indices or keys.
    pub fn entry(&self) -> Self {
        match self {
            Self::View(node) => shape::entry(node).map_or(Self::Unknown, Self::View),
            _ => Self::Unknown,
        }
    }
}

impl Macro<'_> {
    /// A number that no other macro has.
    pub fn identity(&self) -> usize {
        std::ptr::from_ref(self.declaration).addr()
    }
}

impl<'t> Frame<'t> {
    /// The variable `name`.
    pub fn get(&self, name: &str) -> Option<Shape<'t>> {
        self.0.borrow().get(name).cloned()
    }

    /// Gives a variable a value. What it was before may still hold where that happens in a branch.
    fn set(&self, name: &'t str, shape: Shape<'t>) {
        let shape = match self.get(name) {
            Some(before) => before.or(&shape),
            None => shape,
        };
        self.0.borrow_mut().insert(name, shape);
    }

    /// The names of its variables.
    pub fn names(&self) -> Vec<&'t str> {
        self.0.borrow().keys().copied().collect()
    }
}

impl<'t> Scope<'t> {
    /// With these variables.
    pub fn new(variables: impl IntoIterator<Item = (&'static str, Node)>) -> Self {
        let scope = Self { frames: vec![Frame::default()], is_open: false };
        variables.into_iter().for_each(|(name, node)| scope.set(name, Shape::View(node)));
        scope
    }

    /// In which nothing is known.
    pub fn open() -> Self {
        Self { frames: vec![Frame::default()], is_open: true }
    }

    /// The variable `name`.
    pub fn get(&self, name: &str) -> Option<Shape<'t>> {
        self.frames.iter().rev().find_map(|frame| frame.get(name))
    }

    /// Gives a variable of the innermost frame a value.
    pub fn set(&self, name: &'t str, shape: Shape<'t>) {
        if let Some(frame) = self.frames.last() {
            frame.set(name, shape);
        }
    }

    /// Opens a frame.
    pub fn push(&mut self) {
        self.frames.push(Frame::default());
    }

    /// Closes the innermost frame.
    pub fn pop(&mut self) -> Frame<'t> {
        self.frames.pop().unwrap_or_default()
    }

    /// All names.
    pub fn names(&self) -> Vec<&'t str> {
        let mut names: Vec<&str> = self.frames.iter().flat_map(Frame::names).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

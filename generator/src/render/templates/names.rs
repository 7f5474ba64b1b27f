//! A check of names that the engine only makes where it comes by: members that the view does not have, variables,
//! filters, tests, macros and templates that exist nowhere, also in branches that this description never takes.
//!
//! It renders without values. What is known of a value is its [shape](super::shape); templates are entered as the
//! engine enters them: parents with the blocks of their children, partials with what those who include them see, macros
//! with what they are called with. What it does not understand is unknown, and nothing is said of that.

mod expressions;
mod scope;

use std::collections::{BTreeMap, BTreeSet};

use minijinja::Environment;
use minijinja::machinery::{Span, ast};

use super::escape::Dialect;
use super::fault;
use super::shape;
use super::trees::{Tree, Trees, constant};
use super::{Entry, Kind};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place, Severity};
use scope::{Macro, Scope, Shape};

/// What was learned of the templates.
pub struct Names {
    /// Names that do not exist.
    pub diagnostics: Diagnostics,
    /// The templates that something is rendered by, by name; `None` if a name is computed in a way that is not understood.
    pub used: Option<BTreeSet<String>>,
}

/// Checks all templates. `environment` has the filters and tests.
pub fn check(trees: &Trees<'_>, entries: &[Entry], environment: &Environment<'_>) -> Names {
    let mut walk = Walk::new(trees, environment);
    for entry in entries.iter().filter(|entry| matches!(entry.kind, Kind::Rendered)) {
        let Some(tree) = trees.get(&entry.name) else { continue };
        walk.scope = Scope::new(shape::variables(entry.per));
        walk.template(tree);
    }
    let used = walk.used.take();
    // What nothing renders can be wrong all the same; of what it would see, nothing is known.
    walk.scope = Scope::open();
    for tree in trees.iter() {
        if !walk.entered.contains(tree.name) {
            walk.template(tree);
        }
    }
    walk.macros_that_nothing_calls();
    Names { diagnostics: walk.findings(), used }
}

/// A walk through the templates. `'t` is how long these live.
struct Walk<'t> {
    trees: &'t Trees<'t>,
    environment: &'t Environment<'t>,
    scope: Scope<'t>,
    /// Where the walk is.
    at: At<'t>,
    /// The templates that it is inside of, so that those which include themselves come to an end.
    inside: Vec<&'t str>,
    /// The tags that included these, from the outermost on.
    includes: Vec<(&'t Tree<'t>, Span)>,
    entered: BTreeSet<&'t str>,
    used: Option<BTreeSet<String>>,
    /// All macros, by where they stand, and whether they were called.
    macros: BTreeMap<usize, (Macro<'t>, bool)>,
    /// The calls that were walked: a macro, and the shapes of its arguments.
    calls: BTreeSet<(usize, Vec<usize>)>,
    /// What was found: the fault as it is where the name stands, and where and how it is told.
    found: BTreeMap<(Place, String), (String, Diagnostic)>,
    /// What templates ask for whether it is there.
    asked: BTreeSet<String>,
}

/// A place in a template.
#[derive(Clone)]
struct At<'t> {
    tree: Option<&'t Tree<'t>>,
    /// The template and its ancestors, whose blocks replace each other.
    line: Vec<&'t Tree<'t>>,
    /// Whether a parent decides where the blocks are printed.
    is_extending: bool,
    /// The block, and whose in the line it is.
    block: Option<(&'t str, usize)>,
}

impl<'t> Walk<'t> {
    fn new(trees: &'t Trees<'t>, environment: &'t Environment<'t>) -> Self {
        Self {
            trees,
            environment,
            scope: Scope::open(),
            at: At { tree: None, line: Vec::new(), is_extending: false, block: None },
            inside: Vec::new(),
            includes: Vec::new(),
            entered: BTreeSet::new(),
            used: Some(BTreeSet::new()),
            macros: BTreeMap::new(),
            calls: BTreeSet::new(),
            found: BTreeMap::new(),
            asked: BTreeSet::new(),
        }
    }

    /// Walks through a template and its ancestors, in the scope as it is.
    fn template(&mut self, tree: &'t Tree<'t>) {
        if self.inside.contains(&tree.name) {
            return;
        }
        self.inside.push(tree.name);
        let is_open = self.scope.is_open;
        let line = self.trees.line(tree).unwrap_or_else(|| {
            // Its blocks are printed somewhere, with whatever there is.
            self.scope.is_open = true;
            vec![tree]
        });
        let count = line.len();
        let before = self.at.clone();
        for (number, tree) in line.iter().enumerate() {
            self.entered.insert(tree.name);
            self.used.iter_mut().for_each(|used| used.extend([tree.name.to_owned()]));
            self.at = At { tree: Some(tree), line: line.clone(), is_extending: number + 1 < count, block: None };
            self.statements(tree.statements());
        }
        self.at = before;
        self.scope.is_open = is_open;
        self.inside.pop();
    }

    fn statements(&mut self, statements: &'t [ast::Stmt<'t>]) {
        statements.iter().for_each(|statement| self.statement(statement));
    }

    /// Statements in a frame of their own.
    fn framed(&mut self, statements: &'t [ast::Stmt<'t>]) {
        self.scope.push();
        self.statements(statements);
        self.scope.pop();
    }

    fn statement(&mut self, statement: &'t ast::Stmt<'t>) {
        match statement {
            ast::Stmt::EmitExpr(emitted) => {
                let shape = self.expression(&emitted.expr);
                self.printed(&shape, emitted.expr.span());
            }
            ast::Stmt::ForLoop(inner) => self.for_loop(inner),
            ast::Stmt::IfCond(inner) => {
                self.expression(&inner.expr);
                self.statements(&inner.true_body);
                self.statements(&inner.false_body);
            }
            ast::Stmt::WithBlock(inner) => {
                self.scope.push();
                for (target, value) in &inner.assignments {
                    let shape = self.expression(value);
                    self.assign(target, shape);
                }
                self.statements(&inner.body);
                self.scope.pop();
            }
            ast::Stmt::Set(inner) => {
                let shape = self.expression(&inner.expr);
                self.assign(&inner.target, shape);
            }
            ast::Stmt::SetBlock(inner) => {
                inner.filter.iter().for_each(|filter| drop(self.expression(filter)));
                self.framed(&inner.body);
                self.assign(&inner.target, Shape::Unknown);
            }
            ast::Stmt::AutoEscape(inner) => self.framed(&inner.body),
            ast::Stmt::FilterBlock(inner) => {
                self.expression(&inner.filter);
                self.framed(&inner.body);
            }
            ast::Stmt::Block(inner) if !self.at.is_extending => self.block(inner.name, 0),
            ast::Stmt::Include(inner) => self.include(&inner.name, inner.ignore_missing),
            ast::Stmt::Import(inner) => {
                let module = self.module(&inner.expr);
                self.assign(&inner.name, module.map_or(Shape::Unknown, Shape::Module));
            }
            ast::Stmt::FromImport(inner) => {
                let module = self.module(&inner.expr);
                for (name, alias) in &inner.names {
                    let ast::Expr::Var(variable) = name else { continue };
                    let shape = module.as_ref().and_then(|module| module.get(variable.id));
                    self.assign(alias.as_ref().unwrap_or(name), shape.unwrap_or(Shape::Unknown));
                }
            }
            ast::Stmt::Macro(inner) => self.declare(inner),
            ast::Stmt::CallBlock(inner) => {
                self.call(&inner.call);
                self.body_of_call(&inner.macro_decl);
            }
            ast::Stmt::Do(inner) => drop(self.call(&inner.call)),
            _ => {}
        }
    }

    fn for_loop(&mut self, inner: &'t ast::ForLoop<'t>) {
        let items = self.expression(&inner.iter).item();
        self.scope.push();
        self.scope.set("loop", Shape::View(shape::of_loop()));
        self.assign(&inner.target, items);
        inner.filter_expr.iter().for_each(|filter| drop(self.expression(filter)));
        self.statements(&inner.body);
        self.scope.pop();
        self.framed(&inner.else_body);
    }

    fn assign(&mut self, target: &'t ast::Expr<'t>, shape: Shape<'t>) {
        match target {
            ast::Expr::Var(variable) => self.scope.set(variable.id, shape),
            ast::Expr::List(list) => list.items.iter().for_each(|item| self.assign(item, Shape::Unknown)),
            ast::Expr::Tuple(tuple) => tuple.items.iter().for_each(|item| self.assign(item, Shape::Unknown)),
            ast::Expr::GetAttr(member) => drop(self.expression(&member.expr)),
            _ => {}
        }
    }

    /// The block `name`, as the first template of the line has it that is at least the `from`th.
    fn block(&mut self, name: &'t str, from: usize) {
        let mut line = self.at.line.iter().enumerate().skip(from);
        let found = line.find_map(|(number, tree)| {
            let block = tree.blocks().into_iter().find(|(block, _)| block.name == name)?.0;
            Some((number, *tree, block))
        });
        let Some((number, tree, block)) = found else { return };
        let at = At { tree: Some(tree), line: self.at.line.clone(), is_extending: false, block: Some((name, number)) };
        let before = std::mem::replace(&mut self.at, at);
        self.framed(&block.body);
        self.at = before;
    }

    fn include(&mut self, name: &'t ast::Expr<'t>, ignore_missing: bool) {
        let named = self.named(name, ignore_missing);
        let is_open = self.scope.is_open;
        // Of all that a computed name fits, only some will be used here.
        self.scope.is_open |= constant(name).is_none();
        self.includes.extend(self.at.tree.map(|tree| (tree, name.span())));
        for tree in named {
            self.scope.push();
            self.template(tree);
            self.scope.pop();
        }
        self.includes.pop();
        self.scope.is_open = is_open;
    }

    /// What a template exports that is imported here.
    fn module(&mut self, name: &'t ast::Expr<'t>) -> Option<scope::Frame<'t>> {
        let named = self.named(name, false);
        let [tree] = named.as_slice() else {
            named.into_iter().for_each(|tree| self.template(tree));
            return None;
        };
        self.scope.push();
        self.template(tree);
        Some(self.scope.pop())
    }

    /// The templates that an expression may name.
    fn named(&mut self, name: &'t ast::Expr<'t>, may_be_missing: bool) -> Vec<&'t Tree<'t>> {
        self.expression(name);
        let Some(at) = self.at.tree else { return Vec::new() };
        if let Some(text) = constant(name) {
            let found = self.trees.find(text, at);
            if found.is_none() && !may_be_missing {
                let known: Vec<&str> = self.trees.iter().map(|tree| tree.name).collect();
                let near = match self.trees.get(text) {
                    Some(_) => Some(fault::of_other_kind(text, at.name)),
                    None => crate::nearest::of(text, known).map(|near| format!("there is `{near}`")),
                };
                self.report(name.span(), text, false, format!("there is no template `{text}`"), near);
            }
            return found.into_iter().collect();
        }
        let Some((start, end)) = ends(name).filter(|(start, _)| !start.is_empty()) else {
            self.used = None;
            return Vec::new();
        };
        let fits = |tree: &&Tree<'_>| {
            tree.name.len() >= start.len() + end.len() && tree.name.starts_with(start) && tree.name.ends_with(end)
        };
        self.trees.iter().filter(fits).collect()
    }

    fn declare(&mut self, declaration: &'t ast::Macro<'t>) {
        let it = Macro { declaration, tree: self.at.tree, scope: self.scope.clone() };
        self.macros.entry(it.identity()).or_insert_with(|| (it.clone(), false));
        self.scope.set(declaration.name, Shape::Macro(it));
    }

    fn body_of_call(&mut self, body: &'t ast::Macro<'t>) {
        self.scope.push();
        body.args.iter().for_each(|argument| self.assign(argument, Shape::Unknown));
        self.statements(&body.body);
        self.scope.pop();
    }

    /// A macro with arguments of these shapes.
    fn enter(&mut self, it: &Macro<'t>, arguments: Vec<Shape<'t>>) {
        let identity = it.identity();
        self.macros.entry(identity).and_modify(|(_, is_called)| *is_called = true);
        if !self.calls.insert((identity, arguments.iter().map(Shape::identity).collect())) {
            return;
        }
        let at = At { tree: it.tree, line: Vec::new(), is_extending: false, block: None };
        let before = (std::mem::replace(&mut self.at, at), std::mem::replace(&mut self.scope, it.scope.clone()));
        self.scope.push();
        self.scope.set("caller", Shape::Unknown);
        it.declaration.defaults.iter().for_each(|default| drop(self.expression(default)));
        for (argument, shape) in it.declaration.args.iter().zip(arguments) {
            self.assign(argument, shape);
        }
        self.statements(&it.declaration.body);
        (self.at, self.scope) = before;
    }

    fn macros_that_nothing_calls(&mut self) {
        let idle: Vec<Macro<'t>> =
            self.macros.values().filter(|(_, is_called)| !is_called).map(|(it, _)| it.clone()).collect();
        for it in idle {
            self.enter(&it, vec![Shape::Unknown; it.declaration.args.len()]);
        }
    }

    /// Says something of a name, which stands first or `last` in a span. What a built-in template misses, the user's that
    /// includes it does not give.
    fn report(&mut self, span: Span, name: &str, last: bool, message: String, help: Option<String>) {
        let Some(tree) = self.at.tree else { return };
        let users = self.includes.iter().rev().find(|(tree, _)| !self.trees.is_built_in(tree));
        let mut diagnostic = match users.filter(|_| self.trees.is_built_in(tree)) {
            Some((user, tag)) => {
                let used = user.covered(*tag).trim_matches(['"', '\'']);
                let message = format!("{message} in `{used}`, which is included here");
                Diagnostic::new(Code::UnknownName, user.place(*tag, used, false), message)
            }
            None => Diagnostic::new(Code::UnknownName, tree.place(span, name, last), message.clone()),
        };
        diagnostic.help = help;
        self.found.entry((diagnostic.place.clone(), name.to_owned())).or_insert((message, diagnostic));
    }

    /// Warns of text that is printed bare where only what a filter made prints: once it is rendered, that is an error.
    fn printed(&mut self, printed: &Shape<'t>, span: Span) {
        let (Some(tree), Shape::View(node)) = (self.at.tree, printed) else { return };
        let dialect = Dialect::of(tree.name);
        if shape::is_text(node) && matches!(dialect, Dialect::Rust | Dialect::Toml) {
            let text = tree.covered(span);
            let message = format!("`{text}` is text, and is printed bare in a {} template", dialect.name());
            let mut diagnostic = Diagnostic::new(Code::UnescapedText, tree.place(span, text, false), message.clone());
            diagnostic.severity = Severity::Warning;
            diagnostic.help = Some(format!("put it through {}", dialect.filters()));
            self.found.entry((diagnostic.place.clone(), text.to_owned())).or_insert((message, diagnostic));
        }
    }

    /// A variable or member that does not exist.
    fn missing(&mut self, span: Span, path: &str, help: String) {
        let name = path.rsplit('.').next().unwrap_or(path);
        self.report(span, name, true, fault::undefined(path), Some(help));
    }

    fn findings(self) -> Diagnostics {
        // A template that asks whether something is there can do without it.
        let mut diagnostics = Diagnostics::new();
        let asked: BTreeSet<String> = self.asked.iter().map(|path| fault::undefined(path)).collect();
        self.found
            .into_values()
            .filter(|(message, _)| !asked.contains(message))
            .for_each(|(_, found)| diagnostics.push(found));
        diagnostics
    }
}

/// What the text of an expression begins and ends with, if that is joined of several.
fn ends<'s>(expression: &'s ast::Expr<'_>) -> Option<(&'s str, &'s str)> {
    let ast::Expr::BinOp(joined) = expression else { return None };
    if !matches!(joined.op, ast::BinOpKind::Concat) {
        return None;
    }
    let start = constant(&joined.left).or_else(|| ends(&joined.left).map(|(start, _)| start));
    let end = constant(&joined.right).or_else(|| ends(&joined.right).map(|(_, end)| end));
    Some((start.unwrap_or_default(), end.unwrap_or_default()))
}

#[cfg(test)]
mod tests;

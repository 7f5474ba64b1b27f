//! What is known of the value of an expression, and which names in it do not exist.

use minijinja::ErrorKind;
use minijinja::machinery::{Span, ast};

use super::Walk;
use super::scope::{Macro, Shape};
use crate::nearest;
use crate::render::templates::escape::Dialect;
use crate::render::templates::shape::{self, Member};
use crate::render::templates::trees::constant;
use crate::render::templates::{fault, filters};

/// Filters whose value has the items of what they are given.
const SAME_ITEMS: &[&str] = &["list", "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "unique"];

/// Filters whose value is one of the items.
const ONE_ITEM: &[&str] = &["first", "last", "max", "min"];

/// Filters of which the first argument is the name of a member of items.
const BY_MEMBER: &[&str] = &["groupby", "rejectattr", "selectattr"];

/// Tests that are likely meant by another name.
const TESTS: &[&str] =
    &["defined", "undefined", "none", "startingwith", "endingwith", "string", "number", "sequence", "mapping", "eq"];

/// The functions that the engine has.
const FUNCTIONS: &[&str] = &["debug", "dict", "namespace", "range", "self", "super"];

impl<'t> Walk<'t> {
    /// Walks through an expression, and says what is known of its value.
    pub fn expression(&mut self, expression: &'t ast::Expr<'t>) -> Shape<'t> {
        match expression {
            ast::Expr::Var(variable) => self.variable(variable.id, variable.span()),
            ast::Expr::Const(_) => Shape::Unknown,
            ast::Expr::Slice(slice) => {
                let bounds = [&slice.start, &slice.stop, &slice.step];
                bounds.into_iter().flatten().for_each(|bound| drop(self.expression(bound)));
                self.expression(&slice.expr)
            }
            ast::Expr::UnaryOp(operation) => {
                self.expression(&operation.expr);
                Shape::Unknown
            }
            ast::Expr::BinOp(operation) => {
                let (left, right) = (self.expression(&operation.left), self.expression(&operation.right));
                match operation.op {
                    ast::BinOpKind::Add | ast::BinOpKind::ScOr | ast::BinOpKind::ScAnd => left.or(&right),
                    _ => Shape::Unknown,
                }
            }
            ast::Expr::Compare(comparison) => {
                self.expression(&comparison.expr);
                comparison.ops.iter().for_each(|operation| drop(self.expression(&operation.expr)));
                Shape::Unknown
            }
            ast::Expr::IfExpr(choice) => {
                self.expression(&choice.test_expr);
                let shape = self.expression(&choice.true_expr);
                match &choice.false_expr {
                    Some(other) => shape.or(&self.expression(other)),
                    None => shape,
                }
            }
            ast::Expr::Filter(filter) => self.filter(filter, filter.span()),
            ast::Expr::Test(test) => self.test(test, test.span()),
            ast::Expr::GetAttr(member) => {
                let owner = self.expression(&member.expr);
                self.member(&owner, &member.expr, member.name, member.span())
            }
            ast::Expr::GetItem(item) => {
                let owner = self.expression(&item.expr);
                self.expression(&item.subscript_expr);
                match constant(&item.subscript_expr) {
                    Some(name) => self.member(&owner, &item.expr, name, item.span()),
                    None => owner.entry(),
                }
            }
            ast::Expr::Call(call) => self.call(call),
            ast::Expr::List(list) => self.all(&list.items),
            ast::Expr::Tuple(tuple) => self.all(&tuple.items),
            ast::Expr::Map(map) => {
                self.all(&map.keys);
                self.all(&map.values)
            }
        }
    }

    fn all(&mut self, expressions: &'t [ast::Expr<'t>]) -> Shape<'t> {
        expressions.iter().for_each(|expression| drop(self.expression(expression)));
        Shape::Unknown
    }

    fn variable(&mut self, name: &'t str, span: Span) -> Shape<'t> {
        if let Some(shape) = self.scope.get(name) {
            return shape;
        }
        if !self.scope.is_open && !FUNCTIONS.contains(&name) {
            let help = fault::known_names(fault::HERE, name, &self.scope.names());
            self.missing(span, name, help);
        }
        Shape::Unknown
    }

    /// The member `name` of a value that `expression` gives.
    fn member(&mut self, owner: &Shape<'t>, expression: &'t ast::Expr<'t>, name: &'t str, span: Span) -> Shape<'t> {
        let keys = match owner {
            Shape::View(node) => match shape::member(node, name) {
                Member::Known(node) => return Shape::View(node),
                Member::Unknown => return Shape::Unknown,
                Member::Missing(keys) => keys,
            },
            Shape::Module(frame) => match frame.get(name) {
                Some(shape) => return shape,
                None => Ok(frame.names()),
            },
            Shape::Macro(_) | Shape::Unknown => return Shape::Unknown,
        };
        let owner = path(expression).unwrap_or_else(|| self.text(expression.span()).to_owned());
        let help = match keys {
            Ok(keys) => fault::known_names(&fault::members_of(&owner), name, &keys),
            Err(kind) => format!("`{owner}` is {kind}, which has no members"),
        };
        self.missing(span, &format!("{owner}.{name}"), help);
        Shape::Unknown
    }

    fn text(&self, span: Span) -> &'t str {
        self.at.tree.map_or("", |tree| tree.covered(span))
    }

    /// A call, as of a macro, whose body is walked with what it is called with.
    pub fn call(&mut self, call: &'t ast::Call<'t>) -> Shape<'t> {
        let called = match call.identify_call() {
            ast::CallType::Function("super") => {
                if let Some((name, number)) = self.at.block {
                    self.block(name, number + 1);
                }
                Shape::Unknown
            }
            ast::CallType::Function(_) | ast::CallType::Object(_) => self.expression(&call.expr),
            ast::CallType::Method(owner, name) => match self.expression(owner) {
                Shape::Module(frame) => self.member(&Shape::Module(frame), owner, name, call.expr.span()),
                // Methods are the engine's.
                _ => Shape::Unknown,
            },
            ast::CallType::Block(_) => Shape::Unknown,
        };
        let arguments = self.arguments(&call.args);
        if let Shape::Macro(it) = called {
            let bound = bind(&it, &arguments);
            self.enter(&it, bound);
        }
        Shape::Unknown
    }

    /// What is known of arguments, by their names if they have any.
    fn arguments(&mut self, arguments: &'t [ast::CallArg<'t>]) -> Vec<(Option<&'t str>, Shape<'t>)> {
        let shape = |argument: &'t ast::CallArg<'t>| match argument {
            ast::CallArg::Pos(value) => (None, self.expression(value)),
            ast::CallArg::Kwarg(name, value) => (Some(*name), self.expression(value)),
            ast::CallArg::PosSplat(value) | ast::CallArg::KwargSplat(value) => {
                self.expression(value);
                (None, Shape::Unknown)
            }
        };
        arguments.iter().map(shape).collect()
    }

    fn filter(&mut self, filter: &'t ast::Filter<'t>, span: Span) -> Shape<'t> {
        let name = filter.name;
        let given = filter.expr.as_ref().map_or(Shape::Unknown, |given| self.expression(given));
        self.arguments(&filter.args);
        let known = self.environment.empty_state().apply_filter(name, &[]);
        if known.is_err_and(|error| error.kind() == ErrorKind::UnknownFilter) {
            let near = nearest::of(name, filters::OWN.iter().copied()).map(|near| format!("did you mean `{near}`? "));
            let dialect = self.at.tree.map_or(Dialect::Plain, |tree| Dialect::of(tree.name));
            let help = format!("{}strings are made printable by {}", near.unwrap_or_default(), dialect.filters());
            self.report(span, name, false, format!("there is no filter `{name}`"), Some(help));
            return Shape::Unknown;
        }
        match name {
            "default" | "d" => {
                self.asked.extend(filter.expr.as_ref().and_then(path));
                return Shape::Unknown;
            }
            // Whether it is there may be what is asked.
            "selectattr" | "rejectattr" if filter.args.len() > 1 => {}
            _ => self.members_of_items(name, &given.item(), &filter.args),
        }
        match name {
            name if SAME_ITEMS.contains(&name) => given,
            name if ONE_ITEM.contains(&name) => given.item(),
            _ => Shape::Unknown,
        }
    }

    /// The members of items that a filter is told to go by.
    fn members_of_items(&mut self, filter: &str, item: &Shape<'t>, arguments: &'t [ast::CallArg<'t>]) {
        for (number, argument) in arguments.iter().enumerate() {
            let value = match argument {
                ast::CallArg::Pos(value) if number == 0 && BY_MEMBER.contains(&filter) => value,
                ast::CallArg::Kwarg("attribute", value) => value,
                _ => continue,
            };
            let (Some(name), Shape::View(node)) = (constant(value), item) else { continue };
            // One step is what is written; of more, the first is checked.
            let first = name.split('.').next().unwrap_or(name);
            if let Member::Missing(Ok(keys)) = shape::member(node, first) {
                let help = fault::known_names("they have", first, &keys);
                let message = format!("the items have no member `{first}`");
                self.report(value.span(), first, false, message, Some(help));
            }
        }
    }

    fn test(&mut self, test: &'t ast::Test<'t>, span: Span) -> Shape<'t> {
        let name = test.name;
        self.expression(&test.expr);
        self.arguments(&test.args);
        if matches!(name, "defined" | "undefined") {
            self.asked.extend(path(&test.expr));
        }
        let known = self.environment.empty_state().perform_test(name, &[]);
        if known.is_err_and(|error| error.kind() == ErrorKind::UnknownTest) {
            let near = nearest::of(name, TESTS.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            self.report(span, name, false, format!("there is no test `{name}`"), near);
        }
        Shape::Unknown
    }
}

/// Arguments in the order of a macro's parameters.
fn bind<'t>(it: &Macro<'t>, arguments: &[(Option<&'t str>, Shape<'t>)]) -> Vec<Shape<'t>> {
    let mut positional = arguments.iter().filter(|(name, _)| name.is_none()).map(|(_, shape)| shape.clone());
    let bound = |parameter: &ast::Expr<'t>| {
        let ast::Expr::Var(parameter) = parameter else { return Shape::Unknown };
        let named = arguments.iter().find(|(name, _)| *name == Some(parameter.id)).map(|(_, shape)| shape.clone());
        positional.next().or(named).unwrap_or(Shape::Unknown)
    };
    it.declaration.args.iter().map(bound).collect()
}

/// How an error names an expression: `crate.errors.message`.
fn path(expression: &ast::Expr<'_>) -> Option<String> {
    match expression {
        ast::Expr::Var(variable) => Some(variable.id.to_owned()),
        ast::Expr::GetAttr(member) => Some(format!("{}.{}", path(&member.expr)?, member.name)),
        ast::Expr::GetItem(item) => Some(format!("{}.{}", path(&item.expr)?, constant(&item.subscript_expr)?)),
        _ => None,
    }
}

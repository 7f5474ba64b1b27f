//! From the bundled document back to what the author wrote.

use std::collections::BTreeMap;

use crate::pointer::{Pointer, longest_prefix};
use crate::source::{Authors, FileId};

/// Which node of which file every node of the bundled document comes from.
#[derive(Clone, Debug)]
pub struct Origins {
    root: FileId,
    /// Where something begins that was taken from elsewhere. What is below it keeps its place relative to it.
    taken: BTreeMap<Pointer, (FileId, Pointer)>,
    /// Where a dialect has put things, latest first: new pointers to those they had before.
    moved: Vec<BTreeMap<Pointer, Pointer>>,
    /// What overlays have put into the root document.
    overlaid: Authors,
}

impl Origins {
    /// Everything comes from one file and stands where its author put it.
    pub fn new(root: FileId) -> Self {
        Self { root, taken: BTreeMap::new(), moved: Vec::new(), overlaid: Authors::of(root) }
    }

    /// Of the root document, this was written elsewhere.
    pub(crate) fn overlaid(self, overlaid: Authors) -> Self {
        Self { overlaid, ..self }
    }

    /// The file and the place in it that a node of the bundled document comes from. For a node that is in no file,
    /// that is the place where it would be.
    pub fn author(&self, pointer: &Pointer) -> (FileId, Pointer) {
        let mut pointer = pointer.clone();
        for moved in &self.moved {
            if let Some((before, rest)) = longest_prefix(moved, &pointer) {
                pointer = before.join(&rest);
            }
        }
        match longest_prefix(&self.taken, &pointer) {
            Some(((file, author), rest)) if *file != self.root => (*file, author.join(&rest)),
            Some(((_, author), rest)) => self.overlaid.author(&author.join(&rest)),
            None => self.overlaid.author(&pointer),
        }
    }

    /// Says that the node at `pointer` and all below it was taken from `author` in `file`.
    pub(crate) fn take(&mut self, pointer: Pointer, file: FileId, author: Pointer) {
        self.taken.insert(pointer, (file, author));
    }

    /// Says where a rewriting of the whole document has put things: pairs of the new and the old pointer.
    pub fn rewritten(&mut self, moved: impl IntoIterator<Item = (Pointer, Pointer)>) {
        self.moved.insert(0, moved.into_iter().collect());
    }
}

/// What one rewriting of the document moves, from the root down: new pointers with those they had before all of it.
#[derive(Clone, Debug, Default)]
pub struct Moves(BTreeMap<Pointer, Pointer>);

impl Moves {
    /// Says that what is at `new` was at `old`, which may itself be below something that was moved.
    pub fn record(&mut self, new: Pointer, old: Pointer) {
        let before = longest_prefix(&self.0, &old).map(|(before, rest)| before.join(&rest));
        self.0.insert(new, before.unwrap_or(old));
    }
}

impl IntoIterator for Moves {
    type Item = (Pointer, Pointer);
    type IntoIter = std::collections::btree_map::IntoIter<Pointer, Pointer>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_counts_and_moves_come_first() {
        let (root, other) = (FileId(0), FileId(1));
        let at = |text: &str| Pointer::parse(text);
        let mut origins = Origins::new(root);
        origins.take(at("/definitions/Pet"), other, at("/Pet"));
        origins.take(at("/definitions/Pet/properties/a"), root, at("/a"));
        origins.rewritten([(at("/components/schemas"), at("/definitions"))]);
        assert_eq!(origins.author(&at("/components/schemas/Pet/properties/b")), (other, at("/Pet/properties/b")));
        assert_eq!(origins.author(&at("/components/schemas/Pet/properties/a/x")), (root, at("/a/x")));
        assert_eq!(origins.author(&at("/components/schemas/Petal")), (root, at("/definitions/Petal")));
    }

    #[test]
    fn what_is_moved_below_something_moved_is_found_where_it_was() {
        let at = |text: &str| Pointer::parse(text);
        let mut moves = Moves::default();
        moves.record(at("/a/items"), at("/a/prefixItems/0"));
        moves.record(at("/a/items/items"), at("/a/items/unevaluatedItems"));
        let mut origins = Origins::new(FileId(0));
        origins.rewritten(moves);
        let author = origins.author(&at("/a/items/items/type")).1;
        assert_eq!(author, at("/a/prefixItems/0/unevaluatedItems/type"));
    }
}

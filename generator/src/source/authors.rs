//! Where the nodes of a document stand in the files of their authors, once overlays have changed it.

use std::collections::BTreeMap;

use super::FileId;
use crate::pointer::{Pointer, longest_prefix};

/// Which node of which file every node of a document comes from.
#[derive(Clone, Debug)]
pub struct Authors {
    /// Where all stands that is not listed, at the pointer that it has.
    file: FileId,
    /// Where something begins that stands elsewhere. What is below it keeps its place relative to it.
    elsewhere: BTreeMap<Pointer, (FileId, Pointer)>,
}

impl Authors {
    /// Everything stands in one file, where the document has it.
    pub fn of(file: FileId) -> Self {
        Self { file, elsewhere: BTreeMap::new() }
    }

    /// Everything stands in one file, below a node of it.
    pub fn below(file: FileId, pointer: Pointer) -> Self {
        Self { file, elsewhere: BTreeMap::from([(Pointer::root(), (file, pointer))]) }
    }

    /// The file and the place in it that a node of the document comes from.
    pub fn author(&self, pointer: &Pointer) -> (FileId, Pointer) {
        match longest_prefix(&self.elsewhere, pointer) {
            Some(((file, author), rest)) => (*file, author.join(&rest)),
            None => (self.file, pointer.clone()),
        }
    }

    /// The authors of a node and all below it, as of a document of its own.
    pub fn part(&self, pointer: &Pointer) -> Self {
        let mut part = Self::below(self.file, pointer.clone());
        let below = self.listed(pointer).filter_map(|at| Some((at.below(pointer)?, self.elsewhere.get(at)?.clone())));
        part.elsewhere.extend(below);
        part.elsewhere.insert(Pointer::root(), self.author(pointer));
        part
    }

    /// Says that the node at `pointer` and all below it is now what `part` has at `from`.
    pub fn graft(&mut self, pointer: &Pointer, part: &Self, from: &Pointer) {
        self.forget(pointer);
        let grafted = part.part(from).elsewhere;
        self.elsewhere.extend(grafted.into_iter().map(|(below, author)| (pointer.join(&below), author)));
    }

    /// Says that the element `index` of a list was removed, so that those behind it move up.
    pub fn close_gap(&mut self, list: &Pointer, index: usize, length: usize) {
        for next in index + 1..length {
            let part = self.part(&list.child(next));
            self.graft(&list.child(next - 1), &part, &Pointer::root());
        }
        self.forget(&list.child(length.saturating_sub(1)));
    }

    /// Says that nothing stands at `pointer` any more.
    pub fn forget(&mut self, pointer: &Pointer) {
        let listed: Vec<Pointer> = self.listed(pointer).cloned().collect();
        for pointer in listed {
            self.elsewhere.remove(&pointer);
        }
    }

    /// The listed nodes at `pointer` and below it.
    fn listed<'a>(&'a self, pointer: &'a Pointer) -> impl Iterator<Item = &'a Pointer> {
        let from_there = self.elsewhere.range(pointer.clone()..).map(|(at, _)| at);
        let near = from_there.take_while(|at| at.as_str().starts_with(pointer.as_str()));
        near.filter(|at| at.below(pointer).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: FileId = FileId(0);
    const OVERLAY: FileId = FileId(1);

    fn at(text: &str) -> Pointer {
        Pointer::parse(text)
    }

    #[test]
    fn elements_behind_a_removed_one_keep_their_authors() {
        let mut authors = Authors::of(ROOT);
        let brought = Authors::below(OVERLAY, at("/actions/0/update"));
        authors.graft(&at("/list/3"), &brought, &at("/1"));
        authors.graft(&at("/list/1/name"), &brought, &at("/name"));
        authors.close_gap(&at("/list"), 0, 4);
        assert_eq!(authors.author(&at("/list/0")), (ROOT, at("/list/1")));
        assert_eq!(authors.author(&at("/list/0/name")), (OVERLAY, at("/actions/0/update/name")));
        assert_eq!(authors.author(&at("/list/1/name")), (ROOT, at("/list/2/name")));
        assert_eq!(authors.author(&at("/list/2/in")), (OVERLAY, at("/actions/0/update/1/in")));
        assert_eq!(authors.author(&at("/listed")), (ROOT, at("/listed")));
    }

    #[test]
    fn a_copy_has_the_authors_of_what_was_copied() {
        let mut authors = Authors::of(ROOT);
        authors.graft(&at("/a/b"), &Authors::below(OVERLAY, at("/u")), &Pointer::root());
        let copied = authors.part(&at("/a"));
        authors.graft(&at("/c"), &copied, &Pointer::root());
        assert_eq!(authors.author(&at("/c/d")), (ROOT, at("/a/d")));
        assert_eq!(authors.author(&at("/c/b/e")), (OVERLAY, at("/u/e")));
        authors.forget(&at("/c/b"));
        assert_eq!(authors.author(&at("/c/b/e")), (ROOT, at("/a/b/e")));
        assert_eq!(authors.author(&at("/a/b")), (OVERLAY, at("/u")));
    }
}

//! One tree for every nested document: XML, JSON and IDoc records become named nodes with a place.
//!
//! Readers walk it with [`Node`] and paths such as `Item/Name` or `Quantity/@unitCode`; names are
//! local names, so that namespace prefixes never matter. Secrets are not kept at all.

pub mod check;
pub mod clerk;
pub mod values;

use crate::{Evidence, Field, Place};
use std::collections::HashMap;

/// The most nodes (elements, attributes, keys, items) that one document may have.
pub const NODES_MAX: usize = 1_500_000;
/// The deepest nesting that is followed.
pub const DEPTH_MAX: usize = 64;
/// The largest document, in bytes; spans are 32 bit and memory stays bounded.
pub const DOCUMENT_BYTES_MAX: usize = 64 << 20;

/// Names whose text is never kept, whatever the document: credentials, not order data.
const SECRET_NAMES: [&str; 6] = [
    "sharedsecret",
    "password",
    "credentialmac",
    "digitalsignature",
    "secret",
    "accesstoken",
];

const NONE: u32 = u32::MAX;

/// How a node is written as a step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// An XML element.
    Element,
    /// An XML attribute; its name carries the `@`.
    Attribute,
    /// A member of a JSON object.
    Member,
    /// An item of an array that is a member of a JSON object.
    MemberItem,
    /// An item of an array in an array, or of the top-level array.
    Item,
    /// Columns of a fixed-width record, counted from 1, `end` inclusive.
    Columns {
        /// Line of the file.
        line: u32,
        /// First column.
        start: u32,
        /// Last column.
        end: u32,
    },
}

/// What kind of value a node holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text, or nothing yet.
    Text,
    /// A JSON number; the text is its lexeme.
    Number,
    /// A JSON `true` or `false`.
    Bool,
    /// A JSON `null`.
    Null,
    /// A JSON object or array.
    Branch,
}

#[derive(Debug)]
struct Slot {
    name: u32,
    parent: u32,
    first: u32,
    last: u32,
    next: u32,
    /// 0 for a node without siblings of its name, else its number among them, from 1.
    ordinal: u32,
    step: Step,
    value: Value,
    text: String,
    span: Option<(u32, u32)>,
}

/// A document as a tree. Node 0 stands above the roots.
#[derive(Debug)]
pub struct Tree {
    slots: Vec<Slot>,
    names: Vec<String>,
    name_ids: HashMap<String, u32>,
    /// First node and count of each (parent, name), for the numbers in paths.
    siblings: HashMap<(u32, u32), (u32, u32)>,
}

impl Tree {
    /// A tree with nothing in it.
    pub fn new() -> Tree {
        let mut tree = Tree {
            slots: Vec::new(),
            names: Vec::new(),
            name_ids: HashMap::new(),
            siblings: HashMap::new(),
        };
        let name = tree.name_id("");
        tree.slots.push(Slot::new(name, NONE, Step::Element));
        tree
    }

    /// Adds a node below `parent`; `None` when [`NODES_MAX`] is reached.
    pub fn add(&mut self, parent: u32, name: &str, step: Step) -> Option<u32> {
        if self.slots.len() >= NODES_MAX {
            return None;
        }
        let id = self.slots.len() as u32;
        let name = self.name_id(name);
        let mut slot = Slot::new(name, parent, step);
        slot.ordinal = self.number_among_siblings(parent, name, id, step);
        self.slots.push(slot);
        let above = &mut self.slots[parent as usize];
        match std::mem::replace(&mut above.last, id) {
            NONE => above.first = id,
            before => self.slots[before as usize].next = id,
        }
        Some(id)
    }

    /// Appends to the text of a node, unless its name is that of a secret.
    pub fn add_text(&mut self, id: u32, text: &str, span: Option<(u32, u32)>) {
        let slot = &self.slots[id as usize];
        let blank = slot.text.is_empty() && text.trim().is_empty();
        if blank || is_secret(&self.names[slot.name as usize]) {
            return;
        }
        let slot = &mut self.slots[id as usize];
        slot.span = match (slot.text.is_empty(), slot.span, span) {
            (true, _, new) => new,
            (false, Some((start, _)), Some((_, end))) => Some((start, end)),
            (false, _, _) => None,
        };
        slot.text.push_str(text);
    }

    /// Says what kind of value a node holds.
    pub fn set_value(&mut self, id: u32, value: Value) {
        self.slots[id as usize].value = value;
    }

    /// The node above the roots.
    pub fn top(&self) -> Node<'_> {
        Node { tree: self, id: 0 }
    }

    /// How many distinct names there are; [`Node::name_id`] is below it.
    pub fn name_count(&self) -> usize {
        self.names.len()
    }

    fn name_id(&mut self, name: &str) -> u32 {
        if let Some(id) = self.name_ids.get(name) {
            return *id;
        }
        let id = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.name_ids.insert(name.to_owned(), id);
        id
    }

    fn number_among_siblings(&mut self, parent: u32, name: u32, id: u32, step: Step) -> u32 {
        let counted = self.siblings.entry((parent, name)).or_insert((id, 0));
        counted.1 += 1;
        match step {
            Step::MemberItem | Step::Item => counted.1,
            _ if counted.1 == 1 => 0,
            _ => {
                self.slots[counted.0 as usize].ordinal = 1;
                counted.1
            }
        }
    }
}

impl Default for Tree {
    fn default() -> Tree {
        Tree::new()
    }
}

impl Slot {
    fn new(name: u32, parent: u32, step: Step) -> Slot {
        Slot {
            name,
            parent,
            first: NONE,
            last: NONE,
            next: NONE,
            ordinal: 0,
            step,
            value: Value::Text,
            text: String::new(),
            span: None,
        }
    }
}

fn is_secret(name: &str) -> bool {
    let bare = name.trim_start_matches('@').replace(['_', '-'], "");
    SECRET_NAMES
        .iter()
        .any(|secret| bare.eq_ignore_ascii_case(secret))
}

/// One node of a [`Tree`].
#[derive(Clone, Copy, Debug)]
pub struct Node<'t> {
    tree: &'t Tree,
    id: u32,
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.id == other.id
    }
}

impl<'t> Node<'t> {
    /// Its number in the tree; parents have smaller numbers than their children.
    pub fn id(self) -> u32 {
        self.id
    }

    /// Its local name; an attribute's begins with `@`.
    pub fn name(self) -> &'t str {
        &self.tree.names[self.slot().name as usize]
    }

    /// The number of its name, see [`Tree::name_count`].
    pub fn name_id(self) -> u32 {
        self.slot().name
    }

    /// Its own text without surrounding blanks.
    pub fn text(self) -> &'t str {
        self.slot().text.trim()
    }

    /// What kind of value it holds.
    pub fn value(self) -> Value {
        self.slot().value
    }

    /// How it is written in a path.
    pub fn step(self) -> Step {
        self.slot().step
    }

    /// Its number among siblings of the same name, from 1; 0 when alone.
    pub fn ordinal(self) -> u32 {
        self.slot().ordinal
    }

    /// The node above, if any.
    pub fn parent(self) -> Option<Node<'t>> {
        let parent = self.slot().parent;
        (parent != NONE).then_some(Node {
            tree: self.tree,
            id: parent,
        })
    }

    /// The nodes below, attributes first.
    pub fn children(self) -> impl Iterator<Item = Node<'t>> {
        let node = move |id: u32| {
            (id != NONE).then_some(Node {
                tree: self.tree,
                id,
            })
        };
        std::iter::successors(node(self.slot().first), move |n| node(n.slot().next))
    }

    /// The children of this name.
    pub fn named(self, name: &'static str) -> impl Iterator<Item = Node<'t>> {
        self.children().filter(move |child| child.name() == name)
    }

    /// True when it has elements, members or items below it (attributes do not count).
    pub fn is_branch(self) -> bool {
        self.children().any(|c| c.step() != Step::Attribute)
    }

    /// All nodes that a path such as `Item/Name` or `Quantity/@unitCode` leads to.
    pub fn all(self, path: &str) -> Vec<Node<'t>> {
        let mut found = vec![self];
        for step in path.split('/') {
            found = found
                .iter()
                .flat_map(|node| node.children())
                .filter(|child| child.name() == step)
                .collect();
        }
        found
    }

    /// The first node that a path leads to.
    pub fn at(self, path: &str) -> Option<Node<'t>> {
        match path.split_once('/') {
            None => self.children().find(|child| child.name() == path),
            Some((step, rest)) => self
                .children()
                .filter(|child| child.name() == step)
                .find_map(|child| child.at(rest)),
        }
    }

    /// The first node with text for the first of these paths that leads to one.
    pub fn first(self, paths: &[&str]) -> Option<Node<'t>> {
        let filled = |path: &&str| self.all(path).into_iter().find(|n| !n.text().is_empty());
        paths.iter().find_map(filled)
    }

    /// Text of the first filled node of these paths, or nothing.
    pub fn word(self, paths: &[&str]) -> &'t str {
        self.first(paths).map_or("", Node::text)
    }

    /// Where it stands: an XPath, a JSON pointer or columns.
    pub fn place(self) -> Place {
        if let Step::Columns { line, start, end } = self.step() {
            return Place::Columns { line, start, end };
        }
        let mut steps: Vec<String> = Vec::new();
        let mut node = Some(self);
        while let Some(here) = node.filter(|n| n.id != 0) {
            steps.push(here.path_step());
            node = here.parent();
        }
        steps.reverse();
        Place::Path(steps.concat())
    }

    /// The proof for a value made of this node's text.
    pub fn evidence(self) -> Evidence {
        Evidence {
            place: self.place(),
            text: self.text().to_owned(),
            span: self.slot().span,
            part: None,
        }
    }

    /// Its text as a field; `None` when there is none.
    pub fn field(self) -> Option<Field<String>> {
        let text = self.text();
        (!text.is_empty()).then(|| Field::stated(text.to_owned(), self.evidence()))
    }

    fn slot(self) -> &'t Slot {
        &self.tree.slots[self.id as usize]
    }

    fn path_step(self) -> String {
        let pointer = || self.name().replace('~', "~0").replace('/', "~1");
        match (self.step(), self.ordinal()) {
            (Step::Element | Step::Columns { .. }, 0) | (Step::Attribute, _) => {
                format!("/{}", self.name())
            }
            (Step::Element | Step::Columns { .. }, n) => format!("/{}[{n}]", self.name()),
            // A JSON document's own value has no name: its pointer is empty.
            (Step::Member, _) if self.slot().parent == 0 => String::new(),
            (Step::Member, _) => format!("/{}", pointer()),
            (Step::MemberItem, n) => format!("/{}/{}", pointer(), n.saturating_sub(1)),
            (Step::Item, n) => format!("/{}", n.saturating_sub(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_numbers_siblings_of_one_name_only() {
        let mut tree = Tree::new();
        let order = tree.add(0, "Order", Step::Element).unwrap();
        tree.add(order, "ID", Step::Element).unwrap();
        let first = tree.add(order, "Line", Step::Element).unwrap();
        let second = tree.add(order, "Line", Step::Element).unwrap();
        tree.add(second, "@unit", Step::Attribute).unwrap();
        let path = |path: &str| match tree.top().at(path).unwrap().place() {
            Place::Path(path) => path,
            other => panic!("{other:?}"),
        };
        assert_eq!(path("Order/ID"), "/Order/ID");
        assert_eq!(tree.top().at("Order/Line").unwrap().id(), first);
        assert_eq!(path("Order/Line"), "/Order/Line[1]");
        assert_eq!(path("Order/Line/@unit"), "/Order/Line[2]/@unit");
    }

    #[test]
    fn a_secret_is_never_kept() {
        let mut tree = Tree::new();
        for name in ["SharedSecret", "PASSWORD", "@access_token"] {
            let id = tree.add(0, name, Step::Element).unwrap();
            tree.add_text(id, "hush", None);
            assert_eq!(tree.slots[id as usize].text, "", "{name}");
        }
    }
}

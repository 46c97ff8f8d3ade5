//! A file as a tree of nodes with their places. Typed values are read out of it in `read`.

use std::cell::Cell;
use std::fmt;

use super::nearest::nearest;
use super::place::Place;

/// A node.
pub(super) struct Node {
    /// Where it stands.
    pub(super) place: Place,
    /// What is there.
    pub(super) content: Content,
    /// What it was read as was wrong; that is noted, and the node counts as not there.
    pub(super) skipped: Cell<bool>,
    /// Something in it does not count as there, so that what is missing need not be told.
    pub(super) troubled: Cell<bool>,
}

/// What a node is.
pub(super) enum Content {
    /// Nothing at all, or `null`.
    Null,
    /// Text, as it is meant, and as what it can be read where it is not quoted.
    Scalar(String, Plain),
    /// A list.
    List(Vec<Node>),
    /// Keys with their values, in the order of the file.
    Map(Vec<(Node, Node)>),
}

/// What text can be read as beside text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Plain {
    /// Text alone.
    Text,
    /// Yes or no.
    Bool(bool),
    /// A number from 0.
    Unsigned(u64),
    /// A negative number.
    Signed(i64),
    /// A number with a fraction.
    Float(f64),
}

impl Node {
    pub(super) fn new(place: Place, content: Content) -> Node {
        let (skipped, troubled) = (Cell::new(false), Cell::new(false));
        Node { place, content, skipped, troubled }
    }

    /// Whether there is an entry that does not count as there and was this key, or meant it.
    pub(super) fn left_out(&self, key: &str) -> bool {
        let Content::Map(map) = &self.content else { return false };
        map.iter().filter(|(_, value)| value.skipped.get()).any(|(name, _)| match &name.content {
            Content::Scalar(name, _) => name == key || nearest(name, [key]).is_some(),
            _ => false,
        })
    }

    /// Adds an entry to a map, where the map begins.
    pub(super) fn add(&mut self, key: &str, value: u64) {
        let place = self.mark();
        let Content::Map(map) = &mut self.content else { return };
        let number = Content::Scalar(value.to_string(), Plain::Unsigned(value));
        let name = Content::Scalar(key.to_owned(), Plain::Text);
        map.push((Node::new(place, name), Node::new(place, number)));
    }

    /// What is marked when the whole node is meant: of a map its first key, of a list its first
    /// element, so that a mark stays on one line.
    pub(super) fn mark(&self) -> Place {
        match &self.content {
            Content::Map(map) => map.first().map_or(self.place, |(key, _)| key.place),
            Content::List(list) => list.first().map_or(self.place, Node::mark),
            _ => self.place,
        }
    }
}

impl fmt::Display for Node {
    /// What was found, for messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Content::Null => f.write_str("nothing"),
            Content::Scalar(text, Plain::Text) => write!(f, "text `{}`", cut(text)),
            Content::Scalar(text, Plain::Bool(_)) => write!(f, "`{text}`"),
            Content::Scalar(text, _) => write!(f, "number `{}`", cut(text)),
            Content::List(_) => f.write_str("a list"),
            Content::Map(_) => f.write_str("keys with values"),
        }
    }
}

/// Text as messages show it.
pub(super) fn cut(text: &str) -> String {
    const SHOWN: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None if line.len() < text.len() => format!("{line}…"),
        None => line.to_owned(),
    }
}

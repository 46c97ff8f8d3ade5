//! What stands in the parts of a file that could not be read: what is told as unknown may be there.

use std::collections::BTreeSet;

use super::node::{Content, Node};

/// Words of the parts that were left out.
#[derive(Default)]
pub(super) struct LeftOut {
    /// Keys and texts, as they stand there.
    pub(super) words: BTreeSet<String>,
}

impl LeftOut {
    /// Adds all that stands in a node.
    pub(super) fn add(&mut self, node: &Node) {
        match &node.content {
            Content::Null => {}
            Content::Scalar(text, _) => {
                self.words.insert(text.clone());
            }
            Content::List(list) => list.iter().for_each(|node| self.add(node)),
            Content::Map(map) => map.iter().for_each(|(key, value)| {
                self.add(key);
                self.add(value);
            }),
        }
    }

    /// Whether a name may be declared there: alone, within a longer one, or within a range.
    pub(super) fn may_declare(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.words.iter().map(|word| word.to_lowercase()).any(|word| {
            let range = word.split_once("..");
            word.contains(&name)
                || range.is_some_and(|(first, last)| {
                    first.len() == name.len() && (first..=last).contains(&name.as_str())
                })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_alone_in_a_path_and_in_a_range() {
        let words = ["computers", "Backup\\Daily", "A00001L3..A00020L3"].map(str::to_owned);
        let left_out = LeftOut { words: words.into() };
        for name in ["COMPUTERS", "daily", "A00001L3", "A00007L3", "A00020L3"] {
            assert!(left_out.may_declare(name), "{name}");
        }
        for name in ["computes", "A00021L3", "A00000L3", "B00007L3", "A7"] {
            assert!(!left_out.may_declare(name), "{name}");
        }
    }
}

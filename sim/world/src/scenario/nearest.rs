//! The name that was meant.

/// The name that differs least from a word, when that is little enough for a slip of the pen; above
/// all one that the word only has something before, as `media-state` for `state`.
pub(super) fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let word = word.to_lowercase();
    let names: Vec<&str> = names.into_iter().collect();
    let ends = |name: &&&str| word.strip_suffix(**name).is_some_and(|rest| rest.ends_with('-'));
    let part = names.iter().filter(ends).max_by_key(|name| name.len());
    if let Some(name) = part {
        return Some(name);
    }
    let ranked = names.into_iter().map(|name| (distance(&word, &name.to_lowercase()), name));
    let (distance, name) = ranked.min_by_key(|(distance, _)| *distance)?;
    let length = word.chars().count().max(name.chars().count());
    (distance <= (length / 3).max(1)).then_some(name)
}

/// As many names as are wanted, those that differ least from a word first.
pub(super) fn likeliest<'n>(word: &str, names: &[&'n str], wanted: usize) -> Vec<&'n str> {
    let mut ranked = names.to_vec();
    if !word.is_empty() {
        ranked.sort_by_key(|name| distance(&word.to_lowercase(), &name.to_lowercase()));
    }
    ranked.truncate(wanted);
    ranked
}

/// How many letters must be put in, taken out, changed or swapped with their neighbour to make one
/// word of the other. Long words are not compared.
fn distance(one: &str, other: &str) -> usize {
    const LONGEST: usize = 80;
    let one: Vec<char> = one.chars().take(LONGEST + 1).collect();
    let other: Vec<char> = other.chars().take(LONGEST + 1).collect();
    if one.len() > LONGEST || other.len() > LONGEST {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, wanted) in other.iter().enumerate() {
            let changed = last[column] + usize::from(letter != wanted);
            let mut least = changed.min(last[column + 1] + 1).min(next[column] + 1);
            let swapped = row > 0 && column > 0 && one[row - 1] == *wanted;
            if swapped && other[column - 1] == *letter {
                least = least.min(before[column - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_understood_and_another_word_is_not() {
        let names = ["library", "slot", "drive", "port", "shelf"];
        assert_eq!(nearest("libary", names), Some("library"));
        assert_eq!(nearest("Drvie", names), Some("drive"));
        assert_eq!(nearest("slots", names), Some("slot"));
        assert_eq!(nearest("current-library", names), Some("library"));
        assert_eq!(nearest("cupboard", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("x", []), None);
    }

    #[test]
    fn every_way_of_slipping_counts_once() {
        for (one, other, expected) in
            [("", "", 0), ("ab", "ba", 1), ("abc", "ac", 1), ("ac", "abc", 1), ("abc", "axc", 1)]
        {
            assert_eq!(distance(one, other), expected, "{one} {other}");
        }
    }
}

//! Words for people: what was probably meant, lists, and names that were found in a file.

/// Longer words are not compared: nobody mistypes so much.
const COMPARED_BYTES_MAX: usize = 128;
/// So many names a sentence lists.
const LISTED_MAX: usize = 12;
/// So many characters of something found a sentence quotes.
const QUOTED_CHARS_MAX: usize = 80;
/// So many characters of somebody else's sentence are repeated.
const SENTENCE_CHARS_MAX: usize = 400;

/// The known word that `found` was probably meant to be.
pub(super) fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if found.len() > COMPARED_BYTES_MAX {
        return None;
    }
    let letters = found.chars().count();
    let limit = letters.max(3) / 3;
    let distances = known.into_iter().map(|word| (distance(found, word), word));
    // Something of it must be right: one letter is not like another.
    distances.filter(|(distance, _)| *distance <= limit && *distance < letters).min().map(|(_, word)| word)
}

/// `; did you mean ..?` when a known word is near, else nothing.
pub(super) fn did_you_mean<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(found, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// "`a`, `b` or `c`"; of many the first ones.
pub(super) fn either<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    list(words, "or")
}

/// "`a`, `b` and `c`"; of many the first ones.
pub(super) fn all_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    list(words, "and")
}

/// "core 1", "cores 0, 1 and 2"; of many the first ones.
pub(crate) fn cores(numbers: &[usize]) -> String {
    let word = if numbers.len() == 1 { "core" } else { "cores" };
    format!("{word} {}", join(numbers.iter().map(usize::to_string).collect(), "and"))
}

fn list<'a>(words: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    join(words.into_iter().map(|word| format!("`{word}`")).collect(), last)
}

fn join(mut items: Vec<String>, join: &str) -> String {
    let more = items.len().saturating_sub(LISTED_MAX);
    items.truncate(LISTED_MAX);
    if more > 0 {
        items.push(format!("{more} more"));
    }
    let last = items.pop().unwrap_or_else(|| "nothing".into());
    if items.is_empty() { last } else { format!("{} {join} {last}", items.join(", ")) }
}

/// What was found, in backticks, shortened, and with nothing that a terminal would act on.
pub(super) fn quoted(found: &str) -> String {
    format!("`{}`", cut(found, QUOTED_CHARS_MAX))
}

/// Somebody else's sentence, in which there may be anything that was found.
pub(super) fn sentence(text: &str) -> String {
    cut(text, SENTENCE_CHARS_MAX)
}

fn cut(text: &str, chars_max: usize) -> String {
    let shown: String = text.chars().take(chars_max).flat_map(shown).collect();
    let dots = if text.chars().nth(chars_max).is_some() { ".." } else { "" };
    format!("{shown}{dots}")
}

/// A character, or how it is written where it cannot be seen.
fn shown(c: char) -> impl Iterator<Item = char> {
    let hidden = c.is_control();
    hidden.then(|| c.escape_default()).into_iter().flatten().chain((!hidden).then_some(c))
}

/// How many letters have to be added, removed, changed, or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut left_before = None;
    for (row, left) in a.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, right) in b.iter().enumerate() {
            let changed = last[column] + usize::from(left != *right);
            let mut best = changed.min(current[column] + 1).min(last[column + 1] + 1);
            if column > 0 && left_before == Some(*right) && b[column - 1] == left {
                best = best.min(before_last[column - 1] + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
        left_before = Some(left);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_suggests_only_what_is_near() {
        let known = ["shared_memory", "same_node", "relay"];
        let check = |found, expected| assert_eq!(nearest(found, known), expected, "{found}");
        check("shared_memroy", Some("shared_memory"));
        check("samenode", Some("same_node"));
        check("realy", Some("relay"));
        check("tcp", None);
        check("", None);
        assert_eq!(nearest("q", ["a", "b"]), None);
        check(&"relay".repeat(1_000), None);
    }

    #[test]
    fn lists_end_somewhere() {
        assert_eq!(either([]), "nothing");
        assert_eq!(either(["a"]), "`a`");
        assert_eq!(all_of(["a", "b", "c"]), "`a`, `b` and `c`");
        assert!(either(["x"; 14]).ends_with("`x` or 2 more"));
    }

    #[test]
    fn what_was_found_is_harmless() {
        assert_eq!(quoted("a\u{1b}[2J"), "`a\\u{1b}[2J`");
        assert_eq!(quoted(&"é".repeat(100)), format!("`{}..`", "é".repeat(80)));
    }
}

//! What is wrong with a configuration, and where: `file:line:column`, a sentence, and the line with a mark below.

use std::fmt;
use std::sync::Arc;

/// Where something stands in the text, in bytes.
pub(super) type Span = std::ops::Range<usize>;

/// So many characters of a line are shown.
const SHOWN_CHARS_MAX: usize = 160;
/// So many of them before the mark.
const SHOWN_CHARS_BEFORE: usize = 100;

/// A mistake in a configuration: where it is, what was found, what was expected, and what to do.
///
/// Shown as `file:line:column: sentence`, with the line of the file and a mark below it. What has no place in the
/// file (it cannot be read; somebody asked for an actor that it does not have) is shown as `file: sentence`.
///
/// # Examples
///
/// ```
/// use mycelium::bundle::TopologyConfig;
///
/// let error = TopologyConfig::parse("[[bundles]]\nname = \"core\"\nmode = \"shared\"\n", "bundles.toml").unwrap_err();
/// assert_eq!((error.file(), error.line(), error.column()), ("bundles.toml", Some(3), Some(8)));
/// assert_eq!(
///     error.to_string(),
///     "bundles.toml:3:8: unknown mode `shared`; expected `shared_memory` or `same_node`\n\
///      \x20 |\n\
///      3 | mode = \"shared\"\n\
///      \x20 |        ^^^^^^^^"
/// );
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigError {
    inner: Box<Inner>,
}

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    file: String,
    text: String,
    place: Option<Place>,
}

/// A place with the line around it, ready to be shown.
#[derive(Clone, PartialEq, Eq)]
struct Place {
    line: usize,
    column: usize,
    /// The line, or its part around the place.
    shown: String,
    /// What stands below `shown`, before the mark.
    indent: String,
    marks: usize,
}

/// A file's name and text, which errors point into.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) file: String,
    pub(super) text: String,
}

// === impl ConfigError ===

impl ConfigError {
    /// A mistake without a place.
    pub(super) fn of_file(file: &str, text: impl fmt::Display) -> Self {
        Self { inner: Box::new(Inner { file: file.into(), text: text.to_string(), place: None }) }
    }

    /// The file's name, as it was given.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.inner.file
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.inner.place.as_ref().map(|place| place.line)
    }

    /// The column, from 1, in characters.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.inner.place.as_ref().map(|place| place.column)
    }

    /// The sentence alone.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.inner.text
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { file, text, place } = &*self.inner;
        let Some(Place { line, column, shown, indent, marks }) = place else { return write!(f, "{file}: {text}") };
        let gutter = " ".repeat(line.to_string().len());
        writeln!(f, "{file}:{line}:{column}: {text}")?;
        writeln!(f, "{gutter} |")?;
        writeln!(f, "{line} | {shown}")?;
        write!(f, "{gutter} | {indent}{}", "^".repeat(*marks))
    }
}

impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ConfigError {}

// === impl Source ===

impl Source {
    pub(super) fn new(file: &str, text: &str) -> Arc<Self> {
        Arc::new(Self { file: file.into(), text: text.into() })
    }

    /// A mistake at a place.
    pub(super) fn error(&self, span: &Span, text: impl fmt::Display) -> ConfigError {
        let place = Some(self.place(span));
        ConfigError { inner: Box::new(Inner { file: self.file.clone(), text: text.to_string(), place }) }
    }

    /// `file:line:column`, for a sentence about another place.
    pub(super) fn at(&self, span: &Span) -> String {
        let (_, line, column) = self.position(self.boundary(span.start));
        format!("{}:{line}:{column}", self.file)
    }

    fn boundary(&self, at: usize) -> usize {
        self.text.floor_char_boundary(at.min(self.text.len()))
    }

    /// Where the line of `at` begins, its number, and the column.
    fn position(&self, at: usize) -> (usize, usize, usize) {
        let before = &self.text[..at];
        let mut start = before.rfind('\n').map_or(0, |newline| newline + 1);
        if start == 0 && before.starts_with('\u{feff}') {
            start = '\u{feff}'.len_utf8();
        }
        (start, before.matches('\n').count() + 1, before[start..].chars().count() + 1)
    }

    fn place(&self, span: &Span) -> Place {
        let at = self.boundary(span.start);
        let (start, line, column) = self.position(at);
        let rest = &self.text[start..];
        let whole = rest.lines().next().unwrap_or_default();
        let marked = self.text[at..self.boundary(span.end).max(at)].lines().next().unwrap_or_default();
        let skipped = column.saturating_sub(SHOWN_CHARS_BEFORE);
        // Whatever a terminal would act on is shown as a box; a tab stays, so that the mark stands below its place.
        let plain = |c: char| if c.is_control() && c != '\t' { '\u{fffd}' } else { c };
        let shown: String = whole.chars().skip(skipped).take(SHOWN_CHARS_MAX).map(plain).collect();
        let left = column - 1 - skipped;
        let indent: String =
            shown.chars().chain(std::iter::repeat(' ')).take(left).map(|c| if c == '\t' { c } else { ' ' }).collect();
        let marks = marked.chars().count().clamp(1, (SHOWN_CHARS_MAX - left).max(1));
        Place { line, column, shown, indent, marks }
    }
}

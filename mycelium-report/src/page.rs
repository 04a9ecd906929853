//! A page: headings, text, tables and charts, one below the other.

use std::fmt::Write;

/// Plain colours by the reader's choice; wide tables scroll in their place.
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--line:#d0d7de;--good:#1a7f37;--bad:#cf222e;--faint:#57606a}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--line:#30363d;--good:#3fb950;--bad:#ff7b72;--faint:#8d96a0}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:72rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem}
p.note{color:var(--faint);font-size:.9rem;margin:.25rem 0}
div.table{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .9rem .25rem 0;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th:first-child,td:first-child{text-align:left}
td.good{color:var(--good);font-weight:600}td.bad{color:var(--bad);font-weight:600}
div.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:1.5rem;margin:1rem 0}
svg{width:100%;height:auto;display:block}
";

/// A page under construction. All text is escaped; charts are what this crate's functions return.
#[derive(Debug, Clone)]
pub struct Page {
    title: String,
    body: String,
    /// Charts stand side by side while nothing else comes between them.
    in_charts: bool,
}

/// How a cell of a table is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Good,
    Bad,
}

/// Text as it may stand in HTML and SVG, also inside of quotes. Control characters become spaces.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

// === impl Page ===

impl Page {
    /// An empty page with this heading.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self { title: escape(title), body: String::new(), in_charts: false }
    }

    /// Adds a heading.
    #[must_use]
    pub fn heading(self, text: &str) -> Self {
        self.block(|body| element(body, "h2", "", text))
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.block(|body| element(body, "p", "", text))
    }

    /// Adds a paragraph in small print.
    #[must_use]
    pub fn note(self, text: &str) -> Self {
        self.block(|body| element(body, "p", "note", text))
    }

    /// Adds a table; the first column is to the left, the others to the right.
    #[must_use]
    pub fn table(self, head: &[&str], rows: &[Vec<String>]) -> Self {
        self.toned_table(head, rows.iter().map(|row| row.iter().map(|cell| (Tone::Plain, cell.clone())).collect()))
    }

    pub(crate) fn toned_table(self, head: &[&str], rows: impl Iterator<Item = Vec<(Tone, String)>>) -> Self {
        self.block(|body| {
            body.push_str("<div class=\"table\"><table>\n<thead><tr>");
            head.iter().for_each(|cell| element(body, "th", "", cell));
            body.push_str("</tr></thead>\n<tbody>\n");
            for row in rows {
                body.push_str("<tr>");
                for (tone, cell) in row {
                    let class = match tone {
                        Tone::Plain => "",
                        Tone::Good => "good",
                        Tone::Bad => "bad",
                    };
                    element(body, "td", class, &cell);
                }
                body.push_str("</tr>\n");
            }
            body.push_str("</tbody>\n</table></div>\n");
        })
    }

    /// Adds a chart, beside the one before it where there is room.
    #[must_use]
    pub fn chart(mut self, svg: &str) -> Self {
        if !self.in_charts {
            self.body.push_str("<div class=\"charts\">\n");
            self.in_charts = true;
        }
        self.body.push_str(svg);
        self
    }

    /// The whole page.
    #[must_use]
    pub fn to_html(self) -> String {
        let Self { title, body, .. } = self.block(|_| {});
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{body}</body>\n</html>\n"
        )
    }

    /// Adds what is no chart.
    fn block(mut self, add: impl FnOnce(&mut String)) -> Self {
        if std::mem::take(&mut self.in_charts) {
            self.body.push_str("</div>\n");
        }
        add(&mut self.body);
        self
    }
}

fn element(body: &mut String, tag: &str, class: &str, text: &str) {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    // Writing to a string does not fail.
    let _ = writeln!(body, "<{tag}{class}>{}</{tag}>", escape(text));
}

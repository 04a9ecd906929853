//! What a backend has drawn, made fit for a page: it takes its colour from the page and its width from its place.

use std::fmt::Write;

use crate::page::escape;

/// The colour in which axes and text are drawn, which becomes the page's own.
const INK: &str = "\"#000000\"";

/// Puts a drawing into a page. `title` is what is read aloud.
pub(crate) fn inline(drawn: &str, title: &str, (width, height): (u32, u32)) -> String {
    let body = drawn.split_once('>').map_or("", |(_, body)| body);
    let mut svg = String::with_capacity(drawn.len() + 256);
    let title = escape(title);
    // Writing to a string does not fail.
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"{title}\">\n<title>{title}</title>\n"
    );
    svg.push_str(&body.replace(INK, "\"currentColor\""));
    svg
}

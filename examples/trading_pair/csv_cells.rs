//! The cells of one line of comma-separated text.
//!
//! A cell may stand in double quotes, with `""` for a quote; a cell that goes on in the next line
//! is not read. The text of a cell is handed over as it stands, without its outer quotes: no cell
//! that matters here holds a quote.

/// One cell and where it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell<'a> {
    pub(crate) text: &'a str,
    /// The cell's first character in its line, from 1.
    pub(crate) column: usize,
}

/// Cuts a line (without its end) into cells; a cell whose quotes do not close is the error.
pub(crate) fn cells(line: &str) -> Result<Vec<Cell<'_>>, Cell<'_>> {
    let mut cells = Vec::new();
    let (mut rest, mut column) = (line, 1);
    loop {
        let (text, length) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let end = closing_quote(quoted).ok_or(Cell { text: rest, column })?;
                (&quoted[..end], end + 2)
            }
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (&rest[..end], end)
            }
        };
        cells.push(Cell { text, column });
        if length == rest.len() {
            return Ok(cells);
        }
        // Past the cell and its comma.
        column += rest[..=length].chars().count();
        rest = &rest[length + 1..];
    }
}

/// Where the quote stands that ends the cell: one that a comma or the line's end follows.
fn closing_quote(quoted: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + quoted[from..].find('"')?;
        match quoted.as_bytes().get(at + 1) {
            None | Some(b',') => return Some(at),
            Some(b'"') => from = at + 2,
            Some(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[(&str, usize)]) {
        let found = cells(line).expect("quotes close");
        let found: Vec<_> = found.iter().map(|cell| (cell.text, cell.column)).collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn cells_know_the_character_they_start_at() {
        check("", &[("", 1)]);
        check("a,bc,", &[("a", 1), ("bc", 3), ("", 6)]);
        check("é,ü,c", &[("é", 1), ("ü", 3), ("c", 5)]);
        check(r#""a,b",c"#, &[("a,b", 1), ("c", 7)]);
        check(r#""a""b",c"#, &[(r#"a""b"#, 1), ("c", 8)]);
        check(r#"a"b,c"#, &[(r#"a"b"#, 1), ("c", 5)]);
        check("a,\"\"", &[("a", 1), ("", 3)]);
    }

    #[test]
    fn quotes_that_do_not_close_are_an_error() {
        assert_eq!(cells(r#"a,"b"#).map_err(|cell| cell.column), Err(3));
        assert_eq!(cells(r#"a,"b"c"#).map_err(|cell| cell.column), Err(3));
        assert_eq!(cells("\"").map_err(|cell| cell.column), Err(1));
    }
}

//! Swap records, and how they are read from comma-separated text.
//!
//! The first line that is neither blank nor a comment names the columns. Eight are read, in any
//! order: `block_number`, `block_time`, `token_sold_contract`, `token_sold_amount`,
//! `token_bought_contract`, `token_bought_amount`, `base_fees_eth`, `priority_fees_eth`; others are
//! ignored. Lines are blank, comments (`#` and a space, or `#` alone) or records. Records need not
//! be in block order.
//!
//! A file is read completely or not at all: the first mistake ends it, with its file, line and
//! column. Limit: [`FILE_BYTES_MAX`].

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::block_time;
use crate::csv_cells::{Cell, cells};
use crate::decimal::scaled_by_18;
use crate::swap_file_error::{Fault, SwapFileError, quoted};
use crate::tokens::Address;

/// The longest file that is read.
pub const FILE_BYTES_MAX: u64 = 1 << 30;

/// One swap as a chain explorer lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SwapRecord {
    /// The block that holds the swap.
    pub block: u64,
    /// The block's time, in milliseconds since the Unix epoch.
    pub time_ms: u64,
    /// What the trader sold.
    pub sold: Address,
    /// How much of it, scaled by 10^18.
    pub sold_amount: u128,
    /// What the trader bought.
    pub bought: Address,
    /// How much of it, scaled by 10^18.
    pub bought_amount: u128,
    /// Base and priority fee together.
    pub fee_wei: u128,
}

/// Reads a file of swaps.
///
/// # Errors
///
/// [`SwapFileError`], which names the file, the place, what was found and what was expected.
pub fn read_file(path: &Path) -> Result<Vec<SwapRecord>, SwapFileError> {
    let file = path.display().to_string();
    let unreadable = |source| SwapFileError::Unreadable { file: file.clone(), source };
    let mut bytes = Vec::new();
    // One byte past the limit tells a file that is too long from one that just fits.
    File::open(path).and_then(|open| open.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        let bytes = path.metadata().map_err(unreadable)?.len();
        return Err(SwapFileError::TooLong { file, bytes, bytes_max: FILE_BYTES_MAX });
    }
    Ok(parse(&file, &bytes)?)
}

/// Reads swaps from text; `file` is the name for errors.
///
/// # Errors
///
/// The first [`Fault`] in the text.
pub fn parse(file: &str, text: &[u8]) -> Result<Vec<SwapRecord>, Box<Fault>> {
    let mut columns = None;
    let mut swaps = Vec::new();
    let mut place = Place { file, line: 0 };
    for bytes in text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).split(|byte| *byte == b'\n') {
        place.line += 1;
        let line = place.utf8(bytes.strip_suffix(b"\r").unwrap_or(bytes))?;
        if line.trim().is_empty() || line == "#" || line.starts_with("# ") {
            continue;
        }
        let cells = cells(line).map_err(|cell| {
            let found = quoted(cell.text);
            place.fault(cell.column, None, found, "quotes that close in the same line", "close them")
        })?;
        match &columns {
            None => columns = Some(Columns::find(place, line, &cells)?),
            Some(columns) => swaps.push(columns.record(place, line, &cells)?),
        }
    }
    if swaps.is_empty() {
        let (expected, remedy) = match columns {
            None => ("a header line", "begin the file with the names of its columns"),
            Some(_) => ("at least one swap", "add a line below the header"),
        };
        return Err(place.fault(1, None, "the end of the file".to_owned(), expected, remedy));
    }
    Ok(swaps)
}

/// Which cell of a line holds what.
#[derive(Debug)]
struct Columns {
    /// The cells of [`Self::NAMES`], in that order.
    at: [usize; Self::NAMES.len()],
    width: usize,
}

impl Columns {
    const NAMES: [&str; 8] = [
        "block_number",
        "block_time",
        "token_sold_contract",
        "token_sold_amount",
        "token_bought_contract",
        "token_bought_amount",
        "base_fees_eth",
        "priority_fees_eth",
    ];

    fn find(place: Place<'_>, line: &str, cells: &[Cell<'_>]) -> Result<Self, Box<Fault>> {
        let mut at = [0; Self::NAMES.len()];
        for (slot, name) in at.iter_mut().zip(Self::NAMES) {
            let mut found = cells.iter().enumerate().filter(|(_, cell)| cell.text == name);
            *slot = match (found.next(), found.next()) {
                (Some((index, _)), None) => index,
                (Some(_), Some((_, again))) => {
                    let found = format!("`{name}` a second time");
                    let expected = "every column once";
                    return Err(place.fault(again.column, Some(name), found, expected, "rename one"));
                }
                (None, _) => {
                    let found = format!("a header without `{name}`");
                    let expected = format!("the columns {}", Self::NAMES.join(", "));
                    let end = line.chars().count() + 1;
                    return Err(place.fault(end, None, found, expected, "add the column"));
                }
            };
        }
        Ok(Self { at, width: cells.len() })
    }

    fn record(&self, place: Place<'_>, line: &str, cells: &[Cell<'_>]) -> Result<SwapRecord, Box<Fault>> {
        if cells.len() != self.width {
            // The first cell too many, or the end of the line where one is missing.
            let end = line.chars().count() + 1;
            let column = cells.get(self.width).map_or(end, |cell| cell.column);
            let found = format!("{} cells", cells.len());
            let expected = format!("{}, as the header has", self.width);
            return Err(place.fault(column, None, found, expected, "complete or correct the line"));
        }
        let [block, time, sold, sold_amount, bought, bought_amount, base, priority] =
            std::array::from_fn(|i| NamedCell { place, name: Self::NAMES[i], cell: cells[self.at[i]] });
        Ok(SwapRecord {
            block: block.block()?,
            time_ms: time.time_ms()?,
            sold: sold.address()?,
            sold_amount: sold_amount.decimal()?,
            bought: bought.address()?,
            bought_amount: bought_amount.decimal()?,
            fee_wei: base
                .decimal()?
                .checked_add(priority.decimal()?)
                .ok_or_else(|| priority.fault("a fee whose sum with the base fee fits 128 bits"))?,
        })
    }
}

/// A line of a file.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    file: &'a str,
    line: usize,
}

impl Place<'_> {
    fn utf8<'t>(&self, bytes: &'t [u8]) -> Result<&'t str, Box<Fault>> {
        str::from_utf8(bytes).map_err(|error| {
            let good = &bytes[..error.valid_up_to()];
            let column = String::from_utf8_lossy(good).chars().count() + 1;
            let found = format!("the byte {:#04x}", bytes[error.valid_up_to()]);
            self.fault(column, None, found, "UTF-8 text", "save the file as UTF-8")
        })
    }

    fn fault(
        &self,
        column: usize,
        header: Option<&str>,
        found: String,
        expected: impl Into<String>,
        remedy: &str,
    ) -> Box<Fault> {
        Box::new(Fault {
            file: self.file.to_owned(),
            line: self.line,
            column,
            header: header.map(str::to_owned),
            found,
            expected: expected.into(),
            remedy: remedy.to_owned(),
        })
    }
}

/// A cell with all that an error needs.
#[derive(Debug, Clone, Copy)]
struct NamedCell<'a> {
    place: Place<'a>,
    name: &'static str,
    cell: Cell<'a>,
}

impl NamedCell<'_> {
    fn block(&self) -> Result<u64, Box<Fault>> {
        // `parse` alone would take a plus sign.
        let digits = self.cell.text.bytes().all(|byte| byte.is_ascii_digit());
        let block = digits.then(|| self.cell.text.parse().ok()).flatten();
        block.ok_or_else(|| self.fault("a block number such as 17866488"))
    }

    fn time_ms(&self) -> Result<u64, Box<Fault>> {
        block_time::milliseconds(self.cell.text).ok_or_else(|| self.fault("a time such as 2023-08-08 00:00:11.000 UTC"))
    }

    fn address(&self) -> Result<Address, Box<Fault>> {
        Address::from_hex(self.cell.text).ok_or_else(|| self.fault("an address: 0x and 40 hexadecimal digits"))
    }

    fn decimal(&self) -> Result<u128, Box<Fault>> {
        scaled_by_18(self.cell.text).map_err(|error| {
            let expected = "a decimal number below 3.4e20, such as 12.5 or 1.5e-7";
            let mut fault = self.fault(expected);
            fault.found = format!("{} ({error})", fault.found);
            fault
        })
    }

    fn fault(&self, expected: &str) -> Box<Fault> {
        let found = quoted(self.cell.text);
        let remedy = "correct the cell or take the line out";
        self.place.fault(self.cell.column, Some(self.name), found, expected, remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::{USDC, WETH};
    use crate::units::TOKEN;

    const HEADER: &str = "block_number,block_time,token_bought_contract,token_sold_contract,\
        token_bought_symbol,token_bought_amount,token_sold_amount,base_fees_eth,priority_fees_eth";
    const SWAP: &str = "17,1970-01-01 00:00:01.000 UTC,\
        0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2,0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48,\
        Ξ,1,2000,0.001,2e-3";

    fn fault(text: &str) -> String {
        parse("swaps.csv", text.as_bytes()).expect_err(text).to_string()
    }

    #[test]
    fn records_are_read_past_comments_blank_lines_and_unknown_columns() {
        let text = format!("# A comment.\r\n\r\n{HEADER}\r\n#\r\n{SWAP}\r\n{SWAP}");
        let swaps = parse("swaps.csv", text.as_bytes()).expect("all is well");
        let expected = SwapRecord {
            block: 17,
            time_ms: 1_000,
            sold: USDC,
            sold_amount: 2_000 * TOKEN,
            bought: WETH,
            bought_amount: TOKEN,
            fee_wei: 3 * TOKEN / 1_000,
        };
        assert_eq!(swaps, [expected, expected]);
    }

    #[test]
    fn an_error_says_where_what_and_what_to_do() {
        let swap = SWAP.replace("2000", "2,5");
        assert_eq!(
            fault(&format!("{HEADER}\n{SWAP}\n{swap}")),
            "swaps.csv:3:132: found 10 cells, expected 9, as the header has; \
             complete or correct the line"
        );
        let swap = SWAP.replace("2000", "1.2.3");
        assert_eq!(
            fault(&format!("{HEADER}\n{SWAP}\n{swap}")),
            "swaps.csv:3:122: column `token_sold_amount`: found \"1.2.3\" (the character '.' at \
             position 4), expected a decimal number below 3.4e20, such as 12.5 or 1.5e-7; \
             correct the cell or take the line out"
        );
    }

    #[test]
    fn every_kind_of_cell_is_checked() {
        for (cell, junk, column) in [
            ("17,", "+17,", ":2:1: column `block_number`"),
            ("17,", "99999999999999999999,", ":2:1: column `block_number`"),
            ("1970-01-01", "1970-02-30", ":2:4: column `block_time`"),
            ("0xc02a", "0xc02", ":2:32: column `token_bought_contract`"),
            ("0xa0b8", "a0b8", ":2:75: column `token_sold_contract`"),
            (",1,", ",,", ":2:120: column `token_bought_amount`: found nothing"),
            ("2e-3", "340282366920938463463.374", ":2:133: column `priority_fees_eth`"),
        ] {
            let text = format!("{HEADER}\n{}", SWAP.replacen(cell, junk, 1));
            assert!(fault(&text).contains(column), "{}", fault(&text));
        }
    }

    #[test]
    fn a_file_without_its_header_or_swaps_is_refused() {
        assert!(fault("").contains(":1:1: found the end of the file, expected a header line"));
        assert!(fault(HEADER).contains("expected at least one swap"));
        let missing = HEADER.replace("token_sold_amount,", "");
        assert!(fault(&missing).contains("found a header without `token_sold_amount`"));
        let twice = HEADER.replace("token_bought_symbol", "block_time");
        assert!(fault(&twice).contains(":1:67: column `block_time`: found `block_time` a second"));
        let broken = parse("swaps.csv", b"caf\xe9,").expect_err("not UTF-8").to_string();
        assert!(broken.contains(":1:4: found the byte 0xe9, expected UTF-8 text"), "{broken}");
    }
}

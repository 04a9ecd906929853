//! Reports of mycelium as pages with charts.
//!
//! [`page`] makes one of a migration report; [`Page`] makes others, of the same parts and with the same looks. A page is one
//! file: its charts are SVG inside of it, its style is in its head, and it names nothing outside, so that it opens from disk,
//! from a mail, and behind every firewall. It has no scripts. Light or dark is the reader's choice.
//!
//! ```
//! use mycelium_report::{Page, line_chart};
//!
//! let depth = line_chart("Waiting messages", "messages", &[("price_book", &[(0.0, 3.0), (1.0, 12.0), (2.0, 5.0)])]);
//! let page = Page::new("The books").text("As of now.").chart(&depth).to_html();
//! assert!(page.contains("<svg") && page.contains("price_book"));
//! ```

mod axis;
mod chart;
mod migration;
mod page;
mod svg;

pub use chart::{Bar, POINTS_MAX, SERIES_MAX, bar_chart, line_chart, quantile_chart};
pub use migration::page;
pub use page::{Page, escape};

//! Files for reports, opened before anything is measured.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// A file that can be written.
#[derive(Debug)]
pub(crate) struct Output {
    file: File,
    name: String,
}

// === impl Output ===

impl Output {
    /// Creates the file, if one is asked for.
    ///
    /// # Errors
    ///
    /// A sentence with the path.
    pub(crate) fn create(path: Option<&Path>) -> Result<Option<Self>, String> {
        let create = |path: &Path| {
            let name = path.display().to_string();
            match File::create(path) {
                Ok(file) => Ok(Self { file, name }),
                Err(error) => Err(format!("{name}: cannot be written: {error}; check the path and its permissions")),
            }
        };
        path.map(create).transpose()
    }

    /// Writes all of it.
    ///
    /// # Errors
    ///
    /// A sentence with the path.
    pub(crate) fn write(self, text: &str) -> Result<(), String> {
        let mut out = BufWriter::new(self.file);
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        written.map_err(|error| format!("{}: cannot be written: {error}", self.name))
    }
}

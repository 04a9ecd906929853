//! What moved between two versions of a file: a running system takes moved edges, and nothing else.

use toml::{Table, Value};

use super::error::ConfigError;
use super::topology::TopologyConfig;

/// The keys of an edge that may change while a system runs.
const MOVABLE: [&str; 2] = ["road", "beside"];

// === impl TopologyConfig ===

impl TopologyConfig {
    /// The edges whose road, or the road beside it, is another one in `new`; as indices into
    /// [`edges`](Self::edges) of both.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] of `new` when anything else is different, which a running system cannot take.
    pub fn moved_edges(&self, new: &Self) -> Result<Vec<usize>, ConfigError> {
        let (before, after) = (self.but_roads()?, new.but_roads()?);
        let keys = before.keys().chain(after.keys());
        if let Some(key) = keys.into_iter().find(|key| before.get(*key) != after.get(*key)) {
            let text = format!(
                "`{key}` differs from what runs in more than the `road` and `beside` of edges that it knows; \
                 undo that, or restart the system"
            );
            return Err(ConfigError::of_file(new.file(), text));
        }
        let both = self.edges().iter().zip(new.edges()).enumerate();
        let moved = both.filter(|(_, (old, new))| (old.road, old.beside) != (new.road, new.beside));
        Ok(moved.map(|(index, _)| index).collect())
    }

    /// What the file says, without what may change.
    fn but_roads(&self) -> Result<Table, ConfigError> {
        let source = &self.inner.source;
        let mut table: Table =
            source.text.parse().map_err(|error| ConfigError::of_file(&source.file, format!("is no TOML: {error}")))?;
        let edges = table.get_mut("edges").and_then(Value::as_array_mut).into_iter().flatten();
        for edge in edges.filter_map(Value::as_table_mut) {
            MOVABLE.iter().for_each(|key| drop(edge.remove(*key)));
        }
        Ok(table)
    }
}

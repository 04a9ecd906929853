//! An actor's `config`, decoded into the actor's own type; keys that nobody reads are refused.
//!
//! The text is read again for each actor: this happens once per start, and keeps the place of every value without
//! a second model of TOML.

mod path;
mod probe;
mod root;

use std::cell::RefCell;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use self::path::Step;
use super::error::ConfigError;
use super::parse::document;
use super::plan::ActorPlan;
use super::words::{did_you_mean, either, quoted, sentence};
use crate::error::Error;

// === impl ActorPlan ===

impl ActorPlan {
    /// Decodes its `config`.
    ///
    /// Without a `config` the type is decoded from an empty table, an `Option` from nothing. `()` and structs without
    /// fields take no config at all. Keys that the type does not know are refused, whether it denies unknown fields
    /// or not. (Only inside of `#[serde(flatten)]`, `untagged` and internally tagged types serde drops them before
    /// anybody can see it, and forgets the places of values, too; use none of these.)
    ///
    /// # Errors
    ///
    /// [`ConfigError`] at the key or value that does not fit.
    ///
    /// # Examples
    ///
    /// ```
    /// use mycelium::bundle::TopologyConfig;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Limits { min_profit_usd: f64, max_gas_cost: f64 }
    ///
    /// let text = r#"
    /// [[bundles]]
    /// name = "trading_core"
    /// mode = "shared_memory"
    /// [bundles.actors.signal_generator]
    /// type = "SignalGeneratorActor"
    /// config = { min_profit_usd = 10.0, max_gas_cots = 50.0 }
    /// "#;
    /// let topology = TopologyConfig::parse(text, "bundles.toml")?;
    /// let actor = topology.actor("signal_generator").expect("it is there");
    /// let error = actor.config::<Limits>().err().expect("a key is misspelt");
    /// assert_eq!((error.line(), error.column()), (Some(7), Some(35)));
    /// assert!(error.message().starts_with("the config of `signal_generator` has no key `max_gas_cots`"));
    /// assert!(error.message().ends_with("did you mean `max_gas_cost`?"));
    /// # Ok::<(), mycelium::bundle::ConfigError>(())
    /// ```
    pub fn config<C: DeserializeOwned>(&self) -> Result<C, ConfigError> {
        let document = document(&self.source)?;
        let given = self.find(&document);
        let span = self.config_span.clone().unwrap_or_else(|| self.name_span.clone());
        let nothing = || Spanned::new(span, DeValue::Table(DeTable::new()));
        let config = given.cloned().unwrap_or_else(nothing);
        let ignored: RefCell<Vec<Vec<Step>>> = RefCell::default();
        let note = |path: serde_ignored::Path<'_>| ignored.borrow_mut().push(path::steps(&path));
        let decoded = serde_ignored::deserialize(root::Root::new(config.clone(), given.is_none()), note);
        let ignored = ignored.into_inner();
        let first =
            ignored.into_iter().map(|steps| (path::place(&config, &steps), steps)).min_by_key(|(at, _)| at.start);
        if let Some((place, steps)) = first {
            let known = probe::fields_at::<C>(&steps);
            return Err(self.source.error(&place, self.unknown_key(&path::to(&config, &place), known)));
        }
        decoded.map_err(|error| self.explained(&error, &config, given.is_none()))
    }

    /// The mistake that no actor can be made of its `config`. Points there, or to the actor's name where it has none.
    pub(crate) fn error_of_constructor(&self, error: &Error) -> ConfigError {
        let text = format!("actor `{}` cannot be made: {}", self.name, sentence(&error.to_string()));
        self.source.error(self.config_span.as_ref().unwrap_or(&self.name_span), text)
    }

    /// The `config` in the file.
    fn find<'t, 'i>(&self, document: &'t DeTable<'i>) -> Option<&'t Spanned<DeValue<'i>>> {
        let bundle = document.get("bundles")?.get_ref().get(self.bundle_index)?;
        bundle.get_ref().get("actors")?.get_ref().get(self.name.as_str())?.get_ref().get("config")
    }

    /// serde's sentence, with the key and its place.
    fn explained(&self, error: &toml::de::Error, config: &Spanned<DeValue<'_>>, absent: bool) -> ConfigError {
        let span = error.span().unwrap_or_else(|| config.span());
        let keys = path::to(config, &span);
        let message = error.message();
        if let Some(words) = message.strip_prefix("unknown field ") {
            return self
                .source
                .error(&span, self.unknown_key(&keys, Some(backticked(words).get(1..).unwrap_or_default())));
        }
        if let Some((_, known)) = message.split_once(", available keys: ") {
            return self.source.error(&span, self.unknown_key(&keys, Some(&known.split(", ").collect::<Vec<_>>())));
        }
        let near = match message.strip_prefix("unknown variant ").map(backticked).as_deref() {
            Some([found, known @ ..]) => did_you_mean(found, known.iter().copied()),
            _ => String::new(),
        };
        let (name, message) = (&self.name, sentence(message));
        let text = match keys.as_str() {
            _ if absent => format!("actor `{name}` has no config, and its type needs one: {message}"),
            "" => format!("the config of `{name}`: {message}{near}"),
            keys => format!("the config of `{name}`, at {}: {message}{near}", quoted(keys)),
        };
        self.source.error(&span, text)
    }

    /// The mistake that nobody reads a key; `known` are those that are read beside it, if they can be told.
    fn unknown_key(&self, keys: &str, known: Option<&[&str]>) -> String {
        let words = || known.unwrap_or_default().iter().copied();
        let near = did_you_mean(keys.rsplit('.').next().unwrap_or_default(), words());
        let advice = match known {
            None => "; correct or remove it".to_owned(),
            Some([]) => "; remove it".to_owned(),
            Some(_) => format!("; expected {}{near}", either(words())),
        };
        format!("the config of `{}` has no key {}{advice}", self.name, quoted(keys))
    }
}

/// The words in backticks.
fn backticked(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

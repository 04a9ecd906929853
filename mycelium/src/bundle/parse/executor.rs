//! The keys of a bundle that say what runs its actors, and how messages come to them.

use crate::actor::Dispatch;
use crate::bundle::error::{ConfigError, Span};
use crate::bundle::executor::{ExecutorPlan, Wait};
use crate::bundle::plan::DeploymentMode;
use crate::bundle::table::{Item, Table};
use crate::bundle::words::{did_you_mean, either, quoted};

/// The highest number of a core that can be written; what Linux's masks have room for.
const CORE_MAX: u64 = 1_023;

/// What a bundle says of all this.
pub(super) struct Executes {
    pub(super) executor: ExecutorPlan,
    pub(super) executor_span: Option<Span>,
    pub(super) dispatch: Dispatch,
}

pub(super) fn read(table: Table<'_, '_>, mode: DeploymentMode, members: usize) -> Result<Executes, ConfigError> {
    let (executor, cores, wait) = (table.get("executor"), table.get("cores"), table.get("wait"));
    let dispatch = table.get("dispatch");
    let dedicated = ExecutorPlan::Dedicated { cores: Vec::new(), wait: Wait::default() };
    let kinds = [("shared", ExecutorPlan::Shared), ("grouped", ExecutorPlan::Grouped), ("dedicated", dedicated)];
    let mut plan = match executor {
        Some(item) => word(item, kinds)?,
        None => ExecutorPlan::default(),
    };
    let is_dedicated = matches!(plan, ExecutorPlan::Dedicated { .. });
    if let Some(item) = [cores, wait].into_iter().flatten().next().filter(|_| !is_dedicated) {
        let key = item.key();
        let place = if plan == ExecutorPlan::Grouped {
            "is a group on the shared runtime"
        } else {
            "runs on the shared runtime"
        };
        let text = format!("`{key}` is about a thread of the bundle's own, and this bundle {place}");
        return Err(item.key_error(format!("{text}; write executor = \"dedicated\", or remove `{key}`")));
    }
    if let Some(item) = [executor, dispatch].into_iter().flatten().next().filter(|_| members == 0) {
        let key = item.key();
        let text = format!("`{key}` is about the actors of a bundle, and this one has none");
        return Err(item.key_error(format!("{text}; name some in `actors`, or remove `{key}`")));
    }
    let numbers = cores.map(core_numbers).transpose()?.unwrap_or_default();
    let how = match wait {
        Some(item) => word(item, Wait::ALL.map(|wait| (wait.as_str(), wait)))?,
        None => Wait::default(),
    };
    if let Some(item) = wait.filter(|_| how == Wait::Spin && mode == DeploymentMode::SameNode)
        && !numbers.is_empty()
        && numbers.len() < members
    {
        let text =
            format!("in `same_node` each of the {members} actors has a thread, and each needs a core to spin on");
        let count = numbers.len();
        return Err(item.error(format!("{text}; name {members} cores instead of {count}, or write wait = \"park\"")));
    }
    let executor_span = cores.or(executor).map(Item::span);
    if let ExecutorPlan::Dedicated { cores, wait } = &mut plan {
        (*cores, *wait) = (numbers, how);
    }
    let dispatch = match dispatch {
        Some(item) => word(item, [("queued", Dispatch::Queued), ("inline", Dispatch::Inline)])?,
        None => Dispatch::default(),
    };
    Ok(Executes { executor: plan, executor_span, dispatch })
}

/// Refuses these keys in an actor's table, where they come to stand when they are written behind its header.
pub(super) fn none_of_an_actor<'t, 'i>(table: Table<'t, 'i>, name: &str) -> Result<Table<'t, 'i>, ConfigError> {
    match ["executor", "cores", "wait", "dispatch"].into_iter().find_map(|key| table.get(key)) {
        None => Ok(table),
        Some(item) => {
            let text = format!("`{}` is said of a bundle and not of one actor", item.key());
            Err(item.key_error(format!("{text}; it belongs before `[bundles.actors.{name}]`")))
        }
    }
}

/// One of the words that a key knows.
fn word<T, const N: usize>(item: Item<'_, '_>, known: [(&'static str, T); N]) -> Result<T, ConfigError> {
    let words = known.each_ref().map(|(word, _)| *word);
    let found = item.string(&either(words))?;
    let unknown = || {
        let near = did_you_mean(found, words);
        item.error(format!("unknown {} {}; expected {}{near}", item.key(), quoted(found), either(words)))
    };
    known.into_iter().find(|(word, _)| *word == found).map(|(_, meant)| meant).ok_or_else(unknown)
}

/// The numbers of `cores`, in the order of the file.
fn core_numbers(item: Item<'_, '_>) -> Result<Vec<usize>, ConfigError> {
    let mut numbers = Vec::new();
    for item in item.array("a list of the numbers of cores, as in cores = [1]")? {
        let number = item.integer(0..=CORE_MAX, "as the number of a core")?;
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        if numbers.contains(&number) {
            return Err(item.error(format!("core {number} is in this list twice; remove one")));
        }
        numbers.push(number);
    }
    if numbers.is_empty() {
        let expected = "expected the numbers of cores, as in cores = [1]; without `cores` the thread runs on any";
        return Err(item.error(format!("`cores` is empty; {expected}")));
    }
    Ok(numbers)
}

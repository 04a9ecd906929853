//! `mycelium rollback`: edges of a bundle file to another road, and back.
//!
//! Everything that can be refused is refused before anything is written. What happens to the messages in flight is
//! for the processes that take the new file; they learn of it by SIGHUP.

mod edit;
mod order;
mod processes;
mod replace;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ArgGroup;
use mycelium::bundle::{Road, TopologyConfig};

use self::edit::{Beside, Change, EdgeName, Edited, Moved, Was, Which};
use self::replace::Original;

/// Moves edges of a bundle file to another road, and back.
///
/// Changes the key `road` of the edge and nothing else, keeps a backup beside the file, and says which processes must
/// be told, in which order. A change that would make the file wrong is refused, and nothing is written.
#[derive(Debug, clap::Args)]
#[command(group(ArgGroup::new("which").required(true).args(["edge", "all", "restore"])))]
pub(crate) struct Args {
    /// The bundle file. A symlink is followed.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,

    /// The edge: who sends, and who receives; A:B+C for an edge to a list. May be given several times.
    #[arg(long, value_name = "A:B")]
    edge: Vec<EdgeName>,

    /// Every edge of the file. Whether each finds the relay of its messages' domain shows when a system takes the file.
    #[arg(long)]
    all: bool,

    /// The road that it moves to: relay, unix or bundle.
    #[arg(long, value_name = "ROAD", required_unless_present_any = ["beside", "restore"])]
    to: Option<Road>,

    /// A second road that takes the same messages, to compare: relay, unix, bundle, or none to end that.
    #[arg(long, value_name = "ROAD")]
    beside: Option<Beside>,

    /// Puts a backup back, after a backup of what is there now.
    #[arg(long, value_name = "BACKUP", conflicts_with_all = ["to", "beside"])]
    restore: Option<PathBuf>,

    /// Prints what would change, and changes nothing.
    #[arg(long)]
    dry_run: bool,

    /// A process that gets SIGHUP when the file is written. May be given several times: first those that receive.
    #[arg(long, value_name = "PID", value_parser = clap::value_parser!(i32).range(1..))]
    pid: Vec<i32>,
}

/// A change of the file that was found good.
struct Plan {
    text: String,
    edges: Vec<Moved>,
    /// Whether more than edges differs.
    elsewhere: bool,
    topology: TopologyConfig,
}

/// Standard output, of which a closed pipe must not keep the work from being done.
#[derive(Default)]
struct Output(Option<io::Error>);

/// Changes the file, and tells the processes.
///
/// # Errors
///
/// When something of it cannot be done; the sentence says whether the file was changed.
pub(crate) fn run(args: Args) -> Result<(), Box<dyn std::error::Error>> {
    let shown = args.config.display().to_string();
    let original = Original::read(&args.config)?;
    let plan = match &args.restore {
        // Whatever has become of the file, it can be put right.
        Some(backup) => restored(&String::from_utf8_lossy(original.bytes()), backup)?,
        None => moved(text_of(&original, &args.config)?, &shown, &args)?,
    };
    let is_new = plan.text.as_bytes() != original.bytes();
    if !args.dry_run {
        args.pid
            .iter()
            .try_for_each(|pid| processes::check(*pid))
            .map_err(|why| format!("{why}; nothing was changed"))?;
    }
    let mut out = Output::default();
    show(&mut out, &plan, &args, &shown);
    if args.dry_run {
        return out.done();
    }
    if is_new {
        let backup = original.replace(plan.text.as_bytes())?;
        out.say(format_args!("backup: {}", backup.display()));
    } else {
        out.say(format_args!("nothing was changed in {shown}"));
    }
    for (told, pid) in args.pid.iter().enumerate() {
        if let Err(why) = processes::tell(*pid) {
            let rest: Vec<String> = args.pid[told..].iter().map(i32::to_string).collect();
            let rest = rest.join(" ");
            return Err(format!("{shown} is as shown above, but {why}; SIGHUP was not sent to: {rest}").into());
        }
        out.say(format_args!("SIGHUP sent to process {pid}"));
    }
    if is_new {
        next(&mut out, &plan, &args);
    }
    out.done()
}

/// The text of a file.
fn text_of<'a>(original: &'a Original, path: &Path) -> Result<&'a str, Box<dyn std::error::Error>> {
    let Ok(text) = str::from_utf8(original.bytes()) else {
        // Says where.
        TopologyConfig::read(path)?;
        return Err(format!("{} was changed by somebody else at this moment; try again", path.display()).into());
    };
    Ok(text)
}

/// The file with its edges moved.
fn moved(text: &str, shown: &str, args: &Args) -> Result<Plan, Box<dyn std::error::Error>> {
    let change = Change { road: args.to, beside: args.beside };
    let which = if args.all { Which::All } else { Which::Named(&args.edge) };
    let Edited { mut text, mut edges, missing } = match edit::edit(text, which, change) {
        Ok(edited) => edited,
        Err(why) => {
            // What is no TOML has a place there.
            TopologyConfig::parse(text, shown)?;
            return Err(format!("{shown}: {why}").into());
        }
    };
    if args.all && edges.is_empty() {
        TopologyConfig::parse(&text, shown)?;
        return Err(format!(
            "{shown} has no `[[edges]]`, so nothing can be moved; name an edge: `--edge SENDER:RECEIVER`"
        )
        .into());
    }
    for name in missing {
        let topology = TopologyConfig::parse(&text, shown)?;
        let mut usual = Vec::new();
        for to in &name.to {
            usual.push(topology.route(&name.from, to)?.road_to(to));
        }
        let there = change.road.is_none_or(|road| usual.iter().all(|usual| *usual == Some(road)));
        if there && matches!(change.beside, None | Some(Beside::None)) {
            edges.push(Moved { name, lines: Vec::new(), was: Was::There });
            continue;
        }
        if change.road.is_none() {
            return Err(format!("{shown}: there is no edge `{name}`; give `--to` with the road of a new one").into());
        }
        let (longer, added) = edit::append(&text, &name, change).map_err(|why| format!("{shown}: {why}"))?;
        text = longer;
        edges.push(added);
    }
    let refused = |error| format!("nothing was changed, for with this change the file would be wrong:\n{error}");
    let topology = TopologyConfig::parse(&text, shown).map_err(refused)?;
    Ok(Plan { text, edges, elsewhere: false, topology })
}

/// The file as a backup has it.
fn restored(text: &str, backup: &Path) -> Result<Plan, Box<dyn std::error::Error>> {
    let shown = backup.display().to_string();
    let original = Original::read(backup)?;
    let backup_text = text_of(&original, backup)?;
    let refused = |error| format!("nothing was changed, for the backup is not usable:\n{error}");
    let topology = TopologyConfig::parse(backup_text, &shown).map_err(refused)?;
    let (edges, elsewhere) = edit::compare(text, backup_text);
    Ok(Plan { text: backup_text.to_owned(), edges, elsewhere, topology })
}

/// Prints what changes.
fn show(out: &mut Output, plan: &Plan, args: &Args, shown: &str) {
    for Moved { name, lines, was } in &plan.edges {
        let edge = format!("{} -> {}", name.from, name.to.join(", "));
        match (lines.is_empty(), was, args.to) {
            (true, _, Some(road)) => out.say(format_args!("{shown}: {edge} is on the road {road} already")),
            (true, _, None) => out.say(format_args!("{shown}: {edge} is so already")),
            (false, Was::There, _) => out.say(format_args!("{shown}: {edge}")),
            (false, Was::Added, _) => out.say(format_args!("{shown}: {edge} has no edge yet; this one is added")),
            (false, Was::Removed, _) => out.say(format_args!("{shown}: {edge} has no edge any more")),
        }
        for line in lines {
            out.say(format_args!("{line}"));
        }
    }
    if plan.elsewhere {
        out.say(format_args!("{shown}: the two differ in more than their edges"));
    }
}

/// Prints what is to be done now.
fn next(out: &mut Output, plan: &Plan, args: &Args) {
    let changed = || plan.edges.iter().filter(|edge| !edge.lines.is_empty());
    // A running system takes the roads of edges that it knows, and refuses a file that asks for more.
    let was = |was| {
        let names = changed().filter(move |edge| edge.was == was).map(|edge| format!("`{}`", edge.name));
        names.collect::<Vec<_>>().join(", ")
    };
    for (started, edges) in [("without", was(Was::Added)), ("with", was(Was::Removed))] {
        if !edges.is_empty() {
            out.say(format_args!("what was started {started} {edges} refuses this file until it is restarted"));
        }
    }
    if plan.elsewhere {
        out.say(format_args!("what was started with the other settings refuses this file until it is restarted"));
    }
    let apart = changed().filter(|edge| edge.was == Was::There && plan.is_compared_between_processes(edge));
    for Moved { name, .. } in apart {
        out.say(format_args!(
            "side by side between processes begins and ends with them: restart both ends of `{name}`, unless one process \
             runs them"
        ));
    }
    let moved = changed().filter(|edge| edge.was == Was::There).map(|edge| &edge.name);
    let nodes = order::receivers_first(&plan.topology, moved);
    if nodes.is_empty() || !args.pid.is_empty() {
        return;
    }
    out.say(format_args!("next, for what is running, receivers first:"));
    for node in nodes {
        out.say(format_args!("  kill -HUP <pid of {node}>"));
    }
}

// === impl Plan ===

impl Plan {
    /// Whether an edge has, or had, two roads from one node to another.
    fn is_compared_between_processes(&self, moved: &Moved) -> bool {
        let edge = self.topology.edges().iter().find(|edge| edge.from == moved.name.from && edge.to == moved.name.to);
        let has = edge.is_some_and(|edge| edge.beside.is_some());
        let had = moved.lines.iter().any(|line| line.starts_with("- beside"));
        let node = self.topology.node_of(&moved.name.from);
        (has || had) && moved.name.to.iter().any(|to| self.topology.node_of(to) != node)
    }
}

// === impl Output ===

impl Output {
    fn say(&mut self, line: std::fmt::Arguments<'_>) {
        let mut out = io::stdout().lock();
        if let Err(error) = writeln!(out, "{line}").and_then(|()| out.flush()) {
            self.0.get_or_insert(error);
        }
    }

    fn done(self) -> Result<(), Box<dyn std::error::Error>> {
        match self.0 {
            Some(error) => Err(format!("everything was done, but not all of it could be printed: {error}").into()),
            None => Ok(()),
        }
    }
}

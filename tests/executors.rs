//! Executors: which thread runs the actors of a bundle, what works there, how it ends, and what a file may say of it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::ThreadId;
use std::time::Duration;

use mycelium::bundle::{ExecutorPlan, Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::{Dispatch, Executor, ExecutorError, LaunchError, ReloadError, Wait};

const FILE: &str = "bundles.toml";
/// So long a test waits for what must come.
const LIMIT: Duration = Duration::from_secs(60);

// === the actors ===

/// Sent from one to another, in order.
#[message(tlv = 0xC8)]
#[derive(Debug, Clone)]
struct Step {
    sender: u64,
    n: u64,
}

#[message(tlv = 0xC9, reply = u64)]
#[derive(Debug)]
struct Handled;

/// Asks for the answer of somebody else, once more.
#[message(tlv = 0xCA, reply = u64)]
#[derive(Debug)]
struct Relay {
    hops: u64,
}

/// What works in a handler besides messages.
#[message(tlv = 0xCB, reply = bool)]
#[derive(Debug)]
struct Runtime;

#[message(tlv = 0xCC, reply = String)]
#[derive(Debug)]
struct Cores;

#[message(tlv = 0xCD)]
#[derive(Debug)]
struct Boom;

/// Leaves something on the thread that says when the thread ends.
#[message(local)]
#[derive(Debug)]
struct Bury(mpsc::Sender<()>);

/// Which threads each actor was seen on.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<HashMap<String, HashSet<ThreadId>>>>);

impl Seen {
    fn note(&self, name: &str) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.entry(name.to_owned()).or_default().insert(std::thread::current().id());
    }

    fn threads(&self, name: &str) -> HashSet<ThreadId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned().unwrap_or_default()
    }

    /// The one thread of an actor.
    #[track_caller]
    fn thread(&self, name: &str) -> ThreadId {
        let threads: Vec<_> = self.threads(name).into_iter().collect();
        let [thread] = threads[..] else { panic!("`{name}` was seen on {threads:?}") };
        thread
    }
}

/// Says when its thread ends.
struct Grave(mpsc::Sender<()>);

impl Drop for Grave {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

thread_local! {
    static GRAVE: std::cell::RefCell<Option<Grave>> = const { std::cell::RefCell::new(None) };
}

/// Hands on what it gets to `to`, and counts it.
#[derive(Clone, Default)]
struct Member {
    seen: Seen,
    to: Option<&'static str>,
    handled: u64,
    /// By sender, what must come next.
    next: HashMap<u64, u64>,
}

#[actor]
impl Member {
    #[on_start]
    async fn start(&mut self, ctx: &mut Context<Self>) -> Result<()> {
        self.seen.note(ctx.id().as_str());
        Ok(())
    }

    #[handler]
    async fn step(&mut self, step: Step, ctx: &mut Context<Self>) -> Result<()> {
        self.seen.note(ctx.id().as_str());
        let next = self.next.entry(step.sender).or_default();
        assert_eq!(step.n, *next, "from {}", step.sender);
        *next += 1;
        self.handled += 1;
        if let Some(to) = self.to {
            ctx.handle::<MemberRef>(to)?.step(step).await?;
        }
        Ok(())
    }

    #[handler]
    fn handled(&self, _question: Handled, ctx: &mut Context<Self>) -> u64 {
        self.seen.note(ctx.id().as_str());
        self.handled
    }

    #[handler]
    async fn relay(&mut self, question: Relay, ctx: &mut Context<Self>) -> u64 {
        self.seen.note(ctx.id().as_str());
        let Some(to) = self.to.filter(|_| question.hops > 0) else { return 0 };
        let next: MemberRef = ctx.handle(to).expect("it lives");
        1 + next.relay(Relay { hops: question.hops - 1 }).await.expect("it answers")
    }

    #[handler]
    async fn runtime(&mut self, _question: Runtime) -> bool {
        let here = std::thread::current().id();
        tokio::time::sleep(Duration::from_millis(1)).await;
        let elsewhere = tokio::task::spawn_blocking(|| std::thread::current().id()).await.expect("it runs");
        let spawned = tokio::spawn(async {
            tokio::task::yield_now().await;
            std::thread::current().id()
        });
        let socket = tokio::net::UnixStream::pair();
        socket.is_ok() && elsewhere != here && spawned.await.is_ok_and(|there| there == here)
    }

    #[handler]
    fn cores(&self, _question: Cores) -> String {
        allowed_cores("/proc/thread-self/status")
    }

    #[handler]
    fn boom(&mut self, _boom: Boom, ctx: &mut Context<Self>) {
        self.seen.note(ctx.id().as_str());
        panic!("boom");
    }

    #[handler]
    fn bury(&mut self, grave: Bury) {
        GRAVE.with_borrow_mut(|place| *place = Some(Grave(grave.0)));
    }
}

fn allowed_cores(file: &str) -> String {
    let status = std::fs::read_to_string(file).expect("there is a /proc");
    let line = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    line.expect("a line about cores").trim().to_owned()
}

/// A core that this process may use.
fn a_core() -> usize {
    let list = allowed_cores("/proc/self/status");
    list.split(['-', ',']).next().and_then(|first| first.parse().ok()).expect("a number")
}

/// Waits; a hang fails instead of blocking.
async fn within<F: Future>(what: &str, future: F) -> F::Output {
    tokio::time::timeout(LIMIT, future).await.unwrap_or_else(|_| panic!("{what}: still not done after {LIMIT:?}"))
}

fn parse(text: &str) -> TopologyConfig {
    TopologyConfig::parse(text, FILE).unwrap_or_else(|error| panic!("{error}"))
}

/// `from` hands on to `to`.
fn types(seen: &Seen, links: &[(&str, &'static str)]) -> ActorTypes {
    let mut types = ActorTypes::new();
    for name in ["a", "b", "c", "d"] {
        let to = links.iter().find(|(from, _)| *from == name).map(|(_, to)| *to);
        let member = Member { seen: seen.clone(), to, ..Member::default() };
        types = types.register_with(name, move || member.clone());
    }
    types
}

fn launch(text: &str, seen: &Seen, links: &[(&str, &'static str)]) -> ActorSystem {
    let system = ActorSystem::launch(&parse(text), &types(seen, links), &Part::All);
    system.unwrap_or_else(|error| panic!("{error}"))
}

/// A sender outside of actors, and its messages.
async fn send(system: &ActorSystem, to: &str, sender: u64, count: u64) {
    let to: MemberRef = system.handle(to).expect("it lives");
    for n in 0..count {
        within("a send", to.step(Step { sender, n })).await.expect("it is taken");
    }
}

async fn handled(system: &ActorSystem, name: &str, expected: u64) {
    let actor: MemberRef = system.handle(name).expect("it lives");
    within("all to be handled", async {
        while actor.handled(Handled).await.expect("it answers") < expected {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(actor.handled(Handled).await.ok(), Some(expected), "{name}");
}

// === where actors run ===

const TWO_BUNDLES: &str = r#"
[[bundles]]
name = "own"
mode = "shared_memory"
actors = ["a", "b"]
executor = "dedicated"
wait = "WAIT"
[[bundles]]
name = "rest"
mode = "shared_memory"
actors = ["c", "d"]
executor = "shared"
"#;

/// All four in a ring, so that each thread sends to the other: over links, since the two bundles are two nodes.
async fn runs_on_one_thread(wait: &str) {
    let directory = format!("/tmp/mycelium-executors-{}-{wait}", std::process::id());
    let text = format!("link_directory = \"{directory}\"\n{}", TWO_BUNDLES.replace("WAIT", wait));
    let seen = Seen::default();
    let system = launch(&text, &seen, &[("a", "b"), ("b", "c"), ("c", "d")]);
    let sends = (0..4).map(|sender| {
        let system = system.clone();
        tokio::spawn(async move { send(&system, "a", sender, 500).await })
    });
    for sending in sends.collect::<Vec<_>>() {
        sending.await.expect("all are sent");
    }
    for name in ["a", "b", "c", "d"] {
        handled(&system, name, 2_000).await;
    }
    let own = seen.thread("a");
    assert_eq!(seen.thread("b"), own);
    assert!(!seen.threads("c").contains(&own) && !seen.threads("d").contains(&own));
    assert_ne!(own, std::thread::current().id());
    within("the end", system.stop()).await;
    let _ = std::fs::remove_dir_all(directory);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn actors_of_a_dedicated_bundle_run_on_one_thread_and_no_other() {
    runs_on_one_thread("park").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thread_that_spins_runs_its_actors_and_no_other() {
    runs_on_one_thread("spin").await;
}

/// Without links: by value, from thread to thread and back, hop by hop.
async fn asks_cross(wait: Wait) {
    let executor = Executor::dedicated("own").wait(wait).start().expect("it starts");
    let (system, seen) = (ActorSystem::new(), Seen::default());
    let member = |to| Member { seen: seen.clone(), to, ..Member::default() };
    system.named("a").executor(&executor).spawn(member(Some("b"))).expect("it is free");
    system.named("b").spawn(member(Some("c"))).expect("it is free");
    system.named("c").executor(&executor).spawn(member(Some("d"))).expect("it is free");
    system.named("d").spawn(member(None)).expect("it is free");
    let asks = (0..4).map(|sender| {
        let system = system.clone();
        tokio::spawn(async move {
            let first: MemberRef = system.handle("a").expect("it lives");
            for n in 0..500 {
                within("an ask", first.step(Step { sender, n })).await.expect("it is taken");
                assert_eq!(within("an ask", first.relay(Relay { hops: 3 })).await.ok(), Some(3));
            }
        })
    });
    for asking in asks.collect::<Vec<_>>() {
        asking.await.expect("all are answered");
    }
    handled(&system, "d", 2_000).await;
    assert_eq!(seen.thread("a"), seen.thread("c"));
    assert!(!seen.threads("b").contains(&seen.thread("a")) && !seen.threads("d").contains(&seen.thread("a")));
    within("the end", system.stop()).await;
    within("the thread's end", executor.ended()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sends_and_asks_cross_threads_both_ways_in_order() {
    asks_cross(Wait::Park).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sends_and_asks_reach_a_thread_that_spins_and_come_back() {
    asks_cross(Wait::Spin).await;
}

#[tokio::test]
async fn timers_tasks_and_sockets_work_on_a_thread_of_its_own() {
    for wait in [Wait::Park, Wait::Spin] {
        let executor = Executor::dedicated("own").wait(wait).start().expect("it starts");
        let actor = ActorSystem::new().named("a").executor(&executor).spawn(Member::default());
        // The system is gone already: whoever asks now finds an actor that stops.
        assert!(actor.is_ok());
        let system = ActorSystem::new();
        let actor = system.named("a").executor(&executor).spawn(Member::default()).expect("it is free");
        assert_eq!(within("an ask", actor.runtime(Runtime)).await.ok(), Some(true), "{wait}");
        within("the end", system.stop()).await;
        within("the thread's end", executor.ended()).await;
    }
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pinned_thread_runs_on_its_cores_only() {
    let core = a_core();
    let text = format!(
        "[[bundles]]\nname = \"own\"\nmode = \"shared_memory\"\nexecutor = \"dedicated\"\ncores = [{core}]\n\
         [bundles.actors.a]\ntype = \"a\"\n[bundles.actors.b]\ntype = \"b\"\n"
    );
    let before = allowed_cores("/proc/self/status");
    let system = launch(&text, &Seen::default(), &[]);
    for name in ["a", "b"] {
        let actor: MemberRef = system.handle(name).expect("it lives");
        assert_eq!(within("an ask", actor.cores(Cores)).await.ok(), Some(core.to_string()));
    }
    assert_eq!(allowed_cores("/proc/self/status"), before, "nobody else is pinned");
    let free = Executor::dedicated("free").start().expect("it starts");
    let anywhere = system.named("free").executor(&free).spawn(Member::default()).expect("the name is free");
    assert_eq!(within("an ask", anywhere.cores(Cores)).await.ok(), Some(allowed_cores("/proc/thread-self/status")));
    within("the end", system.stop()).await;
}

#[tokio::test]
async fn each_member_of_a_same_node_bundle_has_a_thread_of_its_own() {
    let directory = format!("/tmp/mycelium-executors-{}-nodes", std::process::id());
    let text = format!(
        "link_directory = \"{directory}\"\n[[bundles]]\nname = \"own\"\nmode = \"same_node\"\nactors = [\"a\", \"b\"]\n\
         executor = \"dedicated\"\n"
    );
    let seen = Seen::default();
    let system = launch(&text, &seen, &[("a", "b")]);
    send(&system, "a", 1, 10).await;
    handled(&system, "b", 10).await;
    assert_ne!(seen.thread("a"), seen.thread("b"));
    within("the end", system.stop()).await;
    let _ = std::fs::remove_dir_all(directory);
}

// === how it ends ===

const OWN: &str = "[[bundles]]\nname = \"own\"\nmode = \"shared_memory\"\nactors = [\"a\"]\nexecutor = \"dedicated\"\n";

#[tokio::test]
async fn a_system_that_stops_ends_its_threads() {
    for wait in ["park", "spin"] {
        let system = launch(&format!("{OWN}wait = \"{wait}\"\n"), &Seen::default(), &[]);
        let (grave, ended) = mpsc::channel();
        let actor: MemberRef = system.handle("a").expect("it lives");
        actor.bury(Bury(grave)).await.expect("it is taken");
        assert_eq!(actor.handled(Handled).await.ok(), Some(0));
        assert_eq!(ended.try_recv(), Err(mpsc::TryRecvError::Empty));
        within("the end", system.stop()).await;
        // What the thread left was dropped before it was joined, so there is nothing to wait for.
        assert_eq!(ended.try_recv(), Ok(()), "{wait}");
        // Once more is no mistake.
        within("the end", system.stop()).await;
    }
}

#[tokio::test]
async fn a_system_that_is_dropped_ends_its_threads() {
    for wait in ["park", "spin"] {
        let system = launch(&format!("{OWN}wait = \"{wait}\"\n"), &Seen::default(), &[]);
        let (grave, ended) = mpsc::channel();
        let actor: MemberRef = system.handle("a").expect("it lives");
        actor.bury(Bury(grave)).await.expect("it is taken");
        assert_eq!(actor.handled(Handled).await.ok(), Some(0));
        drop(system);
        assert_eq!(ended.recv_timeout(LIMIT), Ok(()), "{wait}");
    }
}

#[tokio::test]
async fn a_thread_lives_as_long_as_its_actors() {
    let executor = Executor::dedicated("own").start().expect("it starts");
    let system = ActorSystem::new();
    let actor = system.named("a").executor(&executor).spawn(Member::default()).expect("it is free");
    let (grave, ended) = mpsc::channel();
    actor.bury(Bury(grave)).await.expect("it is taken");
    let other = executor.clone();
    drop(executor);
    assert_eq!(actor.handled(Handled).await.ok(), Some(0));
    drop(other);
    assert_eq!(actor.handled(Handled).await.ok(), Some(0));
    assert_eq!(ended.try_recv(), Err(mpsc::TryRecvError::Empty));
    within("the actor's end", actor.stop()).await;
    assert_eq!(ended.recv_timeout(LIMIT), Ok(()));
}

#[tokio::test]
async fn what_a_handler_spawned_ends_with_the_thread() {
    let executor = Executor::dedicated("own").start().expect("it starts");
    let system = ActorSystem::new();
    let (grave, ended) = mpsc::channel();
    struct Spawns(Option<Grave>);
    #[actor]
    impl Spawns {
        #[on_start]
        async fn start(&mut self, _ctx: &mut Context<Self>) -> Result<()> {
            let grave = self.0.take();
            drop(tokio::spawn(async move {
                std::future::pending::<()>().await;
                drop(grave);
            }));
            Ok(())
        }

        #[handler]
        fn handled(&self, _question: Handled) -> u64 {
            0
        }
    }
    let actor = system.named("a").executor(&executor).spawn(Spawns(Some(Grave(grave)))).expect("it is free");
    assert_eq!(actor.handled(Handled).await.ok(), Some(0));
    within("the end", system.stop()).await;
    within("the thread's end", executor.ended()).await;
    assert_eq!(ended.try_recv(), Ok(()));
}

#[tokio::test]
async fn a_panic_ends_an_actor_and_neither_its_thread_nor_its_neighbours() {
    for wait in [Wait::Park, Wait::Spin] {
        let executor = Executor::dedicated("own").wait(wait).start().expect("it starts");
        let (system, seen) = (ActorSystem::new(), Seen::default());
        let member = Member { seen: seen.clone(), ..Member::default() };
        let policy = RestartPolicy::OnPanic { max: 3, within: LIMIT };
        let made = member.clone();
        let back = system.named("back").executor(&executor).restart(policy).spawn_with(move || made.clone());
        let back = back.expect("it is free");
        let once = system.named("once").executor(&executor).spawn(member.clone()).expect("it is free");
        let other = system.named("other").executor(&executor).spawn(member).expect("it is free");
        back.boom(Boom).await.expect("it is taken");
        back.step(Step { sender: 0, n: 0 }).await.expect("it is taken");
        once.boom(Boom).await.expect("it is taken");
        let reason = within("its end", once.stopped()).await;
        assert_eq!(reason, StopReason::Panicked("boom".into()));
        assert_eq!(within("an ask", back.handled(Handled)).await.ok(), Some(1), "it lives again");
        assert_eq!(within("an ask", other.handled(Handled)).await.ok(), Some(0));
        // All lives of all three were on one thread.
        assert_eq!((seen.thread("once"), seen.thread("other")), (seen.thread("back"), seen.thread("back")));
        within("the end", system.stop()).await;
        within("the thread's end", executor.ended()).await;
    }
}

// === what a file may say ===

#[test]
fn a_file_says_what_runs_a_bundle() {
    let rest = "executor = \"dedicated\"\ncores = [1, 0]\nwait = \"spin\"\ndispatch = \"inline\"\n";
    let names = format!("[[bundles]]\nname = \"own\"\nmode = \"shared_memory\"\nactors = [\"a\", \"b\"]\n{rest}");
    let tables = format!(
        "[[bundles]]\nname = \"own\"\nmode = \"shared_memory\"\n{rest}[bundles.actors.a]\ntype = \"a\"\n\
         [bundles.actors.b]\ntype = \"b\"\n"
    );
    for text in [names, tables] {
        let topology = parse(&text);
        let [bundle] = topology.bundles() else { panic!("one bundle") };
        let ExecutorPlan::Dedicated { cores, wait, .. } = &bundle.executor else { panic!("{:?}", bundle.executor) };
        assert_eq!((&cores[..], *wait, bundle.dispatch), (&[1, 0][..], Wait::Spin, Dispatch::Inline));
        assert_eq!(bundle.executor.to_string(), "dedicated, cores 1 and 0, wait spin");
        assert_eq!(
            topology.explain("a", "b").unwrap().to_string(),
            "a -> b: bundle, because both are members of `own`, shared_memory at bundles.toml:1:1 \
             (executor dedicated, cores 1 and 0, wait spin; dispatch inline)"
        );
    }
    let usual =
        parse("[[bundles]]\nname = \"own\"\nmode = \"shared_memory\"\nactors = [\"a\"]\ndispatch = \"queued\"\n");
    assert_eq!((&usual.bundles()[0].executor, usual.bundles()[0].dispatch), (&ExecutorPlan::Shared, Dispatch::Queued));
    assert_eq!(parse(OWN).bundles()[0].executor.to_string(), "dedicated");
    let grouped = parse(&OWN.replace("dedicated", "grouped"));
    assert_eq!(grouped.bundles()[0].executor, ExecutorPlan::Grouped);
    assert_eq!(grouped.bundles()[0].executor.to_string(), "grouped");
}

#[test]
fn what_a_file_cannot_mean_is_refused_with_its_place() {
    let check = |mode: &str, actors: &str, keys: &str, expected: &str| {
        let text = format!("[[bundles]]\nname = \"own\"\nmode = \"{mode}\"\nactors = {actors}\n{keys}\n");
        let error = TopologyConfig::parse(&text, FILE).map(drop).expect_err(&text);
        assert_eq!(error.to_string().lines().next(), Some(&*format!("{FILE}:{expected}")));
    };
    let shared = |keys: &str, expected: &str| check("shared_memory", "[\"a\", \"b\"]", keys, expected);
    shared(
        "executor = \"dedicatd\"",
        "5:12: unknown executor `dedicatd`; expected `shared`, `grouped` or `dedicated`; did you mean `dedicated`?",
    );
    shared("executor = true", "5:12: `executor` is a boolean; expected `shared`, `grouped` or `dedicated`");
    shared(
        "executor = \"grouped\"\ncores = [1]",
        "6:1: `cores` is about a thread of the bundle's own, and this bundle is a group on the shared runtime; write executor = \
         \"dedicated\", or remove `cores`",
    );
    shared(
        "cores = [1]",
        "5:1: `cores` is about a thread of the bundle's own, and this bundle runs on the shared runtime; write executor = \
         \"dedicated\", or remove `cores`",
    );
    shared(
        "executor = \"shared\"\nwait = \"spin\"",
        "6:1: `wait` is about a thread of the bundle's own, and this bundle runs on the shared runtime; write executor = \
         \"dedicated\", or remove `wait`",
    );
    let own = |keys: &str, expected: &str| shared(&format!("executor = \"dedicated\"\n{keys}"), expected);
    own("wait = \"sleep\"", "6:8: unknown wait `sleep`; expected `park` or `spin`");
    own("cores = 1", "6:9: `cores` is an integer; expected a list of the numbers of cores, as in cores = [1]");
    own(
        "cores = []",
        "6:9: `cores` is empty; expected the numbers of cores, as in cores = [1]; without `cores` the thread runs on any",
    );
    own("cores = [0, 1, 0]", "6:16: core 0 is in this list twice; remove one");
    own("cores = [-1]", "6:10: `cores` is `-1`; expected 0 to 1023 as the number of a core");
    own("cores = [1024]", "6:10: `cores` is `1024`; expected 0 to 1023 as the number of a core");
    own("cores = [\"1\"]", "6:10: `cores` is a string; expected 0 to 1023 as the number of a core");
    own(
        "dispatch = \"inlined\"",
        "6:12: unknown dispatch `inlined`; expected `queued` or `inline`; did you mean `inline`?",
    );
    check(
        "shared_memory",
        "[]",
        "executor = \"dedicated\"",
        "5:1: `executor` is about the actors of a bundle, and this one has none; name some in `actors`, or remove `executor`",
    );
    check(
        "shared_memory",
        "[]",
        "dispatch = \"inline\"",
        "5:1: `dispatch` is about the actors of a bundle, and this one has none; name some in `actors`, or remove `dispatch`",
    );
    check(
        "same_node",
        "[\"a\", \"b\"]",
        "executor = \"dedicated\"\ncores = [1]\nwait = \"spin\"",
        "7:8: in `same_node` each of the 2 actors has a thread, and each needs a core to spin on; name 2 cores instead of 1, or \
         write wait = \"park\"",
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_core_that_is_not_there_is_refused_with_its_place_and_nothing_runs() {
    let text = format!("{OWN}cores = [{}, 1023]\n", a_core());
    let launched = ActorSystem::launch(&parse(&text), &types(&Seen::default(), &[]), &Part::All);
    let Err(LaunchError::Config(error)) = launched else { panic!("it is refused") };
    assert_eq!((error.line(), error.column()), (Some(6), Some(9)));
    let start = "executor `own` cannot be pinned to core 1023: this process may run on core";
    assert!(error.message().starts_with(start) && error.message().ends_with("name some of these"), "{error}");

    let missing = Executor::dedicated("own").cores([5_000]).start();
    assert!(
        matches!(&missing, Err(ExecutorError::MissingCores { missing, .. }) if missing[..] == [5_000]),
        "{missing:?}"
    );
    let none = Executor::dedicated("own").cores([]).start();
    assert!(matches!(none, Err(ExecutorError::NoCores { .. })), "{none:?}");
}

#[tokio::test]
async fn a_running_system_takes_no_other_executor() {
    let system = launch(OWN, &Seen::default(), &[]);
    for other in ["executor = \"shared\"", "executor = \"grouped\"", "executor = \"dedicated\"\nwait = \"spin\""] {
        let topology = parse(&OWN.replace("executor = \"dedicated\"", other));
        let error = system.reload(&topology).await.expect_err("it is refused");
        assert!(matches!(error, ReloadError::Config(_)) && error.to_string().contains("`bundles` differs"), "{error}");
    }
    within("the end", system.stop()).await;
}

//! What is compiled: which messages, with which fields, and which actors. The same for all sides.

pub(crate) const ACTORS: usize = 20;
/// Per actor; the last of them asks, the one before it has an async handler.
pub(crate) const HANDLERS: usize = 5;
/// Numbers that are free for users begin here, and there are this many in each domain.
const NUMBERS: std::ops::Range<usize> = 200..250;

/// The types of fields, with a value made of `n`.
const TYPES: [(&str, &str); 12] = [
    ("i64", "n as i64"),
    ("u32", "n as u32"),
    ("String", "n.to_string()"),
    ("u8", "n as u8"),
    ("f64", "n as f64"),
    ("Vec<u64>", "vec![n; 3]"),
    ("bool", "n % 2 == 0"),
    ("[u8; 20]", "[n as u8; 20]"),
    ("u128", "u128::from(n)"),
    ("Option<i64>", "Some(n as i64)"),
    ("u16", "n as u16"),
    ("(u64, i64)", "(n, n as i64)"),
];
/// The types of replies, with a value made of `self.sum`.
const REPLIES: [(&str, &str); 4] = [
    ("u64", "self.sum"),
    ("Option<i64>", "Some(self.sum as i64)"),
    ("String", "self.sum.to_string()"),
    ("Vec<u64>", "vec![self.sum; 2]"),
];

/// One message of a hundred.
pub(crate) struct Shape {
    pub(crate) index: usize,
    /// Names and types; the first is `id: u64`.
    pub(crate) fields: Vec<(String, &'static str)>,
    /// The type of the reply and its value, if it asks.
    pub(crate) reply: Option<(&'static str, &'static str)>,
    pub(crate) is_async: bool,
}

// === impl Shape ===

impl Shape {
    pub(crate) fn name(&self) -> String {
        format!("Event{:02}", self.index)
    }

    /// The name of its handler.
    pub(crate) fn handler(&self) -> String {
        format!("event{:02}", self.index)
    }

    pub(crate) fn number(&self) -> usize {
        NUMBERS.start + self.index % NUMBERS.len()
    }

    /// One that is free for users.
    pub(crate) fn domain(&self) -> usize {
        16 + self.index / NUMBERS.len()
    }

    /// The struct, with what is the same however it becomes a message.
    pub(crate) fn item(&self) -> String {
        let fields: String = self.fields.iter().map(|(name, ty)| format!("    pub {name}: {ty},\n")).collect();
        format!("#[derive(Debug, Clone)]\npub struct {} {{\n{fields}}}\n", self.name())
    }

    /// Makes one, for the program that sends it.
    fn sample(&self) -> String {
        let value = |ty: &str| TYPES.iter().find(|(known, _)| *known == ty).map_or("n", |(_, value)| value);
        let fields: String = self.fields.iter().map(|(name, ty)| format!("{name}: {}, ", value(ty))).collect();
        format!(
            "impl {0} {{\n    pub fn sample(n: u64) -> Self {{\n        Self {{ {fields} }}\n    }}\n}}\n",
            self.name()
        )
    }

    /// The method that handles it, without an attribute.
    pub(crate) fn method(&self) -> String {
        let (keyword, event) = (if self.is_async { "async fn" } else { "fn" }, self.name());
        let (returns, value) = match self.reply {
            Some((ty, value)) => (format!(" -> {ty}"), format!("        {value}\n")),
            None => Default::default(),
        };
        format!(
            "    {keyword} {}(&mut self, event: &{event}) {returns} {{\n        self.sum = self.sum.wrapping_add(event.id);\n{value}    }}\n",
            self.handler()
        )
    }
}

pub(crate) fn actor_name(actor: usize) -> String {
    format!("Service{actor:02}")
}

/// All messages, those of an actor one after the other.
pub(crate) fn shapes() -> Vec<Shape> {
    let shape = |index: usize| {
        let count = 2 + index * 7 % 8;
        let others = (0..count).map(|field| (format!("field{field}"), TYPES[(index * 5 + field) % TYPES.len()].0));
        let fields = std::iter::once((String::from("id"), "u64")).chain(others).collect();
        let place = index % HANDLERS;
        let reply = (place == HANDLERS - 1).then(|| REPLIES[index / HANDLERS % REPLIES.len()]);
        Shape { index, fields, reply, is_async: place == HANDLERS - 2 }
    };
    (0..ACTORS * HANDLERS).map(shape).collect()
}

/// What stands in every side's library beside messages and actors.
pub(crate) fn common() -> String {
    let samples: String = shapes().iter().map(Shape::sample).collect();
    let actors: String = (0..ACTORS)
        .map(|actor| format!("#[derive(Default)]\npub struct {} {{\n    pub sum: u64,\n}}\n", actor_name(actor)))
        .collect();
    samples + &actors
}

/// The program that spawns all actors, sends each all its messages, and prints what they answer, and every byte.
pub(crate) fn program(library: &str) -> String {
    let (mut functions, mut calls) = (String::new(), String::new());
    for (actor, shapes) in shapes().chunks(HANDLERS).enumerate() {
        let mut body = String::new();
        for shape in shapes {
            let (handler, event, index) = (shape.handler(), shape.name(), shape.index);
            let call = format!("actor.{handler}({event}::sample({index})).await?");
            let call = if shape.reply.is_some() { format!("println!(\"{{:?}}\", {call})") } else { call };
            body += &format!("    {call};\n    println!(\"{{:?}}\", bytes(&{event}::sample({index}))?);\n");
        }
        functions += &format!(
            "\nasync fn service{actor:02}(system: &ActorSystem) -> Result<()> {{\n    \
             let actor = system.spawn({}::default());\n{body}    Ok(())\n}}\n",
            actor_name(actor)
        );
        calls += &format!("    service{actor:02}(&system).await?;\n");
    }
    format!(
        "use {library}::*;\nuse mycelium::prelude::*;\n\n\
         fn bytes<T: Message>(event: &T) -> Result<Vec<u8>> {{\n    let tlv = event.to_tlv()?;\n    \
         assert_eq!(T::from_tlv(&tlv)?.to_tlv()?, tlv);\n    Ok(tlv)\n}}\n{functions}\n\
         #[tokio::main]\nasync fn main() -> Result<()> {{\n    let system = ActorSystem::new();\n{calls}    Ok(())\n}}\n"
    )
}

//! The sides without attributes: the same impls as somebody writes them who has nothing but the runtime's traits (those of an
//! enum of messages are hidden ones: what follows from them is the runtime's), and names
//! what they use at the top; `#[inline]` stands where the attributes put it. In full they do the same job, views of single
//! fields included. What they leave out finds mistakes while compiling: the assertions about lengths, one number used twice,
//! and what makes an error point at the right place.

use crate::shape::{ACTORS, HANDLERS, Shape, actor_name, common, shapes};

/// How much is written by hand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All that the attributes do for a program that has no mistakes.
    Full,
    /// What sends, asks and crosses a link: no views, nothing for `inspect` and the schema lock, no reading without reasons.
    Lean,
}

const HEAD: &str = "\
use std::fmt;
use std::ops::{ControlFlow, Deref};
use std::sync::Arc;

use mycelium::__private::{Find, Forms, Visit, same, same_reply};
use mycelium::wire::{
    Domain, FieldInfo, Place, Reader, StructForm, Tlv, TlvType, TypeInfo, View, Wire, WireError, Writer, decode_payload,
    decode_struct, encode_reply, encode_tlv, fields_of, message_schema, pass_from, struct_schema, sum_len, tlv_len, write_tlv,
};
use mycelium::{
    Actor, ActorRef, Ask, Asking, Call, Carry, Context, DomainEnum, Envelope, Handle, Handles, Message, MessageForm,
    Sendable, Sending, Tell, Variant,
};
";

/// The library.
pub(crate) fn by_hand(extent: Extent) -> String {
    let shapes = shapes();
    let messages: String = shapes.iter().map(|shape| message(shape, extent)).collect();
    let actors: String =
        (0..ACTORS).map(|actor| self::actor(actor, &shapes[actor * HANDLERS..][..HANDLERS], extent)).collect();
    format!("{HEAD}{}{messages}{actors}", common())
}

// === messages ===

fn message(shape: &Shape, extent: Extent) -> String {
    let wire = wire(shape, extent);
    let view = if extent == Extent::Full { view(shape) } else { String::new() };
    let event = shape.name();
    let (reply, call, carried) = match shape.reply {
        Some((reply, _)) => (reply, "Ask", "Self"),
        None => ("()", "Tell", "Arc<Self>"),
    };
    let form = match extent {
        Extent::Lean => String::new(),
        Extent::Full => format!(
            "    const FORM: &'static MessageForm =\n        &MessageForm::of::<Self>(<Self as Wire>::FIELDS, TypeInfo::new(\"{reply}\", <{reply} as Wire>::SCHEMA), &[]);\n"
        ),
    };
    let (number, domain) = (shape.number(), shape.domain());
    format!(
        "{}{view}{wire}
impl Message for {event} {{
    type Reply = {reply};
    type Call = {call};
    type Carried = {carried};

    const NAME: &'static str = \"{event}\";
    const NUMBER: u64 = {number};
    const DOMAIN: Option<Domain> = Some(Domain::new({domain}));
    const PAYLOAD_LEN: Option<usize> = <Self as Wire>::LEN;
    const SCHEMA: &'static [u64] = &[message_schema(<Self as Wire>::SCHEMA, {number}, <{reply} as Wire>::SCHEMA)];
{form}
    #[inline]
    fn tlv_len(&self) -> usize {{
        tlv_len(self.encoded_len())
    }}

    #[inline]
    fn encode_tlv(&self, out: &mut Vec<u8>) -> Result<(), WireError> {{
        encode_tlv(const {{ TlvType::new({number}).unwrap() }}, self, out)
    }}

    #[inline]
    fn write_tlv(&self, out: &mut [u8]) -> Result<usize, WireError> {{
        write_tlv(const {{ TlvType::new({number}).unwrap() }}, self, out)
    }}

    #[inline]
    fn decode_tlv(tlv: Tlv<'_>) -> Result<Self, WireError> {{
        if tlv.number.get() != {number} {{
            return Err(WireError::UnknownNumber {{ found: u64::from(tlv.number.get()), set: \"{event}\" }});
        }}
        decode_payload(\"{event}\", tlv.payload, &[])
    }}

    #[inline]
    fn encode_reply(reply: &{reply}, out: &mut Vec<u8>) -> Result<(), WireError> {{
        encode_reply(reply, out)
    }}

    #[inline]
    fn decode_reply(number: u64, payload: &[u8]) -> Result<{reply}, WireError> {{
        if number != {number} {{
            return Err(WireError::UnknownNumber {{ found: number, set: \"{event}\" }});
        }}
        decode_payload(\"the reply to {event}\", payload, &[])
    }}
}}

impl Sendable for {event} {{
    type Message = Self;
}}
",
        shape.item()
    )
}

/// For each field what `line` makes of its name and its type.
fn each(shape: &Shape, line: impl Fn(&str, &str) -> String) -> String {
    shape.fields.iter().map(|(name, ty)| line(name, ty)).collect()
}

fn wire(shape: &Shape, extent: Extent) -> String {
    let event = shape.name();
    let lens = each(shape, |_, ty| format!("<{ty} as Wire>::LEN, "));
    let mins = each(shape, |_, ty| format!("<{ty} as Wire>::MIN_LEN + ")) + "0";
    let schemas = each(shape, |name, ty| format!("(\"{name}\", <{ty} as Wire>::SCHEMA, 0), "));
    let sum = each(shape, |name, _| format!("self.{name}.encoded_len() + ")) + "0";
    let encodes = each(shape, |name, _| format!("        self.{name}.encode(out);\n"));
    let forms = each(shape, |name, ty| format!("<{ty} as Wire>::WIRE.field(\"{name}\", \"{ty}\"), "));
    let reads = each(shape, |name, _| format!("{name}: Wire::read(from)?, "));
    let infos = each(shape, |name, ty| {
        format!("FieldInfo::new(\"{name}\", TypeInfo::new(\"{ty}\", <{ty} as Wire>::SCHEMA), 0, 1), ")
    });
    let decode = match extent {
        Extent::Lean => format!("Ok(Self {{ {} }})", each(shape, |name, _| format!("{name}: Wire::decode(from)?, "))),
        Extent::Full => String::from("decode_struct(from)"),
    };
    let (view, rest) = match extent {
        Extent::Lean => (
            String::from("()"),
            "    #[inline]\n    fn view<'a>(from: &mut Reader<'a>) -> Result<(), WireError> {\n        Self::decode(from).map(drop)\n    }\n"
                .to_owned(),
        ),
        Extent::Full => (
            format!("{event}View<'a>"),
            format!(
                "
    const FIELDS: &'static [FieldInfo] = &[{infos}];
    const FORMS: Option<&'static StructForm> = Some(&fields_of(\"{event}\", [{forms}]));

    #[inline(always)]
    fn read(from: &mut Reader<'_>) -> Option<Self> {{
        Some(Self {{ {reads} }})
    }}

    #[inline]
    fn view<'a>(from: &mut Reader<'a>) -> Result<{event}View<'a>, WireError> {{
        Ok({event}View {{ place: pass_from::<Self>(from)? }})
    }}

    #[inline]
    fn view_front<'a>(from: &Reader<'a>) -> Result<{event}View<'a>, WireError> {{
        Ok({event}View {{ place: Place::of(from) }})
    }}
"
            ),
        ),
    };
    format!(
        "
impl Wire for {event} {{
    const LEN: Option<usize> = sum_len(&[{lens}]);
    const MIN_LEN: usize = {mins};
    const SCHEMA: u64 = struct_schema(\"{event}\", &[{schemas}]);

    type View<'a> = {view};

    #[inline]
    fn encoded_len(&self) -> usize {{
        if let Some(len) = Self::LEN {{
            return len;
        }}
        {sum}
    }}

    #[inline]
    fn encode(&self, out: &mut Writer<'_>) {{
{encodes}    }}

    #[inline]
    fn decode(from: &mut Reader<'_>) -> Result<Self, WireError> {{
        {decode}
    }}
{rest}}}
"
    )
}

fn view(shape: &Shape) -> String {
    let event = shape.name();
    let getters: String = (shape.fields.iter().enumerate())
        .map(|(index, (name, ty))| {
            format!(
                "
    #[inline]
    pub fn {name}(&self) -> Result<View<'a, {ty}>, WireError> {{
        <{ty} as Wire>::view_field::<{event}, {index}>(self.place)
    }}
"
            )
        })
        .collect();
    let shown = each(shape, |name, _| format!(".field(\"{name}\", &self.{name}())"));
    format!(
        "
#[derive(Clone, Copy)]
pub struct {event}View<'a> {{
    place: Place<'a>,
}}

impl<'a> {event}View<'a> {{{getters}}}

impl fmt::Debug for {event}View<'_> {{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {{
        f.debug_struct(\"{event}\"){shown}.finish()
    }}
}}
"
    )
}

// === actors ===

fn actor(actor: usize, shapes: &[Shape], extent: Extent) -> String {
    let name = actor_name(actor);
    let methods: String = shapes.iter().map(Shape::method).collect();
    let arms = |is_async: bool| -> String {
        let shapes = shapes.iter().filter(|shape| shape.is_async == is_async);
        shapes.map(|shape| arm(&name, shape)).collect()
    };
    let (now, later) = (arms(false), arms(true));
    let left: String = shapes
        .iter()
        .filter(|shape| shape.is_async)
        .map(|shape| format!("{name}Message::{}(_)", shape.name()))
        .collect();
    format!(
        "{}{}
impl {name} {{
{methods}}}

impl Actor for {name} {{
    type Message = {name}Message;
    type Handle = {name}Ref;

    const NAME: &'static str = \"{name}\";

    async fn receive(&mut self, envelope: Envelope<{name}Message>, ctx: &mut Context<Self>) -> mycelium::Result<()> {{
        let Envelope {{ message, reply }} = envelope;
        match message {{
{later}            message => self.receive_now(&mut Some(Envelope {{ message, reply }}), ctx).unwrap_or(Ok(())),
        }}
    }}

    #[inline]
    fn receive_now(&mut self, envelope: &mut Option<Envelope<{name}Message>>, _ctx: &mut Context<Self>) -> Option<mycelium::Result<()>> {{
        if let Some(Envelope {{ message: {left}, .. }}) = envelope {{
            return None;
        }}
        let Envelope {{ message, reply }} = envelope.take()?;
        match message {{
{now}            {left} => return None,
        }}
        Some(Ok(()))
    }}
}}
",
        domain_enum(&name, shapes, extent),
        handle(&name, shapes)
    )
}

fn arm(actor: &str, shape: &Shape) -> String {
    let (event, handler) = (shape.name(), shape.handler());
    let (wait, end) = if shape.is_async { (".await", "                Ok(())\n") } else { ("", "") };
    format!(
        "            {actor}Message::{event}(event) => {{
                let answer = self.{handler}(&event){wait};
                reply.answer::<{event}>(answer);
{end}            }}
"
    )
}

fn carried(shape: &Shape) -> String {
    let event = shape.name();
    if shape.reply.is_some() { event } else { format!("Arc<{event}>") }
}

fn domain_enum(name: &str, shapes: &[Shape], extent: Extent) -> String {
    let all = |line: &dyn Fn(&str, &Shape) -> String| -> String {
        shapes.iter().map(|shape| line(&shape.name(), shape)).collect()
    };
    let variants = all(&|event, shape| format!("    {event}({}),\n", carried(shape)));
    let replies = all(&|event, _| format!("    {event}(<{event} as Message>::Reply),\n"));
    let descriptions = all(&|event, _| format!("Variant::of::<{event}>(\"{event}\"), "));
    let forms = match extent {
        Extent::Lean => String::new(),
        Extent::Full => all(&|event, _| format!("<{event} as Message>::FORM, ")),
    };
    let visits =
        all(&|event, _| format!("            Self::{event}(message) => to.visit::<{event}>(message, \"{event}\"),\n"));
    let finds = all(&|event, _| format!("        find.one::<{event}>({name}Reply::{event})?;\n"));
    let carried_by = all(&|event, _| format!("            Self::{event}(message) => same(message),\n"));
    let answered =
        all(&|event, _| format!("            {name}Reply::{event}(reply) => same_reply::<{event}, T>(reply),\n"));
    let encodes =
        all(&|event, _| format!("            {name}Reply::{event}(reply) => {event}::encode_reply(reply, out),\n"));
    let shares =
        all(&|event, _| format!("            Self::{event}(message) => Some(Self::{event}(message.clone())),\n"));
    let handles = all(&|event, shape| {
        let carried = carried(shape);
        format!(
            "
impl Handles<{event}> for {name}Message {{
    type Carried = {carried};
}}

impl From<{carried}> for {name}Message {{
    fn from(carried: {carried}) -> Self {{
        Self::{event}(carried)
    }}
}}
"
        )
    });
    format!(
        "
pub enum {name}Message {{
{variants}}}

pub enum {name}Reply {{
{replies}}}

impl Sendable for {name}Message {{
    type Message = Self;
}}

impl DomainEnum for {name}Message {{
    type Replies = {name}Reply;

    const ENUM_NAME: &'static str = \"{name}Message\";
    const VARIANTS: &'static [Variant] = &[{descriptions}];
    const FORMS: Forms = &[{forms}];

    #[inline]
    fn visit<V: Visit<Self>>(&self, to: V) -> V::Out {{
        match self {{
{visits}        }}
    }}

    #[inline]
    fn find<F: Find<Self>>(find: &mut F) -> ControlFlow<F::Found> {{
{finds}        ControlFlow::Continue(())
    }}

    fn carried<C: 'static>(self) -> Option<C> {{
        match self {{
{carried_by}        }}
    }}

    fn reply<T: Message>(reply: {name}Reply) -> Option<T::Reply> {{
        match reply {{
{answered}        }}
    }}

    fn share(&self) -> Option<Self> {{
        match self {{
{shares}        }}
    }}

    fn encode(reply: &{name}Reply, out: &mut Vec<u8>) -> Result<(), WireError> {{
        match reply {{
{encodes}        }}
    }}
}}
{handles}"
    )
}

fn handle(name: &str, shapes: &[Shape]) -> String {
    let methods: String = (shapes.iter())
        .map(|shape| {
            let (event, handler, carried) = (shape.name(), shape.handler(), carried(shape));
            let (future, call) = match shape.reply {
                Some((reply, _)) => (format!("Asking<'_, {name}Message, {carried}, {reply}>"), "Ask"),
                None => (format!("Sending<'_, {name}Message, {carried}>"), "Tell"),
            };
            format!(
                "
    pub fn {handler}(&self, message: impl Carry<{carried}>) -> {future} {{
        <{call} as Call<{event}>>::call(&self.0, message.carry())
    }}
"
            )
        })
        .collect();
    format!(
        "
#[derive(Debug, Clone)]
pub struct {name}Ref(ActorRef<{name}Message>);

impl {name}Ref {{{methods}}}

impl Handle for {name}Ref {{
    type Message = {name}Message;
}}

impl From<ActorRef<{name}Message>> for {name}Ref {{
    fn from(actor: ActorRef<{name}Message>) -> Self {{
        Self(actor)
    }}
}}

impl Deref for {name}Ref {{
    type Target = ActorRef<{name}Message>;

    fn deref(&self) -> &ActorRef<{name}Message> {{
        &self.0
    }}
}}
"
    )
}

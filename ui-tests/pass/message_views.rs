//! Views of messages with fields of any name, visibility and type, beside types of any name.
#![deny(missing_docs, missing_debug_implementations, unreachable_pub, private_interfaces, unused, warnings)]

mod inner {
    use mycelium::prelude::*;

    /// Only seen here.
    #[message(nested)]
    #[derive(Debug)]
    pub(super) struct View {
        pub(super) n: u8,
        pub(in crate::inner) own: u8,
        #[allow(dead_code, reason = "read by views only")]
        private: u16,
    }

    impl View {
        pub(super) const N: usize = 2;

        pub(super) fn new() -> Self {
            Self { n: 1, own: 2, private: 3 }
        }
    }

    /// Called like the view of another.
    #[message(tlv = 200)]
    #[derive(Debug)]
    pub(super) struct QuoteView {
        pub(super) view: View,
    }

    pub(super) fn own(view: mycelium::wire::View<'_, View>) -> Option<u8> {
        view.own().ok()
    }
}

mod messages {
    use mycelium::prelude::*;

    use super::inner::View;

    /// A quote.
    #[message(tlv = 201, accept = [15, 16])]
    #[derive(Debug)]
    pub(super) struct Quote {
        /// What it is.
        pub(super) r#type: u8,
        pub(super) to_u8: u8,
        pub(super) fmt: u8,
        pub(super) clone: u8,
        pub(super) len: u8,
        pub(super) view: View,
        pub(super) __place: u8,
        pub(super) __f: u8,
        pub(super) pass: [u8; Self::N],
        pub(super) more: [[u8; Self::N]; 1],
    }

    impl Quote {
        const N: usize = View::N;
    }
}

macro_rules! stamped {
    ($name:ident, $number:literal, $($field:ident: $ty:ty),*) => {
        #[mycelium::message(tlv = $number)]
        struct $name { $($field: $ty),* }
    };
}
stamped!(Stamped, 202, at: Option<u32>, name: String);

fn main() -> Result<(), mycelium::wire::WireError> {
    use mycelium::Message;
    use mycelium::wire::parse_one;

    let quote = messages::Quote {
        r#type: 1,
        to_u8: 2,
        fmt: 3,
        clone: 4,
        len: 5,
        view: inner::View::new(),
        __place: 6,
        __f: 7,
        pass: [8; 2],
        more: [[9; 2]],
    };
    let tlv = quote.to_tlv()?;
    let view = messages::Quote::view_tlv(parse_one(&tlv)?)?;
    assert_eq!((view.r#type()?, view.to_u8()?, view.fmt()?, view.clone()?, view.len()?), (1, 2, 3, 4, 5));
    assert_eq!((view.view()?.n()?, inner::own(view.view()?), view.__place()?, view.__f()?), (1, Some(2), 6, 7));
    assert_eq!(view.pass()?.as_bytes(), [8; 2]);
    assert!(view.more()?.iter().all(|row| row.is_ok_and(|row| row.as_bytes() == [9; 2])));
    assert!(format!("{view:?}").starts_with("Quote { type: 1, to_u8: 2, "), "{view:?}");

    let tlv = inner::QuoteView { view: inner::View::new() }.to_tlv()?;
    assert_eq!(inner::QuoteView::view_tlv(parse_one(&tlv)?)?.view()?.n(), Ok(1));

    #[mycelium::message(tlv = 203)]
    struct InFunction(u8);
    let tlv = InFunction(7).to_tlv()?;
    assert_eq!(InFunction::view_tlv(parse_one(&tlv)?)?._0(), Ok(7));

    let tlv = Stamped { at: Some(1), name: "s".into() }.to_tlv()?;
    let view = Stamped::view_tlv(parse_one(&tlv)?)?;
    assert_eq!((view.at()?, view.name()?), (Some(1), "s"));
    Ok(())
}

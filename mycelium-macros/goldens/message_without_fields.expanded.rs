pub struct Tick;
const _: () = {
    use ::mycelium::__private as __p;
    ///A `Tick` that stays in its bytes.
    #[derive(__p::Clone, __p::Copy)]
    pub struct __TickView<'__a>(__p::Place<'__a>);
    #[automatically_derived]
    impl __p::Debug for __TickView<'_> {
        fn fmt(&self, __f: &mut __p::Formatter<'_>) -> __p::FmtResult {
            __p::show::<Tick>(self.0, __f)
        }
    }
    #[automatically_derived]
    impl __p::Wire for Tick {
        const FORMS: __p::Fields = {
            let __fields = [];
            __p::Some(&__p::fields_of("Tick", __fields))
        };
        const FIELDS: &'static [__p::FieldInfo] = &__p::infos::<Self, 0>();
        type View<'__a> = __TickView<'__a>;
        fn view_at(__place: __p::Place<'_>) -> __TickView<'_> {
            __TickView(__place)
        }
        #[inline(always)]
        fn put_fields<__P: __p::Put>(&self, __to: &mut __P) {}
        #[inline(always)]
        fn read(__from: &mut __p::Reader<'_>) -> __p::Option<Self> {
            __p::Some(Self {})
        }
    }
    const _: () = __p::check::<Tick>();
    const _: () = __p::check_length::<Tick>(0);
    const _: () = __p::check_length::<Tick>(4);
    const _: () = __p::check_lengths::<Tick>();
    impl __p::Message for Tick {
        type Reply = ();
        type Call = __p::Tell;
        type Carried = __p::Arc<Self>;
        const NAME: &'static __p::str = "Tick";
        const NUMBER: __p::u64 = 201;
        const DOMAIN: __p::Option<__p::Domain> = __p::None;
        const CODEC: __p::Codec<Self> = __p::tells("reply to Tick");
        const ACCEPT: &'static [__p::usize] = &[0, 4];
    }
    impl __p::Sendable for Tick {
        type Message = Self;
    }
    impl<__M> __p::Payload<__M> for Tick {
        type Message = Self;
        type Carried = __p::Arc<Self>;
    }
};

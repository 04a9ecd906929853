pub struct Level(pub i64, pub u32);
const _: () = {
    use ::mycelium::__private as __p;
    ///A `Level` that stays in its bytes.
    #[derive(__p::Clone, __p::Copy)]
    pub struct __LevelView<'__a>(__p::Place<'__a>);
    #[automatically_derived]
    #[allow(dead_code, non_snake_case)]
    impl<'__a> __LevelView<'__a> {
        ///Reads the field `0` where it stands.
        #[inline]
        pub fn _0(&self) -> __p::Viewed<'__a, i64> {
            <i64 as __p::Wire>::view_field::<Level, 0>(self.0)
        }
        ///Reads the field `1` where it stands.
        #[inline]
        pub fn _1(&self) -> __p::Viewed<'__a, u32> {
            <u32 as __p::Wire>::view_field::<Level, 1>(self.0)
        }
    }
    #[automatically_derived]
    impl __p::Debug for __LevelView<'_> {
        fn fmt(&self, __f: &mut __p::Formatter<'_>) -> __p::FmtResult {
            __p::show::<Level>(self.0, __f)
        }
    }
    #[automatically_derived]
    impl __p::Wire for Level {
        const FORMS: __p::Fields = {
            let __fields = [
                <i64 as __p::Wire>::WIRE.field("0", "i64"),
                <u32 as __p::Wire>::WIRE.field("1", "u32").pad(4),
            ];
            __p::Some(&__p::fields_of("Level", __fields))
        };
        const FIELDS: &'static [__p::FieldInfo] = &__p::infos::<Self, 2>();
        type View<'__a> = __LevelView<'__a>;
        fn view_at(__place: __p::Place<'_>) -> __LevelView<'_> {
            __LevelView(__place)
        }
        #[inline(always)]
        fn put_fields<__P: __p::Put>(&self, __to: &mut __P) {
            <i64 as __p::Wire>::put_field(&self.0, __to);
            <u32 as __p::Wire>::put_field(&self.1, __to);
            __to.zeros(4);
        }
        #[inline(always)]
        fn read(__from: &mut __p::Reader<'_>) -> __p::Option<Self> {
            __p::Some(Self {
                0: <i64 as __p::Wire>::read(__from)?,
                1: <u32 as __p::Wire>::read_padded(__from, 4)?,
            })
        }
    }
};

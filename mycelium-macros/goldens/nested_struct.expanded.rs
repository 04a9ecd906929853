pub struct Level(pub i64, pub u32);
const _: () = {
    #[derive(::core::clone::Clone, ::core::marker::Copy)]
    #[doc(hidden)]
    #[allow(unreachable_pub, non_camel_case_types)]
    pub struct __LevelView<'__a>(::mycelium::__private::Place<'__a>);
    #[automatically_derived]
    #[allow(
        clippy::all,
        clippy::pedantic,
        dead_code,
        non_snake_case,
        private_interfaces,
        unreachable_pub
    )]
    impl<'__a> __LevelView<'__a> {
        ///Reads the field `0` where it stands.
        #[inline]
        pub fn _0(&self) -> ::mycelium::__private::Viewed<'__a, i64> {
            <i64 as ::mycelium::__private::Wire>::view_field::<Level, 0>(self.0)
        }
        ///Reads the field `1` where it stands.
        #[inline]
        pub fn _1(&self) -> ::mycelium::__private::Viewed<'__a, u32> {
            <u32 as ::mycelium::__private::Wire>::view_field::<Level, 1>(self.0)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for __LevelView<'_> {
        fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::mycelium::__private::show::<
                Level,
            >(
                __f,
                "Level",
                self.0,
                &[
                    ::mycelium::__private::Shown::<i64>::NEW.__shown(),
                    ::mycelium::__private::Shown::<u32>::NEW.__shown(),
                ],
            )
        }
    }
    #[automatically_derived]
    impl ::mycelium::__private::Wire for Level {
        const FORMS: ::core::option::Option<
            &'static [::mycelium::__private::FieldForm],
        > = {
            let __fields = [
                <i64 as ::mycelium::__private::Wire>::WIRE.field("0", "i64"),
                <u32 as ::mycelium::__private::Wire>::WIRE.field("1", "u32").pad(4),
            ];
            ::core::option::Option::Some(
                &::mycelium::__private::fields_of("Level", __fields),
            )
        };
        const LEN: ::core::option::Option<::core::primitive::usize> = ::mycelium::__private::len_of::<
            Self,
        >();
        const MIN_LEN: ::core::primitive::usize = ::mycelium::__private::min_len_of::<
            Self,
        >();
        const SCHEMA: ::core::primitive::u64 = ::mycelium::__private::struct_schema_of::<
            Self,
        >("Level");
        const FIELDS: &'static [::mycelium::__private::FieldInfo] = &::mycelium::__private::infos::<
            Self,
            2,
        >();
        type View<'__a> = __LevelView<'__a>;
        #[inline]
        fn encoded_len(&self) -> ::core::primitive::usize {
            ::mycelium::__private::struct_len(self)
        }
        #[inline]
        fn encode(&self, __out: &mut ::mycelium::__private::Writer<'_>) {
            <Self as ::mycelium::__private::Wire>::put_fields(self, __out);
        }
        #[inline(always)]
        fn put_fields<__P: ::mycelium::__private::Put>(&self, __to: &mut __P) {
            <i64 as ::mycelium::__private::Wire>::put_field(&self.0, __to);
            <u32 as ::mycelium::__private::Wire>::put_field(&self.1, __to);
            __to.zeros(4);
        }
        #[inline]
        fn decode(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::mycelium::__private::WireResult<Self> {
            ::mycelium::__private::decode_struct(__from)
        }
        #[inline(always)]
        fn read(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(Self {
                0: <i64 as ::mycelium::__private::Wire>::read(__from)?,
                1: <u32 as ::mycelium::__private::Wire>::read_padded(__from, 4)?,
            })
        }
        #[inline]
        fn view<'__a>(
            __from: &mut ::mycelium::__private::Reader<'__a>,
        ) -> ::mycelium::__private::WireResult<__LevelView<'__a>> {
            ::core::result::Result::map(
                ::mycelium::__private::pass_from::<Self>(__from),
                __LevelView,
            )
        }
        #[inline]
        fn view_front<'__a>(
            __from: &::mycelium::__private::Reader<'__a>,
        ) -> ::mycelium::__private::WireResult<__LevelView<'__a>> {
            ::core::result::Result::Ok(
                __LevelView(::mycelium::__private::Place::of(__from)),
            )
        }
    }
};
const _: () = ::core::assert!(
    ! < i64 as ::mycelium::__private::Wire > ::GROWS,
    "`i64` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
);
const _: () = ::core::assert!(
    ! < u32 as ::mycelium::__private::Wire > ::GROWS,
    "`u32` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
);

pub struct Level(pub i64, pub u32);
const _: () = {
    #[derive(::core::clone::Clone, ::core::marker::Copy)]
    #[doc(hidden)]
    #[allow(unreachable_pub, non_camel_case_types)]
    pub struct __LevelView<'__a> {
        __place: ::mycelium::__private::Place<'__a>,
    }
    #[automatically_derived]
    impl ::mycelium::__private::Fields for __LevelView<'_> {
        const NAME: &'static ::core::primitive::str = "Level";
        const FIELDS: &'static [::mycelium::__private::FieldForm] = &[
            ::mycelium::__private::FieldForm {
                name: "0",
                len: <i64 as ::mycelium::__private::Wire>::LEN,
                pad: 0usize,
                since: 1u8,
                pass: <i64 as ::mycelium::__private::Wire>::pass,
            },
            ::mycelium::__private::FieldForm {
                name: "1",
                len: <u32 as ::mycelium::__private::Wire>::LEN,
                pad: 4usize,
                since: 1u8,
                pass: <u32 as ::mycelium::__private::Wire>::pass,
            },
        ];
    }
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
        pub fn _0(&self) -> ::mycelium::__private::Viewed<'__a, i64>
        where
            for<'__b> i64: ::mycelium::__private::Wire,
        {
            ::mycelium::__private::read_field::<i64, Self, 0usize>(self.__place)
        }
        ///Reads the field `1` where it stands.
        #[inline]
        pub fn _1(&self) -> ::mycelium::__private::Viewed<'__a, u32>
        where
            for<'__b> u32: ::mycelium::__private::Wire,
        {
            ::mycelium::__private::read_field::<u32, Self, 1usize>(self.__place)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for __LevelView<'_> {
        fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::mycelium::__private::show::<
                Self,
            >(
                __f,
                &[
                    ::mycelium::__private::Shown::<i64, Self, 0usize>::new(self.__place)
                        .__shown(),
                    ::mycelium::__private::Shown::<u32, Self, 1usize>::new(self.__place)
                        .__shown(),
                ],
            )
        }
    }
    #[automatically_derived]
    impl ::mycelium::__private::Wire for Level {
        const LEN: ::core::option::Option<::core::primitive::usize> = ::mycelium::__private::sum_len(
            &[
                <i64 as ::mycelium::__private::Wire>::LEN,
                <u32 as ::mycelium::__private::Wire>::LEN,
                ::core::option::Option::Some(4usize),
            ],
        );
        const MIN_LEN: ::core::primitive::usize = <i64 as ::mycelium::__private::Wire>::MIN_LEN
            + <u32 as ::mycelium::__private::Wire>::MIN_LEN + 4usize;
        const SCHEMA: ::core::primitive::u64 = {
            let __fields = [
                ("0", <i64 as ::mycelium::__private::Wire>::SCHEMA, 0usize),
                ("1", <u32 as ::mycelium::__private::Wire>::SCHEMA, 4usize),
            ];
            ::mycelium::__private::struct_schema("Level", &__fields)
        };
        const FIELDS: &'static [::mycelium::__private::FieldInfo] = &[
            ::mycelium::__private::FieldInfo::new(
                "0",
                ::mycelium::__private::TypeInfo::new(
                    "i64",
                    <i64 as ::mycelium::__private::Wire>::SCHEMA,
                ),
                0u16,
                1u8,
            ),
            ::mycelium::__private::FieldInfo::new(
                "1",
                ::mycelium::__private::TypeInfo::new(
                    "u32",
                    <u32 as ::mycelium::__private::Wire>::SCHEMA,
                ),
                4u16,
                1u8,
            ),
        ];
        #[inline]
        fn encoded_len(&self) -> ::core::primitive::usize {
            if let ::core::option::Option::Some(__len) = <Self as ::mycelium::__private::Wire>::LEN {
                return __len;
            }
            <i64 as ::mycelium::__private::Wire>::encoded_len(&self.0)
                + <u32 as ::mycelium::__private::Wire>::encoded_len(&self.1) + 4usize
        }
        #[inline]
        fn encode(&self, __out: &mut ::mycelium::__private::Writer<'_>) {
            <i64 as ::mycelium::__private::Wire>::encode(&self.0, __out);
            <u32 as ::mycelium::__private::Wire>::encode(&self.1, __out);
            __out.zeros(4usize);
        }
        #[inline]
        fn decode(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::core::result::Result<Self, ::mycelium::__private::WireError> {
            let _ = <i64 as ::mycelium::__private::Wire>::MIN_LEN;
            let __field0 = ::mycelium::__private::field::<i64>(__from, "Level", "0")?;
            let _ = <u32 as ::mycelium::__private::Wire>::MIN_LEN;
            let __field1 = ::mycelium::__private::field::<u32>(__from, "Level", "1")?;
            ::mycelium::__private::skip(__from, 4usize, "Level", "1")?;
            ::core::result::Result::Ok(Self { 0: __field0, 1: __field1 })
        }
        #[inline(always)]
        fn read(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::core::option::Option<Self> {
            let __field0 = <i64 as ::mycelium::__private::Wire>::read(__from)?;
            let __field1 = <u32 as ::mycelium::__private::Wire>::read(__from)?;
            __from.cut(4usize)?;
            ::core::option::Option::Some(Self { 0: __field0, 1: __field1 })
        }
        type View<'__a> = __LevelView<'__a>;
        #[inline]
        fn view<'__a>(
            __from: &mut ::mycelium::__private::Reader<'__a>,
        ) -> ::mycelium::__private::WireResult<__LevelView<'__a>> {
            let __place = ::mycelium::__private::Place::of(__from);
            <Self as ::mycelium::__private::Wire>::pass(__from)?;
            ::core::result::Result::Ok(__LevelView { __place })
        }
        #[inline]
        fn view_front<'__a>(
            __from: &::mycelium::__private::Reader<'__a>,
        ) -> ::mycelium::__private::WireResult<__LevelView<'__a>> {
            ::core::result::Result::Ok(__LevelView {
                __place: ::mycelium::__private::Place::of(__from),
            })
        }
        #[inline]
        fn pass(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::mycelium::__private::WireResult<()> {
            ::mycelium::__private::pass_struct_of::<Self, __LevelView<'_>>(__from)
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

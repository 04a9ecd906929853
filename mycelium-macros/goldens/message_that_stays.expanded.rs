pub struct Connect {
    pub to: SocketAddr,
}
#[automatically_derived]
impl ::mycelium::__private::Message for Connect {
    type Reply = TcpStream;
    type Call = ::mycelium::__private::Ask;
    type Carried = Self;
    const NAME: &'static ::core::primitive::str = "Connect";
    const DOMAIN: ::core::option::Option<::mycelium::__private::Domain> = ::core::option::Option::None;
    const NUMBER: ::core::primitive::u64 = ::mycelium::__private::local_number(
        ::core::concat!(::core::module_path!(), "::Connect"),
    );
    const PAYLOAD_LEN: ::core::option::Option<::core::primitive::usize> = ::core::option::Option::None;
    const SCHEMA: &'static [::core::primitive::u64] = &[];
    fn tlv_len(&self) -> ::core::primitive::usize {
        0
    }
    fn encode_tlv(
        &self,
        _: &mut ::std::vec::Vec<::core::primitive::u8>,
    ) -> ::core::result::Result<(), ::mycelium::__private::WireError> {
        ::mycelium::__private::local_only("Connect")
    }
    fn write_tlv(
        &self,
        _: &mut [::core::primitive::u8],
    ) -> ::core::result::Result<
        ::core::primitive::usize,
        ::mycelium::__private::WireError,
    > {
        ::mycelium::__private::local_only("Connect")
    }
    fn decode_tlv(
        _: ::mycelium::__private::Tlv<'_>,
    ) -> ::core::result::Result<Self, ::mycelium::__private::WireError> {
        ::mycelium::__private::local_only("Connect")
    }
    fn encode_reply(
        _: &<Self as ::mycelium::__private::Message>::Reply,
        _: &mut ::std::vec::Vec<::core::primitive::u8>,
    ) -> ::core::result::Result<(), ::mycelium::__private::WireError> {
        ::mycelium::__private::local_only("Connect")
    }
    fn decode_reply(
        _: ::core::primitive::u64,
        _: &[::core::primitive::u8],
    ) -> ::core::result::Result<
        <Self as ::mycelium::__private::Message>::Reply,
        ::mycelium::__private::WireError,
    > {
        ::mycelium::__private::local_only("Connect")
    }
}
#[automatically_derived]
impl ::mycelium::__private::Sendable for Connect {
    type Message = Self;
}
#[automatically_derived]
impl<__M> ::mycelium::__private::Payload<__M> for Connect {
    type Message = Self;
    type Carried = Self;
}

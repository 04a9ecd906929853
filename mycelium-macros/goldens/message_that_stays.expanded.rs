pub struct Connect {
    pub to: SocketAddr,
}
const _: () = {
    use ::mycelium::__private as __p;
    impl __p::Message for Connect {
        type Reply = TcpStream;
        type Call = __p::Ask;
        type Carried = Self;
        const NAME: &'static __p::str = "Connect";
        const NUMBER: __p::u64 = __p::local_number(
            __p::concat!(__p::module_path!(), "::Connect"),
        );
        const DOMAIN: __p::Option<__p::Domain> = __p::None;
        const CODEC: __p::Codec<Self> = __p::local();
    }
    impl __p::Sendable for Connect {
        type Message = Self;
    }
    impl<__M> __p::Payload<__M> for Connect {
        type Message = Self;
        type Carried = Self;
    }
};

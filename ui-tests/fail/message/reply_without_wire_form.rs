use mycelium::prelude::*;

pub struct Connection {
    pub stream: std::net::TcpStream,
}

#[message(tlv = 200, reply = Connection)]
pub struct Connect {
    pub port: u16,
}

// What never leaves the process may be answered with anything.
#[message(local, reply = Connection)]
pub struct ConnectHere;

#[message]
pub enum Requests {
    Connect(Connect),
    ConnectHere(ConnectHere),
}

pub struct Network;

#[actor]
impl Network {
    #[handler]
    fn connect(&mut self, _connect: &Connect) -> Connection {
        unimplemented!()
    }
}

fn main() {}

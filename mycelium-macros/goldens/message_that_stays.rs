#[message(local, reply = TcpStream)]
pub struct Connect {
    pub to: SocketAddr,
}

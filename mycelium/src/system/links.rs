//! Taking calls of other nodes: one task accepts, and one more serves each connection, its handshake included.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle as Runtime;
use tokio::sync::Semaphore;

use crate::discovery::{ActorRegistry, Closing, First, Identity, LinkTimes, first, serve};
use crate::transport::BoundSocket;

/// How many connections a node serves at a time; more wait to be accepted. One that says nothing is let go after the
/// handshake's time.
const CONNECTIONS_MAX: usize = 1_024;
/// The pause after the system had no room for a connection.
const PAUSE: Duration = Duration::from_millis(50);

/// What serving a connection needs.
pub(super) struct Serving {
    pub(super) me: Arc<Identity>,
    pub(super) registry: Arc<ActorRegistry>,
    pub(super) buffer_bytes: usize,
    pub(super) times: LinkTimes,
    pub(super) runtime: Runtime,
}

/// Accepts calls until all is closing; the socket is gone then, before `closing` is.
pub(super) async fn accept_links(mut closing: Closing, socket: BoundSocket, serving: Serving) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, socket.accept().await)
        };
        let First::Right((place, accepted)) = first(closing.wait(), accepted).await else { return };
        match accepted {
            Ok(connection) => {
                let Serving { me, registry, buffer_bytes, times, runtime } = &serving;
                let (me, registry, closing) = (Arc::clone(me), Arc::clone(registry), closing.clone());
                let served = serve(connection, me, registry, *buffer_bytes, *times, closing);
                drop(runtime.spawn(async move {
                    let _place = place;
                    served.await;
                }));
            }
            Err(error) => {
                tracing::warn!(socket = %socket.path().display(), "a call was not accepted: {error}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

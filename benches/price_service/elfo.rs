use elfo::prelude::*;

#[message]
struct Update(u64, i64);

#[message(ret = Option<i64>)]
struct LastPrice(u64);

fn prices() -> Blueprint {
    ActorGroup::new().exec(|mut ctx| async move {
        let mut last = std::collections::HashMap::new();
        while let Some(envelope) = ctx.recv().await {
            msg!(match envelope {
                Update(symbol, px) => {
                    last.insert(symbol, px);
                }
                (LastPrice(symbol), token) => {
                    ctx.respond(token, last.get(&symbol).copied());
                }
            });
        }
    })
}

fn client() -> Blueprint {
    ActorGroup::new().exec(|ctx| async move {
        let _ = ctx.send(Update(7, 42)).await;
        println!("{:?}", ctx.request(LastPrice(7)).resolve().await);
    })
}

#[tokio::main]
async fn main() {
    let topology = elfo::Topology::empty();
    let prices_group = topology.local("prices");
    let clients = topology.local("clients");
    let configurers = topology.local("system.configurers").entrypoint();
    clients.route_all_to(&prices_group);
    prices_group.mount(prices());
    clients.mount(client());
    configurers.mount(elfo::batteries::configurer::fixture(
        &topology,
        elfo::config::AnyConfig::default(),
    ));
    elfo::init::start(topology).await;
}

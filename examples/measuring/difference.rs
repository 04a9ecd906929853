//! The first difference between what two runs computed.

use mycelium::Message;
use mycelium::wire::{TlvType, Tlvs};
use trading_pair::{ArbitrageSignal, OrderRequest};

use super::outcome::Outcome;

/// Says in what, and where, the second run differs from the first; `None` if they are the same bytes.
pub(crate) fn first(one: &Outcome, other: &Outcome) -> std::io::Result<Option<String>> {
    if one.digest == other.digest {
        return Ok(None);
    }
    let signals = records::<ArbitrageSignal>("signal", &one.signal_bytes()?, &other.signal_bytes()?);
    let orders = records::<OrderRequest>("order", &one.order_bytes()?, &other.order_bytes()?);
    let difference = signals.or(orders).unwrap_or_default();
    Ok(Some(format!("the first difference between {} and {}: {difference}", one.road, other.road)))
}

fn records<T: Message + std::fmt::Debug>(what: &str, one: &[u8], other: &[u8]) -> Option<String> {
    if one == other {
        return None;
    }
    let (mut one, mut other) = (Tlvs::new(one), Tlvs::new(other));
    let mut number = 1;
    loop {
        let (left, right) = (one.next(), other.next());
        if left != right || left.is_none() {
            let shown = |record: Option<Result<mycelium::wire::Tlv<'_>, _>>| match record {
                None => "none".to_owned(),
                Some(Err(error)) => format!("unreadable: {error}"),
                Some(Ok(tlv)) => {
                    let value = T::decode_tlv(tlv).map_or_else(|error| error.to_string(), |value| format!("{value:?}"));
                    format!("{value}\n    bytes {}", hex(tlv.number, tlv.payload))
                }
            };
            return Some(format!("{what} {number}\n  {}\n  {}", shown(left), shown(right)));
        }
        number += 1;
    }
}

fn hex(number: TlvType, payload: &[u8]) -> String {
    let bytes: String = payload.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{number}: {bytes}")
}

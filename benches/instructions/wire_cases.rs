//! What is counted of the wire: whole frames with their checksums, written into a buffer that is reused, and read.

use std::hint::black_box;

use mycelium::prelude::*;
use mycelium::wire::{Domain, Frame, FrameHead, FrameReader, FrameRules, encode_frame};

use crate::messages::{Level, OrderBookUpdate, PoolSwapEvent, QuoteUpdate};
use crate::rounds::{Case, rounds};

pub(crate) const CASES: [Case; 9] = [
    Case { name: "encode PoolSwap", per_round: 1, run: || encode(&swap()) },
    Case { name: "decode PoolSwap", per_round: 1, run: || decode(&swap()) },
    Case { name: "encode Quote", per_round: 1, run: || encode(&quote()) },
    Case { name: "decode Quote", per_round: 1, run: || decode(&quote()) },
    Case { name: "encode order book, 2 x 50", per_round: 1, run: || encode(&book()) },
    Case { name: "decode order book, 2 x 50", per_round: 1, run: || decode(&book()) },
    Case { name: "encode four strings", per_round: 1, run: || encode(&listing()) },
    Case { name: "decode four strings", per_round: 1, run: || decode(&listing()) },
    Case { name: "cut a stream of Quotes", per_round: 1, run: || cut(&quote()) },
];

#[message(tlv = 201, domain = system)]
struct Listing {
    id: u64,
    symbol: String,
    name: String,
    venue: String,
    comment: String,
    timestamp_ns: u64,
}

fn frame<M: Message>(message: &M, out: &mut Vec<u8>) {
    let domain = M::DOMAIN.unwrap_or(Domain::SYSTEM);
    let head = FrameHead { domain, source: 1, flags: 0, sequence: 7, timestamp_ns: 8 };
    encode_frame(black_box(&head), out, |tlvs| message.encode_tlv(tlvs)).expect("it fits a frame");
}

fn encode<M: Message>(message: &M) {
    let mut out = Vec::new();
    rounds(|| {
        out.clear();
        frame(black_box(message), &mut out);
        black_box(&mut out);
    });
}

fn decode<M: Message>(message: &M) {
    let mut bytes = Vec::new();
    frame(message, &mut bytes);
    let rules = FrameRules::default();
    rounds(|| {
        let frame = Frame::parse(black_box(&bytes), black_box(&rules)).expect("it is good");
        let tlv = frame.tlvs().next().expect("one TLV is in it");
        black_box(&M::decode_tlv(tlv).expect("it is the message"));
    });
}

/// As a link reads: many frames in one piece.
fn cut<M: Message>(message: &M) {
    const FRAMES: usize = 16;
    let mut bytes = Vec::new();
    for _ in 0..FRAMES {
        frame(message, &mut bytes);
    }
    let mut reader = FrameReader::new(FrameRules::default());
    rounds(|| {
        reader.push(black_box(&bytes));
        let mut count = 0;
        while let Some(frame) = reader.next_frame() {
            count += frame.expect("it is good").tlvs().count();
        }
        assert_eq!(count, FRAMES);
    });
}

fn swap() -> PoolSwapEvent {
    PoolSwapEvent {
        amount_in: 1,
        amount_out: 2,
        liquidity_after: 3,
        timestamp_ns: 4,
        block: 5,
        tick_after: 6,
        venue: 301,
        in_decimals: 18,
        out_decimals: 6,
        pool: [7; 20],
        token_in: [8; 20],
        token_out: [9; 20],
        sqrt_price_x96_after: [10; 32],
    }
}

fn quote() -> QuoteUpdate {
    QuoteUpdate {
        instrument: 1,
        bid_price_q8: 2,
        bid_size_q8: 3,
        ask_price_q8: 4,
        ask_size_q8: 5,
        timestamp_ns: 6,
        venue: 101,
        asset_type: 50,
    }
}

fn book() -> OrderBookUpdate {
    let side = |from: i64| (from..from + 50).map(|at| Level { price: at, size: -at }).collect();
    OrderBookUpdate { instrument: 1, sequence: 2, timestamp_ns: 3, bids: side(0), asks: side(50) }
}

fn listing() -> Listing {
    Listing {
        id: 1,
        symbol: "COIN7-USD".to_owned(),
        name: "Some coin or other, number 7".to_owned(),
        venue: "Uniswap V3".to_owned(),
        comment: "Listed after 1,234 votes, reviewed in November – «provisional»".to_owned(),
        timestamp_ns: 2,
    }
}

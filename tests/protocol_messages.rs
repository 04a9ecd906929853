//! The protocol's own messages: their layouts, byte for byte, and what the golden vectors say in them.

use mycelium::prelude::*;
use mycelium::protocol::*;
use mycelium::wire::{
    Domain, Frame, FrameHead, FrameRules, Tlv, TlvSize, TlvType, Tlvs, TypeRule, WireError, encode_frame, put_tlv,
};
use serde::Deserialize;

// === layouts ===

/// A value whose bytes differ from those of every other field, and these bytes.
trait Sample: Sized {
    fn sample(seed: u8) -> (Self, Vec<u8>);
}

/// Bytes that count up from `seed`.
fn counting<const N: usize>(seed: u8) -> [u8; N] {
    std::array::from_fn(|index| seed.wrapping_add(index as u8))
}

macro_rules! sample_numbers {
    ($($number:ty),*) => {$(
        impl Sample for $number {
            fn sample(seed: u8) -> (Self, Vec<u8>) {
                let bytes = counting(seed);
                (<$number>::from_le_bytes(bytes), bytes.to_vec())
            }
        }
    )*};
}

macro_rules! sample_bytes {
    ($($bytes:ident),*) => {$(
        impl Sample for $bytes {
            fn sample(seed: u8) -> (Self, Vec<u8>) {
                let bytes = counting(seed);
                ($bytes(bytes), bytes.to_vec())
            }
        }
    )*};
}

sample_numbers!(u8, u16, u32, u64, u128, i32, i64);
sample_bytes!(Address, U256, TraceId);

impl Sample for Side {
    fn sample(seed: u8) -> (Self, Vec<u8>) {
        (Self::Other(seed), vec![seed])
    }
}

/// The message stands in its TLV as `payload`, is read again from it, and pads are not looked at.
fn check_layout<M: Message + PartialEq + std::fmt::Debug>(message: &M, payload: &[u8], pads: &[usize]) {
    let number = u8::try_from(M::NUMBER).expect("a number of the wire");
    let tlv = message.to_tlv().expect("it has a wire form");
    let cut = Tlvs::new(&tlv).next().expect("there is one").expect("it is good");
    assert_eq!((cut.number.get(), cut.payload), (number, payload), "{}", M::NAME);
    assert_eq!(M::PAYLOAD_LEN, Some(payload.len()));
    assert_eq!(M::from_tlv(&tlv).as_ref(), Ok(message));

    let mut noisy = payload.to_vec();
    pads.iter().for_each(|at| noisy[*at] = 0xFF);
    assert_eq!(M::decode_tlv(Tlv { payload: &noisy, ..cut }).as_ref(), Ok(message), "{} looks at a pad", M::NAME);
    assert!(cut.number.size().takes(payload.len()), "{}: not a registered size", M::NAME);
    assert_eq!(M::DOMAIN, cut.number.domain(), "{}", M::NAME);
    assert!(number >= 200 || cut.number.name() == Some(M::NAME), "{}", M::NAME);
}

/// Each message as Protocol V2 §6 draws it: fields and their offsets. All bytes between them are pads.
macro_rules! layouts {
    ($($message:ident = $number:literal, $len:literal bytes { $($field:ident: $kind:ident @ $offset:literal,)* })*) => {
        #[test]
        fn every_field_stands_where_the_protocol_says() {
            $({
                let mut payload = vec![0; $len];
                let mut is_pad = vec![true; $len];
                let mut seed = 0;
                let message = $message {
                    $($field: {
                        let (value, bytes) = <$kind>::sample({ seed += 7; seed });
                        let room = $offset..$offset + bytes.len();
                        assert!(is_pad[room.clone()].iter().all(|is_pad| *is_pad), "two fields at {}", $offset);
                        is_pad[room.clone()].fill(false);
                        payload[room].copy_from_slice(&bytes);
                        value
                    },)*
                };
                let pads: Vec<_> = (0..$len).filter(|at| is_pad[*at]).collect();
                check_layout(&message, &payload, &pads);
                assert_eq!($message::NUMBER, $number);
            })*
        }
    };
}

layouts! {
    Trade = 1, 40 bytes {
        asset_id: u64 @ 0,
        price_q8: i64 @ 8,
        volume_q8: i64 @ 16,
        execution_timestamp_ns: u64 @ 24,
        venue: u16 @ 32,
        asset_type: u8 @ 34,
        side: Side @ 36,
    }
    Quote = 2, 52 bytes {
        asset_id: u64 @ 0,
        bid_price_q8: i64 @ 8,
        bid_size_q8: i64 @ 16,
        ask_price_q8: i64 @ 24,
        ask_size_q8: i64 @ 32,
        timestamp_ns: u64 @ 40,
        venue: u16 @ 48,
        asset_type: u8 @ 50,
    }
    PoolSwap = 11, 208 bytes {
        amount_in: u128 @ 0,
        amount_out: u128 @ 16,
        liquidity_after: u128 @ 32,
        timestamp_ns: u64 @ 48,
        block: u64 @ 56,
        tick_after: i32 @ 64,
        venue: u16 @ 68,
        in_decimals: u8 @ 70,
        out_decimals: u8 @ 71,
        pool: Address @ 80,
        token_in: Address @ 112,
        token_out: Address @ 144,
        sqrt_price_x96_after: U256 @ 176,
    }
    PoolMint = 12, 208 bytes {
        liquidity_delta: u128 @ 0,
        amount0: u128 @ 16,
        amount1: u128 @ 32,
        timestamp_ns: u64 @ 48,
        tick_lower: i32 @ 56,
        tick_upper: i32 @ 60,
        venue: u16 @ 64,
        decimals0: u8 @ 66,
        decimals1: u8 @ 67,
        pool: Address @ 80,
        provider: Address @ 112,
        token0: Address @ 144,
        token1: Address @ 176,
    }
    PoolBurn = 13, 208 bytes {
        liquidity_delta: u128 @ 0,
        amount0: u128 @ 16,
        amount1: u128 @ 32,
        timestamp_ns: u64 @ 48,
        tick_lower: i32 @ 56,
        tick_upper: i32 @ 60,
        venue: u16 @ 64,
        decimals0: u8 @ 66,
        decimals1: u8 @ 67,
        pool: Address @ 80,
        provider: Address @ 112,
        token0: Address @ 144,
        token1: Address @ 176,
    }
    PoolTick = 14, 64 bytes {
        liquidity_net: i64 @ 0,
        price_sqrt: u64 @ 8,
        timestamp_ns: u64 @ 16,
        tick: i32 @ 24,
        venue: u16 @ 28,
        pool: Address @ 32,
    }
    PoolState = 15, 192 bytes {
        reserve0: u128 @ 0,
        reserve1: u128 @ 16,
        sqrt_price_x96: u128 @ 32,
        liquidity: u128 @ 48,
        block: u64 @ 64,
        timestamp_ns: u64 @ 72,
        tick: i32 @ 80,
        fee_rate_bps: u32 @ 84,
        venue: u16 @ 88,
        pool_type: u8 @ 90,
        decimals0: u8 @ 91,
        decimals1: u8 @ 92,
        pool: Address @ 96,
        token0: Address @ 128,
        token1: Address @ 160,
    }
    PoolSync = 16, 160 bytes {
        reserve0: u128 @ 0,
        reserve1: u128 @ 16,
        timestamp_ns: u64 @ 32,
        block: u64 @ 40,
        venue: u16 @ 48,
        decimals0: u8 @ 50,
        decimals1: u8 @ 51,
        pool: Address @ 64,
        token0: Address @ 96,
        token1: Address @ 128,
    }
    GasPrice = 18, 32 bytes {
        block: u64 @ 0,
        timestamp_ns: u64 @ 8,
        gas_price_gwei: u32 @ 16,
        base_fee_gwei: u32 @ 20,
        priority_fee_gwei: u32 @ 24,
        chain: u16 @ 28,
    }
    ArbitrageSignal = 32, 170 bytes {
        strategy_id: u16 @ 0,
        signal_id: u64 @ 2,
        chain_id: u32 @ 10,
        source_pool: Address @ 14,
        target_pool: Address @ 34,
        source_venue: u16 @ 54,
        target_venue: u16 @ 56,
        token_in: Address @ 58,
        token_out: Address @ 78,
        expected_profit_q8: i64 @ 98,
        required_capital_q8: i64 @ 106,
        spread_bps: u16 @ 114,
        dex_fees_q8: i64 @ 116,
        gas_cost_q8: i64 @ 124,
        slippage_q8: i64 @ 132,
        net_profit_q8: i64 @ 140,
        slippage_tolerance_bps: u16 @ 148,
        max_gas_price_gwei: u32 @ 150,
        valid_until_s: u32 @ 154,
        priority: u16 @ 158,
        timestamp_ns: u64 @ 162,
    }
    SystemHealth = 107, 48 bytes {
        timestamp_ns: u64 @ 0,
        connections: u32 @ 8,
        messages_per_s: u32 @ 12,
        last_error: u32 @ 16,
        error_rate_permille: u16 @ 20,
        latency_p95_us: u16 @ 22,
        service: u8 @ 24,
        status: u8 @ 25,
        cpu_percent: u8 @ 26,
        memory_percent: u8 @ 27,
    }
    TraceContext = 108, 32 bytes {
        start_timestamp_ns: u64 @ 0,
        current_timestamp_ns: u64 @ 8,
        source: u8 @ 16,
        span_depth: u8 @ 17,
        stage_flags: u8 @ 18,
        trace_id: TraceId @ 24,
    }
    PoolInfo = 200, 88 bytes {
        discovered_at_ns: u64 @ 0,
        last_seen_ns: u64 @ 8,
        fee_tier: u32 @ 16,
        venue: u16 @ 20,
        tlv_type: u8 @ 22,
        tlv_len: u8 @ 23,
        decimals0: u8 @ 24,
        decimals1: u8 @ 25,
        pool_type: u8 @ 26,
        pool: Address @ 28,
        token0: Address @ 48,
        token1: Address @ 68,
    }
}

/// `parts` at their offsets, zeros between them.
fn payload(len: usize, parts: &[(usize, &[u8])]) -> Vec<u8> {
    let mut payload = vec![0; len];
    for (offset, bytes) in parts {
        payload[*offset..offset + bytes.len()].copy_from_slice(bytes);
    }
    payload
}

#[test]
fn reserves_stand_in_slots_of_sixteen_bytes() {
    let mut reserves = Reserves { count: 2, ..Reserves::default() };
    reserves.slots[0] = u128::from_le_bytes(counting(1));
    reserves.slots[7] = u128::from_le_bytes(counting(30)); // Does not count, and stays.
    let message = PoolLiquidity { timestamp_ns: 5, reserves, pool: Address(counting(60)), venue: 0x1234 };
    let expected = payload(
        208,
        &[
            (0, &[5]),
            (16, &[2]),
            (32, &counting::<16>(1)),
            (32 + 7 * 16, &counting::<16>(30)),
            (160, &counting::<20>(60)),
            (192, &[0x34, 0x12]),
        ],
    );
    check_layout(&message, &expected, &[8, 15, 18, 31, 180, 191, 194, 207]);
    assert_eq!(message.reserves.as_slice(), &reserves.slots[..2]);
}

#[test]
fn instruments_stand_in_slots_of_twelve_bytes() {
    let mut instruments = Instruments { count: 16, ..Instruments::default() };
    let bytes = counting(1);
    instruments.slots[1] = InstrumentId { asset_id: u64::from_le_bytes(bytes), venue: 0x0A09, asset_type: 11 };
    let message = StateInvalidation { sequence: 3, timestamp_ns: 4, instruments, venue: 0x1234, reason: 9 };
    let expected =
        payload(224, &[(0, &[3]), (8, &[4]), (16, &[16]), (36, &counting::<11>(1)), (216, &[0x34, 0x12]), (218, &[9])]);
    check_layout(&message, &expected, &[18, 23, 47, 219, 223]);
    assert_eq!(message.instruments.as_slice(), instruments.slots);
}

#[test]
fn a_book_stands_in_an_extended_tlv() {
    let level = OrderLevel { price: 0x0102, size: 0x0304, order_count: 0x0506 };
    let mut bids = OrderBookSide { count: 1, ..OrderBookSide::default() };
    bids.slots[0] = level;
    let mut asks = OrderBookSide { count: 50, ..OrderBookSide::default() };
    asks.slots[49] = level;
    let message = OrderBook {
        timestamp_ns: 1,
        sequence: 2,
        precision_factor: 100_000_000,
        asset_id: 4,
        venue: venue::KRAKEN,
        asset_type: asset_type::COIN,
        bids,
        asks,
    };
    let last = 1248 + 8 + 49 * 24;
    let expected = payload(
        2456,
        &[
            (0, &[1]),
            (8, &[2]),
            (16, &100_000_000_i64.to_le_bytes()),
            (24, &[4]),
            (32, &[101, 0, 51]),
            (40, &[1]),
            (48, &[2, 1]),
            (56, &[4, 3]),
            (64, &[6, 5]),
            (1248, &[50]),
            (last, &[2, 1]),
            (last + 8, &[4, 3]),
            (last + 16, &[6, 5]),
        ],
    );
    check_layout(&message, &expected, &[35, 39, 42, 47, 68, 71, 1250, 2452, 2455]);
    let tlv = message.to_tlv().expect("it has a wire form");
    assert_eq!(tlv[..5], [255, 0, 3, 0x98, 0x09]);
    assert_eq!((message.bids.as_slice(), message.asks.as_slice().len()), (&[level][..], 50));
}

#[test]
fn a_count_that_lies_counts_the_slots_that_are_there() {
    let number = TlvType::new(10).expect("not 255");
    let bytes = payload(208, &[(16, &[0xFF, 0xFF])]);
    let message = PoolLiquidity::decode_tlv(Tlv { number, payload: &bytes }).expect("a count is any number");
    assert_eq!((message.reserves.count, message.reserves.as_slice().len()), (u16::MAX, 8));
    let again = message.to_tlv().expect("it has a wire form");
    assert_eq!(again[2..], bytes);
}

#[test]
fn a_quote_is_read_in_both_lengths_and_written_in_the_short_one() {
    let number = TlvType::new(2).expect("not 255");
    let read = |len| Quote::decode_tlv(Tlv { number, payload: &counting::<64>(1)[..len] });
    assert_eq!(read(52), read(56));
    assert_eq!(read(56).and_then(|quote| quote.to_tlv()).map(|tlv| tlv.len()), Ok(2 + 52));
    for len in [51, 53, 55, 57] {
        assert_eq!(read(len).map_err(|error| error.kind()), Err("size_mismatch"));
    }
}

#[test]
fn a_message_with_an_exact_size_has_that_one() {
    for number in ProtocolMessage::NUMBERS {
        let number = TlvType::new(*number).expect("not 255");
        let name = number.name().expect("it is registered");
        let takes = |len| {
            let zeros = vec![0; len];
            ProtocolMessage::decode_tlv(Tlv { number, payload: &zeros }).is_ok()
        };
        let lens: Vec<_> = (0..3000).filter(|len| takes(*len)).collect();
        match number.size() {
            TlvSize::Exact(len) => assert_eq!(lens, [len], "{}", name),
            TlvSize::OneOf(sizes) => assert_eq!(lens, sizes, "{}", name),
            size => assert!(lens.len() == 1 && size.takes(lens[0]), "{}: {lens:?}", name),
        }
    }
}

#[test]
fn whatever_bytes_come_are_a_message_that_can_be_printed() {
    for number in ProtocolMessage::NUMBERS {
        let number = TlvType::new(*number).expect("not 255");
        let name = number.name().expect("it is registered");
        let ones = vec![0xFF; 3000];
        let read = |len| ProtocolMessage::decode_tlv(Tlv { number, payload: &ones[..len] });
        let message = (0..ones.len()).find_map(|len| read(len).ok()).expect("every bit may be set");
        assert!(message.to_string().starts_with(&format!("{} {{ ", name)), "{message}");
    }
}

#[test]
fn names_and_values_are_printed_on_one_line() {
    let swap = PoolSwap {
        amount_in: 1,
        amount_out: 2,
        liquidity_after: 3,
        timestamp_ns: 4,
        block: 5,
        tick_after: -6,
        venue: venue::QUICK_SWAP,
        in_decimals: 18,
        out_decimals: 6,
        pool: Address([0xAB; 20]),
        token_in: Address(counting(0)),
        token_out: Address([0; 20]),
        sqrt_price_x96_after: U256(std::array::from_fn(|index| if index == 1 { 0x0F } else { 0 })),
    };
    let expected = "PoolSwap { amount_in: 1, amount_out: 2, liquidity_after: 3, timestamp_ns: 4, block: 5, \
         tick_after: -6, venue: 400, in_decimals: 18, out_decimals: 6, \
         pool: 0xabababababababababababababababababababab, token_in: 0x000102030405060708090a0b0c0d0e0f10111213, \
         token_out: 0x0000000000000000000000000000000000000000, sqrt_price_x96_after: 0xf00 }";
    assert_eq!(ProtocolMessage::PoolSwap(swap).to_string(), expected);
    assert_eq!(format!("{:?} {:?}", U256::default(), TraceId(counting(1))), "0x0 0x0102030405060708");
}

// === golden vectors ===

#[derive(Deserialize)]
struct Vectors {
    messages: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    hex: String,
    ours: Answers,
}

#[derive(Deserialize)]
struct Answers {
    require: String,
    strict: Option<String>,
    options: Option<String>,
}

fn vectors() -> Vec<Vector> {
    let vectors: Vectors = serde_json::from_str(include_str!("data/golden_vectors.json")).expect("the file is JSON");
    vectors.messages
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex digits")).collect()
}

/// How a vector is read, and its domain's number written: those of older builders count from 0.
fn rules(vector: &Vector) -> FrameRules {
    let legacy_domains = match vector.ours.options.as_deref() {
        Some("0-based domains") => true,
        None => false,
        Some(other) => panic!("{}: what is `{other}`?", vector.name),
    };
    FrameRules { legacy_domains, types: TypeRule::Strict, ..FrameRules::default() }
}

/// The only message of the vector `name`.
fn golden<M: Message>(name: &str) -> M {
    let vector = vectors().into_iter().find(|vector| vector.name == name).expect("there is such a vector");
    let bytes = bytes(&vector.hex);
    let frame = Frame::parse(&bytes, &FrameRules::default()).expect("it is good");
    M::decode_tlv(frame.tlvs().next().expect("it has a TLV")).expect("it is the message")
}

/// One, scaled by 10^8.
const Q8: i64 = 100_000_000;
const NOW_NS: u64 = 1_700_000_000_000_000_000;

#[test]
fn golden_trades_say_what_they_are_said_to() {
    let trade = Trade {
        asset_id: u64::from_be_bytes(*b"BTCUSD\0\0"),
        price_q8: 45_000 * Q8,
        volume_q8: 12_345_678,
        execution_timestamp_ns: NOW_NS,
        venue: venue::KRAKEN,
        asset_type: asset_type::COIN,
        side: Side::Buy,
    };
    for name in ["trade", "multi_trade_l2reset"] {
        assert_eq!(golden::<Trade>(name), trade, "{name}");
    }
}

#[test]
fn golden_quotes_of_both_lengths_are_one_quote() {
    let quote = Quote {
        asset_id: u64::from_be_bytes(*b"BTCUSD\0\0"),
        bid_price_q8: 45_123 * Q8 + Q8 / 2,
        bid_size_q8: Q8 / 2,
        ask_price_q8: 45_124 * Q8 + Q8 / 2,
        ask_size_q8: Q8 / 4,
        timestamp_ns: NOW_NS,
        venue: venue::KRAKEN,
        asset_type: asset_type::COIN,
    };
    for name in ["quote52", "quote56"] {
        assert_eq!(golden::<Quote>(name), quote, "{name}");
    }
}

const POOL: Address = Address([0x45; 20]);
const WMATIC: Address = Address([0x0D; 20]);
const USDC: Address = Address([0x27; 20]);

#[test]
fn golden_pool_events_say_what_they_are_said_to() {
    let swap = PoolSwap {
        amount_in: 1_000_000_000_000_000_000,
        amount_out: 850_000,
        liquidity_after: 0,
        timestamp_ns: NOW_NS,
        block: 50_000_000,
        tick_after: 0,
        venue: venue::QUICK_SWAP,
        in_decimals: 18,
        out_decimals: 6,
        pool: POOL,
        token_in: WMATIC,
        token_out: USDC,
        sqrt_price_x96_after: U256::default(),
    };
    assert_eq!(golden::<PoolSwap>("pool_swap"), swap);
    assert_eq!(golden::<PoolSwap>("x0_pool_swap"), swap);
    let sync = PoolSync {
        reserve0: 1_000_000 * 1_000_000_000_000_000_000,
        reserve1: 850_000 * 1_000_000,
        timestamp_ns: NOW_NS,
        block: 50_000_002,
        venue: venue::QUICK_SWAP,
        decimals0: 18,
        decimals1: 6,
        pool: POOL,
        token0: WMATIC,
        token1: USDC,
    };
    assert_eq!(golden::<PoolSync>("pool_sync"), sync);
}

#[test]
fn golden_gas_and_signal_say_what_they_are_said_to() {
    let gas = GasPrice {
        block: 50_000_000,
        timestamp_ns: NOW_NS,
        gas_price_gwei: 32,
        base_fee_gwei: 30,
        priority_fee_gwei: 2,
        chain: 137,
    };
    assert_eq!(golden::<GasPrice>("gas_price"), gas);
    let signal = ArbitrageSignal {
        strategy_id: 21,
        signal_id: NOW_NS,
        chain_id: 137,
        source_pool: Address([1; 20]),
        target_pool: Address([2; 20]),
        source_venue: venue::QUICK_SWAP,
        target_venue: venue::SUSHI_SWAP_POLYGON,
        token_in: Address([3; 20]),
        token_out: Address([4; 20]),
        expected_profit_q8: 100 * Q8 + Q8 / 2,
        required_capital_q8: 10_000 * Q8,
        spread_bps: 150,
        dex_fees_q8: 60 * Q8,
        gas_cost_q8: 3 * Q8,
        slippage_q8: 5 * Q8,
        net_profit_q8: 32 * Q8 + Q8 / 2,
        slippage_tolerance_bps: 50,
        max_gas_price_gwei: 100,
        valid_until_s: 1_700_000_300,
        priority: 1500,
        timestamp_ns: NOW_NS,
    };
    assert_eq!(golden::<ArbitrageSignal>("arbitrage_signal"), signal);
}

/// Reads every TLV of a good vector as a message where it is one, and writes the frame again from these messages.
/// Returns how many messages there were.
fn rewrite(vector: &Vector) -> usize {
    let bytes = bytes(&vector.hex);
    let rules = rules(vector);
    let frame = Frame::parse(&bytes, &rules).expect("it is good");
    let header = frame.header();
    let domain = header.domain;
    let mut known = 0;
    let head = FrameHead {
        domain: if rules.legacy_domains { Domain::new(domain.to_legacy()) } else { domain },
        source: header.source,
        flags: header.flags,
        sequence: header.sequence,
        timestamp_ns: header.timestamp_ns,
    };
    let mut out = Vec::new();
    let written = encode_frame(&head, &mut out, |tlvs| {
        frame.tlvs().try_for_each(|tlv| match ProtocolMessage::decode_tlv(tlv) {
            Ok(message) => {
                known += 1;
                assert_eq!(tlv.number.domain(), Some(domain), "{}", vector.name);
                message.encode_tlv(tlvs)
            }
            // A number that is no message here, or a payload that only shows how long ones are framed.
            Err(WireError::UnknownNumber { .. } | WireError::SizeMismatch { message: "OrderBook", .. }) => {
                put_tlv(tlvs, tlv.number, tlv.payload)
            }
            Err(error) => panic!("{}: {error}", vector.name),
        })
    });
    assert_eq!(written, Ok(out.len()), "{}", vector.name);
    if vector.name == "quote56" {
        assert_eq!(out.len(), bytes.len() - 4, "it is only read; what is written is the short form");
    } else {
        assert_eq!(out, bytes, "{}", vector.name);
    }
    known
}

#[test]
fn golden_messages_are_written_byte_for_byte() {
    let is_good = |vector: &Vector| vector.ours.require == "ok" && vector.ours.strict.is_none();
    let good: Vec<_> = vectors().into_iter().filter(is_good).collect();
    let old = good.iter().filter(|vector| vector.ours.options.is_some()).count();
    assert_eq!((good.len(), old), (17, 5));
    assert_eq!(good.iter().map(rewrite).sum::<usize>(), 12);
}

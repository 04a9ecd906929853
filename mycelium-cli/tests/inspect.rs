//! `mycelium inspect`: what it says of captures, good and bad, in both forms, and by which exit code.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use mycelium::Message;
use mycelium::protocol::{Instruments, StateInvalidation};
use mycelium::wire::{Domain, FrameHead, TlvType, encode_frame, put_tlv};
use serde::Deserialize;
use serde_json::Value;

// === running it ===

/// Exit code, standard output and standard error of `mycelium inspect` with these arguments and this input.
fn inspect(args: &[&str], input: &[u8]) -> (Option<i32>, String, String) {
    let mut child = command(args).stdin(Stdio::piped()).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_vec();
    // In a thread of its own, since the command writes while it reads. It may also end before it has read all.
    let writing = thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("it ends");
    writing.join().expect("writing does not panic");
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mycelium"));
    command.arg("inspect").args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The objects that `--json` prints, and the exit code.
fn lines(args: &[&str], input: &[u8]) -> (Vec<Value>, Option<i32>) {
    let (code, out, errors) = inspect(&[&["--json"], args].concat(), input);
    assert_eq!(errors, "", "{args:?}");
    (out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect(), code)
}

/// `ok`, or the kind of error, of each line, with its offset.
fn answers(lines: &[Value]) -> Vec<(u64, &str)> {
    let offset = |line: &Value| line["offset"].as_u64().expect("an offset");
    lines.iter().map(|line| (offset(line), line["error"].as_str().unwrap_or("ok"))).collect()
}

fn kinds(lines: &[Value]) -> Vec<&str> {
    answers(lines).into_iter().map(|(_, kind)| kind).collect()
}

/// A file that holds `bytes`.
fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, bytes).expect("the folder is there for that");
    path
}

// === golden vectors ===

#[derive(Deserialize)]
struct Vectors {
    messages: Vec<Vector>,
    streams: Vec<Stream>,
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
    accept_zero: String,
    strict: Option<String>,
    as_stream: Vec<String>,
    options: Option<String>,
}

#[derive(Deserialize)]
struct Stream {
    name: String,
    chunks: Vec<String>,
    frames: Vec<String>,
}

fn vectors() -> Vectors {
    let json = include_str!("../../tests/data/golden_vectors.json");
    let vectors: Vectors = serde_json::from_str(json).expect("the file is JSON");
    assert_eq!((vectors.messages.len(), vectors.streams.len()), (33, 4));
    vectors
}

fn vector(name: &str) -> Vector {
    vectors().messages.into_iter().find(|vector| vector.name == name).expect("there is such a vector")
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex digits")).collect()
}

fn golden(name: &str) -> Vec<u8> {
    bytes(&vector(name).hex)
}

/// The frame that a line of JSON tells, in hexadecimal digits.
fn written(line: &Value, legacy: bool) -> String {
    let number = |value: &Value| value.as_u64().expect("a number");
    let header = &line["header"];
    let byte = |key: &str| u8::try_from(number(&header[key])).expect("a byte");
    let domain = if legacy { Domain::new(byte("domain")).to_legacy() } else { byte("domain") };
    let mut frame = vec![0xEF, 0xBE, 0xAD, 0xDE, domain, byte("version"), byte("source"), byte("flags")];
    for key in ["sequence", "timestamp_ns"] {
        frame.extend(number(&header[key]).to_le_bytes());
    }
    for key in ["payload_size", "checksum"] {
        frame.extend((number(&header[key]) as u32).to_le_bytes());
    }
    for tlv in line["tlvs"].as_array().expect("a list") {
        let (kind, len) = (number(&tlv["type"]) as u8, number(&tlv["length"]));
        match tlv["extended"].as_bool().expect("yes or no") {
            true => frame.extend([255, 0, kind, len as u8, (len >> 8) as u8]),
            false => frame.extend([kind, len as u8]),
        }
        let payload = bytes(tlv["payload"].as_str().expect("digits"));
        assert_eq!(payload.len() as u64, len);
        frame.extend(payload);
    }
    assert_eq!(line["length"].as_u64(), Some(frame.len() as u64));
    frame.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn every_vector_is_answered_as_agreed() {
    for Vector { name, hex, ours } in vectors().messages {
        let is_legacy = ours.options.is_some();
        let legacy: &[&str] = if is_legacy { &["--legacy-domains"] } else { &[] };
        let input = bytes(&hex);
        let check = |args: &[&str], expected: &[&str]| {
            let (lines, code) = lines(&[args, legacy].concat(), &input);
            assert_eq!(kinds(&lines), expected, "{name} with {args:?}");
            let is_good = expected.iter().all(|kind| *kind == "ok");
            assert_eq!(code, Some(i32::from(!is_good)), "{name} with {args:?}");
            if is_good {
                assert_eq!(written(&lines[0], is_legacy), hex, "{name} with {args:?}");
            }
        };
        let stream: Vec<_> = ours.as_stream.iter().map(String::as_str).collect();
        check(&[], &stream);
        // Under other rules the one message of a vector; what follows it stays what it is in a stream.
        let instead = |answer: &str| {
            let is_cut = answer == "payload_size_mismatch" && stream[0] == "ok";
            let mut expected: Vec<_> = stream.iter().map(|kind| (*kind).to_owned()).collect();
            if !is_cut {
                expected[0] = answer.to_owned();
            }
            expected
        };
        for (args, answer) in [
            (&["--checksum", "require"][..], &ours.require),
            (&["--checksum", "accept-zero"], &ours.accept_zero),
            (&["--strict"], ours.strict.as_ref().unwrap_or(&ours.require)),
        ] {
            let expected = instead(answer);
            check(args, &expected.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
}

#[test]
fn every_stream_is_cut_into_its_frames() {
    for stream in vectors().streams {
        let (lines, _) = lines(&["--hex"], stream.chunks.join("\n").as_bytes());
        let frames: Vec<_> = lines.iter().filter(|line| line["error"].is_null()).map(|l| written(l, false)).collect();
        assert_eq!(frames, stream.frames, "{}", stream.name);
    }
}

// === JSON ===

#[test]
fn a_trade_is_this_line() {
    let expected = concat!(
        r#"{"offset":0,"length":74,"header":{"domain":1,"version":1,"source":1,"flags":0,"sequence":4,"#,
        r#""timestamp_ns":1700000000000000000,"payload_size":42,"checksum":2833552402},"#,
        r#""tlvs":[{"type":1,"extended":false,"length":40,"name":"Trade","#,
        r#""payload":"000044535543544200c8e6bc170400004e61bc000000000000002a36fe9c97176500330000000000"}]}"#,
        "\n",
    );
    assert_eq!(inspect(&["--json"], &golden("trade")), (Some(0), expected.to_owned(), String::new()));
}

#[test]
fn a_bad_frame_is_this_line() {
    let expected = concat!(
        r#"{"offset":0,"error":"truncated_tlv","#,
        r#""detail":"at byte 32: TLV 11 needs 257 bytes with its header, found 18"}"#,
        "\n",
    );
    assert_eq!(inspect(&["--json"], &golden("tlv_len_overrun")), (Some(1), expected.to_owned(), String::new()));
}

#[test]
fn names_are_the_protocols_and_ours_and_nobody_elses() {
    let input = frame(Domain::new(16), &[(1, 40), (199, 0), (200, 0), (249, 0), (250, 0), (254, 0)]);
    let (lines, _) = lines(&[], &input);
    let tlvs = lines[0]["tlvs"].as_array().expect("a list");
    let names: Vec<_> = tlvs.iter().map(|tlv| tlv["name"].as_str()).collect();
    assert_eq!(names, [Some("Trade"), None, None, None, Some("Address"), Some("Notice")]);
}

#[test]
fn a_short_extended_tlv_is_told_from_a_standard_one() {
    let mut input = frame(Domain::SYSTEM, &[(7, 3), (3, 255), (3, 256)]);
    let (found, _) = lines(&[], &input);
    let extended = |lines: &[Value]| {
        let tlvs = lines[0]["tlvs"].as_array().expect("a list").clone();
        tlvs.iter().map(|tlv| tlv["extended"].as_bool().expect("yes or no")).collect::<Vec<_>>()
    };
    assert_eq!(extended(&found), [false, false, true]);
    // A payload of five bytes, standard, as one of two bytes, extended; its checksum is left out.
    input = frame(Domain::SYSTEM, &[(7, 5)]);
    input[28..32].fill(0);
    input[32..37].copy_from_slice(&[255, 0, 7, 2, 0]);
    let (found, code) = lines(&["--checksum", "accept-zero"], &input);
    assert_eq!((extended(&found), code), (vec![true], Some(0)));
}

#[test]
fn old_domains_are_told_as_ours() {
    let input = golden("x0_trade");
    let domain = |args: &[&str]| lines(args, &input).0[0]["header"]["domain"].as_u64();
    assert_eq!((domain(&[]), domain(&["--legacy-domains"])), (Some(0), Some(1)));
    assert_eq!(kinds(&lines(&["--strict"], &input).0), ["bad_domain"]);
}

// === what is checked ===

/// A frame with TLVs of these numbers and lengths.
fn frame(domain: Domain, tlvs: &[(u8, usize)]) -> Vec<u8> {
    let head = FrameHead { domain, source: 1, flags: 0, sequence: 1, timestamp_ns: 0 };
    let mut out = Vec::new();
    encode_frame(&head, &mut out, |out| {
        let put = |(number, len): &(u8, usize)| put_tlv(out, TlvType::new(*number).expect("not 255"), &vec![0; *len]);
        tlvs.iter().try_for_each(put)
    })
    .expect("it is short");
    out
}

#[test]
fn sizes_are_checked_where_they_are_exact_and_bounds_in_strict() {
    let check = |tlvs: &[(u8, usize)], lenient: &str, strict: &str| {
        let input = frame(Domain::MARKET_DATA, tlvs);
        assert_eq!(kinds(&lines(&[], &input).0), [lenient], "{tlvs:?}");
        assert_eq!(kinds(&lines(&["--strict"], &input).0), [strict], "{tlvs:?}");
    };
    check(&[(1, 40)], "ok", "ok");
    check(&[(1, 39)], "size_mismatch", "size_mismatch");
    check(&[(2, 52), (2, 56)], "ok", "ok");
    check(&[(2, 54)], "size_mismatch", "size_mismatch");
    check(&[(11, 200)], "size_mismatch", "size_mismatch");
    check(&[(14, 30), (14, 120)], "ok", "ok");
    check(&[(14, 121)], "ok", "size_mismatch");
    check(&[(40, 32)], "ok", "domain_type_mismatch");
    check(&[(199, 1), (200, 2), (0, 3)], "ok", "ok");
}

#[test]
fn a_users_domain_takes_every_type_and_5_to_15_are_none() {
    let check = |domain, strict: &str| {
        let input = frame(Domain::new(domain), &[(40, 32)]);
        assert_eq!(kinds(&lines(&[], &input).0), ["ok"], "{domain}");
        assert_eq!(kinds(&lines(&["--strict"], &input).0), [strict], "{domain}");
    };
    check(3, "ok");
    check(16, "ok");
    check(255, "ok");
    check(0, "bad_domain");
    check(5, "bad_domain");
    check(15, "bad_domain");
}

#[test]
fn what_lies_between_frames_is_told_and_passed() {
    let (trade, swap) = (golden("trade"), golden("pool_swap"));
    let mut broken = swap.clone();
    broken[100] ^= 1;
    let input = [b"noise".as_slice(), &trade, &broken, &trade, &[0xEF, 0xBE], &swap, &trade[..50]].concat();
    let (found, code) = lines(&[], &input);
    let expected = [
        (0, "bad_magic"),
        (5, "ok"),
        (79, "checksum_mismatch"),
        (321, "ok"),
        (395, "bad_magic"),
        (397, "ok"),
        (639, "payload_size_mismatch"),
    ];
    assert_eq!((answers(&found), code), (expected.to_vec(), Some(1)));
    let (code, out, summary) = inspect(&[], &input);
    assert_eq!((code, out.lines().count()), (Some(1), expected.len()));
    let skipped = input.len() - 2 * trade.len() - swap.len();
    assert_eq!(summary, format!("frames: 3 good, 4 bad; {skipped} bytes skipped\n"));
}

#[test]
fn a_frame_longer_than_the_protocol_allows_is_refused_and_passed() {
    let trade = golden("trade");
    let mut long = trade.clone();
    long[24..28].copy_from_slice(&1_048_545_u32.to_le_bytes()); // With the header one byte over 1 MiB.
    let (found, code) = lines(&[], &[long, trade].concat());
    assert_eq!((answers(&found), code), (vec![(0, "too_large"), (74, "ok")], Some(1)));
}

// === input ===

#[test]
fn bytes_and_digits_come_from_a_file_or_from_standard_input() {
    let Vector { hex, .. } = vector("trade");
    let input = bytes(&hex);
    let expected = inspect(&["--json"], &input);
    let path = |name, bytes: &[u8]| file(name, bytes).into_os_string().into_string().expect("it is text");
    let (binary, digits) = (path("trade.bin", &input), path("trade.hex", hex.as_bytes()));
    assert_eq!(inspect(&["--json", "-"], &input), expected);
    assert_eq!(inspect(&["--json", &binary], &[]), expected);
    assert_eq!(inspect(&["--json", "--hex", &digits], &[]), expected);
    let spaced: String = input.iter().map(|byte| format!("{byte:02X}\t\r\n")).collect();
    let prefixed: String = input.iter().map(|byte| format!("0x{byte:02x}, ")).collect();
    for text in [&spaced, &prefixed, &format!("0x{hex}\n")] {
        assert_eq!(inspect(&["--json", "--hex"], text.as_bytes()), expected, "{text}");
    }
}

#[test]
fn a_capture_longer_than_a_chunk_is_read_to_its_end() {
    let (swap, noise) = (golden("pool_swap"), b"x".repeat(100_000));
    let mut input = swap.repeat(600);
    input.extend_from_slice(&noise);
    input.extend_from_slice(&swap.repeat(2));
    let (found, code) = lines(&[], &input);
    let mut expected: Vec<_> = (0..600).map(|n| (n * 242, "ok")).collect();
    expected.extend([(145_200, "bad_magic"), (245_200, "ok"), (245_442, "ok")]);
    assert_eq!((answers(&found), code), (expected, Some(1)));
}

#[test]
fn without_input_there_is_nothing_to_say() {
    let missing = file("missing", &[]);
    fs::remove_file(&missing).expect("it was there");
    let missing = missing.to_str().expect("it is text");
    let folder = env!("CARGO_TARGET_TMPDIR");
    for (args, input) in [(&[][..], ""), (&["--json"], ""), (&["--hex"], " \n"), (&[missing], ""), (&[folder], "")] {
        let (code, out, errors) = inspect(args, input.as_bytes());
        assert_eq!((code, &out[..]), (Some(2), ""), "{args:?}");
        assert!(errors.starts_with("error: no input to read: "), "{args:?}: {errors}");
    }
}

#[test]
fn what_is_no_digit_is_named_behind_the_frames_before_it() {
    let trade = vector("trade").hex;
    let check = |input: &str, errors: &str| {
        let (code, out, found) = inspect(&["--hex", "--json"], input.as_bytes());
        assert_eq!((code, out.lines().count()), (Some(2), 1), "{input}");
        assert!(found.contains(errors), "{found}");
    };
    check(&format!("{trade}\n00g0"), "standard input: line 2, column 3: `g` is no hexadecimal digit");
    check(&format!("{trade}\n0"), "standard input: line 2, column 1: the last byte has one digit only");
    check(&format!("{trade}\n00000000: ef"), "`xxd -r`");
}

// === for people ===

#[test]
fn a_frame_is_one_line_for_people() {
    let expected = "         0  market_data  BinanceCollector  sequence 10  2023-11-14T22:13:20.000000000Z  76 bytes  \
         checksum ok  Trade { asset_id: 4779519138295185408, price_q8: 4500000000000, volume_q8: 12345678, \
         execution_timestamp_ns: 1700000000000000000, venue: 101, asset_type: 51, side: Buy }  L2Reset (0 bytes)\n";
    let summary = "frames: 1 good, 0 bad; 0 bytes skipped\n";
    let found = inspect(&[], &golden("multi_trade_l2reset"));
    assert_eq!(found, (Some(0), expected.to_owned(), summary.to_owned()));
}

#[test]
fn what_has_no_layout_is_shown_by_its_first_bytes() {
    let check = |input: &[u8], args: &[&str], expected: &str| {
        let (code, out, _) = inspect(args, input);
        assert_eq!(code, Some(0));
        assert!(out.contains(expected), "{out}");
    };
    check(&golden("unknown_tlv_then_trade"), &[], "checksum ok  TLV 199 (2 bytes: aabb)  Trade { ");
    check(&golden("ext300"), &[], "  OrderBook (300 bytes: 000102030405060708090a0b0c0d0e0f..)\n");
    check(&golden("checksum_zero"), &["--checksum", "accept-zero"], "  checksum absent  ArbitrageSignal { ");
    check(&golden("arbitrage_signal"), &[], "source_pool: 0x0101010101010101010101010101010101010101, ");
    check(&frame(Domain::new(77), &[]), &[], "         0  domain 77  BinanceCollector  ");
}

#[test]
fn a_list_shows_what_counts() {
    let mut instruments = Instruments { count: 1, ..Instruments::default() };
    instruments.slots[0].asset_id = 9;
    let message = StateInvalidation { sequence: 1, timestamp_ns: 2, instruments, venue: 3, reason: 4 };
    let head = FrameHead { domain: Domain::SYSTEM, source: 200, flags: 0, sequence: 1, timestamp_ns: 0 };
    let mut input = Vec::new();
    encode_frame(&head, &mut input, |out| message.encode_tlv(out)).expect("it is short");
    let (_, out, _) = inspect(&["--strict"], &input);
    let expected = "system  source 200  sequence 1  1970-01-01T00:00:00.000000000Z  258 bytes  checksum ok  \
         StateInvalidation { sequence: 1, timestamp_ns: 2, \
         instruments: [InstrumentId { asset_id: 9, venue: 0, asset_type: 0 }], venue: 3, reason: 4 }\n";
    assert!(out.ends_with(expected), "{out}");
}

#[test]
fn a_bad_frame_says_what_where_expected_and_found() {
    let (code, out, _) = inspect(&[], &golden("bad_payload_bitflip"));
    let expected =
        "         0  BAD checksum_mismatch  at byte 0: the checksum says 0x15f21267, the bytes say 0x53167aa2\n";
    assert_eq!((code, &out[..]), (Some(1), expected));
}

#[test]
fn an_output_that_closes_ends_it_quietly() {
    // More than any pipe holds.
    let capture = file("long.bin", &golden("pool_swap").repeat(20_000));
    for json in [&[][..], &["--json"]] {
        let mut child = command(json).arg(&capture).spawn().expect("it starts");
        let mut first = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut first).expect("a line comes");
        assert!(first.contains("PoolSwap"));
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()), "{json:?}");
    }
}

//! What the fuzz targets have found, replayed: each file of `fuzz/corpus` is handed to its target's body.

#[path = "fuzz/bodies.rs"]
mod bodies;

use std::fs;
use std::path::PathBuf;

use bodies::messages::{Accepts, Everything, Exact, Id, Nothing, Padded, Side, Status, Unit, Venue};
use mycelium::Message;
use serde::Deserialize;

fn folder(target: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus")).join(target)
}

/// Hands every file of a target to its body. A panic's message is preceded by the file's name.
fn replay(target: &str, body: impl Fn(&[u8])) {
    let mut files: Vec<_> = fs::read_dir(folder(target))
        .expect("the corpus is there")
        .map(|entry| entry.expect("the entry can be read").path())
        .collect();
    files.sort();
    assert!(files.len() > 30, "only {} files for {target}", files.len());
    for file in files {
        println!("{}", file.display()); // Shown when the test fails.
        body(&fs::read(&file).expect("the file can be read"));
    }
}

#[test]
fn frames_are_replayed() {
    replay("frame", bodies::frame);
}

#[test]
fn streams_are_replayed() {
    replay("stream", bodies::stream);
}

#[test]
fn messages_are_replayed() {
    replay("message", bodies::message);
}

#[test]
fn domains_are_replayed() {
    replay("domain", bodies::domain);
}

// === Where the fuzzer starts ===

#[derive(Deserialize)]
struct Vectors {
    messages: Vec<Vector>,
    streams: Vec<Chunks>,
}

#[derive(Deserialize)]
struct Vector {
    hex: String,
}

#[derive(Deserialize)]
struct Chunks {
    chunks: Vec<String>,
}

fn everything() -> Everything {
    let id = Id { venue: 1, asset: 2 };
    let exact = Exact {
        flag: true,
        note: Some("note".into()),
        text: "täxt".into(),
        bytes: vec![1, 2, 3],
        ids: vec![id.clone(), id.clone()],
        lists: vec![vec![], vec![Some(1), None]],
        outcome: Err("why".into()),
        outcomes: vec![Ok(Nothing), Err(Side::Sell)],
        side: Side::Buy,
        venue: Venue::Other(7),
        pair: (1, "pair".into()),
        grid: [[1, 2], [3, 4]],
        texts: [None, Some(String::new())],
        maybe: Some((id, false)),
        unit: (),
        nothing: Nothing,
        unsigned: (1, 2, 3, 4, 5),
        signed: (-1, -2, -3, -4, -5),
        floats: (1.5, f64::NAN),
    };
    let padded = Padded { name: "pad".into(), statuses: [Status::Open, Status::Other] };
    Everything { side: Side::Sell, status: Status::Open, padded: vec![padded.clone(), padded], exact }
}

/// Writes the golden vectors, and a message of each kind, as the files that fuzzing starts from.
#[test]
#[ignore = "writes files; CONTRIBUTING.md says when to run it"]
fn seeds_are_written() {
    let vectors: Vectors = serde_json::from_str(include_str!("data/golden_vectors.json")).expect("the file is JSON");
    let byte = |hex: &str, at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex digits");
    let bytes = |hex: &str| -> Vec<u8> { (0..hex.len()).step_by(2).map(|at| byte(hex, at)).collect() };
    let put = |target: &str, name: String, bytes: &[u8]| {
        fs::create_dir_all(folder(target)).expect("the folder can be made");
        fs::write(folder(target).join(name), bytes).expect("the file can be written");
    };
    // Raw parts of 255 bytes at most; see `bodies::script`.
    let script = |rules: u8, bytes: &[u8]| {
        let mut script = vec![rules, 2, 30, 3, 200];
        bytes.chunks(255).for_each(|part| {
            script.extend([0, part.len() as u8]);
            script.extend_from_slice(part);
        });
        script
    };
    for (at, vector) in vectors.messages.iter().enumerate() {
        let bytes = bytes(&vector.hex);
        put("stream", format!("golden-{at}"), &script(at as u8, &bytes));
        put("message", format!("golden-{at}"), bytes.get(34..).unwrap_or_default());
        put("domain", format!("golden-{at}"), bytes.get(32..).unwrap_or_default());
        put("frame", format!("golden-{at}"), &bytes);
    }
    for (at, stream) in vectors.streams.iter().enumerate() {
        put("stream", format!("golden-stream-{at}"), &script(at as u8, &bytes(&stream.chunks.concat())));
    }
    for op in 1..10 {
        let parts: Vec<u8> =
            (0..6).flat_map(|at| [op, 7, 2, 200, 3, 1, 2, 3, 201, 4, at, 5, 6, 7, 20, 30 * at]).collect();
        put("stream", format!("script-{op}"), &[&[op, 1, 40, 9], &parts[..]].concat());
    }
    let everything = everything();
    let accepts = Accepts { a: 1, b: (2, Venue::Uniswap) };
    let tlvs = [everything.to_tlv(), everything.exact.to_tlv(), accepts.to_tlv(), Unit.to_tlv()];
    for (at, tlv) in tlvs.into_iter().enumerate() {
        let tlv = tlv.expect("it is short");
        let payload = mycelium::wire::parse_one(&tlv).expect("one TLV").payload;
        put("message", format!("value-{at}"), payload);
        put("domain", format!("value-{at}"), &tlv);
        put("domain", format!("value-of-{at}"), &[&[at as u8], payload].concat());
    }
    let mut reply = Vec::new();
    Everything::encode_reply(&Ok(everything.padded), &mut reply).expect("it is short");
    put("message", "reply".into(), &reply);
}

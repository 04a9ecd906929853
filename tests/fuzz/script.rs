//! Streams from chance: any bytes are a script of frames, of frames that lie, and of garbage. Bytes near valid
//! ones reach further than random ones, since almost no random bytes pass a checksum.

use mycelium::wire::{
    ChecksumRule, Domain, FrameHead, FrameRules, HEADER_LEN, MAGIC, MAX_FRAME_LEN, TlvType, TypeRule, encode_frame,
    put_tlv,
};

/// Every rule for checksums, with the protocol's limit and with a small one, and the other options in turn.
pub fn all_rules() -> Vec<FrameRules> {
    let checksums =
        [ChecksumRule::Require, ChecksumRule::RequireUnlessEmpty, ChecksumRule::AcceptZero, ChecksumRule::Ignore];
    let types = [TypeRule::Ignore, TypeRule::Sizes, TypeRule::Strict];
    let rule = |at: usize| FrameRules {
        checksum: checksums[at % 4],
        types: types[at / 4 % 3],
        legacy_domains: at % 5 == 4,
        max_len: [MAX_FRAME_LEN, 300][at / 2 % 2],
    };
    (0..12).map(rule).collect()
}

/// The script's bytes, front to back; zeros behind the end.
pub struct Script<'a>(pub &'a [u8]);

impl<'a> Script<'a> {
    pub fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    pub fn short(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }

    pub fn bytes(&mut self, len: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(len.min(self.0.len()));
        self.0 = rest;
        taken
    }
}

/// The most bytes of a stream that a script makes; the plain reader is slow.
const STREAM_LEN_MAX: usize = 16 * 1024;

/// A stream's rules, the sizes of the pieces that it comes in (which repeat), and its bytes.
pub struct Stream {
    pub rules: FrameRules,
    pub sizes: Vec<usize>,
    pub bytes: Vec<u8>,
}

impl Stream {
    pub fn new(script: &[u8]) -> Self {
        let mut script = Script(script);
        let rules = all_rules();
        let rules = rules[usize::from(script.byte()) % rules.len()];
        let count = 1 + usize::from(script.byte()) % 8;
        let sizes = script.bytes(count).iter().map(|size| 1 + usize::from(*size) * 3).collect();
        Self { rules, sizes, bytes: stream(&mut script) }
    }

    pub fn pieces(&self) -> Vec<&[u8]> {
        let (mut pieces, mut rest) = (Vec::new(), &self.bytes[..]);
        for size in self.sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, behind) = rest.split_at((*size).min(rest.len()));
            pieces.push(piece);
            rest = behind;
        }
        if !rest.is_empty() {
            pieces.push(rest);
        }
        pieces
    }
}

fn stream(script: &mut Script<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    // Where headers stand that are sealed once what they promise has been written.
    let mut unsealed = Vec::new();
    while !script.0.is_empty() && out.len() < STREAM_LEN_MAX {
        match script.byte() % 10 {
            0 => {
                let len = usize::from(script.byte());
                out.extend_from_slice(script.bytes(len));
            }
            1 | 2 => out.extend(good(script)),
            3 => out.extend(sealed(script)),
            4 => {
                let mut frame = good(script);
                let at = usize::from(script.byte()) % frame.len();
                frame[at] ^= script.byte() | 1;
                out.extend(frame);
            }
            5 => {
                let frame = good(script);
                let len = usize::from(script.byte()) % frame.len();
                out.extend_from_slice(&frame[..len]);
            }
            6 => {
                let mut frame = good(script);
                frame[24..28].copy_from_slice(&u32::from(script.short()).to_le_bytes());
                out.extend(frame);
            }
            7 => {
                unsealed.push(out.len());
                let frame = sealed(script);
                out.extend(frame);
                let promised = u32::from(script.short() & 0x0FFF);
                let start = unsealed.last().copied().unwrap_or_default();
                out[start + 24..start + 28].copy_from_slice(&promised.to_le_bytes());
            }
            8 => {
                let mut frame = sealed(script);
                frame[28..32].fill(0);
                out.extend(frame);
            }
            _ => {
                let mut header = good(script)[..HEADER_LEN].to_vec();
                header[24..28].copy_from_slice(&u32::from(script.short() & 0x1FFF).to_le_bytes());
                (0..script.byte() % 32).for_each(|_| out.extend_from_slice(&header));
            }
        }
    }
    // From the back: a sum covers those behind it.
    for start in unsealed.into_iter().rev() {
        seal(&mut out[start..]);
    }
    out
}

/// Gives the frame that `bytes` begin with the checksum of what its header promises, or of all there is.
pub fn seal(bytes: &mut [u8]) {
    let Some(size) = bytes.get(24..28) else { return };
    let promised = u32::from_le_bytes([size[0], size[1], size[2], size[3]]) as usize;
    let len = bytes.len().min(HEADER_LEN.saturating_add(promised));
    if !(HEADER_LEN..=MAX_FRAME_LEN).contains(&len) {
        return;
    }
    let mut eight = [[0; 8]; 2];
    eight[0].copy_from_slice(&bytes[8..16]);
    eight[1].copy_from_slice(&bytes[16..24]);
    let head = FrameHead {
        domain: Domain::new(bytes[4]),
        source: bytes[6],
        flags: bytes[7],
        sequence: u64::from_le_bytes(eight[0]),
        timestamp_ns: u64::from_le_bytes(eight[1]),
    };
    let frame = framed(&head, &bytes[HEADER_LEN..len]);
    bytes[28..32].copy_from_slice(&frame[28..32]);
}

/// Makes `bytes` begin with a header that is right in all that can be: magic, version, length, checksum.
pub fn mend(bytes: &mut [u8]) {
    if !(HEADER_LEN..=MAX_FRAME_LEN).contains(&bytes.len()) {
        return;
    }
    bytes[..4].copy_from_slice(&MAGIC.to_le_bytes());
    bytes[5] = 1;
    let size = (bytes.len() - HEADER_LEN) as u32;
    bytes[24..28].copy_from_slice(&size.to_le_bytes());
    seal(bytes);
}

fn framed(head: &FrameHead, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let raw = |tlvs: &mut Vec<u8>| {
        tlvs.extend_from_slice(payload);
        Ok(())
    };
    encode_frame(head, &mut out, raw).expect("it is below the limit");
    out
}

fn head(script: &mut Script<'_>) -> FrameHead {
    let sequence = u64::from(script.byte());
    FrameHead { domain: Domain::MARKET_DATA, source: 9, flags: 0, sequence, timestamp_ns: 5 }
}

/// A good frame: its TLVs are bytes of the script, or a byte repeated.
fn good(script: &mut Script<'_>) -> Vec<u8> {
    let head = head(script);
    let mut tlvs = Vec::new();
    for _ in 0..script.byte() % 4 {
        let number = TlvType::new(script.byte()).unwrap_or_else(|| TlvType::new(200).expect("only 255 is none"));
        let len = usize::from(script.byte());
        let payload = if len % 8 == 7 { vec![script.byte(); len * 4] } else { script.bytes(len).to_vec() };
        put_tlv(&mut tlvs, number, &payload).expect("it is short");
    }
    framed(&head, &tlvs)
}

/// A right checksum over any bytes.
fn sealed(script: &mut Script<'_>) -> Vec<u8> {
    let head = head(script);
    let len = usize::from(script.byte());
    framed(&head, script.bytes(len))
}

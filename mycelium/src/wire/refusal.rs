//! What only the compiler can refuse, with the name of what it refuses in the sentence: a panic while compiling takes a text and
//! nothing to be put into it, so the text is joined before.

/// How long a sentence may be, in bytes; what is longer is cut.
const LEN_MAX: usize = 1024;

/// Stops the compiler with the sentence that `parts` are, at whoever called the caller.
#[track_caller]
pub(crate) const fn refuse(parts: &[&str]) -> ! {
    let (mut text, mut len, mut part) = ([0; LEN_MAX], 0, 0);
    while part < parts.len() {
        let (bytes, mut at) = (parts[part].as_bytes(), 0);
        while at < bytes.len() && len < LEN_MAX {
            text[len] = bytes[at];
            (len, at) = (len + 1, at + 1);
        }
        part += 1;
    }
    let (text, _) = text.split_at(len);
    match std::str::from_utf8(text) {
        Ok(sentence) => panic!("{}", sentence),
        Err(_) => panic!("the name of a type is too long to say what is wrong with it"),
    }
}

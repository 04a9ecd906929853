//! rkyv, whose bounds are too long to be written twice: a trait, implemented for each subject by a macro.

use std::hint::black_box;

use rkyv::rancor;

use crate::sides::{Row, Way, pair};
use crate::subjects::{Book, Listing, PoolSwap, Quote, Subject};

/// At the beginning of a page, as all rows' buffers are.
type AlignedVec = rkyv::util::AlignedVec<4096>;

/// A subject that rkyv takes.
pub(crate) trait RkyvSubject: Subject {
    /// Appends the archive to `out`.
    fn archive(&self, out: AlignedVec) -> AlignedVec;
    /// Checks the archive, and reads one number of it in place.
    fn check(bytes: &[u8]) -> u64;
    /// Checks the archive, and makes the value.
    fn restore(bytes: &[u8]) -> Self;
}

macro_rules! subject {
    ($($subject:ident $field:ident),*) => {$(
        impl RkyvSubject for $subject {
            #[inline]
            fn archive(&self, out: AlignedVec) -> AlignedVec {
                rkyv::api::high::to_bytes_in::<_, rancor::Error>(self, out).expect("it can be archived")
            }

            #[inline]
            fn check(bytes: &[u8]) -> u64 {
                type Archived = <$subject as rkyv::Archive>::Archived;
                rkyv::access::<Archived, rancor::Error>(bytes).expect("it is good").$field.to_native()
            }

            #[inline(always)]
            fn restore(bytes: &[u8]) -> Self {
                rkyv::from_bytes::<Self, rancor::Error>(bytes).expect("it is good")
            }
        }
    )*};
}

subject!(PoolSwap block, Quote timestamp_ns, Book timestamp_ns, Listing timestamp_ns);

pub(crate) fn rows<S: RkyvSubject>() -> Vec<Row> {
    let values = || -> Vec<S> { (0..S::POOL).map(|n| S::sample(n * 1_000)).collect() };
    let encoded = || -> Vec<AlignedVec> { values().iter().map(|value| value.archive(AlignedVec::new())).collect() };
    let len = encoded()[0].len();
    let mut out = AlignedVec::with_capacity(2 * len);
    let encode = move |value: &S, _| {
        out.clear();
        out = value.archive(std::mem::take(&mut out));
        black_box(&mut out);
    };
    let decode = |bytes: &AlignedVec, _| {
        let value = S::restore(bytes);
        black_box(&value);
    };
    let access = |bytes: &AlignedVec, _| {
        black_box(S::check(bytes));
    };
    let mut rows = pair("rkyv, checked", len, (values(), encode), (encoded(), decode));
    let in_place = pair("rkyv, checked, in place", len, (Vec::from([()]), |_, _| ()), (encoded(), access));
    rows.extend(in_place.into_iter().filter(|row| row.way == Way::Decode));
    rows
}

//! The elements of a list or an array, read where they stand.

use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;

use super::view::{ShownValue, show_value};
use super::{Place, Reader, View, Wire, WireError};

/// The elements of a `Vec<T>` or a `[T; N]` that stays in its bytes: [`View`]s of them, one at a time.
///
/// That there are bytes for all of them is known; what they are is looked at when they are read.
///
/// # Examples
///
/// ```
/// use mycelium::prelude::*;
/// use mycelium::wire::parse_one;
///
/// #[message(tlv = 0xC8)]
/// pub struct Route {
///     pub fees: Vec<u32>,
///     pub names: Vec<String>,
///     pub pool: [u8; 3],
/// }
///
/// let tlv = Route { fees: vec![5, 30], names: vec!["a".into()], pool: [7; 3] }.to_tlv()?;
/// let route = Route::view_tlv(parse_one(&tlv)?)?;
/// assert_eq!(route.fees()?.get(1), Some(Ok(30)));
/// assert_eq!(route.names()?.iter().collect::<Result<Vec<_>, _>>()?, ["a"]);
/// assert_eq!(route.pool()?.as_bytes(), [7; 3]);
/// # Ok::<(), mycelium::wire::WireError>(())
/// ```
pub struct Elements<'a, T> {
    count: usize,
    first: Place<'a>,
    of: PhantomData<fn() -> T>,
}

/// The elements of a list in order. One that cannot be read is an error, and those behind it follow.
pub struct ElementsIter<'a, T> {
    left: usize,
    from: Reader<'a>,
    of: PhantomData<fn() -> T>,
}

// === impl Elements ===

impl<'a, T: Wire> Elements<'a, T> {
    /// The next `count` elements; `from` is left behind them.
    #[inline]
    pub(super) fn take(count: usize, from: &mut Reader<'a>) -> Result<Self, WireError> {
        let first = Place::of(from);
        T::pass_all(count, from)?;
        Ok(Self { count, first, of: PhantomData })
    }

    /// How many elements there are.
    #[inline]
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The element at `index`; `None` behind the end. Elements of a fixed length are found at once, others by walking over
    /// those in front.
    ///
    /// # Errors
    ///
    /// As [`Wire::view`] of the element.
    #[inline]
    pub fn get(&self, index: usize) -> Option<Result<View<'a, T>, WireError>> {
        if index >= self.count {
            return None;
        }
        let mut from = self.first.reader();
        let element = T::pass_all(index, &mut from).and_then(|()| T::view(&mut from));
        Some(element.map_err(|error| self.first.explain(error)))
    }

    /// The elements in order.
    #[inline]
    #[must_use]
    pub const fn iter(&self) -> ElementsIter<'a, T> {
        ElementsIter { left: self.count, from: self.first.reader(), of: PhantomData }
    }
}

impl<'a> Elements<'a, u8> {
    /// The bytes.
    #[inline]
    #[must_use]
    pub fn as_bytes(&self) -> &'a [u8] {
        // There is room for all of them, so this never fails.
        self.first.reader().take(self.count).unwrap_or_default()
    }
}

impl<T> Clone for Elements<'_, T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Elements<'_, T> {}

impl<'a, T: Wire> IntoIterator for Elements<'a, T> {
    type Item = Result<View<'a, T>, WireError>;
    type IntoIter = ElementsIter<'a, T>;

    #[inline]
    fn into_iter(self) -> ElementsIter<'a, T> {
        self.iter()
    }
}

impl<'a, T: Wire> IntoIterator for &Elements<'a, T> {
    type Item = Result<View<'a, T>, WireError>;
    type IntoIter = ElementsIter<'a, T>;

    #[inline]
    fn into_iter(self) -> ElementsIter<'a, T> {
        self.iter()
    }
}

/// Reads all elements; one that cannot be read shows its error.
impl<'a, T: Wire<View<'a>: fmt::Debug>> fmt::Debug for Elements<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        for element in self {
            match element {
                Ok(element) => list.entry(&element),
                Err(error) => list.entry(&error),
            };
        }
        list.finish()
    }
}

/// The same for elements of which the type says how they are shown.
struct ShownElements<'a, T>(Elements<'a, T>);

/// Shows the next `count` elements; see [`Show`](super::Show).
pub(super) fn show_elements<T: Wire>(
    count: usize,
    from: &mut Reader<'_>,
    is_later: bool,
    f: &mut fmt::Formatter<'_>,
) -> Result<fmt::Result, WireError> {
    let elements = Elements::<T>::take(count, from)?;
    Ok(show_value(&ShownElements(elements), is_later, f))
}

impl<T: Wire> fmt::Debug for ShownElements<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut from = self.0.first.reader();
        let shown = (0..self.0.count).map(|_| {
            let at = Place::of(&from);
            // All of them were passed over once already.
            let _passed = T::pass(&mut from);
            ShownValue { at, show: T::WIRE.show(), is_later: false }
        });
        f.debug_list().entries(shown).finish()
    }
}

// === impl ElementsIter ===

impl<'a, T: Wire> Iterator for ElementsIter<'a, T> {
    type Item = Result<View<'a, T>, WireError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let before = Place::of(&self.from);
        Some(T::view(&mut self.from).map_err(|error| {
            self.from = before.reader();
            // It was passed over once already; a `Wire` by hand that changes its mind reads the same bytes again.
            let _passed = T::pass(&mut self.from);
            before.explain(error)
        }))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<T: Wire> ExactSizeIterator for ElementsIter<'_, T> {}

impl<T: Wire> FusedIterator for ElementsIter<'_, T> {}

impl<T> Clone for ElementsIter<'_, T> {
    fn clone(&self) -> Self {
        Self { left: self.left, from: self.from.clone(), of: PhantomData }
    }
}

impl<T> fmt::Debug for ElementsIter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ElementsIter").field("left", &self.left).finish_non_exhaustive()
    }
}

//! The values of a lane, in order. The first has a place of its own: in most mailboxes one waits at a time, which then comes and
//! goes without touching the storage of the others. That is made when there is a second.

use std::collections::VecDeque;

/// See the module. Without a first there is no other.
#[derive(Debug)]
pub(super) struct Values<T> {
    first: Option<T>,
    others: VecDeque<T>,
}

// === impl Values ===

impl<T> Values<T> {
    pub(super) fn new() -> Self {
        Self { first: None, others: VecDeque::new() }
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.others.len()
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    pub(super) fn get(&self, at: usize) -> Option<&T> {
        at.checked_sub(1).map_or(self.first.as_ref(), |at| self.others.get(at))
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        match at.checked_sub(1) {
            None => self.first.as_mut(),
            Some(at) => self.others.get_mut(at),
        }
    }

    /// Takes the value, if there is one, to the end.
    #[inline]
    pub(super) fn push(&mut self, value: &mut Option<T>) {
        if self.first.is_none() {
            self.first = value.take();
        } else if let Some(value) = value.take() {
            self.others.push_back(value);
        }
    }

    pub(super) fn pop(&mut self) -> Option<T> {
        std::mem::replace(&mut self.first, self.others.pop_front())
    }

    /// Moves up to `limit` values behind those in `batch`, or, if `first` is `None`, the very first into that; returns how many.
    #[inline]
    pub(super) fn pop_behind(&mut self, first: &mut Option<T>, batch: &mut VecDeque<T>, limit: usize) -> usize {
        if self.others.is_empty() && first.is_none() && limit > 0 {
            *first = self.first.take();
            return usize::from(first.is_some());
        }
        self.pop_several_behind(first, batch, limit)
    }

    fn pop_several_behind(&mut self, first: &mut Option<T>, batch: &mut VecDeque<T>, limit: usize) -> usize {
        let count = self.len().min(limit);
        let Some(others) = count.checked_sub(1) else { return 0 };
        let oldest = self.first.take();
        if first.is_none() {
            *first = oldest;
        } else {
            batch.extend(oldest);
        }
        if batch.is_empty() && others == self.others.len() {
            std::mem::swap(&mut self.others, batch);
        } else {
            batch.extend(self.others.drain(..others));
            self.first = self.others.pop_front();
        }
        count
    }

    /// Moves up to `limit` values before those in `batch`; returns how many.
    pub(super) fn pop_before(&mut self, batch: &mut VecDeque<T>, limit: usize) -> usize {
        let count = self.len().min(limit);
        if let Some(others) = count.checked_sub(1) {
            self.others.drain(..others).rev().for_each(|value| batch.push_front(value));
            self.first.take().into_iter().for_each(|oldest| batch.push_front(oldest));
            self.first = self.others.pop_front();
        }
        count
    }
}

#[cfg(all(test, not(mycelium_loom)))]
mod tests {
    use super::*;

    /// Both ways out, from so many values, into a batch that holds some already, or does not.
    fn all_ways(mut check: impl FnMut(Values<u32>, VecDeque<u32>, VecDeque<u32>, usize)) {
        for (count, held, limit) in
            (0..5).flat_map(|count| (0..3).flat_map(move |held| (0..6).map(move |limit| (count, held, limit))))
        {
            let mut values = Values::new();
            (0..count).for_each(|value| values.push(&mut Some(value)));
            check(values, (0..count).collect(), (100..100 + held).collect(), limit);
        }
    }

    fn rest_of(mut values: Values<u32>) -> Vec<u32> {
        let (count, is_empty) = (values.len(), values.is_empty());
        let rest: Vec<_> = std::iter::from_fn(|| values.pop()).collect();
        assert_eq!((count, is_empty), (rest.len(), rest.is_empty()));
        rest
    }

    #[test]
    fn values_leave_in_the_order_in_which_they_came_whatever_leaves_with_them() {
        all_ways(|mut values, model, held, limit| {
            // The first one leaves before any other: where some are there, it is.
            let mut batch = held.clone();
            let mut first = batch.pop_front();
            let count = values.pop_behind(&mut first, &mut batch, limit);
            assert_eq!(count, model.len().min(limit));
            let expected = held.into_iter().chain(model.iter().copied().take(count));
            assert_eq!(first.into_iter().chain(batch).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
            assert_eq!(rest_of(values), model.iter().copied().skip(count).collect::<Vec<_>>());
        });
        all_ways(|mut values, model, mut batch, limit| {
            let held = batch.clone();
            let count = values.pop_before(&mut batch, limit);
            assert_eq!(count, model.len().min(limit));
            assert_eq!(batch, model.iter().copied().take(count).chain(held).collect::<VecDeque<_>>());
            assert_eq!(rest_of(values), model.iter().copied().skip(count).collect::<Vec<_>>());
        });
    }

    #[test]
    fn values_are_found_and_replaced_where_they_wait() {
        all_ways(|mut values, model, _, at| {
            assert_eq!((values.get(at), values.len()), (model.get(at), model.len()));
            values.get_mut(at).into_iter().for_each(|value| *value += 50);
            let expected = model.iter().enumerate().map(|(place, value)| value + if place == at { 50 } else { 0 });
            assert_eq!(rest_of(values), expected.collect::<Vec<_>>());
        });
    }
}

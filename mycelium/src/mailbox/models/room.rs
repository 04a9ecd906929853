//! Senders that wait for room: let in, in order of arrival, cancelled, sent away.

use std::sync::Arc;

use loom::thread;

use super::super::{CallUp, Refused};
use super::{FIRST, Post, Reader, Sending, Word, assert_clean};
use crate::sync::explore;

const CALL_UPS: [CallUp; 2] = [CallUp::WithEachBatch, CallUp::WhenItWaits];

#[test]
fn a_sender_that_waits_for_room_is_let_in() {
    for call_up in CALL_UPS {
        explore(&format!("one waits, {call_up:?}"), 3, move || {
            let post = Post::full(call_up);
            let mut reader = Reader::new(&post);
            let sender = {
                let post = Arc::clone(&post);
                thread::spawn(move || (1..=2).for_each(|number| assert_eq!(post.send(Word(1, number)), Ok(()))))
            };
            reader.read_until(3);
            sender.join().expect("it ends well");
            reader.assert_received(&[FIRST, Word(1, 1), Word(1, 2)]);
            assert_clean(&mut reader, 1);
        });
    }
}

#[test]
fn room_is_given_in_order_of_arrival() {
    for call_up in CALL_UPS {
        explore(&format!("who came first, {call_up:?}"), 2, move || {
            let post = Post::full(call_up);
            let mut reader = Reader::new(&post);
            let first = Sending::waiting(&post, Word(1, 1));
            let before = first.task.clone();
            // It has moved to another task: the line has to learn of that, or to call it up twice.
            let first = thread::spawn(move || assert_eq!(first.moved().finish(), Ok(())));
            let second = {
                let post = Arc::clone(&post);
                thread::spawn(move || assert_eq!(post.send(Word(2, 1)), Ok(())))
            };
            reader.read_until(3);
            [first, second].into_iter().for_each(|sender| sender.join().expect("it ends well"));
            assert_eq!(reader.received, [FIRST, Word(1, 1), Word(2, 1)]);
            assert_eq!(before.wakers(), 0, "a waker was left behind");
            assert_clean(&mut reader, 1);
        });
    }
}

#[test]
fn a_newcomer_does_not_go_before_who_waits_and_was_not_called_up() {
    explore("a newcomer", 3, || {
        let post = Post::with_room(2, CallUp::WhenItWaits);
        [FIRST, FIRST].into_iter().for_each(|word| assert_eq!(post.put(word), Ok(())));
        let mut reader = Reader::new(&post);
        let mut waiting = Sending::waiting(&post, Word(1, 1));
        let waiting = thread::spawn(move || assert_eq!(waiting.finish(), Ok(())));
        assert!(reader.read());
        // There is room for both; but the reader has not come to wait, and called nobody up.
        let is_accepted = post.put(Word(2, 1)).is_ok();
        reader.read_until(3 + usize::from(is_accepted));
        waiting.join().expect("it ends well");
        assert_eq!(reader.received[2], Word(1, 1));
        assert_clean(&mut reader, 2);
    });
}

#[test]
fn a_cancelled_send_passes_its_room_on() {
    for call_up in CALL_UPS {
        explore(&format!("one cancels, {call_up:?}"), 2, move || {
            let post = Post::full(call_up);
            let mut reader = Reader::new(&post);
            let first = Sending::waiting(&post, Word(1, 1));
            let mut second = Sending::waiting(&post, Word(2, 1));
            let cancelled = first.task.clone();
            let first = thread::spawn(move || drop(first));
            let second = thread::spawn(move || assert_eq!(second.finish(), Ok(())));
            reader.read_until(2);
            [first, second].into_iter().for_each(|sender| sender.join().expect("it ends well"));
            assert_eq!(reader.received, [FIRST, Word(2, 1)]);
            assert_eq!(cancelled.wakers(), 0, "a waker was left behind");
            assert_clean(&mut reader, 1);
        });
    }
}

#[test]
fn a_send_that_is_cancelled_when_it_was_called_up_was_accepted_or_passes_its_room_on() {
    for call_up in CALL_UPS {
        explore(&format!("one looks and cancels, {call_up:?}"), 2, move || {
            let post = Post::full(call_up);
            let mut reader = Reader::new(&post);
            let mut first = Sending::waiting(&post, Word(1, 1));
            let mut second = Sending::waiting(&post, Word(2, 1));
            let first = thread::spawn(move || first.poll().is_ready());
            let second = thread::spawn(move || assert_eq!(second.finish(), Ok(())));
            while !reader.received.contains(&Word(2, 1)) {
                assert!(reader.read());
            }
            let is_accepted = first.join().expect("it ends well");
            second.join().expect("it ends well");
            let both = [FIRST, Word(1, 1), Word(2, 1)];
            let expected: Vec<Word> = both.into_iter().filter(|word| word.0 != 1 || is_accepted).collect();
            assert_eq!(reader.received, expected);
            assert_clean(&mut reader, 1);
        });
    }
}

#[test]
fn close_wakes_everybody_and_loses_nothing() {
    explore("close", 3, || {
        let post = Post::full(CallUp::WithEachBatch);
        let mut reader = Reader::new(&post);
        let mut waiting = Sending::waiting(&post, Word(1, 1));
        let waiting = thread::spawn(move || waiting.finish());
        let other = {
            let post = Arc::clone(&post);
            thread::spawn(move || post.put(Word(2, 1)))
        };
        assert!(reader.read());
        reader.receiver.close(&post.mailbox);
        while reader.read() {}
        let results = [waiting, other].map(|sender| sender.join().expect("it ends well"));
        let sent = [Word(1, 1), Word(2, 1)].into_iter().zip(results).filter(|(_, result)| result.is_ok());
        let accepted: Vec<Word> = [FIRST].into_iter().chain(sent.map(|(word, _)| word)).collect();
        reader.assert_received(&accepted);
        assert_eq!(results[0].err().unwrap_or(Refused::Closed), Refused::Closed);
        assert_eq!(post.mailbox.accepted().messages, accepted.len() as u64);
        assert_eq!(post.put(FIRST), Err(Refused::Closed));
    });
}

#[test]
fn what_a_receiver_that_gives_up_takes_is_all_that_was_accepted() {
    explore("close and take", 3, || {
        let post = Post::full(CallUp::WithEachBatch);
        let mut waiting = Sending::waiting(&post, Word(1, 1));
        let waiting = thread::spawn(move || waiting.finish());
        let other = {
            let post = Arc::clone(&post);
            thread::spawn(move || post.send(Word(2, 1)))
        };
        let mut reader = Reader::new(&post);
        assert!(reader.read());
        let left = reader.receiver.close_and_take(&post.mailbox);
        reader.received.extend(left.into_iter().map(|letter| letter.word()));
        let results = [waiting, other].map(|sender| sender.join().expect("it ends well"));
        let sent = [Word(1, 1), Word(2, 1)].into_iter().zip(results).filter(|(_, result)| result.is_ok());
        let accepted: Vec<Word> = [FIRST].into_iter().chain(sent.map(|(word, _)| word)).collect();
        reader.assert_received(&accepted);
        assert_eq!(post.mailbox.len(), 0);
    });
}

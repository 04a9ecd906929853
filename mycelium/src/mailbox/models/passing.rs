//! Messages: each arrives once, in its sender's order, or is accounted for; the receiver never sleeps over anything.

use std::sync::Arc;
use std::task::Poll;

use loom::sync::atomic::{AtomicBool, Ordering::Relaxed};
use loom::thread;

use super::super::{CallUp, KeyHasher, MailboxOptions, Overflow};
use super::{Log, Post, Reader, Word, Words, assert_clean};
use crate::sync::{Task, explore};

#[test]
fn what_is_sent_arrives_once_and_in_order() {
    explore("push, pop, wake", 3, || {
        let post = Post::with_room(4, CallUp::WithEachBatch);
        let mut reader = Reader::new(&post);
        let senders = [1, 2].map(|sender| {
            let post = Arc::clone(&post);
            thread::spawn(move || {
                (1..=2).for_each(|number| assert_eq!(post.put(Word(sender, number)), Ok(())));
            })
        });
        reader.read_until(4);
        senders.into_iter().for_each(|sender| sender.join().expect("it ends well"));
        reader.assert_received(&[Word(1, 1), Word(1, 2), Word(2, 1), Word(2, 2)]);
        assert_eq!(post.mailbox.accepted().messages, 4);
        assert_clean(&mut reader, 4);
    });
}

#[test]
fn a_receiver_in_another_task_is_woken_there() {
    explore("the receiver moves", 3, || {
        let post = Post::with_room(2, CallUp::WithEachBatch);
        let mut reader = Reader::new(&post);
        let sender = {
            let post = Arc::clone(&post);
            thread::spawn(move || (1..=2).for_each(|number| assert_eq!(post.put(Word(1, number)), Ok(()))))
        };
        reader.read_until(1);
        // It parks in one task, and goes on in another.
        reader.task = Task::new();
        let first = reader.task.clone();
        if first.poll(|cx| reader.poll(cx)).is_pending() {
            reader.task = Task::new();
        }
        reader.open();
        reader.read_until(2);
        sender.join().expect("it ends well");
        reader.assert_received(&[Word(1, 1), Word(1, 2)]);
    });
}

#[test]
fn a_nudge_is_never_slept_over() {
    explore("nudge", 3, || {
        let post = Post::with_room(1, CallUp::WithEachBatch);
        let mut reader = Reader::new(&post);
        let request = Arc::new(AtomicBool::new(false));
        let requester = {
            let (post, request) = (Arc::clone(&post), Arc::clone(&request));
            thread::spawn(move || {
                request.store(true, Relaxed);
                post.mailbox.nudge();
            })
        };
        let task = reader.task.clone();
        // As the run loop does: it looks for requests once more when it has parked.
        task.run(|cx| match reader.poll(cx) {
            Poll::Pending if request.load(Relaxed) => Poll::Ready(()),
            Poll::Pending => Poll::Pending,
            Poll::Ready(_) => unreachable!("nobody sent anything"),
        });
        requester.join().expect("it ends well");
    });
}

#[test]
fn the_sign_of_an_idle_mailbox_is_unset_until_ones_own_message_was_received() {
    explore("is_idle", 3, || {
        let post = Post::with_room(2, CallUp::WhenItWaits);
        let mut reader = Reader::new(&post);
        let task = reader.task.clone();
        let received = Log::default();
        let sender = {
            let (post, received) = (Arc::clone(&post), Arc::clone(&received));
            thread::spawn(move || {
                for number in 1..=2 {
                    assert_eq!(post.put(Word(1, number)), Ok(()));
                    if post.mailbox.is_idle() {
                        let received = received.lock().expect("nobody panics with it");
                        assert!(received.contains(&Word(1, number)), "idle, with {number} in it");
                    }
                }
            })
        };
        task.run(|cx| {
            while let Poll::Ready(is_open) = reader.poll(cx) {
                assert!(is_open);
                received.lock().expect("nobody panics with it").extend(reader.words());
            }
            let count = received.lock().expect("nobody panics with it").len();
            if count == 2 { Poll::Ready(()) } else { Poll::Pending }
        });
        sender.join().expect("it ends well");
        assert_clean(&mut reader, 2);
    });
}

#[test]
fn what_gives_way_to_newer_messages_is_accounted_for() {
    explore("drop_oldest", 3, || {
        let options = MailboxOptions::new().capacity(1).overflow(Overflow::DropOldest);
        let post = Post::new(options, CallUp::WithEachBatch);
        let mut reader = Reader::new(&post);
        let senders = [1, 2].map(|sender| {
            let post = Arc::clone(&post);
            thread::spawn(move || (1..=2).for_each(|number| assert_eq!(post.put(Word(sender, number)), Ok(()))))
        });
        reader.read_until(1);
        senders.into_iter().for_each(|sender| sender.join().expect("it ends well"));
        reader.receiver.close(&post.mailbox);
        while reader.read() {}
        let account = post.mailbox.accepted();
        assert_eq!((account.messages, account.overflowed), (4, post.refused().len() as u64));
        let mut all = post.refused();
        all.extend(&reader.received);
        all.sort_by_key(|word| (word.0, word.1));
        assert_eq!(all, [Word(1, 1), Word(1, 2), Word(2, 1), Word(2, 2)]);
    });
}

#[test]
fn the_newest_of_a_key_is_received_and_goes_before_the_others() {
    explore("conflate, two lanes", 2, || {
        let is_same = |one: &Words, other: &Words| {
            let (Words::Word(one), Words::Word(other)) = (one, other);
            one.0 == other.0
        };
        let hash = |Words::Word(word): &Words, hasher: &mut KeyHasher| hasher.key::<Word, _>(&word.0);
        let is_high = |Words::Word(word): &Words| word.0 == 2;
        let options = MailboxOptions::new().capacity(1).conflate(hash, is_same).high_priority(is_high);
        let post = Post::new(options, CallUp::WithEachBatch);
        let mut reader = Reader::new(&post);
        let senders = [1, 2].map(|sender| {
            let post = Arc::clone(&post);
            thread::spawn(move || (1..=2).for_each(|number| assert_eq!(post.put(Word(sender, number)), Ok(()))))
        });
        while !(reader.received.contains(&Word(1, 2)) && reader.received.contains(&Word(2, 2))) {
            assert!(reader.read());
        }
        senders.into_iter().for_each(|sender| sender.join().expect("it ends well"));
        let account = post.mailbox.accepted();
        assert_eq!((account.messages, account.conflated), (4, post.refused().len() as u64));
        let mut all = post.refused();
        all.extend(&reader.received);
        for sender in [1, 2] {
            let of_one = reader.received.iter().filter(|word| word.0 == sender);
            assert!(of_one.is_sorted_by_key(|word| word.1), "{:?}", reader.received);
        }
        all.sort_by_key(|word| (word.0, word.1));
        assert_eq!(all, [Word(1, 1), Word(1, 2), Word(2, 1), Word(2, 2)]);
    });
}

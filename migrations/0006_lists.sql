-- The lists of a mailbox, newest first, from any place in them. Written with `nulls last`, and asked for so: the order
-- of `seq` alone, which PostgreSQL likes to walk down in search of a mailbox's rows, then does not answer the question.
-- Of a quiet mailbox among a million referrals it would read them all.

drop index delivery_mailbox_id_seq_idx;
create index delivery_received on delivery (mailbox_id, seq desc nulls last) where state = 'delivered';

drop index referral_from_mailbox_seq_idx;
create index referral_sent on referral (from_mailbox, seq desc nulls last) where from_mailbox is not null;

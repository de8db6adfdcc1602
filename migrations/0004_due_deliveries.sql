-- The mail deliveries of one partner that are due, without those of all the others: a partner that cannot be reached,
-- with ten thousand waiting, does not make the work for the rest longer.

create index delivery_due_by_mailbox on delivery (mailbox_id, next_attempt_at) where state = 'accepted';

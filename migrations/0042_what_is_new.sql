-- What of an inbox nobody has looked at: listed, and counted, without looking through what was answered years ago.
create index delivery_new on delivery (mailbox_id, seq desc nulls last) where state = 'delivered' and answer is null;

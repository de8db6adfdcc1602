-- Mail that came and is held back from the inbox, until a member of the mailbox decides.

alter table delivery drop constraint delivery_state_check;
alter table delivery add constraint delivery_state_check
  check (state in ('quarantined', 'accepted', 'relayed', 'delivered', 'failed', 'expired', 'withdrawn'));

create table quarantine (
  delivery_id uuid primary key references delivery,
  mailbox_id  uuid not null references mailbox,
  reason      text not null check (reason in ('wrong-key', 'old-key', 'damaged', 'sender-unproven')),
  at          timestamptz not null,
  outcome     text check (outcome in ('released', 'dismissed')),
  ended_at    timestamptz,
  ended_by    uuid references person,
  check (num_nonnulls(outcome, ended_at, ended_by) in (0, 3))
);
create index quarantine_open on quarantine (mailbox_id, at desc, delivery_id) where outcome is null;
grant select, insert, update on quarantine to despatch_runtime;

-- The same message of the same sender under the same Message-ID is the same mail, whatever was written around it on
-- the way: a mail that is sent again by another server has other trace fields. Null for mail that came unsealed.
alter table inbound_recipient add same_message text;
alter table inbound_recipient add constraint inbound_recipient_same_message unique (mailbox_id, same_message);

-- Which keys a mailbox has, and had, is asked for every mail that comes.
create index on certificate (mailbox_id) where mailbox_id is not null;

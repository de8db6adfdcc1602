-- A reader may take a matter on, and a sender may withdraw what nobody has collected.

alter table delivery drop constraint delivery_answer_check;
alter table delivery add constraint delivery_answer_check
  check (answer in ('collected', 'opened', 'acknowledged', 'accepted', 'returned', 'declined'));
alter table receipt drop constraint receipt_event_check;
alter table receipt add constraint receipt_event_check
  check (event in ('collected', 'opened', 'acknowledged', 'accepted', 'returned', 'declined', 'unreadable', 'misdeclared'));

-- Withdrawal and collection exclude each other, whoever writes them.
alter table delivery add constraint delivery_withdrawn_unread check (state <> 'withdrawn' or answer is null);

-- What a sender signed that took a delivery back, `withdrawal/1`: one statement may stand for several of them.
create table withdrawal (
  delivery_id uuid primary key references delivery,
  person_id   uuid not null references person,
  reason      text not null,
  statement   text not null,
  signature   text not null,
  signer_fpr  text not null references certificate,
  staged_id   bigint not null references log_staged,
  at          timestamptz not null
);
grant select, insert on withdrawal to despatch_runtime;

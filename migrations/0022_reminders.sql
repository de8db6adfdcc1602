-- What people are told by notice ahead of a day: sixty, thirty and seven days before, that an agreement is to be reviewed (I5);
-- that a sealed draft which waits for a key is about to end, and that it has ended. Kept when it has been told, so that it
-- is told once.
create table reminder (
  id         bigint generated always as identity primary key,
  person_id  uuid not null references person,
  what       text not null check (what in ('review-60', 'review-30', 'review-7', 'draft-ends', 'draft-ended')),
  -- the agreement, or the draft, and the day
  about      text not null,
  -- the agreement's id, or the name of the mailbox that the draft is of
  name       text not null,
  told_at    timestamptz,
  unique (person_id, what, about)
);
create index on reminder (person_id) where told_at is null;
grant select, insert, delete on reminder to despatch_runtime;
grant update (told_at) on reminder to despatch_runtime;

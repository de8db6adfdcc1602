-- Keys of mailboxes for life: each generation in three parts, locked and granted each by itself.

-- Grants of the first form are of one key for everything. Nobody but those who hold them could turn them into others.
do $$ begin
  if exists (select from key_grant) then
    raise exception 'This database holds mailbox keys of an earlier form, which this version does not read. '
      'Begin with an empty one: a demonstration is made anew when DATA_DIR is empty.';
  end if;
end $$;

drop table key_grant;
drop table key_generation;

-- A generation begins with each change of members. The newest is the one in use; the others open old mail.
create table key_generation (
  mailbox_id uuid not null references mailbox,
  n          integer not null check (n >= 1),
  created_at timestamptz not null default now(),
  -- Who made it; null for those that came with the demonstration.
  created_by uuid references person,
  primary key (mailbox_id, n)
);

create table key_part (
  mailbox_id uuid not null,
  n          integer not null,
  part       text not null check (part in ('sign', 'open', 'certify')),
  -- Armored, locked under a random token.
  locked     text not null,
  sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  primary key (mailbox_id, n, part),
  foreign key (mailbox_id, n) references key_generation
);

-- The token of a part, sealed to a member, an officer or the agency's recovery key. Withdrawn, not deleted: who could read
-- what, and until when, is a question that is asked later.
create table key_grant (
  mailbox_id   uuid not null,
  n            integer not null,
  part         text not null check (part in ('sign', 'open', 'certify')),
  grantee_fpr  text not null check (grantee_fpr ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  granter      text not null check (granter ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  statement    text not null,
  signature    text not null,
  sealed_token bytea not null,
  expires      timestamptz not null,
  granted_at   timestamptz not null default now(),
  withdrawn_at timestamptz,
  primary key (mailbox_id, n, part, grantee_fpr),
  foreign key (mailbox_id, n, part) references key_part
);
create index on key_grant (grantee_fpr) where withdrawn_at is null;

-- Why the recovery key was brought out, said before its grants are given out: to try it, to recover a mailbox, or to break
-- glass; and that a trial was passed.
create table key_opening (
  id         uuid primary key,
  agency_id  uuid not null references agency,
  mailbox_id uuid references mailbox,
  purpose    text not null check (purpose in ('drill', 'drill-passed', 'recovery', 'break-glass')),
  reason     text not null,
  by_person  uuid not null references person,
  statement  text not null,
  signature  text not null,
  staged_id  bigint not null unique references log_staged,
  at         timestamptz not null,
  check (purpose not in ('recovery', 'break-glass') or mailbox_id is not null)
);
create index on key_opening (agency_id, at desc);
create index on key_opening (by_person, at desc);

grant select on key_generation, key_part, key_grant, key_opening to despatch_runtime;
grant insert on key_generation, key_part, key_grant, key_opening to despatch_runtime;
grant update (granter, statement, signature, sealed_token, expires, granted_at, withdrawn_at) on key_grant
  to despatch_runtime;

-- What officers of an agency are told by notice about keys: that glass was broken, and, sixty, thirty and seven days before,
-- that what certifies a mailbox ends. Kept when it has been told, so that it is told once.
create table key_notice (
  person_id  uuid not null references person,
  mailbox_id uuid not null references mailbox,
  what       text not null check (what in ('glass-broken', 'ends-60', 'ends-30', 'ends-7')),
  -- the opening, or the day of the end
  about      text not null,
  told_at    timestamptz,
  primary key (person_id, mailbox_id, what, about)
);
create index on key_notice (person_id) where told_at is null;
create index key_grant_ends on key_grant (expires) where withdrawn_at is null;
grant select, insert on key_notice to despatch_runtime;
grant update (told_at) on key_notice to despatch_runtime;

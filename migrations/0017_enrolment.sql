-- Enrolment: invitations, and accounts that are suspended by hand.

-- An invitation is recognised by the digest of a value that both sides work out from its secret. The secret itself, which
-- proves the newcomer's key, is never here.
create table invitation (
  id          uuid primary key,
  id_sha256   text not null unique check (id_sha256 ~ '^[0-9a-f]{64}$'),
  agency_id   uuid not null references agency,
  invited_by  uuid not null references person,
  login       text not null check (login ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  title       text not null,
  number      text not null,
  roles       text[] not null,
  created_at  timestamptz not null,
  ends_at     timestamptz not null,
  -- How often somebody has enrolled by it: who guesses at nothing has no reason to do so often.
  attempts    integer not null default 0 check (attempts between 0 and 5),
  statement   text,
  signature   text,
  mac         text,
  certificate text,
  -- Certified, or withdrawn, or replaced by another.
  settled_at  timestamptz,
  settled_as  text check (settled_as in ('certified', 'withdrawn')),
  check ((statement is null) = (certificate is null)),
  check ((settled_at is null) = (settled_as is null))
);
create unique index invitation_open on invitation (login) where settled_at is null;
create index on invitation (agency_id, created_at desc);
create index on invitation (invited_by, created_at desc);

grant select, insert on invitation to despatch_runtime;
grant update (attempts, statement, signature, mac, certificate, settled_at, settled_as) on invitation to despatch_runtime;

-- Why an account is suspended, and by whom; the trust log says nothing of it, since it is not for ever.
alter table person add column suspended_for text check (suspended_for in ('absence', 'misuse', 'device-lost', 'under-review'));
alter table person add column suspended_by uuid references person;
grant update (suspended_for, suspended_by) on person to despatch_runtime;

-- The report of pairs that share without a current agreement reads a year of the register by pair (I8).
create index disclosure_pairs on disclosure (from_agency, to_agency, at);

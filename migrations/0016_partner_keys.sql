-- Keys of partners' mailboxes that somebody saw, and what waits sealed until one of them is approved.

-- Nobody believes these: they wait for a liaison officer to compare a fingerprint and to vouch, which stands in the trust
-- log and nowhere here.
create table seen_key (
  id         uuid primary key,
  -- In a mail domain of an agency; a mailbox may only be opened by the first key that is approved.
  address    text not null check (address = lower(address)),
  fpr        text not null check (fpr ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  -- Of the binary certificate, of which only what is needed is kept.
  sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  armored    text not null check (length(armored) <= 100000),
  algorithm  text not null,
  ends_at    timestamptz,
  seen_at    timestamptz not null,
  settled    text check (settled in ('approved', 'rejected')),
  settled_by uuid references person,
  settled_at timestamptz,
  check (num_nonnulls(settled, settled_by, settled_at) in (0, 3)),
  unique (address, sha256)
);
create index seen_key_waiting on seen_key (address, seen_at) where settled is null;

-- Who saw it where, each the first time.
create table key_sighting (
  seen_key_id uuid not null references seen_key on delete cascade,
  person_id   uuid not null references person,
  source      text not null check (source in ('file', 'wkd', 'mail')),
  at          timestamptz not null,
  primary key (seen_key_id, person_id, source)
);
create index on key_sighting (person_id, at);

-- A composition that is not sent yet, sealed to the mailbox that it is to be sent from, and to nobody else.
create table sealed_draft (
  id         uuid primary key,
  mailbox_id uuid not null references mailbox,
  -- Addresses whose keys it waits for; empty when it only waits for its author.
  waits_for  text[] not null check (cardinality(waits_for) <= 50),
  sealed     bytea not null check (octet_length(sealed) between 1 and 26214400),
  sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  -- Whoever replaces it must name the one that they saw.
  version    integer not null check (version > 0),
  created_by uuid not null references person,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  ends_at    timestamptz not null
);
-- It is ciphertext: compressing it again is in vain.
alter table sealed_draft alter column sealed set storage external;
create index on sealed_draft (mailbox_id, changed_at desc, id);
create index on sealed_draft (ends_at);

grant select, insert, delete on seen_key, key_sighting, sealed_draft to despatch_runtime;
grant update (seen_at, settled, settled_by, settled_at) on seen_key to despatch_runtime;
grant update (waits_for, sealed, sha256, version, changed_at, ends_at) on sealed_draft to despatch_runtime;

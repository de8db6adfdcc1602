-- The case notes of a team, sealed to its mailbox and to nobody else. Which threads, people and other cases one names stands inside
-- the seal: the service cannot join anything by a case.
create table case_file (
  id         uuid primary key,
  mailbox_id uuid not null references mailbox,
  sealed     bytea not null check (octet_length(sealed) between 1 and 1048576),
  sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  -- Whoever replaces the notes must name those that they saw.
  version    integer not null check (version > 0),
  created_by uuid not null references person,
  created_at timestamptz not null,
  changed_by uuid not null references person,
  changed_at timestamptz not null
);
-- They are ciphertext: compressing them again is in vain.
alter table case_file alter column sealed set storage external;
create index on case_file (mailbox_id, id desc);

-- A case is closed inside its seal. Nothing deletes one yet: that is the work of retention.
grant select, insert on case_file to despatch_runtime;
grant update (sealed, sha256, version, changed_by, changed_at) on case_file to despatch_runtime;

-- Passkeys: another way into an account beside passphrase and kit, each with a record of OPAQUE and a wrapped copy of the key of its own.
create table passkey (
  id                uuid primary key,
  person_id         uuid not null references person,
  -- What the authenticator calls it: of up to 1,023 octets, so that it is looked up by its digest.
  credential        text not null check (credential ~ '^[A-Za-z0-9_-]+$' and char_length(credential) between 22 and 1366),
  credential_sha256 text not null unique check (credential_sha256 ~ '^[0-9a-f]{64}$'),
  label             text not null check (char_length(label) between 1 and 80),
  record            text not null,
  wrapped_key       text not null,
  fpr               text not null references certificate,
  -- The person's own signature under this very record and wrapped key.
  statement         text not null,
  signature         text not null,
  added_at          timestamptz not null,
  last_used_at      timestamptz
);
create index on passkey (person_id);

alter table session add column passkey_id uuid references passkey on delete set null;
create index session_of_passkey on session (passkey_id) where passkey_id is not null;
alter table session drop constraint session_how_check;
alter table session add constraint session_how_check check (how in ('passphrase', 'device', 'key', 'passkey'));
alter table session add constraint session_passkey_check check (passkey_id is null or how = 'passkey');
alter table session drop constraint session_ended_why_check;
alter table session add constraint session_ended_why_check check (ended_why in
  ('signed-out', 'token-reused', 'passphrase-changed', 'device-revoked', 'too-many', 'key-ended', 'passkey-removed'));

grant select, insert, delete on passkey to despatch_runtime;
grant update (last_used_at) on passkey to despatch_runtime;

-- Signing in: passphrases, sessions, devices, guesses, and when an account was last used.

-- Which secret of OPAQUE the passphrases were set under: a digest of it. With another one every passphrase would be wrong.
alter table service_setting drop constraint service_setting_name_check;
alter table service_setting add constraint service_setting_name_check
  check (name in ('origin', 'log-key', 'trust-key', 'service-certificate', 'service-domain', 'opaque-setup'));

-- Written at most once an hour. Who is here already has used their account today.
alter table person add last_active_at timestamptz not null default now();

-- What lets a person in by passphrase (OPAQUE, RFC 9807), and their own key under what only they have: changed together,
-- and only from the version that whoever changes it has seen.
create table passphrase (
  person_id   uuid primary key references person,
  version     integer not null check (version >= 1),
  record      text not null,
  wrapped_key text not null,
  fpr         text not null references certificate,
  -- The person's own signature under this very record and wrapped key.
  statement   text not null,
  signature   text not null,
  set_at      timestamptz not null
);

-- A machine's own key, approved by the person's key. It counts as long as that key is the person's current one.
create table device (
  fpr           text primary key check (fpr ~ '^[0-9a-f]{40}$'),
  person_id     uuid not null references person,
  approved_by   text not null references certificate,
  label         text not null check (char_length(label) between 1 and 80),
  armored       text not null,
  statement     text not null,
  signature     text not null,
  registered_at timestamptz not null,
  last_used_at  timestamptz,
  revoked_at    timestamptz
);
create index on device (person_id);

create table session (
  id           uuid primary key,
  person_id    uuid not null references person,
  how          text not null check (how in ('passphrase', 'device', 'key')),
  device_fpr   text references device,
  label        text check (char_length(label) between 1 and 80),
  began_at     timestamptz not null,
  last_used_at timestamptz not null,
  idle_ends_at timestamptz not null,
  ends_at      timestamptz not null,
  ended_at     timestamptz,
  ended_why    text check (ended_why in ('signed-out', 'token-reused', 'passphrase-changed', 'device-revoked', 'too-many', 'key-ended')),
  check ((how = 'device') = (device_fpr is not null)),
  check (num_nonnulls(ended_at, ended_why) in (0, 2))
);
create index on session (person_id, began_at desc);
create index session_of_device on session (device_fpr) where ended_at is null;

-- Of each refresh token that a session was given, its digest, and when it was used: a used one that comes again was copied.
create table refresh_token (
  sha256     bytea primary key check (octet_length(sha256) = 32),
  session_id uuid not null references session on delete cascade,
  issued_at  timestamptz not null,
  used_at    timestamptz
);
create index on refresh_token (session_id);

-- Passphrases that were tried, by a keyed digest of the name or the address: the same for names that nobody has. There
-- are no more rows than the service keeps; the oldest make way.
create table sign_in_guess (
  name       bytea primary key check (octet_length(name) = 16),
  -- without a good one among them, and not a day old
  recent     integer not null check (recent >= 0),
  -- since the last good sign-in, for the person to be told
  untold     integer not null check (untold >= 0),
  last_at    timestamptz not null,
  not_before timestamptz not null
);
create index on sign_in_guess (last_at);

grant select on passphrase, device, session, refresh_token, sign_in_guess to despatch_runtime;
grant insert on passphrase, device, session, refresh_token, sign_in_guess to despatch_runtime;
grant update on passphrase, device, session, refresh_token, sign_in_guess to despatch_runtime;
grant delete on session, refresh_token, sign_in_guess to despatch_runtime;
grant update (last_active_at) on person to despatch_runtime;

-- Whom was told that their account will be suspended for want of use, and how many days before. Using it makes it old news.
create table dormancy_warning (
  person_id uuid not null references person,
  days      integer not null check (days in (14, 3)),
  told_at   timestamptz not null,
  primary key (person_id, days)
);
grant select, insert, update, delete on dormancy_warning to despatch_runtime;

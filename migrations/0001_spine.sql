-- The spine: who may share with whom, what was shared, how it travelled, and the log of it.
-- Roles: despatch_runtime (the service; owns nothing) and despatch_sequencer (the log's only writer) exist already.

create extension if not exists btree_gist;

-- ── What this service is ──────────────────────────────────────────────────────────────────────────────────

-- Fixed at first start: the origin (PUBLIC_URL) that statements and the log name, and the log's verifier key.
create table service_setting (
  name  text primary key check (name in ('origin', 'log-key', 'service-certificate', 'service-domain')),
  value text not null
);

-- ── Who ───────────────────────────────────────────────────────────────────────────────────────────────────

create table agency (
  id            uuid primary key,
  name          text not null unique,
  root_fpr      text unique check (root_fpr ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  legal_classes text[] not null default '{}'
                check (legal_classes <@ array['responsible', 'co-operating', 'relevant']),
  isp_group     smallint check (isp_group in (1, 2)),
  area          text not null,
  ico_until     date
);

-- The mail domains an agency's certificates count for.
create table mail_domain (
  domain    text primary key check (domain = lower(domain)),
  agency_id uuid not null references agency
);
create index on mail_domain (agency_id);

-- How mail reaches a partner's domain, and up to which marking the way is accredited.
create table network (
  id                   uuid primary key,
  domain               text not null check (domain = lower(domain)),
  accreditation_scheme text not null check (accreditation_scheme in ('GPMS', 'GSC')),
  accreditation_level  text not null,
  relay_host           text,
  relay_port           integer check (relay_port between 1 and 65535),
  -- Addresses the partner's mail comes from; until mail is authenticated by SPF, DKIM and DMARC these decide.
  relay_addresses      inet[] not null default '{}',
  tls_certificate      text,
  valid                daterange not null,
  exclude using gist (domain with =, valid with &&)
);

create table person (
  id            uuid primary key,
  agency_id     uuid not null references agency,
  login         text not null unique check (login ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  title         text not null,
  number        text not null,
  state         text not null check (state in ('active', 'suspended')),
  trained_until date not null
);
create index on person (agency_id);

create table role_grant (
  person_id uuid not null references person,
  role      text not null check (role in ('case-worker', 'team-manager', 'court-officer', 'liaison-officer',
                                          'co-ordinator', 'auditor')),
  valid     daterange not null,
  exclude using gist (person_id with =, role with =, valid with &&)
);

create table mailbox (
  id        uuid primary key,
  agency_id uuid not null references agency,
  address   text not null unique check (address = lower(address) and address like '%_@_%'),
  name      text not null,
  route     text not null check (route in ('local', 'mail')),
  closed_at timestamptz
);
create index on mailbox (agency_id);

create table membership (
  mailbox_id uuid not null references mailbox,
  person_id  uuid not null references person,
  rights     text[] not null check (rights <@ array['send', 'open'] and cardinality(rights) > 0),
  valid      daterange not null,
  exclude using gist (mailbox_id with =, person_id with =, valid with &&)
);
create index on membership (person_id);

-- ── Keys ──────────────────────────────────────────────────────────────────────────────────────────────────

create table certificate (
  fpr        text primary key check (fpr ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  mailbox_id uuid references mailbox,
  person_id  uuid references person,
  armored    text not null,
  state      text not null check (state in ('current', 'superseded', 'revoked')),
  added_at   timestamptz not null default now(),
  check (num_nonnulls(mailbox_id, person_id) = 1)
);
create unique index certificate_current_mailbox on certificate (mailbox_id) where state = 'current';
create unique index certificate_current_person on certificate (person_id) where state = 'current';

-- Key ids are the primary key: registration refuses a certificate whose key ids collide with another's, or
-- the check for hidden readers could be fooled.
create table subkey (
  key_id text primary key check (key_id ~ '^[0-9a-f]{16}$'),
  fpr    text not null references certificate,
  use    text not null check (use in ('certify', 'sign', 'encrypt')),
  valid  tstzrange not null
);
create index on subkey (fpr);

-- A mailbox's secret subkeys, locked under a random token; each member has the token sealed to their own key.
create table key_generation (
  mailbox_id uuid not null references mailbox,
  n          integer not null check (n >= 1),
  locked     text not null,
  created_at timestamptz not null default now(),
  primary key (mailbox_id, n)
);

create table key_grant (
  mailbox_id   uuid not null,
  n            integer not null,
  grantee_fpr  text not null references certificate,
  granter      text not null references certificate,
  statement    text not null,
  signature    text not null,
  sealed_token bytea not null,
  primary key (mailbox_id, n, grantee_fpr),
  foreign key (mailbox_id, n) references key_generation
);
create index on key_grant (grantee_fpr);

-- Sign-in challenges that were used, until they would have ended. One that was only asked for is not kept.
create table used_challenge (
  nonce      text primary key,
  expires_at timestamptz not null
);
create index on used_challenge (expires_at);

-- ── The agreement ─────────────────────────────────────────────────────────────────────────────────────────

create table agreement (
  id        text not null,
  version   integer not null check (version >= 1),
  document  text not null,
  sha256    text not null,
  rule_set  text not null check (rule_set in ('uk-2010', 'uk-2026')),
  in_force  daterange not null,
  primary key (id, version)
);

create table agreement_signature (
  id        text not null,
  version   integer not null,
  agency_id uuid not null references agency,
  signature text not null,
  primary key (id, version, agency_id),
  foreign key (id, version) references agreement
);

-- ── The log ───────────────────────────────────────────────────────────────────────────────────────────────

-- What is to be entered. Record and salt can be erased on time; the entry, a salted digest, stays for ever.
create table log_staged (
  id          bigint generated always as identity primary key,
  type        text not null,
  record      text,
  salt        bytea check (octet_length(salt) = 32),
  referral_id uuid,
  staged_at   timestamptz not null default now(),
  check ((record is null) = (salt is null))
);
create index on log_staged (referral_id);

-- Rows of log_staged that no entry stands for yet: the sequencer's queue, filled by the trigger below.
create table log_pending (
  staged_id bigint primary key references log_staged
);

create function log_stage_pending() returns trigger language plpgsql as $$
begin
  insert into log_pending (staged_id) select id from staged;
  perform pg_notify('despatch_staged', '');
  return null;
end $$;
create trigger log_stage_pending after insert on log_staged
  referencing new table as staged for each statement execute function log_stage_pending();

create table log_entry (
  idx       bigint primary key check (idx >= 0),
  staged_id bigint not null unique references log_staged,
  entry     text not null,
  leaf      bytea not null check (octet_length(leaf) = 32)
);

-- Tiles of the Merkle tree as C2SP tlog-tiles lays them out; width 256 is a full tile. Level 0 is log_entry.leaf;
-- a narrower tile is the beginning of a wider one, so a tile is written only when it has grown.
create table log_tile (
  level smallint not null check (level >= 1),
  n     bigint not null,
  width smallint not null check (width between 1 and 256),
  bytes bytea not null check (octet_length(bytes) = 32 * width),
  primary key (level, n, width)
);

create table checkpoint (
  size bigint primary key check (size >= 0),
  note text not null,
  at   timestamptz not null default now()
);

-- ── What was shared ───────────────────────────────────────────────────────────────────────────────────────

create table thread_party (
  thread     text not null,
  mailbox_id uuid not null references mailbox,
  since      timestamptz not null default now(),
  primary key (thread, mailbox_id)
);
create index on thread_party (mailbox_id);

-- A referral that a person submitted (its statement is the manifest), or mail that arrived from a partner
-- (its statement is the arrival statement, signed by the service). Never updated: what is learnt later about
-- an arrival stands in `filing`.
create table referral (
  id                uuid primary key,
  seq               bigint generated always as identity unique,
  reference         text not null,
  thread            text not null,
  origin            text not null check (origin in ('submitted', 'mail')),
  kind              text not null,
  from_mailbox      uuid references mailbox,
  from_domain       text,
  in_reply_to       uuid references referral,
  statement         text not null,
  statement_sha256  text not null unique,
  signature         text not null,
  signer_fpr        text not null,
  submitted_by      uuid references person,
  marking           text,
  data_class        text,
  agreement_id      text,
  agreement_version integer,
  respond_by        date,
  destroy_after     date,
  message_id        text not null,
  staged_id         bigint not null unique references log_staged,
  accepted_at       timestamptz not null,
  foreign key (agreement_id, agreement_version) references agreement (id, version),
  check ((origin = 'submitted') = (from_mailbox is not null and submitted_by is not null and agreement_id is not null)),
  check ((origin = 'mail') = (from_domain is not null))
);
create index on referral (from_mailbox, seq desc);
create index on referral (thread, seq);
create index on referral (reference);
create index on referral (in_reply_to);
-- A partner chooses its own Message-IDs, so only those that we made are unique.
create unique index referral_message_id on referral (message_id) where origin = 'submitted';

create table content (
  sha256      text primary key,
  referral_id uuid not null references referral,
  size        integer not null check (size > 0)
);
create index on content (referral_id);

create table content_chunk (
  sha256 text not null references content,
  n      integer not null,
  bytes  bytea not null,
  primary key (sha256, n)
);
alter table content_chunk alter column bytes set storage external;

-- One row for each recipient mailbox: the outbox. A worker takes a lease on it; a queued job only says "look".
create table delivery (
  id              uuid primary key,
  seq             bigint generated always as identity unique,
  referral_id     uuid not null references referral,
  mailbox_id      uuid not null references mailbox,
  state           text not null check (state in ('accepted', 'relayed', 'delivered', 'failed', 'expired', 'withdrawn')),
  answer          text check (answer in ('collected', 'opened', 'acknowledged', 'returned', 'declined')),
  next_attempt_at timestamptz,
  lease_until     timestamptz,
  attempts        integer not null default 0,
  give_up_at      timestamptz not null,
  return_token    text not null unique,
  changed_at      timestamptz not null,
  unique (referral_id, mailbox_id),
  -- Work is due exactly while the delivery is waiting to leave.
  check ((state = 'accepted') = (next_attempt_at is not null))
);
create index on delivery (mailbox_id, seq desc);
create index delivery_due on delivery (next_attempt_at) where state = 'accepted';

create table attempt (
  delivery_id uuid not null references delivery,
  n           integer not null,
  at          timestamptz not null,
  host        text not null,
  tls         text,
  code        integer,
  reply       text not null,
  primary key (delivery_id, n)
);

create table evidence (
  id          uuid primary key,
  delivery_id uuid not null references delivery,
  kind        text not null check (kind in ('smtp-reply', 'dsn', 'mdn', 'receipt')),
  says        text not null,
  strength    text not null check (strength in ('signed', 'authenticated', 'reported')),
  bytes       bytea not null,
  sha256      text not null,
  at          timestamptz not null,
  unique (delivery_id, sha256)
);

create table receipt (
  id          uuid primary key,
  delivery_id uuid not null references delivery,
  person_id   uuid not null references person,
  event       text not null check (event in ('collected', 'opened', 'acknowledged', 'returned', 'declined',
                                             'unreadable', 'misdeclared')),
  reason      text,
  statement   text not null,
  signature   text not null,
  signer_fpr  text not null references certificate,
  sha256      text not null,
  staged_id   bigint not null references log_staged,
  at          timestamptz not null,
  unique (delivery_id, sha256)
);
create index on receipt (delivery_id, person_id);

-- What the reader's own client found an arrival to be, signed by the reader: `filed/1`.
create table filing (
  referral_id  uuid primary key references referral,
  person_id    uuid not null references person,
  kind         text not null,
  marking      text not null,
  from_mailbox uuid references mailbox,
  verified     boolean not null,
  statement    text not null,
  signature    text not null,
  signer_fpr   text not null references certificate,
  staged_id    bigint not null references log_staged,
  at           timestamptz not null
);

-- Mail as it came in. Joined to a delivery when it answers one that went to the sending domain.
create table inbound (
  id            uuid primary key,
  message_id    text,
  raw_sha256    text not null,
  size          integer not null check (size > 0),
  domain        text,
  -- Whether the network of that domain bears it out. What strangers send is rationed.
  authenticated boolean not null,
  state         text not null check (state in ('new', 'filed', 'quarantined')),
  reason        text,
  answers       uuid references delivery,
  at            timestamptz not null
);
create index on inbound (answers);
create index on inbound (at) where not authenticated;

create table inbound_recipient (
  inbound_id  uuid not null references inbound,
  mailbox_id  uuid not null references mailbox,
  raw_sha256  text not null,
  referral_id uuid not null references referral,
  primary key (inbound_id, mailbox_id),
  -- The same bytes for the same mailbox, sent again because our 250 was lost, are the same mail.
  unique (mailbox_id, raw_sha256)
);
create index on inbound_recipient (referral_id);

-- ── Who may do what to these ──────────────────────────────────────────────────────────────────────────────

grant usage on schema public to despatch_runtime, despatch_sequencer;
grant select on all tables in schema public to despatch_runtime;
grant insert on service_setting, agency, mail_domain, network, person, role_grant, mailbox, membership, certificate,
  subkey, key_generation, key_grant, used_challenge, agreement, agreement_signature, log_staged, log_pending, thread_party,
  referral, content, content_chunk, delivery, attempt, evidence, receipt, filing, inbound, inbound_recipient
  to despatch_runtime;
grant update on network, delivery, inbound to despatch_runtime;
grant delete on used_challenge to despatch_runtime;

-- Only the sequencer writes the tree, and nobody rewrites it.
grant select on log_staged, log_pending, log_entry, log_tile, checkpoint, service_setting to despatch_sequencer;
grant delete on log_pending to despatch_sequencer;
grant insert on log_entry, log_tile, checkpoint to despatch_sequencer;

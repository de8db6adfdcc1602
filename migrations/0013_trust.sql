-- The trust log: agreements, appointments, certificates and what ends them, each signed by an agency. Clients replay it
-- and believe what it says; the tables of agencies, people, mailboxes and certificates are what the service itself reads
-- out of it. Nothing in it is ever changed or erased: staff stand in it by post and number.

create table trust_record (
  id        bigint generated always as identity primary key,
  type      text not null check (type in ('agreement', 'annex', 'appointment', 'appointment-end', 'certificate', 'vouch',
                                          'revocation', 'succession', 'suspension', 'resumption', 'recovery-key')),
  -- The exact text of a `TrustRecord`.
  record    text not null,
  sha256    text not null unique check (sha256 ~ '^[0-9a-f]{64}$'),
  staged_at timestamptz not null default now()
);

-- The order that the sequencer gave them; it alone inserts.
create table trust_entry (
  idx       bigint primary key check (idx >= 0),
  record_id bigint not null unique references trust_record,
  leaf      bytea not null check (octet_length(leaf) = 32)
);

-- One row: the newest checkpoint, signed anew by the hour, so that whoever withholds what came later is found out.
create table trust_checkpoint (
  only_one boolean primary key default true check (only_one),
  size     bigint not null check (size >= 0),
  note     text not null,
  at       timestamptz not null
);

-- Suspensions are no rows of any other table, and decisions hang on them.
create trigger partnership_changed after insert on trust_record
  for each statement execute function partnership_changed();

create function trust_staged() returns trigger language plpgsql as $$
begin
  perform pg_notify('despatch_staged', '');
  return null;
end $$;
create trigger trust_staged after insert on trust_record for each statement execute function trust_staged();

-- What a person signed of the root that they trust, with their own key: a machine of theirs that knows nothing yet finds it
-- here, and need not believe the service. See `anchor/1`.
create table anchor (
  person_id uuid primary key references person,
  statement text not null,
  signature text not null
);

alter table service_setting drop constraint service_setting_name_check;
alter table service_setting add constraint service_setting_name_check
  check (name in ('origin', 'log-key', 'trust-key', 'service-certificate', 'service-domain'));

alter table role_grant drop constraint role_grant_role_check;
alter table role_grant add constraint role_grant_role_check
  check (role in ('case-worker', 'team-manager', 'court-officer', 'liaison-officer', 'deputy', 'co-ordinator', 'auditor',
                  'analyst', 'account-administrator', 'machine'));

-- Whoever is in office no more.
alter table person drop constraint person_state_check;
alter table person add constraint person_state_check check (state in ('active', 'suspended', 'ended'));

grant update (title, number, state, account, trained_until, agency_id) on person to despatch_runtime;
grant update (name, root_fpr, legal_classes, isp_group, area, ico_until) on agency to despatch_runtime;
grant update (agency_id) on mail_domain to despatch_runtime;
grant update (name, route, agency_id) on mailbox to despatch_runtime;
grant update (armored, state) on certificate to despatch_runtime;
grant update (use, valid) on subkey to despatch_runtime;
grant update (in_force) on agreement to despatch_runtime;
grant update (valid), delete on role_grant, membership to despatch_runtime;

grant select on trust_record, trust_entry, trust_checkpoint, anchor to despatch_runtime;
grant insert on trust_record, anchor to despatch_runtime;
grant update (statement, signature) on anchor to despatch_runtime;
grant select on trust_record, trust_entry, trust_checkpoint to despatch_sequencer;
grant insert on trust_entry, trust_checkpoint to despatch_sequencer;
grant update (size, note, at) on trust_checkpoint to despatch_sequencer;

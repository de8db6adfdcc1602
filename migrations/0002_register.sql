-- The register of disclosures and of refusals, machine accounts, mail that a partner sent unsealed, notices.

-- ── Who ───────────────────────────────────────────────────────────────────────────────────────────────────

-- A machine account is an agency's own system. It is not trained (Q1 is for people): its agency answers for it.
alter table person add column account text not null default 'person' check (account in ('person', 'machine'));
alter table person alter column trained_until drop not null;
alter table person add constraint person_trained check ((account = 'person') = (trained_until is not null));

alter table role_grant drop constraint role_grant_role_check;
alter table role_grant add constraint role_grant_role_check
  check (role in ('case-worker', 'team-manager', 'court-officer', 'liaison-officer', 'co-ordinator', 'auditor', 'machine'));

-- A competent authority of the Data Protection Act 2018, section 30: police forces, courts.
alter table agency drop constraint agency_legal_classes_check;
alter table agency add constraint agency_legal_classes_check
  check (legal_classes <@ array['responsible', 'co-operating', 'relevant', 'competent']);

-- What becomes of mail that comes unsealed over an accredited network: refused, or sealed on arrival.
alter table network add column unsealed_mail text not null default 'refuse'
  check (unsealed_mail in ('refuse', 'seal-on-arrival'));

-- What the data of a partner's mail hold, as its reader's client computed it; null where it carries none.
alter table filing add column data_class text;
alter table filing add column categories text[];
alter table filing add constraint filing_classified check ((data_class is null) = (categories is null));

-- ── The register ──────────────────────────────────────────────────────────────────────────────────────────

-- One row for each disclosure to one mailbox: what the manifest or the arrival statement says of it, as columns
-- that can be searched. Written in the transaction that accepts it, and never again; its states are the delivery's.
create table disclosure (
  delivery_id       uuid primary key references delivery,
  seq               bigint generated always as identity unique,
  referral_id       uuid not null references referral,
  reference         text not null,
  kind              text not null,
  from_agency       uuid references agency,
  from_mailbox      text,
  from_domain       text,
  to_agency         uuid not null references agency,
  to_mailbox        text not null,
  marking           text,
  data_class        text,
  categories        text[] not null default '{}',
  purpose           text,
  consent           text,
  bases             text[] not null default '{}',
  agreement_id      text,
  agreement_version integer,
  sealed_on_arrival boolean not null,
  staged_id         bigint not null references log_staged,
  at                timestamptz not null,
  check (from_mailbox is not null or from_domain is not null)
);
create index on disclosure (referral_id);
create index on disclosure (reference, seq);
create index on disclosure (at, seq);
create index on delivery (state, id);
create index on delivery (answer, id);

-- What a disclosure can be found by: the newest rows of a value, however rare it is, stand beside one another. An
-- agency or a mailbox is there once, as sender or recipient. The filing of a partner's mail adds what it says.
create table disclosure_term (
  field text not null check (field in ('agency', 'mailbox', 'kind', 'marking', 'class', 'basis')),
  value text not null,
  seq   bigint not null references disclosure (seq),
  primary key (field, value, seq)
);

-- What the partnership's rules did not let through, by rule.
create table refusal (
  id                uuid primary key,
  seq               bigint generated always as identity unique,
  referral_id       uuid not null,
  person_id         uuid not null references person,
  agency_id         uuid not null references agency,
  from_mailbox      text not null,
  kind              text not null,
  marking           text,
  data_class        text,
  agreement_id      text,
  agreement_version integer,
  outcome           text not null check (outcome in ('needs', 'refused')),
  rules             text[] not null check (cardinality(rules) > 0),
  staged_id         bigint not null unique references log_staged,
  at                timestamptz not null
);
create index on refusal (agency_id, seq desc);
create index on refusal (from_mailbox, seq desc);
create index on refusal (kind, seq desc);
create index on refusal (at, seq desc);
create index on refusal using gin (rules);

-- What was disclosed and refused before there was a register of it.
insert into disclosure (delivery_id, referral_id, reference, kind, from_agency, from_mailbox, from_domain, to_agency,
    to_mailbox, marking, data_class, categories, purpose, consent, bases, agreement_id, agreement_version,
    sealed_on_arrival, staged_id, at)
  select d.id, r.id, r.reference, r.kind, coalesce(sender.agency_id, domain_of.agency_id), sender.address,
      r.from_domain, recipient.agency_id, recipient.address, r.marking, r.data_class,
      array(select jsonb_array_elements_text(coalesce(r.statement::jsonb -> 'categories', '[]'))),
      r.statement::jsonb ->> 'purpose', r.statement::jsonb ->> 'consent',
      array(select jsonb_array_elements_text(coalesce(r.statement::jsonb -> 'bases', '[]'))),
      r.agreement_id, r.agreement_version,
      coalesce((r.statement::jsonb #>> '{raw,sealedByService}')::boolean, false), r.staged_id, r.accepted_at
    from delivery d
    join referral r on r.id = d.referral_id
    join mailbox recipient on recipient.id = d.mailbox_id
    left join mailbox sender on sender.id = r.from_mailbox
    left join mail_domain domain_of on domain_of.domain = r.from_domain
      and r.statement::jsonb #>> '{authentication,result}' = 'pass'
    order by d.seq;

insert into disclosure_term (field, value, seq)
  select distinct term.field, term.value, d.seq
    from disclosure d
    left join filing f on f.referral_id = d.referral_id
    left join mailbox filed_from on filed_from.id = f.from_mailbox
    cross join lateral (values
      ('agency', d.from_agency::text), ('agency', d.to_agency::text), ('agency', filed_from.agency_id::text),
      ('mailbox', d.from_mailbox), ('mailbox', d.to_mailbox), ('mailbox', filed_from.address),
      ('kind', d.kind), ('kind', f.kind), ('marking', d.marking), ('marking', f.marking), ('class', d.data_class)
    ) as term (field, value)
    where term.value is not null
  union
  select 'basis', unnest(d.bases), d.seq from disclosure d;

insert into refusal (id, referral_id, person_id, agency_id, from_mailbox, kind, outcome, rules, staged_id, at)
  select gen_random_uuid(), (s.record::jsonb ->> 'referral')::uuid, p.id, p.agency_id, s.record::jsonb ->> 'from',
      s.record::jsonb ->> 'kind', s.record::jsonb ->> 'outcome',
      array(select jsonb_array_elements_text(s.record::jsonb -> 'rules')), s.id, s.staged_at
    from log_staged s
    join person p on p.id = (s.record::jsonb ->> 'by')::uuid
    where s.type = 'refused' and s.record is not null
    order by s.id;

-- ── Notices ───────────────────────────────────────────────────────────────────────────────────────────────

-- A member's wish to be told at an ordinary address that something waits. `lease_until` keeps two workers from sending
-- the same notice; `next_look_at` is null when the mail server has refused the address too often.
create table notice_setting (
  person_id      uuid primary key references person,
  address        text not null check (address = lower(address) and address like '%_@_%'),
  bundle_minutes integer not null check (bundle_minutes between 5 and 1440),
  quiet_from     text check (quiet_from ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  quiet_until    text check (quiet_until ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  zone           text not null,
  last_sent_at   timestamptz,
  next_look_at   timestamptz,
  lease_until    timestamptz,
  failures       integer not null default 0,
  failure        text check (failure in ('delayed', 'refused', 'stopped')),
  check ((quiet_from is null) = (quiet_until is null)),
  check ((next_look_at is null) = (failure is not distinct from 'stopped'))
);

-- What the next notice to a person will count: deliveries, from the moment that they are delivered until a notice has
-- told of them. Not of a setting but of a person, so that whoever ends their notices keeps no delivery waiting.
create table notice_waiting (
  person_id   uuid not null references person,
  delivery_id uuid not null references delivery,
  primary key (person_id, delivery_id)
);

create function notice_delivered() returns trigger language plpgsql as $$
begin
  insert into notice_waiting (person_id, delivery_id)
    select setting.person_id, now_is.id
      from now_is
      join was using (id)
      join membership on membership.mailbox_id = now_is.mailbox_id
      join notice_setting setting on setting.person_id = membership.person_id
      where now_is.state = 'delivered' and was.state <> 'delivered'
        and membership.valid @> current_date and 'open' = any (membership.rights)
    on conflict do nothing;
  return null;
end $$;
create trigger notice_delivered after update on delivery
  referencing old table as was new table as now_is for each statement execute function notice_delivered();

-- ── Who may do what to these ──────────────────────────────────────────────────────────────────────────────

grant select on disclosure, disclosure_term, refusal, notice_setting, notice_waiting to despatch_runtime;
grant insert on disclosure, disclosure_term, refusal, notice_setting, notice_waiting to despatch_runtime;
grant update, delete on notice_setting to despatch_runtime;
grant delete on notice_waiting to despatch_runtime;

-- Of a delivery only its states and its turn may change, of a mail only whether it is filed.
revoke update on delivery, inbound from despatch_runtime;
grant update (state, answer, next_attempt_at, lease_until, attempts, changed_at) on delivery to despatch_runtime;
grant update (state) on inbound to despatch_runtime;

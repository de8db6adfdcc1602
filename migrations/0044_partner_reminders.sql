-- Partners who have only mail are reminded by mail of what they were asked for and have not answered.

-- False: the partner wants no reminders.
alter table network add column reminders boolean not null default true;

-- A reminder of a delivery that is to be sent, or was: each step once. What was answered before it left ends as needless.
create table partner_reminder (
  delivery_id     uuid not null references delivery,
  stage           text not null check (stage in ('due', 'overdue')),
  -- By the clock of the service, whose days are counted.
  noted_at        timestamptz not null,
  attempts        integer not null default 0 check (attempts >= 0),
  lease_until     timestamptz,
  next_attempt_at timestamptz not null default now(),
  outcome         text check (outcome in ('relayed', 'failed', 'needless')),
  ended_at        timestamptz,
  primary key (delivery_id, stage),
  check ((outcome is null) = (ended_at is null))
);
create index on partner_reminder (next_attempt_at) where ended_at is null;
create index on partner_reminder (noted_at);

grant select, insert on partner_reminder to despatch_runtime;
grant update (attempts, lease_until, next_attempt_at, outcome, ended_at) on partner_reminder to despatch_runtime;

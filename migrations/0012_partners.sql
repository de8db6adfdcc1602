-- Running the routes to partners: test messages, and what the postmaster was told.

-- A test message to a partner's mailbox: asked for by a person, sent by a worker, answered by the partner's server.
create table route_test (
  id         uuid primary key,
  domain     text not null,
  mailbox_id uuid not null references mailbox,
  asked_by   uuid not null references person,
  asked_at   timestamptz not null default now(),
  -- Nobody else sends it while a worker has the lease.
  lease_until timestamptz,
  ended_at   timestamptz,
  outcome    text check (outcome in ('relayed', 'retry', 'failed')),
  host       text,
  tls        text,
  code       integer,
  reply      text,
  check (num_nonnulls(ended_at, outcome) in (0, 2))
);
create index route_test_waiting on route_test (asked_at) where ended_at is null;
create index on route_test (domain, asked_at desc);

-- What the postmaster was told of, by the partner's domain and what is wrong: told again after a day, not sooner.
create table postmaster_notice (
  domain  text not null,
  what    text not null check (what in ('failing', 'certificate', 'paused')),
  told_at timestamptz not null,
  primary key (domain, what)
);

grant select, insert, update on route_test to despatch_runtime;
grant select, insert, update, delete on postmaster_notice to despatch_runtime;

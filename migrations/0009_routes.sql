-- Routes by partner domain: how mail leaves, what is known of the way, and who is told when it does not leave.

-- ── How mail leaves ───────────────────────────────────────────────────────────────────────────────────────

-- Where a partner's mail server is found: at the host that the co-ordinator laid down, or at those that the domain
-- publishes as its MX. These are used under an MTA-STS policy in mode `enforce` alone (RFC 8461), since nothing else
-- says that the names are the partner's.
alter table network add column relay_by text not null default 'host' check (relay_by in ('host', 'mx'));
-- PEM of an authority that is trusted in place of the public ones. `tls_certificate` is the server's own certificate.
alter table network add column tls_authority text;
-- Null: what the service itself carries, no limit, the service's own.
alter table network add column max_message_bytes integer check (max_message_bytes >= 1024);
alter table network add column rate_per_minute integer check (rate_per_minute between 1 and 100000);
alter table network add column max_connections integer check (max_connections between 1 and 100);
alter table network add constraint network_tls check (num_nonnulls(tls_certificate, tls_authority) <= 1);
-- A pin is of one server; the MX of a domain are several.
alter table network add constraint network_relay
  check (relay_by = 'host' or num_nonnulls(relay_host, relay_port, tls_certificate) = 0);

-- ── What is known of the way ──────────────────────────────────────────────────────────────────────────────

-- One row for each domain of `network`, for as long as there are any: what the workers know of the way to it, and whether
-- somebody has paused it. Apart from `network`, a change of which is a change of the partnership.
create table route_state (
  domain        text primary key check (domain = lower(domain)),
  -- Nothing is leased while it is paused; what comes to be given up meanwhile expires without an attempt.
  paused_at     timestamptz,
  paused_by     uuid references person,
  -- The minute, by the database's clock, that messages were leased in last, and how many: the rate is kept by this.
  minute        timestamptz,
  in_minute     integer not null default 0 check (in_minute >= 0),
  last_attempt_at timestamptz,
  last_success_at timestamptz,
  -- Of the last attempt: the server, what it answered, and the word for what was wrong with the way, if anything was.
  last_host     text,
  last_code     integer,
  last_reply    text,
  last_fault    text,
  -- Which way this is, counted: mail that was leased for an earlier one is not begun any more, and says nothing of this.
  way           integer not null default 0,
  -- Attempts since the last success, or since the way was laid down, that are to be made again.
  deferrals     integer not null default 0 check (deferrals >= 0),
  -- The largest message, in bytes, that the server says it takes (RFC 1870); null where it names no limit.
  size_limit    bigint check (size_limit > 0),
  -- When the server was last asked for its limit.
  size_seen_at  timestamptz,
  -- Of the last connection: protocol and cipher, and the certificate that the server showed.
  tls           text,
  tls_subject   text,
  tls_sha256    text check (tls_sha256 ~ '^[0-9a-f]{64}$'),
  tls_not_after timestamptz,
  -- The domain's MTA-STS policy as it was last read, as JSON; null where the route needs none, or none was ever found.
  mta_sts       text,
  check ((paused_at is null) = (paused_by is null))
);

insert into route_state (domain) select distinct domain from network;

-- Another way begins: what was seen of another server is not known of this one. What was said last is kept, with the
-- host that said it.
create function route_anew(of_domain text) returns void language sql as $$
  update route_state
    set size_limit = null, size_seen_at = null, tls = null, tls_subject = null, tls_sha256 = null, tls_not_after = null,
        deferrals = 0, way = way + 1
    where domain = of_domain
$$;

create function route_known() returns trigger language plpgsql as $$
declare
  before network;
begin
  insert into route_state (domain) values (new.domain) on conflict do nothing;
  if tg_op = 'UPDATE' then
    before := old;
  else
    select * into before from network n
      where n.domain = new.domain and n.id <> new.id and n.valid << new.valid order by n.valid desc limit 1;
    if not found then
      return null;
    end if;
  end if;
  if (before.relay_by, before.relay_host, before.relay_port, before.tls_certificate, before.tls_authority)
      is distinct from (new.relay_by, new.relay_host, new.relay_port, new.tls_certificate, new.tls_authority) then
    perform route_anew(new.domain);
  end if;
  return null;
end $$;
create trigger route_known after insert or update on network for each row execute function route_known();

-- ── Who is told when it does not leave ────────────────────────────────────────────────────────────────────

-- Since when it waits to leave, by the database's clock, and when it was found that it has waited for so long that its
-- sender is to be told.
alter table delivery add column waits_since timestamptz not null default now();
alter table delivery add column delayed_at timestamptz;
create index delivery_undelayed on delivery (waits_since) where state = 'accepted' and delayed_at is null;

-- What the next notice to a member of a sending mailbox will say: deliveries that have waited for long, or have ended
-- without having left. One that ends while a notice of its delay is under way is still to be told when that was.
create table notice_unsent (
  person_id   uuid not null references person,
  delivery_id uuid not null references delivery,
  late        boolean not null,
  primary key (person_id, delivery_id)
);

create function notice_unsent() returns trigger language plpgsql as $$
begin
  insert into notice_unsent (person_id, delivery_id, late)
    select setting.person_id, new.id, new.state = 'accepted'
      from referral
      join membership on membership.mailbox_id = referral.from_mailbox
      join notice_setting setting on setting.person_id = membership.person_id
      where referral.id = new.referral_id and membership.valid @> current_date
    on conflict (person_id, delivery_id) do update set late = excluded.late;
  return null;
end $$;
create trigger notice_unsent after update on delivery for each row
  when ((new.state in ('failed', 'expired') and old.state <> new.state)
    or (new.delayed_at is not null and old.delayed_at is null))
  execute function notice_unsent();

-- ── Who may do what to these ──────────────────────────────────────────────────────────────────────────────

grant select, insert, update on route_state to despatch_runtime;
grant select, insert, update, delete on notice_unsent to despatch_runtime;
grant update (delayed_at) on delivery to despatch_runtime;

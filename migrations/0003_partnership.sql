-- What the partnership is at this moment has a name, which changes with every change of it, in the transaction that
-- makes the change. Whoever has read the partnership under a name may go on using what they read as long as the name
-- that they read afresh is the same. A random name and not a number: a database that was set back to a backup counts
-- the same numbers again.

create table partnership_version (
  only_one boolean primary key default true check (only_one),
  version  uuid not null default gen_random_uuid()
);
insert into partnership_version default values;

-- With the owner's rights: what changes the partnership need not be able to write here.
create function partnership_changed() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.partnership_version set version = gen_random_uuid();
  return null;
end $$;

create trigger partnership_changed after insert or update or delete or truncate on agency
  for each statement execute function partnership_changed();
create trigger partnership_changed after insert or update or delete or truncate on mail_domain
  for each statement execute function partnership_changed();
create trigger partnership_changed after insert or update or delete or truncate on network
  for each statement execute function partnership_changed();
create trigger partnership_changed after insert or update or delete or truncate on mailbox
  for each statement execute function partnership_changed();
create trigger partnership_changed after insert or update or delete or truncate on certificate
  for each statement execute function partnership_changed();
create trigger partnership_changed after insert or update or delete or truncate on agreement
  for each statement execute function partnership_changed();

-- What a row of the register can be found by is entered with the row, and with the filing of a partner's mail, by the
-- database itself and by nobody else. So a term cannot be of a row that is not there, and need not be compared with it.
create function disclosure_terms() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.disclosure_term (field, value, seq)
    select term.field, term.value, d.seq
      from entered d
      cross join lateral (values
        ('agency', d.from_agency::text), ('agency', d.to_agency::text),
        ('mailbox', d.from_mailbox), ('mailbox', d.to_mailbox),
        ('kind', d.kind), ('marking', d.marking), ('class', d.data_class)
      ) as term (field, value)
      where term.value is not null
    union
    select 'basis', unnest(d.bases), d.seq from entered d;
  return null;
end $$;
create trigger disclosure_terms after insert on disclosure
  referencing new table as entered for each statement execute function disclosure_terms();

create function filing_terms() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.disclosure_term (field, value, seq)
    select term.field, term.value, d.seq
      from filed f
      join public.disclosure d on d.referral_id = f.referral_id
      left join public.mailbox sender on sender.id = f.from_mailbox
      cross join lateral (values
        ('agency', sender.agency_id::text), ('mailbox', sender.address),
        ('kind', f.kind), ('marking', f.marking), ('class', f.data_class)
      ) as term (field, value)
      where term.value is not null
    on conflict (field, value, seq) do nothing;
  return null;
end $$;
create trigger filing_terms after insert on filing
  referencing new table as filed for each statement execute function filing_terms();

alter table disclosure_term drop constraint disclosure_term_seq_fkey;
revoke insert on disclosure_term from despatch_runtime;

-- The same for the sequencer's queue, which was always filled by its trigger alone.
--
-- Transactions that notify are committed one after the other, each waiting for the disk, and of those that are under way
-- at the same time one is enough: whoever has the lock (any number that nothing else locks on) tells the sequencer,
-- the others keep silent. What is committed just after the sequencer has looked it finds by looking again.
create or replace function log_stage_pending() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.log_pending (staged_id) select id from staged;
  if pg_try_advisory_xact_lock(1851880553) then
    perform pg_notify('despatch_staged', '');
  end if;
  return null;
end $$;
alter table log_pending drop constraint log_pending_staged_id_fkey;
revoke insert on log_pending from despatch_runtime;

grant select on partnership_version to despatch_runtime;

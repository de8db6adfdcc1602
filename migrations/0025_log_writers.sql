-- The journal of the log, outside the database, and what it gives back to a database that was set back.

-- Who writes each log: every sequencer that begins, or takes over, takes the next term, and what one of an earlier term
-- still had in hand is published no more.
create table log_writer (
  log  text primary key check (log in ('log', 'trust')),
  term bigint not null check (term >= 0)
);
insert into log_writer (log, term) values ('log', 0), ('trust', 0);
grant select, update (term) on log_writer to despatch_sequencer;

-- An entry that came back from the journal, where there is no record: that was lost with the database that had it.
alter table log_staged add column lost boolean not null default false;
alter table log_staged add check (not lost or record is null);
create index log_staged_lost on log_staged (id) where lost;

-- The sequencer stages nothing: only such rows, which have nothing to enter, are made for it.
create function stage_lost(types text[]) returns setof bigint
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.log_staged (type, lost)
    select type, true from unnest(types) with ordinality as missing (type, at) order by at
    returning id
$$;
revoke execute on function stage_lost(text[]) from public;
grant execute on function stage_lost(text[]) to despatch_sequencer;

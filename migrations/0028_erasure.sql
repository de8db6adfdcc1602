-- What stood behind entries of the log is destroyed: record and salt, by an entry that says so.

create table erasure (
  -- Only what stands in the log: the sequencer could not enter what is gone.
  staged_id    bigint primary key references log_entry (staged_id),
  -- the `destroyed` record, staged in the same transaction
  destroyed_by bigint not null references log_staged
);
create index on erasure (destroyed_by);

-- Destroys what a destruction names that is staged and not yet entered: the service's login may change a record in no other
-- way. The record of a destruction is never destroyed.
create function erase_records(destruction bigint) returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  with named as materialized (
    select entry.staged_id
      from public.log_staged destroyed
      join public.log_pending on log_pending.staged_id = destroyed.id
      cross join lateral jsonb_array_elements_text(destroyed.record::jsonb -> 'entries') as index
      join public.log_entry entry on entry.idx = index::bigint
      where destroyed.id = destruction and destroyed.type = 'destroyed'
  ), erased as (
    update public.log_staged set record = null, salt = null
      from named where log_staged.id = named.staged_id and log_staged.type <> 'destroyed'
      returning log_staged.id
  )
  insert into public.erasure (staged_id, destroyed_by) select id, destruction from erased
$$;
revoke execute on function erase_records(bigint) from public;
grant execute on function erase_records(bigint) to despatch_runtime;
grant select on erasure to despatch_runtime;

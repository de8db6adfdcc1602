-- What a second look at the grown form found.

-- Deliveries that left and of which nothing was heard are few among the many of a week: without an index of their own the
-- indicators read them all. Evidence and answers take a delivery out of it again.
create index delivery_silent on delivery (id) where answer is null and state in ('relayed', 'delivered');

-- Whoever has the lock of 0003 tells the sequencer, at its own commit, for all who are under way. A transaction that takes
-- long (it says so in `despatch.slow`) tells it for itself alone, or those that are quick would wait for it.
create or replace function log_stage_pending() returns trigger language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.log_pending (staged_id) select id from staged;
  if current_setting('despatch.slow', true) = 'on' or pg_try_advisory_xact_lock(1851880553) then
    perform pg_notify('despatch_staged', '');
  end if;
  return null;
end $$;

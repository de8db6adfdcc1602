-- A database that was set back to before a destruction: the entry comes back from the journal with its record, and what it
-- destroyed goes once more.

-- The record of a destruction, as the journal has it. It is of the referral that all that it names are of, as it was. Nothing else is
-- staged this way, and none that names more than a destruction may.
create function stage_destroyed(record text, salt bytea) returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  says constant jsonb := stage_destroyed.record::jsonb;
  staged_id bigint;
begin
  if says ->> 'despatch' is distinct from 'destroyed/1' or jsonb_typeof(says -> 'entries') is distinct from 'array'
      or jsonb_array_length(says -> 'entries') not between 1 and 1000 then
    raise exception 'that is no record of a destruction' using errcode = 'check_violation';
  end if;
  insert into public.log_staged (type, record, salt, referral_id)
    select 'destroyed', stage_destroyed.record, stage_destroyed.salt,
        case when count(distinct staged.referral_id) = 1 and count(staged.referral_id) = count(*)
          then min(staged.referral_id::text)::uuid end
      from jsonb_array_elements_text(says -> 'entries') as index
      join public.log_entry entry on entry.idx = index::bigint
      join public.log_staged staged on staged.id = entry.staged_id
    returning log_staged.id into staged_id;
  return staged_id;
end $$;
revoke execute on function stage_destroyed(text, bytea) from public;
grant execute on function stage_destroyed(text, bytea) to despatch_sequencer;

-- Destroys what these destructions name, as far as it is there: the sequencer's login has no other way. Each has to stand in
-- the tree, under a checkpoint, its entry has to commit to its record, and what it names has to come before it. Whose the signature
-- under that checkpoint is the database cannot tell: whoever has this login can write one that nobody else accepts, and erase by it.
create function erase_again(destructions bigint[]) returns bigint
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  with named as materialized (
    select distinct on (entry.staged_id) entry.staged_id, destroyed.id as destroyed_by
      from public.log_staged destroyed
      join public.log_entry says on says.staged_id = destroyed.id
      cross join lateral jsonb_array_elements_text(destroyed.record::jsonb -> 'entries') as index
      join public.log_entry entry on entry.idx = index::bigint and entry.idx < says.idx
      join public.log_staged staged on staged.id = entry.staged_id and staged.type <> 'destroyed'
      where destroyed.id = any (destructions) and destroyed.type = 'destroyed'
        and says.idx < (select max(size) from public.checkpoint)
        and says.entry = 'despatch-entry/1' || E'\n' || 'destroyed' || E'\n'
          || encode(sha256(destroyed.salt || convert_to(destroyed.record, 'UTF8')), 'base64') || E'\n'
      order by entry.staged_id, says.idx
  ), said as (
    insert into public.erasure (staged_id, destroyed_by) select staged_id, destroyed_by from named
      on conflict (staged_id) do nothing
  ), erased as (
    update public.log_staged set record = null, salt = null
      from named where log_staged.id = named.staged_id and log_staged.record is not null
      returning log_staged.id
  )
  select count(*) from erased
$$;
revoke execute on function erase_again(bigint[]) from public;
grant execute on function erase_again(bigint[]) to despatch_sequencer;

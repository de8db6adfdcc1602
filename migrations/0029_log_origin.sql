-- A log that cannot be gone on with begins anew under another name, with the entries that are there.

-- The names that it had, where it had more than one; the newest is the one that is signed.
create table log_origin (
  number integer primary key check (number >= 1),
  name   text not null unique
);
grant select, insert on log_origin to despatch_runtime;
grant select on log_origin to despatch_sequencer;

-- Whether a checkpoint is of the newest name. Not inlined: the planner takes a third of all to be, and so goes from the newest
-- backwards, where by the text it would expect few and read them all.
create function is_of_newest_name(note text) returns boolean
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return split_part(note, E'\n', 1) = coalesce(
    (select name from public.log_origin order by number desc limit 1), split_part(note, E'\n', 1));
end $$;

-- What was signed under an earlier name is the past: nobody is shown it as the newest.
create or replace view shown_checkpoint as
  select size,
      note || coalesce((select string_agg(lines, '' order by witness) from cosignature
        where log = 'log' and cosignature.size = checkpoint.size), '') as note
    from checkpoint
    where size <= coalesce((select size from log_release), 9223372036854775807)
      and is_of_newest_name(checkpoint.note);

create index log_staged_continued on log_staged (id) where type = 'continued';

-- The first entry under another name says where it goes on from: that, only the sequencer knows, under its lock.
create function stage_continued(record text, salt bytea) returns bigint
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.log_staged (type, record, salt) values ('continued', record, salt) returning id
$$;
revoke execute on function stage_continued(text, bytea) from public;
grant execute on function stage_continued(text, bytea) to despatch_sequencer;

-- What stood behind entries of the log is destroyed: record and salt, by an entry that says so.

create table erasure (
  -- Only what stands in the log: the sequencer could not enter what is gone.
  staged_id    bigint primary key references log_entry (staged_id),
  -- the `destroyed` record, staged in the same transaction
  destroyed_by bigint not null references log_staged
);
create index on erasure (destroyed_by);

-- A record is erased whole, when a destruction names it, and is changed in no other way.
create function log_staged_only_erased() returns trigger language plpgsql as $$
begin
  if new.record is not null or new.salt is not null or old.type = 'destroyed'
      or (new.id, new.type, new.staged_at, new.lost) is distinct from (old.id, old.type, old.staged_at, old.lost)
      or new.referral_id is distinct from old.referral_id
      or not exists (select from erasure join log_staged destruction on destruction.id = erasure.destroyed_by
        where erasure.staged_id = old.id and destruction.type = 'destroyed') then
    raise exception 'a record of the log is erased by a destruction, and never changed'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger log_staged_only_erased before update on log_staged
  for each row execute function log_staged_only_erased();

grant select, insert on erasure to despatch_runtime;
grant update (record, salt) on log_staged to despatch_runtime;

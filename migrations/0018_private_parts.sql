-- What the trust log says of people to their own agency alone stands beside it: other agencies see post and number.

-- Records of the earlier forms name people, their mailboxes and why they left, and clients of this version read none of
-- them. What was signed cannot be turned into anything else without those who signed it.
do $$ begin
  if exists (select from trust_record
               where (record::jsonb ->> 'statement')::jsonb ->> 'despatch' in
                 ('appointment/1', 'appointment-end/1', 'recovery-key/1')) then
    raise exception 'The trust log in this database holds statements of an earlier form, which this version does not read. '
      'Begin with an empty database, and have the agencies sign anew: a demonstration is made anew when DATA_DIR is empty.';
  end if;
end $$;

create table trust_private (
  record_id bigint primary key references trust_record,
  agency_id uuid not null references agency,
  -- The exact text: the record has its digest.
  text      text not null
);
grant select, insert on trust_private to despatch_runtime;

-- The id by which the trust log has a person; it says nothing of them.
alter table person add column ref text unique check (ref ~ '^[A-Za-z0-9_-]{22}$');
grant update (ref) on person to despatch_runtime;

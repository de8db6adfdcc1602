-- Amendments of the rules under which agreements stand are records of the trust log. They are few, and the directory is read
-- with all of them.

alter table trust_record drop constraint trust_record_type_check;
alter table trust_record add constraint trust_record_type_check
  check (type in ('agreement', 'annex', 'appointment', 'appointment-end', 'certificate', 'vouch', 'revocation', 'succession',
                  'suspension', 'resumption', 'recovery-key', 'rules'));
create index trust_record_rules on trust_record (id) where type = 'rules';

-- An agreement says by codes for which purposes it is made, and referrals are held against them. One of an earlier form says none, and
-- clients of this version do not read it.
do $$ begin
  if exists (select from trust_record
               where type = 'agreement' and (record::jsonb ->> 'statement')::jsonb ->> 'despatch' <> 'agreement/3') then
    raise exception 'The trust log in this database holds statements of an earlier form, which this version does not read. '
      'Begin with an empty database, and have the agencies sign anew: a demonstration is made anew when DATA_DIR is empty.';
  end if;
end $$;

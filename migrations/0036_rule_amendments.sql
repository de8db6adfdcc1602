-- Amendments of the rules under which agreements stand are records of the trust log. They are few, and the directory is read
-- with all of them.

alter table trust_record drop constraint trust_record_type_check;
alter table trust_record add constraint trust_record_type_check
  check (type in ('agreement', 'annex', 'appointment', 'appointment-end', 'certificate', 'vouch', 'revocation', 'succession',
                  'suspension', 'resumption', 'recovery-key', 'rules'));
create index trust_record_rules on trust_record (id) where type = 'rules';

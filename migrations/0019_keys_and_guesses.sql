-- What one agency's word counts for, how much is read at once, and who is told.

-- A mailbox of few: its key is not given to strangers, and other agencies are shown no more of it than they write to.
-- The trust log says which are; the newest statement of each counts.
alter table mailbox add column restricted boolean not null default false;
update mailbox set restricted = said.restricted
  from (
    select distinct on (statement ->> 'mailbox') statement ->> 'mailbox' as address,
        (statement ->> 'restricted')::boolean as restricted
      from (select id, (record::jsonb ->> 'statement')::jsonb as statement from trust_record where type = 'certificate') certified
      order by statement ->> 'mailbox', id desc
  ) said
  where said.address = mailbox.address;
grant update (restricted) on mailbox to despatch_runtime;

-- What the Web Key Directory calls it: SHA-1 of the local part in z-base-32, which the database cannot work out. The service
-- fills in what was there before.
alter table mailbox add column wkd_hash text check (wkd_hash ~ '^[a-km-uw-z13-9]{32}$');
grant update (wkd_hash) on mailbox to despatch_runtime;
create index mailbox_by_wkd on mailbox (wkd_hash, split_part(address, '@', 2)) where route = 'local' and closed_at is null;
create index mailbox_of_domain on mailbox (split_part(address, '@', 2)) where route = 'local' and closed_at is null;

-- Officers are told of every use of the recovery key, of all mailboxes or of one, and when a mailbox is restricted or no more.
alter table key_notice drop constraint key_notice_pkey;
alter table key_notice alter column mailbox_id drop not null;
alter table key_notice add column id bigint generated always as identity primary key;
alter table key_notice add unique nulls not distinct (person_id, mailbox_id, what, about);
alter table key_notice drop constraint key_notice_what_check;
alter table key_notice add constraint key_notice_what_check
  check (what in ('glass-broken', 'recovery', 'drill', 'restricted', 'unrestricted', 'ends-60', 'ends-30', 'ends-7'));
alter table key_notice add check (mailbox_id is not null or what = 'drill');

-- What an agency has made of a key that was seen. That it is approved is said by the trust log, and holds for all; that it is
-- rejected, for that agency alone.
create table key_settlement (
  seen_key_id uuid not null references seen_key on delete cascade,
  agency_id   uuid not null references agency,
  settled     text not null check (settled in ('approved', 'rejected')),
  settled_by  uuid not null references person,
  settled_at  timestamptz not null,
  primary key (seen_key_id, agency_id)
);
insert into key_settlement (seen_key_id, agency_id, settled, settled_by, settled_at)
  select seen_key.id, person.agency_id, settled, settled_by, settled_at
    from seen_key join person on person.id = settled_by where settled is not null;
drop index seen_key_waiting;
alter table seen_key drop column settled, drop column settled_by, drop column settled_at;
create index on seen_key (address, seen_at);
grant select, insert on key_settlement to despatch_runtime;

-- Questions to partners' directories, found or not: so many an hour.
create table key_search (
  person_id uuid not null references person,
  at        timestamptz not null
);
create index on key_search (person_id, at);
create index on key_search (at);
grant select, insert, delete on key_search to despatch_runtime;

-- Guesses count under a name and an address together: a stranger locks nobody out where they are. Of a name in all, since
-- when its day runs; of a name and an address, which name, and when they were last good together.
alter table sign_in_guess add column of_login bytea check (octet_length(of_login) = 16);
alter table sign_in_guess add column since timestamptz;
alter table sign_in_guess add column good_at timestamptz;
delete from sign_in_guess;
create index on sign_in_guess (of_login) where of_login is not null;

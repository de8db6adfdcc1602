-- Auditors' reviews of what was disclosed. What they find is sealed to the auditors of their agency; the service has ids, counts,
-- times, and what they signed.
create table review (
  id         uuid primary key,
  agency_id  uuid not null references agency,
  kind       text not null check (kind in ('sample', 'selection')),
  items      integer not null check (items between 0 and 500),
  done       integer not null check (done between 0 and items),
  sealed     bytea not null check (octet_length(sealed) between 1 and 8388608),
  sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  -- Whoever replaces the papers must name those that they saw.
  version    integer not null check (version > 0),
  created_by uuid not null references person,
  created_at timestamptz not null,
  changed_by uuid not null references person,
  changed_at timestamptz not null,
  signed_at  timestamptz
);
-- They are ciphertext: compressing them again is in vain.
alter table review alter column sealed set storage external;
create index on review (agency_id, id desc);
create index on review (agency_id) where signed_at is null;

-- After it is signed nothing of a review changes.
create function review_is_signed() returns trigger language plpgsql as $$
begin
  raise exception 'a signed review is not changed' using errcode = 'check_violation';
end $$;
create trigger review_is_signed before update or delete on review
  for each row when (old.signed_at is not null) execute function review_is_signed();

-- That a sample of a month is going to be drawn: leaves from `first` up to before `beyond`. It outlives its review.
create table review_announcement (
  review_id    uuid primary key,
  agency_id    uuid not null references agency,
  person_id    uuid not null references person,
  month        text not null check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  first        bigint not null check (first >= 0),
  beyond       bigint not null check (beyond > first),
  nonce_sha256 text not null unique check (nonce_sha256 ~ '^[0-9a-f]{64}$'),
  record       text not null,
  staged_id    bigint not null unique references log_staged,
  at           timestamptz not null
);
create index on review_announcement (beyond, first);
create index on review_announcement (agency_id, at);

create table review_signature (
  review_id uuid not null references review,
  person_id uuid not null references person,
  step      text not null check (step in ('signed', 'countersigned')),
  statement text not null,
  signature text not null,
  staged_id bigint not null unique references log_staged,
  at        timestamptz not null,
  primary key (review_id, person_id)
);
create unique index on review_signature (review_id) where step = 'signed';

grant select, insert, delete on review to despatch_runtime;
grant update (items, done, sealed, sha256, version, changed_by, changed_at, signed_at) on review to despatch_runtime;
grant select, insert on review_announcement, review_signature to despatch_runtime;

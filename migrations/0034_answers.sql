-- Requests that get answered: how urgent a referral is, by when each delivery is to be answered, and who was told of what is due,
-- overdue or collected by nobody.

-- Null of mail from a partner, which says nothing of it.
alter table referral add column urgency text check (urgency in ('routine', 'urgent', 'immediate'));
update referral set urgency = 'routine' where origin = 'submitted';
create index referral_immediate on referral (respond_by) where urgency = 'immediate' and respond_by is not null;

-- The referral's own day, which never changes: a mailbox's list of what it is to answer, and of what is due, is found by it. What
-- counts as answered is not in the conditions: services/referrals/unanswered.ts says it.
alter table delivery add column respond_by date;
update delivery set respond_by = referral.respond_by from referral
  where referral.id = delivery.referral_id and referral.respond_by is not null;
create index delivery_asked on delivery (respond_by) where respond_by is not null;
create index delivery_asked_of on delivery (mailbox_id, seq desc nulls last) where state = 'delivered' and respond_by is not null;
create index referral_asked_by on referral (from_mailbox, seq desc nulls last)
  where from_mailbox is not null and respond_by is not null;

-- Which of these steps were taken for a delivery: each once, whoever had notices then.
create table chased (
  delivery_id uuid not null references delivery,
  stage       text not null check (stage in ('due', 'overdue', 'escalated', 'escalated-to-sender', 'not-collected')),
  primary key (delivery_id, stage)
);
-- When a worker last looked whether there is any to take.
create table chase_look (
  only_one  boolean primary key default true check (only_one),
  looked_at timestamptz not null
);
insert into chase_look (looked_at) values ('-infinity');

-- What people are to be told of it, or were; as of the mailbox that was asked, or of the one that asks.
create table chase_notice (
  id          bigint generated always as identity primary key,
  person_id   uuid not null references person,
  delivery_id uuid not null references delivery,
  stage       text not null,
  of_sender   boolean not null,
  told_at     timestamptz,
  foreign key (delivery_id, stage) references chased,
  unique (person_id, delivery_id, stage, of_sender)
);
create index on chase_notice (person_id) where told_at is null;

grant select, insert on chased to despatch_runtime;
grant select on chase_look to despatch_runtime;
grant update (looked_at) on chase_look to despatch_runtime;
grant select, insert, delete on chase_notice to despatch_runtime;
grant update (told_at) on chase_notice to despatch_runtime;

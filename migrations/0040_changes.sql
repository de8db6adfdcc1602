-- Who waits for news of a mailbox is told at once that something there has changed: which list, and which referral and exchange,
-- where it is one alone. No content, no name, and nothing that is not in the list yet: a delivery before its entry is published.
-- Every process that serves people listens (`store/listen.ts`); what they may hear is judged there, for each of them.

-- One notification for each list that a statement changed, however many rows it changed.
create function delivery_changed() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  perform pg_notify('despatch_changed', json_build_object(
      'list', list, 'mailbox', mailbox, 'dataClass', data_class,
      'referral', case when count(distinct referral) = 1 then min(referral::text) end,
      'thread', case when count(distinct thread) = 1 then min(thread) end)::text)
    from (
      with moved as (
        select now_is.referral_id, now_is.mailbox_id, 'delivered' in (was.state, now_is.state) as shown
          from now_is join was using (id)
          where (was.state, was.answer) is distinct from (now_is.state, now_is.answer)
      )
      select 'inbox' as list, moved.mailbox_id as mailbox, r.id as referral, r.thread, r.data_class
        from moved join referral r on r.id = moved.referral_id
        where moved.shown
      union all
      select 'sent', r.from_mailbox, r.id, r.thread, r.data_class
        from moved join referral r on r.id = moved.referral_id
        where r.from_mailbox is not null
    ) as changed
    group by list, mailbox, data_class;
  return null;
end $$;
create trigger delivery_changed after update on delivery
  referencing old table as was new table as now_is for each statement execute function delivery_changed();

create function referral_sent() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  perform pg_notify('despatch_changed', json_build_object(
      'list', 'sent', 'mailbox', from_mailbox, 'dataClass', data_class,
      'referral', case when count(*) = 1 then min(id::text) end,
      'thread', case when count(distinct thread) = 1 then min(thread) end)::text)
    from sent
    where from_mailbox is not null
    group by from_mailbox, data_class;
  return null;
end $$;
create trigger referral_sent after insert on referral
  referencing new table as sent for each statement execute function referral_sent();

-- What a mailbox keeps, and what is held back from it: these change one at a time.
create function kept_changed() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  perform pg_notify('despatch_changed', json_build_object(
      'list', tg_argv[0], 'mailbox', case when tg_op = 'DELETE' then old.mailbox_id else new.mailbox_id end,
      'dataClass', null, 'referral', null, 'thread', null)::text);
  return null;
end $$;
create trigger kept_changed after insert or update or delete on sealed_draft
  for each row execute function kept_changed('drafts');
create trigger kept_changed after insert or update or delete on case_file
  for each row execute function kept_changed('cases');
create trigger kept_changed after insert or update on quarantine
  for each row execute function kept_changed('quarantine');

-- Referrals for the row `inbox` and the test of its queries. Three parts: desks, a batch of referrals, and what is
-- done when all are there.

create temp table seed_range (low int not null, high int not null, total int not null);

insert into mailbox (id, agency_id, address, name, route)
  select ('01900000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid, agency_id,
      case when n = 44 then 'desk.quiet' else 'desk.' || n end || '@liverpool.gcsx.gov.test', 'Placeholder desk ' || n, 'local'
    from mailbox, generate_series(1, 44) n where address = 'asb.team@liverpool.gcsx.gov.test';

insert into membership (mailbox_id, person_id, rights, valid)
  select mailbox.id, person.id, '{send,open}', '[2000-01-01,)' from mailbox, person
    where person.login = 'asb.caseworker'
      and mailbox.address in ('desk.1@liverpool.gcsx.gov.test', 'desk.quiet@liverpool.gcsx.gov.test');

-- A hundred slots, so that a busy desk has more than one: the ASB team 8, the YOT 5, the police 10. The quiet desk
-- has none. Slots below 80 are local.
create temp table seed_slot (slot int primary key, mailbox_id uuid not null, route text not null, domain text not null);
insert into seed_slot
  select row_number() over (order by route, weight.n, address) - 1, id, route, split_part(address, '@', 2)
    from (select id, address, route, row_number() over (partition by route order by address) as place from mailbox
            where address <> 'desk.quiet@liverpool.gcsx.gov.test') desk
    cross join lateral generate_series(1, case
      when address like 'asb.team@%' then 8 when address like 'yot@liverpool%' then 5
      when address like 'intelligence@%' then 10 when route = 'mail' then 5 else 2 end) weight (n)
    order by 1 limit 1000;

-- next --

create temp table seed_referral on commit drop as
  select n, ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id,
      substr(md5('thread' || n / 4), 1, 21) || 'A' as thread,
      one.mailbox_id as local_mailbox,
      case when n % 2 = 0 then other.mailbox_id else one.mailbox_id end as sender,
      case when n % 2 = 0 then other.route else one.route end as sender_route,
      case when n % 2 = 0 then other.domain else one.domain end as sender_domain,
      case when n % 2 = 0 then one.mailbox_id else other.mailbox_id end as recipient,
      case when n % 3 = 0 then third.mailbox_id end as copied,
      now() - interval '2 years' * (total - n) / total as at
    from seed_range, generate_series(low, high) n
    join seed_slot one on one.slot = abs(hashint4(n / 4) % (select count(*) from seed_slot where route = 'local')::int)
    join seed_slot other on other.slot = abs(hashint4(n / 4 + 7000000) % (select count(*) from seed_slot)::int)
    join seed_slot third on third.slot = abs(hashint4(n + 9000000) % (select count(*) from seed_slot)::int)
    order by n;

insert into log_staged (type, record, salt, referral_id, staged_at)
  select case sender_route when 'local' then 'accepted' else 'arrived' end, '{"seeded":' || n || '}',
      sha256(n::text::bytea), id, at from seed_referral order by n;

insert into referral (id, reference, thread, origin, kind, from_mailbox, from_domain, in_reply_to, statement,
    statement_sha256, signature, signer_fpr, submitted_by, marking, data_class, agreement_id, agreement_version,
    respond_by, urgency, destroy_after, message_id, staged_id, accepted_at)
  select s.id, upper(substr(md5(n::text), 1, 10)), s.thread, case sender_route when 'local' then 'submitted' else 'mail' end,
      case when sender_route <> 'local' then 'mail' else (array['asb-incident', 'asb-incident', 'early-intervention', 'court-order'])[1 + n % 4] end,
      case sender_route when 'local' then sender end, case sender_route when 'mail' then sender_domain end,
      case when n % 4 > 0 and n % 4 < 3 and n > 4 then ('01900000-0000-7000-8000-' || lpad(to_hex(n - 1), 12, '0'))::uuid end,
      '{"despatch":"manifest/1","seeded":"' || repeat(md5(n::text), 24) || '"}', md5(n::text) || md5('of' || n),
      repeat(md5('signature' || n), 10), coalesce(signer.fpr, repeat('0', 40)),
      case sender_route when 'local' then signer.person_id end,
      case when sender_route = 'local' then (array['RESTRICTED', 'PROTECT'])[1 + n % 2] end,
      case when sender_route = 'local' then 'sensitive-personal' end,
      case when sender_route = 'local' then agreement.id end, case when sender_route = 'local' then agreement.version end,
      (at + interval '20 days')::date, case when sender_route = 'local' then 'routine' end, (at + interval '6 years')::date, s.id || '@despatch.test', staged.id, at
    from seed_referral s
    join log_staged staged on staged.referral_id = s.id
    cross join (select id, version from agreement order by version limit 1) agreement
    left join (select fpr, person_id from certificate join person on person.id = person_id
                 where login = 'asb.caseworker' and certificate.state = 'current') signer on sender_route = 'local'
    order by n;

insert into thread_party (thread, mailbox_id)
  select distinct thread, mailbox from seed_referral, lateral (values (sender), (recipient), (copied)) party (mailbox)
    where mailbox is not null
  on conflict do nothing;

-- Five of the oldest are all that the quiet desk ever got.
insert into delivery (id, referral_id, mailbox_id, state, next_attempt_at, give_up_at, return_token, changed_at)
  select ('01900000-0000-7000-a000-' || lpad(to_hex(n), 11, '0') || '2')::uuid, s.id, mailbox.id, 'delivered', null, at, md5('quiet' || n), at
    from seed_referral s join mailbox on mailbox.address = 'desk.quiet@liverpool.gcsx.gov.test' where n <= 5;

insert into delivery (id, referral_id, mailbox_id, state, answer, next_attempt_at, give_up_at, return_token, changed_at, respond_by)
  select ('01900000-0000-7000-a000-' || lpad(to_hex(n), 11, '0') || turn)::uuid, s.id, to_mailbox,
      case when mailbox.route = 'mail' and n % 10 < 3 then 'relayed' when n % 100 = 7 then 'failed'
           when n % 100 = 8 then 'withdrawn' else 'delivered' end,
      case when mailbox.route = 'local' and n % 100 not in (7, 8)
           then (array[null, 'collected', 'opened', 'opened', 'acknowledged'])[1 + n % 5] end,
      null, at + interval '5 days', md5('token' || n || turn), at, (at + interval '20 days')::date
    from seed_referral s
    cross join lateral (values (0, recipient), (1, nullif(copied, recipient))) copy (turn, to_mailbox)
    join mailbox on mailbox.id = to_mailbox
    order by n, turn;

insert into filing (referral_id, person_id, kind, marking, from_mailbox, verified, statement, signature, signer_fpr,
    staged_id, at, data_class, categories)
  select s.id, person.id, 'asb-incident', 'RESTRICTED', sender, true, '{"seeded":true}', 'seeded', fpr, staged.id, s.at,
      'personal', '{}'
    from seed_referral s
    join log_staged staged on staged.referral_id = s.id
    join person on login = 'asb.caseworker'
    join certificate on person_id = person.id and certificate.state = 'current'
    where sender_route = 'mail' and n % 5 > 0;

insert into receipt (id, delivery_id, person_id, event, statement, signature, signer_fpr, sha256, staged_id, at)
  select ('01900000-0000-7000-b000-' || lpad(to_hex(n), 12, '0'))::uuid, delivery.id, person.id, delivery.answer,
      '{"seeded":"' || repeat(md5(n::text), 8) || '"}', repeat(md5(n::text), 8), fpr, md5(n::text), staged.id, s.at
    from seed_referral s
    join delivery on delivery.referral_id = s.id and delivery.mailbox_id = s.recipient
    join log_staged staged on staged.referral_id = s.id
    join person on login = 'asb.caseworker'
    join certificate on person_id = person.id and certificate.state = 'current'
    where delivery.answer is not null;

insert into evidence (id, delivery_id, kind, says, strength, bytes, sha256, at)
  select ('01900000-0000-7000-b000-' || lpad(to_hex(n), 12, '0'))::uuid, delivery.id, 'smtp-reply', 'relayed',
      'authenticated', '250 2.0.0 Ok'::bytea, md5(n::text), s.at
    from seed_referral s join delivery on delivery.referral_id = s.id and delivery.mailbox_id = s.recipient
    join mailbox on mailbox.id = s.recipient where mailbox.route = 'mail';

drop table seed_referral;

-- next --

vacuum (analyze) referral, delivery, log_staged, thread_party, filing, receipt, evidence, mailbox, membership;

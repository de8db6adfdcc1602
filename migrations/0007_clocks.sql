-- When a delivery is due and when it is given up is by the database's clock, which all processes share: one whose own
-- clock is wrong puts nothing off and gives nothing up.
alter table delivery alter next_attempt_at set default now();
-- RFC 5321 §4.5.4.1 asks for four to five days.
alter table delivery alter give_up_at set default now() + interval '5 days';

-- Evidence is shown in the order in which it came; its ids are by the clocks of the processes that kept it.
alter table evidence add seq bigint generated always as identity;

-- Liaison officers see which answers their agency owes, those that are due longest first. What counts as answered is not in the
-- condition: services/referrals/unanswered.ts says it.
create index delivery_owed on delivery (mailbox_id, respond_by, seq)
  where state in ('relayed', 'delivered') and respond_by is not null;

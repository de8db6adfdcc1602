-- What the indicators of the metrics count, each by a small index of the rows that it is about.

create index delivery_ended_badly on delivery (changed_at) where state in ('failed', 'expired');
create index referral_respond_by on referral (respond_by) where respond_by is not null;
create index inbound_unfiled on inbound (at) where state <> 'filed';

-- Mails of machines that come to a return path and are no receipts are kept too, by what they are: an answer for somebody
-- who is away, a spam complaint, a demand that the sender prove himself.
alter table evidence drop constraint evidence_kind_check;
alter table evidence add constraint evidence_kind_check
  check (kind in ('smtp-reply', 'dsn', 'mdn', 'receipt', 'auto-reply', 'complaint', 'challenge'));

-- Lists of recipients that the members of a mailbox keep: each as the statement of the member who wrote it, so that nobody
-- else can put an address into one.
create table recipient_list (
  mailbox_id uuid not null references mailbox,
  name       text not null check (name ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  statement  text not null check (octet_length(statement) <= 65536),
  signature  text not null check (octet_length(signature) <= 10000),
  signer_fpr text not null check (signer_fpr ~ '^[0-9a-f]{40}$'),
  changed_by uuid not null references person,
  changed_at timestamptz not null,
  primary key (mailbox_id, name)
);

grant select, insert, delete on recipient_list to despatch_runtime;
grant update (statement, signature, signer_fpr, changed_by, changed_at) on recipient_list to despatch_runtime;

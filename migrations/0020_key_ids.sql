-- A key id may stand in several certificates. Whoever binds somebody's public encryption key into a certificate of their own
-- proves nothing by it, since such a binding is not signed back (RFC 9580 §5.2.1.8): it keeps the true owner out no more.
alter table subkey drop constraint subkey_pkey;
alter table subkey add primary key (key_id, fpr);
-- Whether the key itself has signed that it belongs there: a primary key, or a signing subkey.
alter table subkey add column proven boolean not null default false;
update subkey set proven = true where use = 'sign' or key_id = right(fpr, 16);
alter table subkey alter column proven drop default;
grant update (proven) on subkey to despatch_runtime;

#!/bin/bash
# Run once by the postgres image, on an empty cluster: makes the database, the roles that migrations grant to, and the
# three logins, with the passwords that stand in the addresses which the service is given. The owner owns the tables
# and is no superuser; the other two own nothing and may do what the migrations grant.
set -euo pipefail

secrets=${SECRETS:-/run/secrets}

password_of() {
  local url
  url=$(cat "$secrets/$1")
  url=${url#*://*:}
  printf '%s' "${url%%@*}"
}

OWNER_PASSWORD=$(password_of database-owner-url)
RUNTIME_PASSWORD=$(password_of database-url)
SEQUENCER_PASSWORD=$(password_of database-sequencer-url)
# By the environment, since anybody may read a command line.
export OWNER_PASSWORD RUNTIME_PASSWORD SEQUENCER_PASSWORD

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv runtime_password RUNTIME_PASSWORD
\getenv sequencer_password SEQUENCER_PASSWORD
create role despatch_runtime nologin;
create role despatch_sequencer nologin;
create role despatch_owner login password :'owner_password';
create role despatch_app login password :'runtime_password' in role despatch_runtime;
create role despatch_seq login password :'sequencer_password' in role despatch_sequencer;
create database despatch owner despatch_owner;
revoke all on database despatch from public;
grant connect, temporary on database despatch to despatch_runtime;
grant connect on database despatch to despatch_sequencer;
SQL

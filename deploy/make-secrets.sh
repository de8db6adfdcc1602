#!/bin/sh
# Makes the secrets that docker-compose.yml reads, in deploy/secrets or in the folder that is named. What is there
# already is kept: passwords that a database was made with do not change by themselves.
set -eu
umask 077

folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"
# Nobody else on this machine passes through here. The files themselves are readable, because containers that run
# as users of their own are given them as they are.
chmod 700 "$folder"

random() {
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

keep() {
  [ -e "$folder/$1" ] && return
  cat > "$folder/$1.new"
  chmod 444 "$folder/$1.new"
  mv "$folder/$1.new" "$folder/$1"
  echo "made $folder/$1"
}

database_url() {
  printf 'postgres://%s:%s@postgres:5432/despatch\n' "$1" "$(random)"
}

random | keep postgres-password
database_url despatch_owner | keep database-owner-url
database_url despatch_app | keep database-url
database_url despatch_seq | keep database-sequencer-url
random | keep metrics-token
# Names and passwords at partners' mail servers, by domain: {"police.example":{"host":"mx.police.example","user":"…","password":"…"}}
printf '{}\n' | keep relay-credentials

if [ ! -e "$folder/redis-url" ] || [ ! -e "$folder/redis-config" ]; then
  password=$(random)
  rm -f "$folder/redis-url" "$folder/redis-config"
  printf 'redis://:%s@redis:6379/0\n' "$password" | keep redis-url
  # Nothing in it is kept: whatever it loses, the database has. What it has room for, it must not forget by itself.
  printf 'requirepass %s\nsave ""\nappendonly no\nmaxmemory 200mb\nmaxmemory-policy noeviction\n' "$password" |
    keep redis-config
fi

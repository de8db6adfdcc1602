-- Witnesses: programs of other agencies that have seen a checkpoint and sign that it continues what they saw before.

-- What they signed, as lines of the note. The text of a checkpoint is one for each size of a log.
create table cosignature (
  log     text not null check (log in ('log', 'trust')),
  size    bigint not null check (size >= 0),
  -- the verifier key
  witness text not null,
  lines   text not null check (lines ~ '\n$'),
  -- the time that it says
  at      timestamptz not null,
  primary key (log, size, witness)
);

-- How each of those that are asked fares: the size that it signed last, and what is wrong with it.
create table witness (
  log         text not null check (log in ('log', 'trust')),
  witness     text not null,
  size        bigint not null check (size >= 0),
  fault       text check (fault in ('unreachable', 'rubbish', 'refuses', 'ahead', 'contradicts')),
  answered_at timestamptz,
  primary key (log, witness)
);

-- How far the log is released: nothing that stands at or behind `size` leaves. Null, or no row: everything that is published.
create table log_release (
  only_one boolean primary key default true check (only_one),
  size     bigint check (size >= 0)
);

create view released_entry as
  select idx, staged_id, entry, leaf from log_entry
    where idx < coalesce((select size from log_release), 9223372036854775807);

create view shown_checkpoint as
  select size,
      note || coalesce((select string_agg(lines, '' order by witness) from cosignature
        where log = 'log' and cosignature.size = checkpoint.size), '') as note
    from checkpoint
    where size <= coalesce((select size from log_release), 9223372036854775807);

grant select on cosignature, witness, log_release, released_entry, shown_checkpoint to despatch_runtime, despatch_sequencer;
grant insert, update on cosignature, log_release to despatch_sequencer;
grant insert, update, delete on witness to despatch_sequencer;

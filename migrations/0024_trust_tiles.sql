-- The tiles of the trust log above its leaves, so that one is read and none is computed when somebody asks for it.

-- The root of the `n`-th 256^level leaves, once all of them are there. A tile at that level is up to 256 of these rows;
-- those at level 0 are the leaves themselves, in trust_entry.
create table trust_subtree (
  level smallint not null check (level between 1 and 7),
  n     bigint not null check (n >= 0),
  hash  bytea not null check (octet_length(hash) = 32),
  primary key (level, n)
);

-- The root over 256 hashes (RFC 6962 §2.1): null where there are fewer.
create function tile_root(hashes bytea[]) returns bytea language plpgsql immutable as $$
declare
  remaining bytea[] := hashes;
  above     bytea[];
begin
  if coalesce(cardinality(hashes), 0) <> 256 then return null; end if;
  while cardinality(remaining) > 1 loop
    above := '{}';
    for pair in 1 .. cardinality(remaining) / 2 loop
      above := above || sha256('\x01'::bytea || remaining[2 * pair - 1] || remaining[2 * pair]);
    end loop;
    remaining := above;
  end loop;
  return remaining[1];
end $$;

-- Keeps what became whole with the `n`-th tile of leaves: its root, and the roots of the tiles that this one completes.
create function keep_trust_subtrees(tile bigint) returns void language plpgsql as $$
declare
  root   bytea;
  height smallint := 1;
  place  bigint := tile;
begin
  select tile_root(array_agg(leaf order by idx)) into root
    from trust_entry where idx >= tile * 256 and idx < (tile + 1) * 256;
  while root is not null loop
    insert into trust_subtree (level, n, hash) values (height, place, root)
      on conflict (level, n) do update set hash = excluded.hash;
    exit when place % 256 <> 255;
    place := place / 256;
    select tile_root(array_agg(hash order by n)) into root
      from trust_subtree where level = height and n >= place * 256 and n < (place + 1) * 256;
    height := height + 1;
  end loop;
end $$;

-- By whatever statement entries come in: they and their tiles are published together.
create function trust_entered() returns trigger language plpgsql as $$
begin
  perform keep_trust_subtrees(tile)
    from (select distinct idx / 256 as tile from entered order by tile) tiles;
  return null;
end $$;
create trigger trust_entered after insert on trust_entry
  referencing new table as entered for each statement execute function trust_entered();

select keep_trust_subtrees(tile) from (select distinct idx / 256 as tile from trust_entry order by tile) tiles;

grant select on trust_subtree to despatch_runtime, despatch_sequencer;
grant insert, update on trust_subtree to despatch_sequencer;

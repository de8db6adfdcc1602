-- What a function names is what was meant, whatever path its caller has, and no temporary table of the caller's stands in the
-- place of one. None of these could be inlined, and the setting takes less than a microsecond a call.

alter function notice_delivered() set search_path = pg_catalog, public, pg_temp;
alter function route_anew(text) set search_path = pg_catalog, public, pg_temp;
alter function route_known() set search_path = pg_catalog, public, pg_temp;
alter function notice_unsent() set search_path = pg_catalog, public, pg_temp;
alter function trust_staged() set search_path = pg_catalog, pg_temp;
alter function tile_root(bytea[]) set search_path = pg_catalog, pg_temp;
alter function keep_trust_subtrees(bigint) set search_path = pg_catalog, public, pg_temp;
alter function trust_entered() set search_path = pg_catalog, public, pg_temp;
alter function review_is_signed() set search_path = pg_catalog, pg_temp;

import pg from 'pg'
import { nodeHashes } from '../../src/cli/hashes.ts'
import { formatCheckpoint } from '../../src/log/checkpoint.ts'
import { createFrontier } from '../../src/log/frontier.ts'
import { generateLogKey, readSigner } from '../../src/log/keys.ts'
import { signNote } from '../../src/log/note.ts'
import type { Tile } from '../../src/log/tiles.ts'
import { sha256 } from '../../src/services/log/hash.ts'

const ORIGIN = 'despatch.example.test/log'
/** Entries made by one statement: whole bundles. */
const LOT = 65_536

/**
 * Fills the log of an empty database with so many published entries: staged records with their salts, entries, tiles and
 * one checkpoint, as the sequencer would have left them.
 *
 * @param url with the superuser's login
 * @returns the key that verifies the checkpoint
 */
export async function seedLog(url: string, count: number): Promise<string> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query('set session_replication_role = replica')
    const tree = createFrontier(sha256, [], nodeHashes())
    const keep = async (tiles: readonly Tile[]) => {
      const stored = tiles.filter(({ level }) => level > 0)
      if (stored.length === 0) return
      await client.query(
        'insert into log_tile (level, n, width, bytes) select * from unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::bytea[])',
        [
          stored.map(({ level }) => level),
          stored.map(({ n }) => String(n)),
          stored.map(({ width }) => width),
          stored.map(({ bytes }) => bytes),
        ],
      )
    }
    for (let from = 0; from < count; from += LOT) {
      await client.query(ENTRIES, [from, Math.min(from + LOT, count)])
      const { rows } = await client.query<{ leaves: Uint8Array }>(LEAVES, [from])
      for (const { leaves } of rows) await keep(tree.addTile(new Uint8Array(leaves)))
    }
    await keep(tree.partialTiles())
    const { signer, vkey } = await generateLogKey(ORIGIN)
    const text = formatCheckpoint({ origin: ORIGIN, size: BigInt(count), root: tree.root() })
    const note = await signNote(text, await readSigner(signer))
    await client.query('insert into checkpoint (size, note) values ($1, $2)', [count, note])
    await client.query('analyze log_staged, log_entry, log_tile, checkpoint')
    return vkey
  } finally {
    await client.end()
  }
}

/** The record of entry `i` stands at id `i + 1`. */
const ENTRIES = `
  with made as (
    select i, 'record ' || i as record, sha256(convert_to('salt ' || i, 'UTF8')) as salt
      from generate_series($1::bigint, $2::bigint - 1) as i
  ), staged as (
    insert into log_staged (id, type, record, salt) overriding system value
      select i + 1, 'read', record, salt from made
  ), entry as (
    select i, e'despatch-entry/1\\nread\\n' ||
        encode(sha256(salt || convert_to(record, 'UTF8')), 'base64') || e'\\n' as entry
      from made
  )
  insert into log_entry (idx, staged_id, entry, leaf)
    select i, i + 1, entry, sha256('\\x00'::bytea || convert_to(entry, 'UTF8')) from entry`

const LEAVES = `
  select string_agg(leaf, ''::bytea order by idx) as leaves
    from log_entry where idx >= $1 group by idx >> 8 order by idx >> 8`

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeBundle, tilePath, tilesFor } from '../../../src/log/tiles.ts'
import { completeRoot, leafHash } from '../../../src/log/tree.ts'
import { trustLeaf, trustTiles } from '../../../src/log/trust-log.ts'
import { readTilePath } from '../../../src/services/log/read-tiles.ts'
import { trustTree } from '../../../src/services/log/trust-tree.ts'
import { sha256 } from '../../log/reference.ts'
import { createTestLog, type TestLog } from './log-database.ts'

let log: TestLog
beforeAll(async () => {
  log = await createTestLog()
})
afterAll(() => log?.end())

const leavesUpTo = (size: number): Uint8Array[] =>
  Array.from({ length: size }, (_, n) => trustLeaf(sha256, 'vouch', `record ${n}`))

/** Publishes records as the sequencer does, a statement for each lot of them. */
async function publish(from: number, to: number): Promise<void> {
  const leaves = leavesUpTo(to).slice(from)
  await log.asSuperuser(
    `with recorded as (
      insert into trust_record (type, record, sha256)
        select 'vouch', 'record ' || n, encode(sha256(convert_to('record ' || n, 'UTF8')), 'hex')
          from generate_series($1::int, $2::int - 1) n
        returning id, record
    )
    select count(*) from recorded`,
    [from, to],
  )
  await log.asSuperuser(
    `insert into trust_entry (idx, record_id, leaf)
      select $1::bigint + n - 1, trust_record.id, leaf
        from unnest($2::bytea[]) with ordinality as batch (leaf, n)
        join trust_record on record = 'record ' || ($1::bigint + n - 1)`,
    [from, leaves.map((leaf) => Buffer.from(leaf))],
  )
  await log.asSuperuser(
    `insert into trust_checkpoint (size, note, at) values ($1::bigint, $2, now())
      on conflict (only_one) do update set size = excluded.size, note = excluded.note`,
    [to, `despatch.example.test/trust\n${to}\n${Buffer.alloc(32).toString('base64')}\n\n— none\n`],
  )
}

const served = (path: string): Promise<Uint8Array | null> => readTilePath(trustTree(log.db), path)

describe('the tiles of the trust log', () => {
  it('are none before the first record', async () => {
    expect(await served('tile/0/000.p/1')).toBeNull()
    expect(await served('tile/entries/000.p/1')).toBeNull()
  })

  it('are those of its leaves, whatever lots they came in, and the bundles are the texts that are hashed', async () => {
    let size = 0
    for (const lot of [1, 254, 1, 1, 255, 300, 1]) {
      await publish(size, size + lot)
      size += lot
      await demandEvery(size)
    }
    for (const path of ['tile/0/001.p/255', 'tile/1/000.p/2', 'tile/entries/003.p/45'])
      expect(await served(path), path).not.toBeNull()
    for (const path of ['tile/1/000.p/4', 'tile/2/000.p/1', 'tile/0/003.p/46', 'tile/entries/004.p/1'])
      expect(await served(path), path).toBeNull()
  })

  it('are kept of every level, as far as they are full', async () => {
    // Of 65,280 leaves the roots alone: the last 256 complete a tile of the third level.
    const below = Array.from({ length: 255 }, (_, n) => sha256(Buffer.from(`tile ${n}`)))
    await log.asSuperuser('truncate trust_entry, trust_subtree')
    await log.asSuperuser(
      'insert into trust_subtree (level, n, hash) select 1, n - 1, hash from unnest($1::bytea[]) with ordinality as t (hash, n)',
      [below.map((hash) => Buffer.from(hash))],
    )
    const records = leavesUpTo(256)
    await log.asSuperuser(
      `insert into trust_entry (idx, record_id, leaf)
        select 65279 + n, trust_record.id, leaf from unnest($1::bytea[]) with ordinality as t (leaf, n)
          join trust_record on record = 'record ' || (n - 1)`,
      [records.map((leaf) => Buffer.from(leaf))],
    )
    const last = completeRoot(sha256, records)
    const rows = await log.db
      .selectFrom('trust_subtree')
      .select(['level', 'n', 'hash'])
      .where('n', 'in', [0n, 255n])
      .orderBy('level')
      .orderBy('n')
      .execute()
    expect(rows).toEqual([
      { level: 1, n: 0n, hash: Buffer.from(below[0] ?? []) },
      { level: 1, n: 255n, hash: Buffer.from(last) },
      { level: 2, n: 0n, hash: Buffer.from(completeRoot(sha256, [...below, last])) },
    ])
    const tile = await trustTree(log.db).tiles.hashes(1, 0n, 256)
    expect(Buffer.from(tile).equals(Buffer.concat([...below, last]))).toBe(true)
  })
})

/** Holds every tile and bundle of a size against what the records give. */
async function demandEvery(size: number): Promise<void> {
  const leaves = leavesUpTo(size)
  const computed = trustTiles(sha256, leaves)
  for (const address of tilesFor(0n, BigInt(size))) {
    const { level, n, width } = address
    const path = tilePath(level, n, width)
    const bytes = (await served(path)) ?? new Uint8Array()
    if (level === 'entries') {
      const { entries, complete } = decodeBundle(bytes)
      const first = Number(n) * 256
      expect(complete, path).toBe(true)
      expect(entries.map((entry) => leafHash(sha256, entry))).toEqual(leaves.slice(first, first + width))
    } else expect(Buffer.from(bytes).equals(await computed.hashes(level, n, width)), path).toBe(true)
  }
}

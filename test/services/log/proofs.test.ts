import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseCheckpoint } from '../../../src/log/checkpoint.ts'
import { parseProof, verifyInclusion } from '../../../src/log/proof.ts'
import { leafHash } from '../../../src/log/tree.ts'
import { verifyLogProof } from '../../../src/sdk/proof.ts'
import { send } from '../../../src/sdk/send.ts'
import { sha256 } from '../../../src/services/log/hash.ts'
import { proofQuery, readProofs, readReferralProof } from '../../../src/services/log/read-proof.ts'
import { publishedSize } from '../../../src/services/log/read-tiles.ts'
import { rememberSubtrees, type TileMemory } from '../../../src/services/log/remember-subtrees.ts'
import { stage, stageOne } from '../../../src/services/log/stage.ts'
import { startTestService, type TestService } from '../../setup/service.ts'
import { prepared } from '../sending.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service?.stop())

it('holds at every moment of a log that grows while it is read', async () => {
  const { db } = service.database
  const session = await service.session('asb.caseworker')
  const { referral, manifest } = await send({ session, prepared: await prepared(session) })
  const grown = (await publishedSize(db)) + 40n
  let growing = true
  const growth = (async () => {
    while (growing) await stageOne(db, { type: 'read', record: '{"despatch":"read/1"}', referralId: null })
  })()
  const sizes = new Set<bigint>()
  try {
    while ((await publishedSize(db)) < grown) {
      const proofs = await Promise.all(Array.from({ length: 8 }, () => readReferralProof(db, referral)))
      for (const proof of proofs) {
        if (!proof) throw new Error('the referral is in the log')
        const { checkpoint } = await verifyLogProof({ session, proof, type: 'accepted', record: manifest })
        sizes.add(checkpoint.size)
      }
    }
  } finally {
    growing = false
    await growth
  }
  expect(sizes.size).toBeGreaterThan(1)
})

it('gives many proofs by one question, on either side of every tile’s end', async () => {
  const { db } = service.database
  const began = await publishedSize(db)
  const lot = Array.from({ length: 600 }, (_, n) => ({
    type: 'read',
    record: `record ${n}`,
    referralId: null,
  }))
  const ids = await stage(db, lot)
  while ((await publishedSize(db)) < began + 600n) await new Promise(setImmediate)
  const memory = rememberSubtrees()
  const checked = async (asked: bigint[], by?: TileMemory) => {
    const proofs = await readProofs(db, asked, by)
    expect(proofs.size).toBe(asked.length)
    for (const { proof, entry } of proofs.values()) {
      const { index, hashes, checkpoint } = parseProof(proof) ?? { index: -1n, hashes: [], checkpoint: '' }
      const { root, size } = parseCheckpoint(checkpoint.slice(0, checkpoint.indexOf('\n\n') + 1)) ?? never()
      const leaf = leafHash(sha256, new TextEncoder().encode(entry))
      expect(verifyInclusion(sha256, { index, size, leaf, root, proof: hashes })).toBe(true)
    }
  }
  await checked(ids)
  for (const at of [0, 1, 254, 255, 256, 257, 511, 512, 599]) await checked(ids.slice(at, at + 1))
  for (const by of [memory, memory]) await checked(ids.slice(250, 260), by)
  const { rows } = await proofQuery(ids.slice(250, 260), [...memory.tiles().keys()]).execute(db)
  expect(rows.filter(({ entry }) => entry === null)).toEqual([])
  // What is remembered may be of another tree by now.
  for (const hashes of memory.tiles().values()) hashes.fill(7)
  await checked(ids.slice(250, 260), memory)
  expect([...memory.tiles().values()].some((hashes) => hashes.every((byte) => byte === 7))).toBe(false)
  // However soon others remember that again.
  await checked(ids.slice(250, 260), memory)
  const stale = new Map([...memory.tiles()].map(([name, hashes]) => [name, hashes.slice().fill(7)]))
  await checked(ids.slice(250, 260), { ...memory, tiles: () => stale, forget: () => undefined })
  expect((await readProofs(db, [])).size).toBe(0)
  expect((await readProofs(db, [1_000_000n])).size).toBe(0)
})

it('finds all that a proof needs by indexes', async () => {
  const plans = await service.database.db.transaction().execute(async (tx) => {
    // A table of some hundred rows is read whole otherwise.
    await sql`set local enable_seqscan = off`.execute(tx)
    return sql<{ 'QUERY PLAN': string }>`explain ${proofQuery([7n])}`.execute(tx)
  })
  const plan = plans.rows.map((row) => row['QUERY PLAN']).join('\n')
  for (const index of [
    /log_entry_staged_id_key\b.*\n\s+Index Cond/,
    /log_entry_pkey\b.*\n\s+Index Cond: \(\(idx >=/,
    /log_staged_pkey\b.*\n\s+Index Cond/,
    /log_tile_pkey\b.*\n\s+Index Cond: \(\(level = .*n = .*width >=/,
    /Backward using checkpoint_pkey on/,
  ])
    expect(plan).toMatch(index)
  expect(plan).not.toMatch(/Seq Scan on (?!log_release)/)
})

const never = (): never => {
  throw new Error('the proof has a checkpoint')
}

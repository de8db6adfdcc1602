import { cp, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { LIVERPOOL_YOT } from '../../src/demo/partnership/mailboxes.ts'
import { entryText } from '../../src/log/entry.ts'
import { leafHash } from '../../src/log/tree.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { verifyServer } from '../../src/sdk/verify-log.ts'
import { sha256 } from '../../src/services/log/hash.ts'
import { newMachine } from '../cli/run.ts'
import { changeByte, exportInto, verifyFolder } from '../faults/export-folder.ts'
import { createWorld, type World } from '../faults/world.ts'
import { delivered, prepared } from '../services/sending.ts'

let world: World
let caseWorker: Session
let yot: Session
let auditor: Session

beforeAll(async () => {
  world = await createWorld()
  await world.start()
  caseWorker = await world.session('asb.caseworker')
  yot = await world.session('yot.officer')
  auditor = await world.session('auditor')
  for (const _ of [1, 2]) await send({ session: caseWorker, prepared: await prepared(caseWorker) })
  // Two acceptances and two deliveries: then the log rests.
  await vi.waitFor(
    async () => expect((await verifyServer(auditor, { kept: null, signedIn: false })).size).toBe(4n),
    15_000,
  )
})
afterAll(() => world?.end())

const newFolder = () => mkdtemp(join(world.config.dataDir, 'export-'))

/** What the auditor finds in a fresh export. */
async function problems(): Promise<string[]> {
  const folder = await newFolder()
  await exportInto(folder, auditor)
  return (await verifyFolder(folder, auditor.hash)).problems
}

/** Rewrites one value as somebody with every right in the database would, and puts it back afterwards. */
async function whileRewritten(
  { table, column, row }: { table: string; column: string; row: string },
  change: (was: unknown) => unknown,
  look: () => Promise<void>,
): Promise<void> {
  const [found] = await world.asSuperuser(`select ${column} as was from ${table} where ${row}`)
  const write = (value: unknown) =>
    world.asSuperuser(`update ${table} set ${column} = $1 where ${row}`, [value])
  await write(change(found?.was))
  try {
    await look()
  } finally {
    await write(found?.was)
  }
}

/** The size of the newest checkpoint, once the log rests: the auditor's own reading makes entries, too. */
async function restingSize(): Promise<string> {
  await vi.waitFor(
    async () => expect(await world.asSuperuser('select staged_id from log_pending')).toEqual([]),
    15_000,
  )
  const [row] = await world.asSuperuser('select max(size)::text as size from checkpoint')
  return String(row?.size)
}

const ENTRY_2 = 'id = (select staged_id from log_entry where idx = 2)'

describe('promise 6: rewriting the log is detected by whoever verifies an export', () => {
  it('verifies as long as nobody rewrites it', async () => {
    expect(await problems()).toEqual([])
  })

  it('names the entry whose leaf was changed', () =>
    whileRewritten(
      { table: 'log_entry', column: 'leaf', row: 'idx = 2' },
      () => Buffer.alloc(32, 7),
      async () => expect(await problems()).toEqual([expect.stringMatching(/^entry 2: /)]),
    ))

  it('names the entry whose text was changed', () =>
    whileRewritten(
      { table: 'log_entry', column: 'entry', row: 'idx = 2' },
      () => entryText(sha256, 'accepted', new Uint8Array(32), 'another past'),
      async () => expect((await problems()).at(0)).toMatch(/^entry 2: /),
    ))

  it('names the entry whose record was changed', () =>
    whileRewritten(
      { table: 'log_staged', column: 'record', row: ENTRY_2 },
      (was) => String(was).replace('RESTRICTED', 'NOT PROTECTIVELY MARKED'),
      async () => expect(await problems()).toEqual([expect.stringMatching(/^entry 2: the record/)]),
    ))

  it('finds a checkpoint that was changed', async () => {
    const size = await restingSize()
    await whileRewritten(
      { table: 'checkpoint', column: 'note', row: `size = ${size}` },
      (was) => String(was).replace(`\n${size}\n`, '\n3\n'),
      async () => expect(await problems()).toEqual([expect.stringMatching(/^checkpoint: /)]),
    )
  })

  it('is not deceived when entry and leaf are rewritten to fit one another', async () => {
    const entry = entryText(sha256, 'accepted', new Uint8Array(32), 'another past')
    const leaf = leafHash(sha256, new TextEncoder().encode(entry))
    await whileRewritten(
      { table: 'log_entry', column: 'entry', row: 'idx = 2' },
      () => entry,
      () =>
        whileRewritten(
          { table: 'log_entry', column: 'leaf', row: 'idx = 2' },
          () => Buffer.from(leaf),
          async () =>
            expect(await problems()).toContain('checkpoint: it signs another root than these entries have'),
        ),
    )
  })
})

describe('promise 6: nothing is signed over a tree that was rewritten', () => {
  const readiness = async () => (await fetch(`${world.config.publicUrl}/readyz`)).json()

  it('publishes nothing, says so, and nothing leaves until the tree is as it was signed', async () => {
    let referral = ''
    const size = await restingSize()
    await whileRewritten(
      { table: 'log_entry', column: 'leaf', row: 'idx = 3' },
      () => Buffer.alloc(32, 7),
      async () => {
        const sent = await send({
          session: caseWorker,
          prepared: await prepared(caseWorker, { to: [LIVERPOOL_YOT] }),
        })
        referral = sent.referral
        expect(sent.proof).toBeNull()
        // As it will be in ten seconds: then the operator is told.
        await world.asSuperuser(
          "update log_staged set staged_at = staged_at - interval '10 seconds' where id in (select staged_id from log_pending)",
        )
        const { ready, checks } = await readiness()
        expect(ready).toBe(false)
        expect(checks).toContainEqual(expect.objectContaining({ name: 'log', state: 'failed' }))
        expect(await world.asSuperuser('select max(size)::text as size from checkpoint')).toEqual([{ size }])
        expect((await yot.client.inbox({})).rows.map((row) => row.referral)).not.toContain(referral)
      },
    )
    await delivered(yot, referral)
    await expect.poll(readiness).toMatchObject({ ready: true })
    expect(await problems()).toEqual([])
  })
})

describe('promise 6: an export of which one byte is changed fails to verify', () => {
  let whole: string
  beforeAll(async () => {
    whole = await newFolder()
    await exportInto(whole, auditor)
  })

  const verify = async (folder: string) => {
    const { despatch } = await newMachine()
    return despatch('log', 'verify', folder)
  }

  it('verifies when it is whole', async () => {
    expect(await verify(whole)).toMatchObject({ code: 0, out: expect.stringContaining('Verified: ') })
  })

  it.each<[string, (size: bigint) => string, (bytes: Buffer) => number]>([
    ['the entry bundle', (size) => `tile/entries/000.p/${size}`, (bytes) => secondEntry(bytes) + 40],
    ['the tile', (size) => `tile/0/000.p/${size}`, () => 32 + 5],
    [
      'the record',
      (size) => `records/000.p/${size}`,
      (bytes) => bytes.indexOf('liverpool', bytes.indexOf('\n1 ')),
    ],
  ])('names the entry, when it is a byte of %s', async (_what, path, at) => {
    const { size } = await verifyFolder(whole, auditor.hash)
    const folder = await newFolder()
    await cp(whole, folder, { recursive: true })
    await changeByte(join(folder, path(size ?? 0n)), at)
    const { code, out } = await verify(folder)
    expect(code).toBe(1)
    expect(out).toMatch(/^entry 1: /m)
  })
})

/** Where the second entry of a bundle begins: each has its length before it, in two bytes (C2SP tlog-tiles). */
const secondEntry = (bundle: Buffer): number => 2 + bundle.readUInt16BE(0) + 2

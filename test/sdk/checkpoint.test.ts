import { hash as nodeHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { formatCheckpoint } from '../../src/log/checkpoint.ts'
import { entryText } from '../../src/log/entry.ts'
import { generateLogKey, readSigner } from '../../src/log/keys.ts'
import { signNote } from '../../src/log/note.ts'
import { formatProof, inclusionProof } from '../../src/log/proof.ts'
import { FULL_WIDTH, HASH_SIZE, tilePath } from '../../src/log/tiles.ts'
import { appendLeaves, leafHash, type TileReader } from '../../src/log/tree.ts'
import { syncCheckpoint } from '../../src/sdk/checkpoint.ts'
import { ApiProblemError, LogInconsistentError } from '../../src/sdk/errors.ts'
import { verifyLogProof } from '../../src/sdk/proof.ts'
import type { Session } from '../../src/sdk/session.ts'
import { verifyServer } from '../../src/sdk/verify-log.ts'
import type { Kept } from '../../src/web/worker/kept.ts'
import { demandNoAlarm, keepCheckpoint } from '../../src/web/worker/seen-log.ts'
import { keptInMemory } from '../web/kept-in-memory.ts'

const hash = (data: Uint8Array): Uint8Array => new Uint8Array(nodeHash('sha256', data, 'buffer'))
const SALT = new Uint8Array(32).fill(7)
const recordOf = (name: string, n: number) => `{"of":"${name}","n":${n}}`

let key: { signer: string; vkey: string }
let strangersKey: { signer: string; vkey: string }
beforeAll(async () => {
  key = await generateLogKey('log.example.test/log')
  strangersKey = await generateLogKey('log.example.test/log')
})

/** A log in memory: entries may be appended, and every published size stays readable. */
const createLog = (name: string) => {
  const tiles = new Map<string, Uint8Array>()
  const reader: TileReader = {
    hashes: async (level, n, width) => {
      for (let wider = width; wider <= FULL_WIDTH; wider++) {
        const found = tiles.get(tilePath(level, n, wider))
        if (found) return found.subarray(0, width * HASH_SIZE)
      }
      throw new RangeError('no such tile')
    },
  }
  let tree = { size: 0n, root: hash(new Uint8Array()) }
  const publish = async (entries: number, signer = key.signer): Promise<string> => {
    const from = Number(tree.size)
    const leaves = Array.from({ length: entries }, (_, at) =>
      leafHash(hash, new TextEncoder().encode(entryText(hash, 'accepted', SALT, recordOf(name, from + at)))),
    )
    const grown = await appendLeaves(hash, { size: tree.size, reader }, leaves)
    for (const { level, n, width, bytes } of grown.newTiles) tiles.set(tilePath(level, n, width), bytes)
    tree = grown
    const text = formatCheckpoint({ origin: 'log.example.test/log', ...tree })
    return signNote(text, await readSigner(signer))
  }
  const access = (published: string | null) => ({
    service: { logKey: key.vkey },
    hash,
    client: {
      logFile: async (path: string) => {
        const bytes =
          path === 'checkpoint' ? published && new TextEncoder().encode(published) : tiles.get(path)
        if (bytes) return bytes
        throw new ApiProblemError({ type: 'about:blank', title: '', status: 404, detail: 'none', extra: {} })
      },
    },
  })
  return { publish, access, reader, tree: () => tree }
}

/** As a tab of a browser does. */
const keepIn = (kept: Kept, log: ReturnType<ReturnType<typeof createLog>['access']>) =>
  keepCheckpoint(kept, { ...log, formerLogKeys: [] } as unknown as Session)

describe('the checkpoint that a machine keeps', () => {
  it('is taken at first sight, and moves on when the log has grown', async () => {
    const log = createLog('a')
    const first = await log.publish(3)
    expect(await syncCheckpoint(log.access(first), { previous: null })).toMatchObject({
      note: first,
      size: 3n,
    })
    const second = await log.publish(300)
    expect(await syncCheckpoint(log.access(second), { previous: first })).toMatchObject({
      note: second,
      size: 303n,
    })
  })

  it('stays when the server is behind with the same past', async () => {
    const log = createLog('a')
    const first = await log.publish(3)
    const second = await log.publish(4)
    expect(await syncCheckpoint(log.access(first), { previous: second })).toMatchObject({ note: second })
  })

  it('stays none while the log has published nothing', async () => {
    expect(await syncCheckpoint(createLog('a').access(null), { previous: null })).toBeNull()
  })

  it.each([
    ['of the same size', 5, 5],
    ['that is longer', 5, 300],
    ['that is shorter', 5, 2],
  ])('refuses a log with another past %s, keeping the note as evidence', async (_what, kept, shown) => {
    const previous = await createLog('a').publish(kept)
    const other = createLog('b')
    const note = await other.publish(shown)
    const refusal = await syncCheckpoint(other.access(note), { previous }).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(LogInconsistentError)
    expect(refusal).toMatchObject({ note })
  })

  it('stays the newest of those that two tabs of a browser see at once', async () => {
    const log = createLog('a')
    const [first, second, third] = [await log.publish(3), await log.publish(4), await log.publish(5)]
    const kept = keptInMemory()
    await keepIn(kept, log.access(first))
    // The one that is kept last would be the older one.
    await Promise.all([keepIn(kept, log.access(third)), keepIn(kept, log.access(second))])
    expect(await kept.get('checkpoint')).toBe(third)
  })

  it('contradicts another past that another tab of the browser is shown at the same time', async () => {
    const [one, other] = [createLog('a'), createLog('b')]
    const [here, there] = [one.access(await one.publish(2)), other.access(await other.publish(2))]
    const kept = keptInMemory()
    const seen = await Promise.allSettled([keepIn(kept, here), keepIn(kept, there)])
    expect(seen.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(demandNoAlarm(kept)).rejects.toThrow('once contradicted')
  })

  it('refuses a log that has gone', async () => {
    const previous = await createLog('a').publish(1)
    await expect(syncCheckpoint(createLog('a').access(null), { previous })).rejects.toBeInstanceOf(
      LogInconsistentError,
    )
  })

  it('refuses a checkpoint that another key signed, though it has the log’s name', async () => {
    const log = createLog('a')
    const note = await log.publish(1, strangersKey.signer)
    await expect(syncCheckpoint(log.access(note), { previous: null })).rejects.toBeInstanceOf(
      LogInconsistentError,
    )
  })

  it('goes on under the next key from what the one before signed, and takes nothing new from the one before', async () => {
    const log = createLog('a')
    const previous = await log.publish(3, strangersKey.signer)
    const next = await log.publish(4)
    const exchanged = { ...log.access(next), formerLogKeys: [strangersKey.vkey] }
    expect(await syncCheckpoint(exchanged, { previous })).toMatchObject({ size: 7n })
    await expect(syncCheckpoint(log.access(next), { previous })).rejects.toThrow('cannot be believed')
    const candidate = await log.publish(1, strangersKey.signer)
    await expect(syncCheckpoint(exchanged, { previous, candidate })).rejects.toThrow('cannot be believed')
  })

  it('refuses tiles that are missing or cut short where they are needed for the proof', async () => {
    const log = createLog('a')
    const previous = await log.publish(3)
    const note = await log.publish(4)
    const access = log.access(note)
    const cut = { ...access, client: { logFile: async () => new Uint8Array(40) } }
    await expect(syncCheckpoint(cut, { previous, candidate: note })).rejects.toBeInstanceOf(
      LogInconsistentError,
    )
  })
})

describe('a proof that a referral stands in the log', () => {
  const proofOf = async (index: bigint) => {
    const log = createLog('a')
    const checkpoint = await log.publish(10)
    const hashes = await inclusionProof(hash, log.reader, index, 10n)
    return {
      index: String(index),
      type: 'accepted',
      salt: btoa(String.fromCharCode(...SALT)),
      entry: entryText(hash, 'accepted', SALT, recordOf('a', Number(index))),
      proof: formatProof({ index, hashes, checkpoint }),
    }
  }
  const session = () => ({ service: { logKey: key.vkey }, hash })

  it('holds for the record that was logged', async () => {
    const proof = await proofOf(4n)
    const verified = await verifyLogProof({
      session: session(),
      proof,
      type: 'accepted',
      record: recordOf('a', 4),
    })
    expect(verified).toMatchObject({ index: 4n, checkpoint: { size: 10n } })
  })

  it.each([
    ['another record', (proof: Awaited<ReturnType<typeof proofOf>>) => proof, recordOf('a', 5)],
    ['another place', async () => ({ ...(await proofOf(5n)), index: '4' }), recordOf('a', 5)],
    [
      'another type of entry',
      (proof: Awaited<ReturnType<typeof proofOf>>) => ({ ...proof, type: 'arrived' }),
      recordOf('a', 4),
    ],
    [
      'another salt',
      (proof: Awaited<ReturnType<typeof proofOf>>) => ({ ...proof, salt: btoa('x'.repeat(32)) }),
      recordOf('a', 4),
    ],
    [
      'hashes that lead elsewhere',
      async (proof: Awaited<ReturnType<typeof proofOf>>) => ({
        ...proof,
        proof: (await proofOf(5n)).proof.replace('index 5', 'index 4'),
      }),
      recordOf('a', 4),
    ],
  ])('does not hold for %s', async (_what, changed, record) => {
    const proof = await changed(await proofOf(4n))
    await expect(
      verifyLogProof({ session: session(), proof, type: 'accepted', record }),
    ).rejects.toBeInstanceOf(LogInconsistentError)
  })
})

it('a log of more entries than anybody could look for is verified no further than there is something, nor are its records asked for', async () => {
  const log = createLog('endless')
  const { root } = log.tree()
  const text = formatCheckpoint({ origin: 'log.example.test/log', size: 10n ** 15n, root })
  const access = log.access(await signNote(text, await readSigner(key.signer)))
  const asked: bigint[] = []
  const logRecords = async (start: bigint) => {
    asked.push(start)
    return { records: [], next: String(start + 1n) }
  }
  const client = { ...access.client, logRecords }
  const { problems } = await verifyServer({ ...access, client }, { kept: null, signedIn: true })
  expect(problems.at(-1)).toMatch(/from entry 0 on there is neither .* nothing was read after that$/)
  // Two bundles are read at once; nothing beyond them was asked for.
  expect(asked.every((start) => start < 512n)).toBe(true)
})

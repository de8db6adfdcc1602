import { expect, it } from 'vitest'
import { generateLogKey } from '../../src/log/keys.ts'
import { ClientError, LogInconsistentError, PinChangedError } from '../../src/sdk/errors.ts'
import { pin } from '../../src/sdk/pins.ts'
import { TrustLogError } from '../../src/sdk/trust/trust-log-error.ts'
import { loggedOrNone } from '../../src/web/worker/audit/logged.ts'
import { type Kept, openKept, pinsIn } from '../../src/web/worker/kept.ts'
import { demandOneService } from '../../src/web/worker/one-service.ts'
import {
  demandNoAlarm,
  keepCheckpoint,
  keepTrustHead,
  LogContradictedError,
} from '../../src/web/worker/seen-log.ts'
import { keptInMemory } from './kept-in-memory.ts'

/** A trust log of which a tab was shown so many records: another history is one of another name. */
function shown(history: string, size: number) {
  const rootAt = (at: number) => `${history}${at}`
  return {
    head: async () => ({ size, root: rootAt(size) }),
    async demandSameHistory(head: { size: number; root: string }) {
      if (head.size > size || rootAt(head.size) !== head.root) throw new TrustLogError('another history')
    },
  }
}

it('holds the trust log against what another tab has seen meanwhile, too', async () => {
  const kept = keptInMemory()
  const oneOf = (history: string, size: number) => keepTrustHead(kept, { trust: shown(history, size) })
  const [one, other] = await Promise.allSettled([oneOf('a', 9), oneOf('b', 7)])
  expect([one.status, other.status].sort()).toEqual(['fulfilled', 'rejected'])
  expect(await kept.get('trust head')).toBe(one.status === 'fulfilled' ? '9 a9' : '7 b7')
})

it('takes no trust log for the one of an earlier visit that does not continue it, or has less of it', async () => {
  const kept = keptInMemory()
  const visit = (history: string, size: number) => keepTrustHead(kept, { trust: shown(history, size) })
  await visit('a', 7)
  await visit('a', 9)
  await expect(visit('b', 12)).rejects.toThrow(TrustLogError)
  await expect(visit('a', 8)).rejects.toThrow(TrustLogError)
  expect(await kept.get('trust head')).toBe('9 a9')
})

it('speaks to no other service than this page spoke to before, and names both', async () => {
  const kept = keptInMemory()
  await demandOneService(kept, 'https://despatch.example.test')
  await demandOneService(kept, 'https://despatch.example.test')
  await expect(demandOneService(kept, 'https://other.example.test')).rejects.toThrow(
    /at https:\/\/despatch\.example\.test when .* to https:\/\/other\.example\.test\. Nothing was sent\./,
  )
  await demandOneService(kept, 'https://despatch.example.test')
})

/** Somebody to whom the service shows a checkpoint that its key has not signed. */
async function contradicted() {
  const { vkey } = await generateLogKey('despatch.example.test/log')
  return {
    client: { logFile: async () => null },
    service: { logKey: vkey },
    formerLogKeys: [],
    hash: (data: Uint8Array) => data,
  } as unknown as Parameters<typeof keepCheckpoint>[1]
}

it.each<[string, (kept: Kept) => Kept, RegExp]>([
  ['keeps it', (kept) => kept, /Tell the auditor\.$/],
  [
    'can keep it no more',
    (kept) => ({
      ...kept,
      async set() {
        throw new DOMException('There is no room.', 'QuotaExceededError')
      },
    }),
    /could not keep that it saw this/,
  ],
])('stays stopped by a contradiction in the log where the browser %s', async (_what, browser, words) => {
  const kept = browser(keptInMemory())
  await demandNoAlarm(kept)
  const raising = keepCheckpoint(kept, await contradicted(), 'a checkpoint of anybody’s\n')
  const error = await raising.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(LogContradictedError)
  expect(String(error)).toMatch(words)
  await expect(demandNoAlarm(kept)).rejects.toThrow('once contradicted what this browser had seen')
})

it('tells, after a review was signed, that the log contradicts itself, and not that a proof is missing', async () => {
  const review = { signatures: [{ leaf: '3' }] }
  const prove = (error: Error) =>
    loggedOrNone(
      ...([{}, review, { newest: () => Promise.reject(error) }] as unknown as Parameters<
        typeof loggedOrNone
      >),
    )
  for (const error of [
    new LogContradictedError('another past'),
    new LogInconsistentError('something else in its place', null),
  ])
    await expect(prove(error)).rejects.toBe(error)
  expect(await prove(new ClientError('it cannot be had now'))).toEqual([])
  const fault = new TypeError('a fault')
  await expect(prove(fault)).rejects.toBe(fault)
})

it('sends nothing where the browser keeps nothing, and says why', async () => {
  const refusing = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError')
  }
  const refused = await openKept(refusing).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(ClientError)
  expect(String(refused)).toContain('This browser keeps nothing of this site')
})

it('holds two tabs that see a service for the first time at once to the same keys', async () => {
  const kept = keptInMemory()
  const see = (key: string) => pin(pinsIn(kept), 'service', key, 'the service certificate')
  const [one, other] = await Promise.allSettled([see('aa'), see('bb')])
  expect([one.status, other.status]).toEqual(['fulfilled', 'rejected'])
  expect(other.status === 'rejected' && other.reason).toBeInstanceOf(PinChangedError)
  expect(await kept.get('pin service')).toBe('aa')
})

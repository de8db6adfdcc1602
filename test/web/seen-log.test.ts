import { expect, it } from 'vitest'
import { ClientError, PinChangedError } from '../../src/sdk/errors.ts'
import { pin } from '../../src/sdk/pins.ts'
import { TrustLogError } from '../../src/sdk/trust/trust-log-error.ts'
import { openKept, pinsIn } from '../../src/web/worker/kept.ts'
import { keepTrustHead } from '../../src/web/worker/seen-log.ts'
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

import { beforeAll, describe, expect, it } from 'vitest'
import { createTrustVerifier } from '../../../src/crypto/trust-verifier.ts'
import { believedFrom } from '../../../src/domain/trust/believed.ts'
import { replay } from '../../../src/domain/trust/replay.ts'
import { emptyTrust } from '../../../src/domain/trust/state.ts'
import { Agreement } from '../../../src/domain/wire/agreement.ts'
import { Annex } from '../../../src/domain/wire/trust/annex.ts'
import type { TrustRecord } from '../../../src/domain/wire/trust/record.ts'
import { isAgreed } from '../../../src/sdk/trust/annexes.ts'
import { annexesOf } from '../../../src/sdk/trust/annexes-of.ts'
import { agreed, agreement, COURT, type Keys, makeKeys, record, time } from '../../domain/trust/signing.ts'

const ORIGIN = 'https://despatch.test'
const OURS = 'despatch.test/log+0a1b2c3d+ARxxxxxxxxxxxxxxx'
const THEIRS = 'elsewhere.test/log+0a1b2c3d+ARyyyyyyyyyyyyyyy'

let keys: Keys

beforeAll(async () => {
  keys = await makeKeys()
})

const annex = (of: string, key: string, signers: Keys[keyof Keys][]) =>
  record(
    Annex,
    {
      despatch: 'annex/2',
      agreement: of,
      number: 1,
      previous: null,
      origin: ORIGIN,
      log: [key],
      trust: [key],
      service: [keys.council.getFingerprint()],
      witnesses: [],
      quorum: 0,
      clients: [],
      time,
    },
    signers,
  )

/** The court makes an agreement of its own with an agency that it invented, and agrees with it on other keys of the service. */
async function oneAlone(): Promise<TrustRecord[]> {
  const court = agreement(keys).signatories.find(({ agency }) => agency === COURT)
  if (!court) throw new Error('the agreement names the court')
  const shell = { ...court, agency: 'Shell', root: keys.stranger.getFingerprint(), domains: ['shell.test'] }
  const signatories = [
    { ...court, bodies: ['council' as const], legalClasses: ['responsible' as const] },
    shell,
  ]
  const roots = [keys.court, keys.stranger]
  return [
    await record(Agreement, agreement(keys, { id: 'shell', signatories }), roots, roots),
    await annex('shell', THEIRS, [keys.court]),
  ]
}

describe('what one agency agrees on about the service, with an agency of its own making', () => {
  const keysFor = async (records: TrustRecord[]) => {
    const state = await replay(emptyTrust(), records, createTrustVerifier())
    return [keys.council, keys.court].map((root) => {
      const believed = believedFrom(state, root.getFingerprint())
      return annexesOf(believed, ORIGIN).flatMap(({ log }) => log)
    })
  }

  it('concerns nobody who has agreed on other keys', async () => {
    const [council, court] = await keysFor([
      await agreed(keys, [keys.council, keys.police, keys.court], { annexQuorum: 2 }),
      await annex('example-isp', OURS, [keys.council, keys.police]),
      ...(await oneAlone()),
    ])
    expect(council).toEqual([OURS])
    // The court itself has agreed on both, and takes only what fits both.
    expect(court).toEqual([OURS, THEIRS])
  })

  it('nor those who have agreed on none', async () => {
    const records = [await agreed(keys, [keys.council, keys.police, keys.court]), ...(await oneAlone())]
    const state = await replay(emptyTrust(), records, createTrustVerifier())
    expect(isAgreed(believedFrom(state, keys.council.getFingerprint()), ORIGIN)).toBe(false)
    expect(isAgreed(believedFrom(state, keys.court.getFingerprint()), ORIGIN)).toBe(true)
  })
})

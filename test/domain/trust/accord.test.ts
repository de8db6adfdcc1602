import { beforeAll, describe, expect, it } from 'vitest'
import { createTrustVerifier } from '../../../src/crypto/trust-verifier.ts'
import { replay } from '../../../src/domain/trust/replay.ts'
import { emptyTrust, type TrustState } from '../../../src/domain/trust/state.ts'
import type { Agreement } from '../../../src/domain/wire/agreement.ts'
import { agreed, agreement, COURT, type Keys, makeKeys, POLICE } from './signing.ts'

/** An accord of common principles, and protocols that are made under it (I4). */

const verifier = createTrustVerifier()
let keys: Keys
let accord: TrustState

beforeAll(async () => {
  keys = await makeKeys()
  accord = await replay(
    emptyTrust(),
    [await agreed(keys, [keys.council, keys.police], { id: 'accord' })],
    verifier,
  )
})

const protocol = async (change: Partial<Agreement>, signers = [keys.council, keys.police]) =>
  replay(accord, [await agreed(keys, signers, { id: 'protocol', accord: 'accord', ...change })], verifier)
const refused = async (change: Partial<Agreement>) =>
  protocol(change).then(
    () => 'it was believed',
    (error: Error) => error.message,
  )

/** The signatories of the example, with one of them changed. */
const signatories = (of: (one: Agreement['signatories'][number]) => object) =>
  agreement(keys).signatories.map((one) => ({ ...one, ...of(one) }))

describe('a protocol', () => {
  it('is made under an accord, in an area of its own, among some of those whom the accord names', async () => {
    const among = agreement(keys)
      .signatories.filter(({ agency }) => agency !== COURT)
      .map((one) => ({ ...one, area: 'Another area' }))
    const { agreements, agencies } = await protocol({ signatories: among, areas: ['Another area'] })
    expect(agreements.protocol?.document.accord).toBe('accord')
    expect(agreements.protocol?.document.signatories[0]?.area).toBe('Another area')
    expect(agreements.accord?.document.signatories[0]?.area).toBe('Example')
    expect(Object.keys(agencies)).toContain(POLICE)
  })

  it('is refused under an accord that does not exist, under itself, or under another protocol', async () => {
    expect(await refused({ accord: 'no-such' })).toContain('There is no accord no-such')
    expect(await refused({ id: 'itself', accord: 'itself' })).toContain('There is no accord itself')
    const under = await protocol({})
    const third = await agreed(keys, [keys.council, keys.police], { id: 'third', accord: 'protocol' })
    await expect(replay(under, [third], verifier)).rejects.toThrow('protocol is made under an accord itself')
  })

  it('is refused with an agency that the accord does not name', async () => {
    const strange = signatories(({ agency }) =>
      agency === COURT ? { agency: 'Example Hospital', domains: ['hospital.test'] } : {},
    )
    expect(await refused({ signatories: strange })).toContain('does not name Example Hospital')
  })
})

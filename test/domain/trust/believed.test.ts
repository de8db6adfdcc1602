import { beforeAll, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../src/crypto/digest.ts'
import { generateMailboxKey, type PrivateKey } from '../../../src/crypto/keys.ts'
import { createTrustVerifier } from '../../../src/crypto/trust-verifier.ts'
import { believedFrom } from '../../../src/domain/trust/believed.ts'
import { replay } from '../../../src/domain/trust/replay.ts'
import { emptyTrust, inOffice, type TrustState } from '../../../src/domain/trust/state.ts'
import { Agreement } from '../../../src/domain/wire/agreement.ts'
import { Vouch } from '../../../src/domain/wire/trust/certificate.ts'
import type { TrustRecord } from '../../../src/domain/wire/trust/record.ts'
import {
  agreed,
  agreement,
  appointed,
  COUNCIL,
  COURT,
  certified,
  DESK,
  type Keys,
  makeKeys,
  NOW,
  POLICE,
  record,
  succession,
  time,
} from './signing.ts'

const ELSEWHERE = 'Elsewhere Council'
const QUIET = 'Quiet Trust'
const verifier = createTrustVerifier()
let keys: Keys
let begun: TrustState

beforeAll(async () => {
  keys = await makeKeys()
  begun = await reading(emptyTrust(), [
    agreed(keys, [keys.council, keys.police, keys.court]),
    appointed(keys.liaison, keys.council, { login: 'liaison', roles: ['liaison-officer'] }),
    certified(keys.desk, keys.liaison),
  ])
})

const reading = async (state: TrustState, records: Promise<TrustRecord>[]) =>
  replay(state, await Promise.all(records), verifier)
const from = (state: TrustState, key: PrivateKey) => believedFrom(state, key.getFingerprint())

/** An agreement of another area, of agencies with these roots; a responsible authority is the first. */
const elsewhere = (
  of: [name: string, root: PrivateKey, domain: string][],
  change: Partial<Agreement> = {},
  signers = of.map(([, root]) => root),
): Promise<TrustRecord> => {
  const text: Agreement = {
    ...agreement(keys),
    id: 'elsewhere-isp',
    areas: ['Elsewhere'],
    signatories: of.map(([agency, root, domain], at) => ({
      agency,
      root: root.getFingerprint(),
      successor: null,
      domains: [domain],
      bodies: ['council'],
      mailboxes: [],
      legalClasses: at === 0 ? ['responsible'] : [],
      group: 1,
      area: 'Elsewhere',
      icoUntil: '2027-01-01',
    })),
    ...change,
  }
  return record(
    Agreement,
    text,
    signers,
    of.map(([, root]) => root),
  )
}
const other = (): [string, PrivateKey, string][] => [
  [ELSEWHERE, keys.stranger, 'elsewhere.test'],
  [QUIET, keys.deputy, 'quiet.test'],
]
const vouching = async (by: string, signer: PrivateKey, mailbox: string, key: PrivateKey) =>
  record(
    Vouch,
    {
      despatch: 'vouch/1',
      agency: by,
      mailbox,
      name: 'Desk',
      certificate: key.getFingerprint(),
      sha256: await sha256Hex(key.toPublic().write()),
      replaces: null,
      compared: 'words',
      time,
    },
    [signer],
    [key],
  )
const refusal = async (state: TrustState, ...records: Promise<TrustRecord>[]) => {
  const error: unknown = await reading(state, records).catch((thrown: unknown) => thrown)
  return error instanceof Error ? error.message : 'it was entered'
}

describe('in a log of several areas', () => {
  it('each believes what its own agencies say, and reads past all the others say', async () => {
    const desk = await generateMailboxKey({ name: 'Desk', address: 'desk@quiet.test', now: NOW })
    const first = await elsewhere(other())
    const second = elsewhere(other(), { version: 2, previous: await sha256Hex(first.statement) })
    const log = await reading(begun, [
      Promise.resolve(first),
      appointed(keys.worker, keys.stranger, { agency: ELSEWHERE, login: 'theirs', mailboxes: [] }),
      vouching(ELSEWHERE, keys.stranger, 'desk@quiet.test', desk),
      second,
    ])
    const [ours, theirs] = [from(log, keys.council), from(log, keys.deputy)]
    expect(Object.keys(ours.agencies)).toEqual([COUNCIL, POLICE, COURT])
    expect(Object.keys(ours.agreements)).toEqual(['example-isp'])
    expect(Object.keys(ours.mailboxes)).toEqual([DESK])
    expect(Object.keys(ours.people)).toEqual([keys.liaison.getFingerprint()])
    expect(Object.keys(theirs.agencies)).toEqual([ELSEWHERE, QUIET])
    expect(Object.keys(theirs.mailboxes)).toEqual(['desk@quiet.test'])
    expect(theirs.size).toBe(ours.size)
  })

  it('everything is believed from the moment that an agency of both has signed with each', async () => {
    const bridge: [string, PrivateKey, string][] = [
      [ELSEWHERE, keys.stranger, 'elsewhere.test'],
      [COURT, keys.court, 'court.test'],
    ]
    const named = elsewhere(bridge, {}, [keys.stranger])
    expect(Object.keys(from(await reading(begun, [named]), keys.council).agencies)).not.toContain(ELSEWHERE)
    const signed = from(await reading(begun, [elsewhere(bridge)]), keys.council)
    expect(Object.keys(signed.agencies)).toEqual([COUNCIL, POLICE, COURT, ELSEWHERE])
  })

  it('an agency vouches for no mailbox of one that it has no agreement with', async () => {
    const key = await generateMailboxKey({ name: 'Desk', address: 'desk@police.test', now: NOW })
    const log = await reading(begun, [elsewhere(other())])
    expect(await refusal(log, vouching(ELSEWHERE, keys.stranger, 'desk@police.test', key))).toContain(
      `${ELSEWHERE} and ${POLICE} have signed no agreement together.`,
    )
  })

  it('nothing is believed from a root that has signed nothing', () => {
    expect(from(begun, keys.stranger)).toMatchObject({
      agencies: {},
      agreements: {},
      people: {},
      mailboxes: {},
    })
  })
})

describe('a successor', () => {
  it('is believed from once it has taken over, and so is the root before it', async () => {
    const log = await reading(begun, [succession(keys.council, keys.heir)])
    for (const root of [keys.council, keys.heir]) {
      const believed = from(log, root)
      expect(Object.keys(believed.agencies)).toEqual([COUNCIL, POLICE, COURT])
      expect(believed.anchor).toBe(keys.heir.getFingerprint())
    }
  })

  it('leads nowhere before: anybody can name one', async () => {
    expect(from(begun, keys.heir).agencies).toEqual({})
  })
})

describe('an agency that no agreement names any more', () => {
  /** The council is left out by all others. */
  const removed = async () => {
    const { statement } = await agreed(keys, [])
    const signatories = agreement(keys).signatories.filter(({ agency }) => agency !== COUNCIL)
    const change = { version: 2, previous: await sha256Hex(statement), signatories }
    return reading(begun, [agreed(keys, [keys.police, keys.court], change)])
  }

  it('keeps its people and keys for what was signed by them, in office no more', async () => {
    const log = await removed()
    for (const root of [keys.police, keys.council]) {
      const believed = from(log, root)
      expect(believed.agencies[COUNCIL]).toBeUndefined()
      expect(believed.formerAgencies[COUNCIL]?.at).toBe(3)
      expect(believed.mailboxes[DESK]?.agency).toBe(COUNCIL)
      const officer = believed.people[keys.liaison.getFingerprint()]
      expect(officer && inOffice(believed, officer, '2026-03-02')).toBe(false)
    }
    expect(from(log, keys.council).agreements).toEqual({})
  })

  it('brings nobody in with it afterwards', async () => {
    const later = elsewhere([
      [ELSEWHERE, keys.stranger, 'elsewhere.test'],
      [COUNCIL, keys.council, 'council.test'],
    ])
    const log = await reading(await removed(), [later])
    expect(Object.keys(from(log, keys.police).people)).toEqual([keys.liaison.getFingerprint()])
    expect(from(log, keys.police).agencies[ELSEWHERE]).toBeUndefined()
    expect(Object.keys(from(log, keys.council).agencies)).toEqual([ELSEWHERE, COUNCIL])
  })

  it('comes back with its own root, and nobody comes in its name with another', async () => {
    const inItsName = elsewhere([
      [ELSEWHERE, keys.stranger, 'elsewhere.test'],
      [COUNCIL, keys.worker, 'council.test'],
    ])
    expect(await refusal(await removed(), inItsName)).toContain('by no root that the agreement names')
  })
})

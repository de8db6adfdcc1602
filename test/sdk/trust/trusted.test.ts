import { beforeAll, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../src/crypto/digest.ts'
import { createTrustVerifier } from '../../../src/crypto/trust-verifier.ts'
import { rulesOf } from '../../../src/domain/rule-sets.ts'
import { amendmentsFor } from '../../../src/domain/trust/amendments.ts'
import { believedFrom } from '../../../src/domain/trust/believed.ts'
import { replay } from '../../../src/domain/trust/replay.ts'
import { emptyTrust, type TrustState } from '../../../src/domain/trust/state.ts'
import type { Directory } from '../../../src/domain/wire/directory.ts'
import { type ListedAmendment, RuleAmendment } from '../../../src/domain/wire/trust/rules.ts'
import type { Client } from '../../../src/sdk/client.ts'
import type { Trust } from '../../../src/sdk/trust/trust.ts'
import {
  certificatesOf,
  mailboxCertificate,
  personCertificate,
  readDirectory,
} from '../../../src/sdk/trust/trusted.ts'
import {
  agreed,
  agreement,
  appointed,
  COUNCIL,
  certified,
  DESK,
  ended,
  type Keys,
  makeKeys,
  NOW,
  record,
} from '../../domain/trust/signing.ts'

/** The records of the log before the council was left out. */
const WHILE_IN = 3

let keys: Keys
let trust: Trust

beforeAll(async () => {
  keys = await makeKeys()
  const { statement } = await agreed(keys, [])
  const signatories = agreement(keys).signatories.filter(({ agency }) => agency !== COUNCIL)
  const without = { version: 2, previous: await sha256Hex(statement), signatories }
  const records = [
    agreed(keys, [keys.council, keys.police, keys.court]),
    appointed(keys.worker, keys.council),
    certified(keys.desk, keys.council),
    agreed(keys, [keys.police, keys.court], without),
  ]
  const log = await replay(emptyTrust(), await Promise.all(records), createTrustVerifier())
  const state: TrustState = believedFrom(log, keys.police.getFingerprint())
  const head = { size: log.size, root: '' }
  trust = {
    state: async () => state,
    refresh: async () => state,
    head: async () => head,
    freshHead: async () => head,
    witnessing: async () => null,
    published: async () => ({ note: '', leaves: [] }),
    demandSameHistory: async () => undefined,
    records: async () => [],
  }
})

describe('what an agency signed that is in no agreement any more', () => {
  const signed = (size: number) =>
    personCertificate({ trust }, keys.worker.toPublic().armor(), { size, mailbox: DESK })

  it('verifies as before when it was signed while the agency was in one', async () => {
    expect((await signed(WHILE_IN)).getFingerprint()).toBe(keys.worker.getFingerprint())
    const certificates = await certificatesOf({ trust }, DESK)
    expect(certificates.map((one) => one.getFingerprint())).toEqual([keys.desk.getFingerprint()])
  })

  it('is refused when it was signed by somebody who had seen the agency left out', async () => {
    await expect(signed(WHILE_IN + 1)).rejects.toThrow('was in no agreement any more when it was made')
  })

  it('has nothing sealed to it', async () => {
    await expect(mailboxCertificate({ trust }, DESK, { now: NOW })).rejects.toThrow(
      `${COUNCIL}, whose mailbox ${DESK} is, has signed no agreement that is in force.`,
    )
  })
})

describe('what somebody signed', () => {
  /** Appointed at place 1, ended at 2, appointed again with the same key at 3. */
  const back = async () => {
    const records = [
      agreed(keys, [keys.council, keys.police, keys.court]),
      appointed(keys.worker, keys.council),
      ended('worker', keys.worker, keys.council),
      appointed(keys.worker, keys.council, { time: '2026-03-02T10:00:05.000Z' }),
    ]
    const log = await replay(emptyTrust(), await Promise.all(records), createTrustVerifier())
    const state = believedFrom(log, keys.police.getFingerprint())
    return { ...trust, state: async () => state, refresh: async () => state }
  }

  it('counts when it was signed in office, and neither before nor between two appointments', async () => {
    const here = await back()
    const signed = (size: number) =>
      personCertificate({ trust: here }, keys.worker.toPublic().armor(), { size, mailbox: DESK })
    await expect(signed(1)).rejects.toThrow('who had not been appointed when it was made')
    expect((await signed(2)).getFingerprint()).toBe(keys.worker.getFingerprint())
    await expect(signed(3)).rejects.toThrow('whose appointment ended on 2026-03-02, before it was made')
    expect((await signed(4)).getFingerprint()).toBe(keys.worker.getFingerprint())
  })
})

describe('the amendments that the service’s directory lists', () => {
  const BASIS = 'cda-1998-s115'
  let here: Trust
  let honest: Directory

  beforeAll(async () => {
    const text = agreement(keys)
    const amendment: RuleAmendment = {
      despatch: 'rules/1',
      by: COUNCIL,
      agreement: text.id,
      ruleSet: text.ruleSet,
      edition: 2,
      previous: null,
      from: '2026-06-01',
      reason: 'Invented Act 2027, section 9, repeals it.',
      changes: [{ change: 'end', what: { row: 'basis', name: BASIS } }],
      time: NOW.toISOString(),
    }
    const records = [
      agreed(keys, [keys.council, keys.police, keys.court]),
      appointed(keys.worker, keys.council, { roles: ['co-ordinator'] }),
      record(RuleAmendment, amendment, [keys.worker]),
    ]
    const log = await replay(emptyTrust(), await Promise.all(records), createTrustVerifier())
    const state = believedFrom(log, keys.police.getFingerprint())
    here = { ...trust, state: async () => state, refresh: async () => state }
    const { id, version, purposes, areas, ruleSet, from, until } = text
    const amendments = amendmentsFor(text, state.amendments)
    const sha256 = state.agreements[id]?.sha256 ?? ''
    honest = {
      service: { origin: 'https://despatch.test', domain: 'despatch.test' },
      agencies: [],
      mailboxes: [],
      networks: [],
      agreements: [
        { id, version, purposes, areas, ruleSet, amendments, from, until, signatories: [], sha256 },
      ],
    }
  })

  const listing = (change: (amendments: ListedAmendment[]) => ListedAmendment[]) => {
    const agreements = honest.agreements.map((one) => ({ ...one, amendments: change(one.amendments) }))
    const client = { directory: async () => ({ ...honest, agreements }) } as Client
    return readDirectory({ client, trust: here }, async () => undefined)
  }

  it('are believed as they were signed', async () => {
    const [one] = (await listing((all) => all)).agreements
    expect(one && rulesOf(one, '2026-06-01').ended).toMatchObject([{ name: BASIS, edition: 2 }])
  })

  it.each<[string, (all: ListedAmendment[]) => ListedAmendment[]]>([
    ['withheld', () => []],
    ['put off to another day', (all) => all.map((one) => ({ ...one, from: '2027-06-01' }))],
    ['with another change', (all) => all.map((one) => ({ ...one, changes: [ADDED] }))],
    [
      'with one more, which nobody signed',
      (all) => [...all, ...all.map((one) => ({ ...one, edition: 3, changes: [ADDED] }))],
    ],
  ])('are not believed %s', async (_how, change) => {
    await expect(listing(change)).rejects.toThrow(
      'The service’s directory says otherwise of the rules of the agreement example-isp than the agencies have signed.',
    )
  })

  it.each([
    ['begin sooner', { from: '2026-02-01' }, false],
    ['hold longer', { until: '2029-03-02' }, false],
    ['be replaced before its last day', { until: '2027-03-01' }, true],
  ])('of an agreement that is said to %s', async (_how, change, isBelieved) => {
    const agreements = honest.agreements.map((one) => ({ ...one, ...change }))
    const client = { directory: async () => ({ ...honest, agreements }) } as Client
    const read = readDirectory({ client, trust: here }, async () => undefined)
    if (isBelieved) expect((await read).agreements).toEqual(agreements)
    else await expect(read).rejects.toThrow('says otherwise of the agreement example-isp')
  })

  const ADDED: ListedAmendment['changes'][number] = { change: 'add-descriptor', descriptor: 'INVENTED' }
})

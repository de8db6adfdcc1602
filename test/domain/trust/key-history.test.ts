import { beforeAll, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../src/crypto/digest.ts'
import { generateMailboxKey, type PrivateKey } from '../../../src/crypto/keys.ts'
import { createTrustVerifier } from '../../../src/crypto/trust-verifier.ts'
import { believedFrom } from '../../../src/domain/trust/believed.ts'
import { type KeyHistory, keyHistory } from '../../../src/domain/trust/key-history.ts'
import { replay } from '../../../src/domain/trust/replay.ts'
import { emptyTrust } from '../../../src/domain/trust/state.ts'
import { Suspension } from '../../../src/domain/wire/trust/agency.ts'
import { Revocation, Vouch } from '../../../src/domain/wire/trust/certificate.ts'
import type { TrustRecord } from '../../../src/domain/wire/trust/record.ts'
import {
  agreed,
  appointed,
  COUNCIL,
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

const verifier = createTrustVerifier()
const ROOM = 'room@police.test'
let keys: Keys
let second: PrivateKey
let room: PrivateKey
let records: TrustRecord[]

beforeAll(async () => {
  keys = await makeKeys()
  second = await generateMailboxKey({ name: 'Desk', address: DESK, now: NOW })
  room = await generateMailboxKey({ name: 'Room', address: ROOM, now: NOW })
  const liaison = {
    login: 'liaison',
    title: 'Liaison officer',
    number: 'E-7',
    roles: ['liaison-officer'] as const,
  }
  records = [
    await agreed(keys, [keys.council, keys.police, keys.court]),
    await appointed(keys.liaison, keys.council, { ...liaison, roles: [...liaison.roles] }),
    await certified(keys.desk, keys.council),
    await certified(keys.desk, keys.liaison, { generation: 2 }),
    await record(
      Revocation,
      {
        despatch: 'revocation/1',
        agency: COUNCIL,
        certificate: keys.desk.getFingerprint(),
        reason: 'lost',
        time,
      },
      [keys.liaison],
    ),
    await certified(second, keys.liaison, { generation: 3, replaces: keys.desk.getFingerprint() }),
    await record(
      Vouch,
      {
        despatch: 'vouch/1',
        agency: COUNCIL,
        mailbox: ROOM,
        name: 'Room',
        certificate: room.getFingerprint(),
        sha256: await sha256Hex(room.toPublic().write()),
        replaces: null,
        compared: 'in-person',
        time,
      },
      [keys.liaison],
      [room],
    ),
    await record(
      Suspension,
      { despatch: 'suspension/1', by: POLICE, agency: COUNCIL, reason: 'under-review', time },
      [keys.police],
    ),
    await succession(keys.council, keys.heir),
    await certified(room, keys.police, {
      agency: POLICE,
      mailbox: ROOM,
      name: 'Room',
      route: 'mail',
      generation: 0,
    }),
  ]
})

async function historyOf(mailbox: string, root: PrivateKey = keys.police): Promise<KeyHistory> {
  const log = await replay(emptyTrust(), records, verifier)
  return keyHistory(mailbox, records, believedFrom(log, root.getFingerprint()), verifier)
}

describe('the history of a mailbox’s keys', () => {
  it('has each certificate, rotation and revocation with its record, and who signed it', async () => {
    const { agency, lines } = await historyOf(DESK)
    expect(agency).toBe(COUNCIL)
    const officer = { fingerprint: keys.liaison.getFingerprint(), who: 'person', name: 'Liaison officer E-7' }
    const first = keys.desk.getFingerprint()
    expect(lines).toMatchObject([
      {
        leaf: 2,
        what: 'certified',
        fingerprint: first,
        signer: { fingerprint: keys.council.getFingerprint(), who: 'root' },
      },
      { leaf: 3, what: 'rotated', fingerprint: first, generation: 2, signer: officer },
      { leaf: 4, what: 'revoked', fingerprint: first, reason: 'lost', signer: officer },
      { leaf: 5, what: 'replaced', fingerprint: second.getFingerprint(), generation: 3, signer: officer },
      { leaf: 7, what: 'suspended', by: POLICE, agency: COUNCIL, reason: 'under-review' },
      { leaf: 8, what: 'root-succeeded', fingerprint: keys.heir.getFingerprint(), signer: { who: 'root' } },
    ])
    expect(lines.every(({ believed }) => believed)).toBe(true)
  })

  it('says from which record to which each certificate counted', async () => {
    const { periods } = await historyOf(DESK)
    expect(periods).toMatchObject([
      {
        fingerprint: keys.desk.getFingerprint(),
        from: { leaf: 2 },
        until: { leaf: 4, why: 'revoked', reason: 'lost' },
      },
      { fingerprint: second.getFingerprint(), from: { leaf: 5 }, until: null, by: COUNCIL, vouched: false },
    ])
  })

  it('tells a partner’s vouch from the word of the mailbox’s own agency', async () => {
    const { agency, lines, periods } = await historyOf(ROOM)
    expect(agency).toBe(POLICE)
    expect(lines.map(({ leaf, what, by }) => [leaf, what, by])).toEqual([
      [6, 'vouched', COUNCIL],
      [7, 'suspended', POLICE],
      [8, 'root-succeeded', COUNCIL],
      [9, 'certified', POLICE],
    ])
    expect(periods).toMatchObject([
      { by: COUNCIL, vouched: true, until: { leaf: 9, why: 'replaced' } },
      { by: POLICE, vouched: false, until: null },
    ])
  })

  it('says what is by agencies that no agreement binds to the reader’s', async () => {
    const { lines, periods } = await historyOf(DESK, keys.stranger)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.every(({ believed }) => !believed)).toBe(true)
    expect(periods.every(({ believed }) => !believed)).toBe(true)
  })

  it('has nothing of a mailbox that nobody certified', async () => {
    expect(await historyOf('nobody@council.test')).toMatchObject({ agency: null, lines: [], periods: [] })
  })
})

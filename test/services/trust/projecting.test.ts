import { v7 as uuid } from 'uuid'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../src/crypto/digest.ts'
import { generateMailboxKey, generateUserKey } from '../../../src/crypto/keys.ts'
import { signStatement } from '../../../src/crypto/statement.ts'
import { Revocation, Vouch } from '../../../src/domain/wire/trust/certificate.ts'
import type { TrustRecord } from '../../../src/domain/wire/trust/record.ts'
import { writeAppointmentEnd } from '../../../src/sdk/enrolment/write-appointment.ts'
import { appendTrust } from '../../../src/services/trust/append.ts'
import { createTrustStanding } from '../../../src/services/trust/standing.ts'
import {
  agreed,
  agreement,
  appointed,
  COUNCIL,
  COURT,
  certified,
  type Keys,
  makeKeys,
  NOW,
  personId,
  record,
  time,
} from '../../domain/trust/signing.ts'
import { createTestDatabase, type TestDatabase } from '../../setup/database.ts'

/** What the service's own tables say after a record was entered in the trust log. */

const COURT_DESK = 'desk@court.test'

let keys: Keys
let database: TestDatabase

beforeAll(async () => {
  keys = await makeKeys()
})
beforeEach(async () => {
  database = await createTestDatabase()
  return () => database.drop()
})

async function enter(...records: (TrustRecord | Promise<TrustRecord>)[]): Promise<void> {
  const given = await Promise.all(records)
  await database.db.transaction().execute(async (transaction) => {
    await appendTrust(transaction, given, { standing: createTrustStanding(), now: NOW })
  })
}

const agencyCalled = (name: string) =>
  database.db
    .selectFrom('agency')
    .leftJoin('mail_domain', 'mail_domain.agency_id', 'agency.id')
    .select(['root_fpr', 'domain'])
    .where('name', '=', name)
    .execute()

describe('an agreement says of an agency', () => {
  it('nothing but its name before it has signed, and what it has signed then (A9)', async () => {
    await enter(agreed(keys, [keys.council, keys.police]))
    expect(await agencyCalled(COURT)).toEqual([{ root_fpr: null, domain: null }])
    await enter(agreed(keys, [keys.court]))
    expect(await agencyCalled(COURT)).toEqual([
      { root_fpr: keys.court.getFingerprint(), domain: 'court.test' },
    ])
  })

  it('nothing that others have signed of it without it', async () => {
    await enter(agreed(keys, [keys.council, keys.police, keys.court]))
    const before = await agencyCalled(COURT)
    const signatories = agreement(keys).signatories.map((one) =>
      one.agency === COURT
        ? { ...one, root: keys.stranger.getFingerprint(), domains: ['elsewhere.test'] }
        : one,
    )
    await enter(agreed(keys, [keys.council, keys.police], { id: 'other-isp', signatories }))
    expect(await agencyCalled(COURT)).toEqual(before)
  })
})

describe('a mailbox', () => {
  const row = () =>
    database.db
      .selectFrom('mailbox')
      .innerJoin('agency', 'agency.id', 'mailbox.agency_id')
      .innerJoin('certificate', 'certificate.mailbox_id', 'mailbox.id')
      .select(['agency.name as agency', 'mailbox.name', 'route', 'fpr'])
      .where('address', '=', COURT_DESK)
      .where('certificate.state', '=', 'current')
      .execute()

  it('that another agency vouched for is read by mail, until its own agency says where it is read', async () => {
    const theirs = await generateMailboxKey({ name: 'Court', address: COURT_DESK, now: NOW })
    const vouched = await record(
      Vouch,
      {
        despatch: 'vouch/1',
        agency: COUNCIL,
        mailbox: COURT_DESK,
        name: 'Court, as the council calls it',
        certificate: theirs.getFingerprint(),
        sha256: await sha256Hex(theirs.toPublic().write()),
        replaces: null,
        compared: 'words',
        time,
      },
      [keys.council],
      [theirs],
    )
    await enter(agreed(keys, [keys.council, keys.police, keys.court]), vouched)
    const known = { agency: COURT, fpr: theirs.getFingerprint() }
    expect(await row()).toEqual([{ ...known, name: 'Court, as the council calls it', route: 'mail' }])

    const own = await generateMailboxKey({ name: 'Court', address: COURT_DESK, now: NOW })
    const change = { agency: COURT, mailbox: COURT_DESK, name: 'Listing', route: 'local' as const }
    await enter(certified(own, keys.court, change))
    const now = { agency: COURT, fpr: own.getFingerprint(), name: 'Listing', route: 'local' }
    expect(await row()).toEqual([now])

    // Its own agency itself cannot put it elsewhere afterwards.
    const moved = certified(own, keys.court, {
      ...change,
      route: 'mail',
      time: time.replace('.000Z', '.001Z'),
    })
    await expect(enter(moved)).rejects.toMatchObject({ problem: 'trust-refused' })
    expect(await row()).toEqual([now])
  })
})

describe('whoever is signed in', () => {
  let worker: string

  beforeEach(async () => {
    await enter(
      agreed(keys, [keys.council, keys.police, keys.court]),
      appointed(keys.worker, keys.council),
      appointed(keys.deputy, keys.council, { login: 'deputy', number: 'E-2' }),
    )
    worker = await signedIn('worker')
    await signedIn('deputy')
  })

  async function signedIn(login: string): Promise<string> {
    const { id: person } = await database.db
      .selectFrom('person')
      .select('id')
      .where('login', '=', login)
      .executeTakeFirstOrThrow()
    const id = uuid()
    const later = new Date(NOW.getTime() + 3_600_000)
    await database.db
      .insertInto('session')
      .values({
        id,
        person_id: person,
        how: 'key',
        device_fpr: null,
        label: null,
        began_at: NOW,
        last_used_at: NOW,
        idle_ends_at: later,
        ends_at: later,
        ended_at: null,
        ended_why: null,
      })
      .execute()
    return id
  }
  const ended = () =>
    database.db
      .selectFrom('session')
      .select(['id', 'ended_why', 'ended_at'])
      .where('ended_at', 'is not', null)
      .execute()

  it('stays so when they are appointed again with the same key', async () => {
    await enter(appointed(keys.worker, keys.council, { number: 'E-3' }))
    expect(await ended()).toEqual([])
  })

  it('is signed in no more when they have another key, and nobody else is signed out', async () => {
    const another = await generateUserKey({ name: 'worker', address: 'worker@council.test', now: NOW })
    await enter(appointed(another, keys.council))
    expect(await ended()).toEqual([{ id: worker, ended_why: 'key-ended', ended_at: NOW }])
  })

  it('is signed in no more when their key is revoked', async () => {
    const certificate = keys.worker.getFingerprint()
    await enter(
      record(
        Revocation,
        { despatch: 'revocation/1', agency: COUNCIL, certificate, reason: 'compromised', time },
        [keys.council],
      ),
    )
    expect(await ended()).toEqual([{ id: worker, ended_why: 'key-ended', ended_at: NOW }])
  })

  it('is signed in no more when their appointment ends', async () => {
    const certificate = keys.worker.getFingerprint()
    const told = { agency: COUNCIL, person: personId('worker'), certificate, time }
    const end = await writeAppointmentEnd(told, { reason: 'left' })
    const signatures = [await signStatement(end.statement, keys.council, NOW)]
    await enter({ ...end, signatures, certificates: [] })
    expect(await ended()).toEqual([{ id: worker, ended_why: 'key-ended', ended_at: NOW }])
  })
})

import { v7 as uuid } from 'uuid'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../src/crypto/digest.ts'
import { generateMailboxKey, generateUserKey, type PrivateKey } from '../../../src/crypto/keys.ts'
import { openpgpConfig } from '../../../src/crypto/profile.ts'
import { bindSubkey } from '../../../src/crypto/self-signature.ts'
import { Revocation, Vouch } from '../../../src/domain/wire/trust/certificate.ts'
import type { TrustRecord } from '../../../src/domain/wire/trust/record.ts'
import { RuleAmendment } from '../../../src/domain/wire/trust/rules.ts'
import { receivingMailboxes } from '../../../src/services/arrivals/mailboxes.ts'
import { readDirectory } from '../../../src/services/directory.ts'
import { appendTrust } from '../../../src/services/trust/append.ts'
import { createTrustStanding } from '../../../src/services/trust/standing.ts'
import {
  agreed,
  agreement,
  appointed,
  COUNCIL,
  COURT,
  certified,
  DESK,
  ended as endOf,
  type Keys,
  makeKeys,
  NOW,
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

const enter = (...records: (TrustRecord | Promise<TrustRecord>)[]) => enterOn(NOW, ...records)

async function enterOn(now: Date, ...records: (TrustRecord | Promise<TrustRecord>)[]): Promise<void> {
  const given = await Promise.all(records)
  await database.db.transaction().execute(async (transaction) => {
    await appendTrust(transaction, given, { standing: createTrustStanding(), now })
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
    await enter(endOf('worker', keys.worker, keys.council))
    expect(await ended()).toEqual([{ id: worker, ended_why: 'key-ended', ended_at: NOW }])
  })
})

describe('a key id that stands in two certificates', () => {
  /** A mailbox key of the council with the public encryption key of somebody else bound to it. */
  async function squatting(theirs: PrivateKey): Promise<PrivateKey> {
    const own = await generateMailboxKey({ name: 'Desk', address: DESK, now: NOW })
    const taken = theirs.toPublic().subkeys.at(-1)
    if (!taken) throw new Error('a key that is made here has an encryption subkey')
    taken.bindingSignatures = [await bindSubkey(own, taken, { ends: null, at: NOW })]
    own.subkeys.push(taken)
    return own
  }
  const ofCourt = { agency: COURT, mailbox: COURT_DESK, name: 'Court' }
  const holders = async (key: PrivateKey) => {
    const rows = await database.db
      .selectFrom('subkey')
      .select('fpr')
      .where('key_id', '=', key.subkeys.at(-1)?.getKeyID().toHex() ?? '')
      .execute()
    return rows.map(({ fpr }) => fpr).toSorted()
  }

  it.each(['before', 'after'] as const)(
    'keeps the true owner not out, whether another agency bound their encryption key %s',
    async (when) => {
      const theirs = await generateMailboxKey({ name: 'Court', address: COURT_DESK, now: NOW })
      const squat = await squatting(theirs)
      const both = [certified(squat, keys.council), certified(theirs, keys.court, ofCourt)]
      await enter(
        agreed(keys, [keys.council, keys.police, keys.court]),
        ...(when === 'before' ? both : both.reverse()),
      )
      expect(await holders(theirs)).toEqual([theirs.getFingerprint(), squat.getFingerprint()].toSorted())
      const receiving = await receivingMailboxes(database.db, [[DESK], [COURT_DESK]])
      for (const [mailbox] of receiving)
        expect(mailbox?.keyIds).toContain(theirs.subkeys.at(-1)?.getKeyID().toHex())
    },
  )

  it('refuses whoever comes second of one agency', async () => {
    const theirs = await generateUserKey({ name: 'worker', address: 'worker@council.test', now: NOW })
    await enter(agreed(keys, [keys.council, keys.police, keys.court]), appointed(theirs, keys.council))
    const squat = await squatting(theirs)
    await expect(enter(certified(squat, keys.council))).rejects.toMatchObject({ problem: 'conflict' })
  })

  it('refuses whoever binds a key of another agency that has signed where it belongs', async () => {
    const theirs = await generateMailboxKey({ name: 'Court', address: COURT_DESK, now: NOW })
    const primaryAsSubkey = await generateMailboxKey({ name: 'Desk', address: DESK, now: NOW })
    const [signing] = theirs.toPublic().subkeys
    const [, own] = primaryAsSubkey.subkeys
    if (!signing || !own) throw new Error('a mailbox key has two subkeys')
    // Bound to be encrypted to, which nobody signs back.
    signing.bindingSignatures = own.bindingSignatures
    signing.bindingSignatures = [await bindSubkey(primaryAsSubkey, signing, { ends: null, at: NOW })]
    primaryAsSubkey.subkeys.push(signing)
    await enter(agreed(keys, [keys.council, keys.police, keys.court]), certified(theirs, keys.court, ofCourt))
    await expect(enter(certified(primaryAsSubkey, keys.council))).rejects.toMatchObject({
      problem: 'conflict',
    })
  })
})

describe('an appointment', () => {
  it('whose certificate says more than a post is not entered, since all would read it for ever', async () => {
    const worker = await generateUserKey({ name: 'worker', address: 'worker@council.test', now: NOW })
    const signedByOthers = await worker.signAllUsers([keys.deputy], NOW, openpgpConfig)
    await enter(agreed(keys, [keys.council, keys.police, keys.court]))
    await expect(enter(appointed(signedByOthers, keys.council))).rejects.toMatchObject({
      problem: 'trust-refused',
      message: expect.stringContaining('signatures by other keys'),
    })
    await enter(appointed(worker, keys.council))
  })
})

describe('an amendment of the rules', () => {
  const amendment: RuleAmendment = {
    despatch: 'rules/1',
    by: COUNCIL,
    agreement: 'example-isp',
    ruleSet: 'uk-2026',
    edition: 2,
    previous: null,
    from: '2026-03-02',
    reason: 'Invented Act 2027, section 9, repeals it.',
    changes: [{ change: 'end', what: { row: 'basis', name: 'cda-1998-s115' } }],
    time,
  }
  const amended = () => record(RuleAmendment, amendment, [keys.worker])

  beforeEach(async () => {
    await enter(
      agreed(keys, [keys.council, keys.police, keys.court]),
      appointed(keys.worker, keys.council, { roles: ['co-ordinator'] }),
    )
  })

  it('is listed with its agreement', async () => {
    await enter(amended())
    const service = { origin: 'https://despatch.test', domain: 'despatch.test' }
    const [one] = (await readDirectory(database.db, service)).agreements
    expect(one?.amendments).toMatchObject([{ edition: 2, by: COUNCIL, changes: amendment.changes }])
  })

  it('is not entered once its first day is over, though the log has come no further', async () => {
    const nextDay = new Date(NOW.getTime() + 24 * 3600 * 1000)
    await expect(enterOn(nextDay, amended())).rejects.toThrow(
      'The amendment begins on 2026-03-02, and that day is over',
    )
  })
})

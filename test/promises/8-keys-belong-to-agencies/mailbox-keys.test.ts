import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRecoveryKey } from '../../../src/crypto/recovery-key.ts'
import { wkdHash } from '../../../src/crypto/wkd-hash.ts'
import { ASB_TEAM, LIVERPOOL_YOT } from '../../../src/demo/partnership/mailboxes.ts'
import { isApiProblem } from '../../../src/sdk/errors.ts'
import { breakGlass } from '../../../src/sdk/keys/break-glass.ts'
import { drill } from '../../../src/sdk/keys/drill.ts'
import { addMember, removeMember, rotateKeys } from '../../../src/sdk/keys/members.ts'
import { recoverMailbox } from '../../../src/sdk/keys/recover.ts'
import { renewKeys } from '../../../src/sdk/keys/renew-keys.ts'
import { restrictMailbox } from '../../../src/sdk/keys/restrict.ts'
import { shareHistory } from '../../../src/sdk/keys/share.ts'
import { openDelivery } from '../../../src/sdk/open-delivery.ts'
import { send } from '../../../src/sdk/send.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { mailboxCertificate } from '../../../src/sdk/trust/trusted.ts'
import type { PrivateKey } from '../../../src/sdk/user-key.ts'
import { delivered, prepared } from '../../services/sending.ts'
import { startTestService, type TestService } from '../../setup/service.ts'

let service: TestService
let officer: Session
let asb: Session
let yot: Session
let recovery: PrivateKey
beforeAll(async () => {
  service = await startTestService()
  officer = await service.session('council.liaison')
  asb = await service.session('asb.caseworker')
  yot = await service.session('yot.officer')
  const of = (name: string) =>
    readFile(join(service.config.dataDir, 'demo', 'agencies', 'council', name), 'utf8')
  recovery = await openRecoveryKey(await of('recovery.asc'), [
    await of('recovery-words-1'),
    await of('recovery-words-2'),
  ])
}, 120_000)
afterAll(() => service?.stop())

const now = () => new Date()
const sentToYot = async () => {
  await asb.trust.refresh()
  const { referral } = await send({ session: asb, prepared: await prepared(asb) })
  return (await delivered(yot, referral)).delivery
}
const outcome = async (session: Session, delivery: string) => {
  await session.trust.refresh()
  return (await openDelivery({ session, delivery, now: now() })).outcome
}
const fingerprintOf = async (session: Session, address: string) => {
  await session.trust.refresh()
  return (await mailboxCertificate(session, address, { now: now() })).getFingerprint()
}

describe('the keys of a mailbox', () => {
  it('are rotated under the fingerprint that partners know, and what came before still opens', async () => {
    const before = await fingerprintOf(asb, LIVERPOOL_YOT)
    const old = await sentToYot()
    const { keys } = await rotateKeys(officer, { mailbox: LIVERPOOL_YOT, now: now() })
    expect(keys.generation).toBe(2)
    expect(await fingerprintOf(asb, LIVERPOOL_YOT)).toBe(before)
    const fresh = await sentToYot()
    expect(await outcome(yot, old)).toBe('opened')
    expect(await outcome(yot, fresh)).toBe('opened')
  })

  it('count when the change is done, also where they were changed a moment before', async () => {
    for (const _ of ['once', 'again within the second', 'and again']) {
      await rotateKeys(officer, { mailbox: ASB_TEAM, now: now() })
      const { subkeys } = await mailboxCertificate(officer, ASB_TEAM, { now: now() })
      const made = subkeys.map((subkey) => subkey.getCreationTime().getTime())
      expect(Math.max(...made)).toBeLessThanOrEqual(Date.now())
    }
  })

  it('are changed by one of two who try at once; the other is told, and nothing is changed by it', async () => {
    const other = await service.session('council.liaison')
    const tried = await Promise.allSettled([
      rotateKeys(officer, { mailbox: LIVERPOOL_YOT, now: now() }),
      rotateKeys(other, { mailbox: LIVERPOOL_YOT, now: now() }),
    ])
    const lost = tried.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(lost).toHaveLength(1)
    expect(isApiProblem(lost[0], 'conflict')).toBe(true)
    expect(String(lost[0])).toContain('Somebody else has changed the keys')
    const { generation } = await officer.client.mailboxKeys(LIVERPOOL_YOT)
    expect(generation).toBe(3)
    await officer.trust.refresh()
    expect((await officer.trust.state()).mailboxes[LIVERPOOL_YOT]?.generation).toBe(3)
    expect(await outcome(yot, await sentToYot())).toBe('opened')
  })

  it('are granted to a new member; the earlier ones by a colleague who holds them', async () => {
    const newcomer = await service.session('asb.caseworker2')
    const old = await sentToYot()
    const { missing } = await addMember(officer, {
      login: 'asb.caseworker2',
      mailbox: LIVERPOOL_YOT,
      rights: ['open'],
      now: now(),
    })
    expect(missing).toEqual([1, 2, 3])
    const fresh = await sentToYot()
    expect(await outcome(newcomer, fresh)).toBe('opened')
    // Nothing is signed of what a colleague can open: its sender would be told that the team cannot.
    await expect(outcome(newcomer, old)).rejects.toThrow(
      /sealed to an earlier key of .*, which you have not been granted/,
    )
    const mine = (await newcomer.client.delivery(old)).deliveries.find(({ delivery }) => delivery === old)
    expect(mine).toMatchObject({ state: 'delivered' })
    const { granted } = await shareHistory(yot, {
      login: 'asb.caseworker2',
      mailbox: LIVERPOOL_YOT,
      now: now(),
    })
    expect(granted).toBe(3)
    const another = await sentToYot()
    expect(await outcome(newcomer, another)).toBe('opened')
    expect(await outcome(newcomer, old)).toBe('opened')
  })

  it('are withdrawn from somebody who leaves, and everybody else reads old and new', async () => {
    const leaver = await service.session('asb.caseworker2')
    const old = await sentToYot()
    await removeMember(officer, { login: 'asb.caseworker2', mailbox: LIVERPOOL_YOT, now: now() })
    const fresh = await sentToYot()
    expect(await outcome(yot, old)).toBe('opened')
    expect(await outcome(yot, fresh)).toBe('opened')
    await expect(outcome(leaver, fresh)).rejects.toThrow()
    const held = await leaver.client.keyGrants()
    expect(held.filter(({ mailbox }) => mailbox === LIVERPOOL_YOT)).toEqual([])
    // Of the mailbox that they are still a member of nothing changed.
    expect(held.some(({ mailbox }) => mailbox === ASB_TEAM)).toBe(true)
  })

  it('are renewed for everybody, and count until two years from then', async () => {
    const later = new Date(Date.now() + 60_000)
    const keys = await renewKeys(officer, { mailbox: LIVERPOOL_YOT, now: later })
    const ends = new Date(later)
    ends.setUTCFullYear(ends.getUTCFullYear() + 2)
    expect(new Set(keys.grants.map(({ expires }) => expires))).toEqual(new Set([ends.toISOString()]))
    expect(await outcome(yot, await sentToYot())).toBe('opened')
  })
})

describe('the recovery key', () => {
  it('passes a drill, which changes nothing and stands in the log', async () => {
    const before = await officer.client.mailboxKeys(ASB_TEAM)
    const { passed, mailboxes, withoutGrants } = await drill(officer, { recovery, now: now() })
    expect({ passed, withoutGrants }).toEqual({ passed: true, withoutGrants: [] })
    expect(mailboxes.map(({ mailbox }) => mailbox)).toEqual([ASB_TEAM, LIVERPOOL_YOT])
    expect(await officer.client.mailboxKeys(ASB_TEAM)).toEqual(before)
    const openings = await officer.client.keyOpenings()
    expect(openings.map(({ purpose }) => purpose)).toEqual(['drill-passed', 'drill'])
  })

  it('gives a mailbox back to members who have lost every grant', async () => {
    const delivery = await sentToYot()
    await sql`delete from key_grant using certificate c, person p
      where c.fpr = grantee_fpr and p.id = c.person_id and p.login = 'yot.officer'`.execute(
      service.database.owner,
    )
    await expect(outcome(yot, delivery)).rejects.toThrow('You hold no key that opens')
    const { granted } = await recoverMailbox(officer, {
      mailbox: LIVERPOOL_YOT,
      recovery,
      reason: 'keys-lost',
      now: now(),
    })
    expect(granted).toBeGreaterThan(1)
    expect(await outcome(yot, delivery)).toBe('opened')
  })

  it('opens a mailbox to an officer for a reason, and to nobody else', async () => {
    await sql`insert into notice_setting (person_id, address, bundle_minutes, zone, next_look_at)
      select id, 'officer@example.test', 15, 'Europe/London', now() + interval '1 hour' from person
        where login = 'council.liaison'`.execute(service.database.owner)
    const delivery = await sentToYot()
    await expect(outcome(officer, delivery)).rejects.toThrow()
    const { session } = await breakGlass(officer, {
      mailbox: LIVERPOOL_YOT,
      recovery,
      reason: 'safeguarding',
      now: now(),
    })
    expect((await openDelivery({ session, delivery, now: now() })).outcome).toBe('opened')
    const [newest] = await officer.client.keyOpenings()
    expect(newest).toMatchObject({ purpose: 'break-glass', mailbox: LIVERPOOL_YOT, by: 'council.liaison' })
    expect(await told()).toEqual(['glass-broken'])
    // As often as it is brought out, and whatever for.
    await drill(officer, { recovery, now: now() })
    await drill(officer, { recovery, now: now() })
    await recoverMailbox(officer, { mailbox: LIVERPOOL_YOT, recovery, reason: 'keys-lost', now: now() })
    expect(await told()).toEqual(['drill', 'drill', 'glass-broken', 'recovery'])
    const court = await service.session('court.liaison')
    await expect(
      breakGlass(court, { mailbox: LIVERPOOL_YOT, recovery, reason: 'safeguarding', now: now() }),
    ).rejects.toThrow('This is not the recovery key of')
  })
})

/** What the officers have been told, or will be. */
async function told(): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`select what from key_notice order by what`.execute(
    service.database.owner,
  )
  return rows.map(({ what }) => what)
}

describe('a restricted mailbox', () => {
  const strangerAsks = async () => {
    const [local = '', domain = ''] = LIVERPOOL_YOT.split('@')
    const path = `/.well-known/openpgpkey/${domain}/hu/${await wkdHash(local)}`
    return (await fetch(`${service.origin}${path}`)).status
  }
  const shownTo = async (session: Session) =>
    (await session.client.directory()).mailboxes.find(({ address }) => address === LIVERPOOL_YOT)

  it('is made so, and opened again, afterwards, and every officer is told', async () => {
    const court = await service.session('court.liaison')
    expect(await strangerAsks()).toBe(200)
    expect(await restrictMailbox(officer, { mailbox: LIVERPOOL_YOT, restricted: true, now: now() })).toBe(
      true,
    )
    expect(await restrictMailbox(officer, { mailbox: LIVERPOOL_YOT, restricted: true, now: now() })).toBe(
      false,
    )
    expect(await strangerAsks()).toBe(404)
    expect(await shownTo(court)).toMatchObject({ name: LIVERPOOL_YOT, certificate: expect.any(String) })
    expect((await shownTo(officer))?.name).toBe('Liverpool Youth Offending Team')
    // Other agencies go on writing to it.
    expect(await outcome(yot, await sentToYot())).toBe('opened')
    await restrictMailbox(officer, { mailbox: LIVERPOOL_YOT, restricted: false, now: now() })
    expect(await strangerAsks()).toBe(200)
    expect(await shownTo(court)).toMatchObject({ name: 'Liverpool Youth Offending Team' })
    expect((await told()).filter((what) => what.includes('restricted'))).toEqual([
      'restricted',
      'unrestricted',
    ])
    await expect(
      restrictMailbox(court, { mailbox: LIVERPOOL_YOT, restricted: true, now: now() }),
    ).rejects.toThrow('is a mailbox of')
  })
})

describe('another agency', () => {
  it('sees nothing of who holds the keys of a mailbox', async () => {
    const court = await service.session('court.liaison')
    const refused = court.client.mailboxKeys(LIVERPOOL_YOT)
    await expect(refused).rejects.toThrow('nothing to do with the keys')
    await expect(asb.client.mailboxKeys(LIVERPOOL_YOT)).rejects.toThrow('nothing to do with the keys')
    expect(await court.client.keyOpenings()).toEqual([])
  })
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { generateUserKey, type PrivateKey } from '../../../src/crypto/keys.ts'
import { open } from '../../../src/crypto/open.ts'
import { seal } from '../../../src/crypto/seal.ts'
import { signStatement } from '../../../src/crypto/statement.ts'
import { addYears } from '../../../src/demo/partnership/days.ts'
import { agencyOf } from '../../../src/demo/partnership/keys.ts'
import { dayOf } from '../../../src/domain/day.ts'
import { createClient } from '../../../src/sdk/client.ts'
import { keyToAppoint } from '../../../src/sdk/enrolment/certify.ts'
import { proveHolding } from '../../../src/sdk/enrolment/holder.ts'
import { newPersonId, writeAppointment } from '../../../src/sdk/enrolment/write-appointment.ts'
import { removeMember, rotateKeys } from '../../../src/sdk/keys/members.ts'
import { openMailbox } from '../../../src/sdk/keys/new-mailbox.ts'
import { openMailboxKeys } from '../../../src/sdk/mailbox-keys.ts'
import { type Session, signIn } from '../../../src/sdk/session.ts'
import { mailboxCertificate } from '../../../src/sdk/trust/trusted.ts'
import { until } from '../../services/sending.ts'
import { startTestService, type TestService } from '../../setup/service.ts'

const DOMAIN = 'liverpool.gcsx.gov.test'
const entity = new TextEncoder().encode('about Placeholder Pat')

/** Somebody leaves a team: so many people, members of so many mailboxes each. */
export function oneLeaves(of: { people: number; mailboxes: number }): void {
  const MAILBOXES = Array.from({ length: of.mailboxes }, (_none, at) => `desk.${at + 1}@${DOMAIN}`)
  /** Generous: the machine does other things meanwhile. Where this was written five rotations took about five seconds. */
  const MOST_SECONDS = 60

  let service: TestService
  let officer: Session
  const people: { login: string; key: PrivateKey }[] = []
  const now = () => new Date()

  beforeAll(async () => {
    service = await startTestService()
    officer = await service.session('council.liaison')
    for (const address of MAILBOXES)
      await openMailbox(officer, { address, name: address, restricted: false, now: now() })
    for (let n = 1; n <= of.people; n++) people.push(await appointed(`worker.${n}`))
    await until(
      'all were published',
      async () => (await officer.trust.refresh()).logins[`worker.${of.people}`],
    )
    for (const mailbox of MAILBOXES) await rotateKeys(officer, { mailbox, now: now() })
  }, 240_000)
  afterAll(() => service?.stop())

  /** Somebody who is a member of all the mailboxes. */
  async function appointed(login: string) {
    const key = await generateUserKey({ name: login, address: `${login}@${DOMAIN}`, now: now() })
    const today = dayOf(now())
    const { name } = agencyOf('council')
    const certificate = key.toPublic().armor()
    const appointment = await writeAppointment(
      {
        agency: name,
        person: newPersonId(),
        title: 'Case worker',
        number: login,
        account: 'person',
        roles: ['case-worker'],
        ...(await keyToAppoint(certificate, await proveHolding(key, name, now()))),
        from: today,
        until: addYears(today, 1),
        time: now().toISOString(),
      },
      {
        login,
        mailboxes: MAILBOXES.map((address) => ({ address, rights: ['send' as const, 'open' as const] })),
        trainedUntil: addYears(today, 1),
      },
    )
    const signatures = [await signStatement(appointment.statement, officer.key, now())]
    await officer.client.enterTrust({ ...appointment, signatures, certificates: [certificate] })
    return { login, key }
  }

  const sessionOf = ({ login, key }: { login: string; key: PrivateKey }): Promise<Session> =>
    signIn({
      client: createClient({ origin: service.origin }),
      login,
      key,
      now: now(),
      hash: officer.hash,
      trusting: { root: rootOfCouncil },
    })

  let rootOfCouncil = ''

  it(`${of.people} people, ${of.mailboxes} mailboxes, one leaves: everyone left reads old and new, the leaver nothing new`, async () => {
    const state = await officer.trust.refresh()
    rootOfCouncil = state.agencies[agencyOf('council').name]?.root ?? ''
    const sealedTo = async (address: string) =>
      seal({ entity, recipients: [await mailboxCertificate(officer, address, { now: now() })], now: now() })
    const before = MAILBOXES.map((address) => state.mailboxes[address]?.fingerprint)
    const old = await Promise.all(MAILBOXES.map(sealedTo))

    const [leaver, ...others] = people
    if (!leaver) throw new Error('somebody leaves')
    const gone = await sessionOf(leaver)
    const held = await openMailboxKeys(gone, { now: now() })
    const began = performance.now()
    for (const mailbox of MAILBOXES) await removeMember(officer, { login: leaver.login, mailbox, now: now() })
    const seconds = (performance.now() - began) / 1000
    console.info(`${of.mailboxes} mailboxes of ${of.people} people were rotated in ${seconds.toFixed(1)} s`)
    expect(seconds).toBeLessThan(MOST_SECONDS)

    const after = await officer.trust.refresh()
    expect(MAILBOXES.map((address) => after.mailboxes[address]?.fingerprint)).toEqual(before)
    const fresh = await Promise.all(MAILBOXES.map(sealedTo))
    for (const person of [others[0], others[Math.floor(others.length / 2)], others.at(-1)]) {
      if (!person) throw new Error('the others stay')
      const keys = await openMailboxKeys(await sessionOf(person), { now: now() })
      for (const [at, mailbox] of MAILBOXES.entries()) {
        for (const sealed of [old[at], fresh[at]]) {
          if (!sealed) throw new Error('something was sealed to each')
          const opened = await open({
            sealed,
            keys: keys.get(mailbox)?.opening ?? [],
            verifyWith: [],
            now: now(),
          })
          expect(opened.entity).toEqual(entity)
        }
      }
    }
    expect(await gone.client.keyGrants()).toEqual([])
    const kept = [...held.values()].flatMap(({ opening }) => opening)
    expect(kept).toHaveLength(of.mailboxes)
    for (const sealed of fresh)
      await expect(open({ sealed, keys: kept, verifyWith: [], now: now() })).rejects.toThrow(
        'not encrypted to a key of yours',
      )
  }, 240_000)
}

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, vi } from 'vitest'
import { openArrivalOf } from '../../src/demo/journeys/arrivals.ts'
import { openWorld } from '../../src/demo/journeys/world.ts'
import { ASB_TEAM, COURT_LISTING } from '../../src/demo/partnership/mailboxes.ts'
import { dayOf } from '../../src/domain/day.ts'
import { kindOf } from '../../src/domain/kinds.ts'
import type { KindName } from '../../src/domain/wire/referral-fields.ts'
import { relay } from '../../src/mail/gateway/relay.ts'
import { messageIdOf } from '../../src/mail/message-id.ts'
import { readCaller } from '../../src/services/caller.ts'
import { USUAL_CHASING } from '../../src/services/notices/chasing.ts'
import { setNotices } from '../../src/services/notices/settings.ts'
import { notify } from '../../src/workers/notify.ts'
import { newFolder } from '../cli/folder.ts'
import { type Machine, newMachine } from '../cli/run.ts'
import { startMailServer } from '../services/notices/mail-server.ts'
import { startTestService } from '../setup/service.ts'

export type Sent = { referral: string; reference: string; thread: string }
export type Desks = Awaited<ReturnType<typeof openDesks>>

const LOGINS = ['asb.caseworker', 'yot.officer', 'court.listing', 'auditor']
/** Those who have notices at an ordinary address. */
const TOLD = ['asb.caseworker', 'yot.officer', 'court.listing', 'council.liaison', 'court.liaison']
const WAIT = { timeout: 30_000, interval: 50 }

/**
 * A service, the machines of those who work by it and the worker that sends notices, all of one clock, which the test moves. The
 * partners' own programs have the real one: they are to be asked before it is moved.
 */
export async function openDesks() {
  let ahead = 0
  const clock = () => new Date(Date.now() + ahead)
  const [service, mail, desk] = await Promise.all([
    startTestService({ clock }),
    startMailServer(),
    newFolder(),
  ])
  const { dataDir, serviceDomain } = service.config
  const { db, owner } = service.database
  const world = openWorld({ origin: service.origin, dataDir })
  const machines: Record<string, Machine> = {}

  const machine = (login: string): Machine => {
    const found = machines[login]
    if (!found) throw new Error(`${login} has no machine`)
    return found
  }

  async function done(login: string, ...args: string[]): Promise<string> {
    const { code, out, err } = await machine(login).despatch(...args)
    expect([code, err], `${login}: ${args.join(' ')}`).toEqual([0, ''])
    return out
  }

  const file = (name: string): string => join(desk, name)

  /** The form of a kind as its example has it, or changed. */
  async function form(
    kind: KindName,
    change: (example: Record<string, unknown>) => object = (example) => example,
  ): Promise<string> {
    const example: unknown = structuredClone(kindOf(kind).example)
    await writeFile(file(`${kind}.json`), JSON.stringify(change(example as Record<string, unknown>)))
    return file(`${kind}.json`)
  }

  /** Sent on the grounds that the kind names, and on more where they are given. */
  async function sent(login: string, kind: KindName, ...args: string[]): Promise<Sent> {
    const from = login === 'court.listing' ? COURT_LISTING : ASB_TEAM
    const bases = kindOf(kind).defaults.bases['uk-2010'].join(',')
    const { code, document, err } = await machine(login).json(
      ...['send', '--yes', '--from', from, '--kind', kind, '--basis', bases, ...args],
    )
    expect(code, `${kind}: ${err} ${JSON.stringify(document)}`).toBe(0)
    return document as Sent
  }

  /** Somebody finds in their inbox what was sent, and opens it. @returns what they are shown */
  async function opens(login: string, reference: string): Promise<string> {
    const inbox = async () => (await machine(login).despatch('inbox')).out
    await vi.waitFor(async () => expect(await inbox()).toContain(reference), WAIT)
    return done(login, 'open', reference)
  }

  /** How a recipient stands, as the ASB team sees it, once it is so. */
  const stands = (reference: string, mailbox: string, how: object): Promise<void> =>
    vi.waitFor(async () => {
      const { document } = await machine('asb.caseworker').json('status', reference)
      const { deliveries } = document as { deliveries: { mailbox: string }[] }
      expect(deliveries.find((one) => one.mailbox === mailbox)).toMatchObject(how)
    }, WAIT)

  /** A partner by mail answers in their own mail program, and the case worker opens that. */
  async function repliesByMail(mailbox: string, { reference, referral }: Sent, words: string): Promise<void> {
    await stands(reference, mailbox, { state: 'delivered' })
    const officer = await world.officer(mailbox)
    const text = `RESTRICTED\n\n${words}\n\nRESTRICTED\n`
    const mailed = await officer.reply(messageIdOf(referral, serviceDomain), text)
    expect(mailed.answer).toMatchObject({ outcome: 'relayed' })
    const { opened } = await openArrivalOf(await world.person('asb.caseworker'), mailed, { now: clock() })
    expect(opened).toMatchObject({
      from: mailbox,
      signature: 'verified',
      text: expect.stringContaining(words),
    })
  }

  /** Whom the worker tells now of an answer or of what nobody collected, by sign-in name: those lines of their mail. */
  async function told(): Promise<Record<string, string[]>> {
    const from = mail.taken.length
    while (
      await notify({
        db,
        clock,
        server: mail,
        sender: { from: 'notices@despatch.test', origin: service.origin, serviceDomain },
        chasing: USUAL_CHASING,
        relay,
        sign: null,
        logger: pino({ level: 'silent' }),
      })
    );
    const heard = mail.taken.slice(from).map(({ to, text }) => {
      const lines = text.slice(0, text.indexOf('\n\n')).split('\n')
      return [to[0]?.split('@')[0] ?? '', lines.filter((line) => /answer|collected/.test(line))] as const
    })
    return Object.fromEntries(heard.filter(([, lines]) => lines.length > 0))
  }

  const today = () => dayOf(clock())
  const desks = {
    ...{ service, mail, machine, done, file, form, sent, opens, stands, repliesByMail, told, today },
    /** It is noon on that day. */
    onDay(day: string): void {
      ahead = Date.parse(`${day}T12:00:00Z`) - Date.now()
    },
    /** The trust log is signed every day, and nothing is sealed by an older one: a service whose clock has jumped is a moment behind. */
    signedAgain: (): Promise<void> =>
      vi.waitFor(async () => {
        const { at } = await db.selectFrom('trust_checkpoint').select('at').executeTakeFirstOrThrow()
        expect(dayOf(at)).toBe(today())
      }, WAIT),
    async close(): Promise<void> {
      await Promise.all([service.stop(), mail.stop()])
    },
  }

  try {
    // The listing officer of the demonstration manages that office, too.
    await sql`insert into role_grant (person_id, role, valid)
      select id, 'team-manager', daterange(current_date, null) from person where login = 'court.listing'`.execute(
      owner,
    )
    const env = { DESPATCH_PASSPHRASE_FILE: join(dataDir, 'demo', 'passphrase') }
    for (const login of LOGINS) {
      machines[login] = await newMachine({ env, clock })
      const key = join(dataDir, 'demo', 'people', `${login}.asc`)
      await done(login, 'login', service.origin, '--as', login, '--key', key)
    }
    const people = await db.selectFrom('person').select(['id', 'login']).where('login', 'in', TOLD).execute()
    for (const { id, login } of people)
      await setNotices({ db, clock, available: true }, await readCaller(db, id), {
        ...{ address: `${login}@office.example.test`, bundleMinutes: 15, quiet: null, zone: 'Europe/London' },
      })
    return desks
  } catch (error) {
    await desks.close()
    throw error
  }
}

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openArrivalOf } from '../../src/demo/journeys/arrivals.ts'
import { asboOn, papers } from '../../src/demo/journeys/court-papers.ts'
import { openWorld, type World } from '../../src/demo/journeys/world.ts'
import {
  ASB_TEAM,
  COURT_LISTING,
  DRUG_AND_ALCOHOL_TEAM,
  LIVERPOOL_YOT,
  POLICE_INTELLIGENCE,
} from '../../src/demo/partnership/mailboxes.ts'
import { addDays, dayOf } from '../../src/domain/day.ts'
import { kindOf } from '../../src/domain/kinds.ts'
import type { KindName } from '../../src/domain/wire/referral-fields.ts'
import { addWorkingDays } from '../../src/domain/working-days.ts'
import { relay } from '../../src/mail/gateway/relay.ts'
import { messageIdOf } from '../../src/mail/message-id.ts'
import { readCaller } from '../../src/services/caller.ts'
import { USUAL_CHASING } from '../../src/services/notices/chasing.ts'
import { setNotices } from '../../src/services/notices/settings.ts'
import { notify } from '../../src/workers/notify.ts'
import { newFolder } from '../cli/folder.ts'
import { type Machine, newMachine } from '../cli/run.ts'
import { type MailServer, startMailServer } from '../services/notices/mail-server.ts'
import { everyFile, everyTable, found, wordsIn } from '../services/planted-words.ts'
import { startTestService, type TestService } from '../setup/service.ts'

/**
 * An anti-social behaviour order from the first incident to its breach, over months that the test lets pass: the service, every
 * machine and the worker that sends notices are of one clock. Of four partners who are asked for evidence the court never answers.
 * The partners by mail are asked on the first day, since their own programs have no clock but the real one.
 */

const NUMBER = 'ASB/2010/117'
const TITLE = 'Made-Up Court, nightly'
const PANEL = [POLICE_INTELLIGENCE, LIVERPOOL_YOT, DRUG_AND_ALCOHOL_TEAM, COURT_LISTING]
const UNASKED = ['--consent', 'not-sought', '--consent-why', 'prejudice']
/** What stands in the forms, in the case and in what partners write, and is to stand nowhere else in clear. */
const HIDDEN = [
  'Placeholder Pat',
  'Testina',
  'Specimen Sam',
  NUMBER,
  TITLE,
  'mentoring',
  'shutters',
  'marzipan',
]
const REVIEW_IN = 40

let service: TestService
let mail: MailServer
let world: World
let desk: string
const at: Record<string, Machine> = {}
let ahead = 0
const clock = () => new Date(Date.now() + ahead)
const today = () => dayOf(clock())
/** It is noon on that day. */
const onDay = (day: string) => {
  ahead = Date.parse(`${day}T12:00:00Z`) - Date.now()
}
/** The trust log is signed every day, and nothing is sealed by an older one: a service whose clock has jumped is a moment behind. */
const signedAgain = (): Promise<void> =>
  vi.waitFor(
    async () => {
      const { at } = await service.database.db
        .selectFrom('trust_checkpoint')
        .select('at')
        .executeTakeFirstOrThrow()
      expect(dayOf(at)).toBe(today())
    },
    { timeout: 10_000, interval: 50 },
  )
const machine = (login: string): Machine => {
  const found = at[login]
  if (!found) throw new Error(`${login} has no machine`)
  return found
}
const file = (name: string) => join(desk, name)

async function done(login: string, ...args: string[]): Promise<string> {
  const { code, out, err } = await machine(login).despatch(...args)
  expect([code, err], `${login}: ${args.join(' ')}`).toEqual([0, ''])
  return out
}

/** The form of a kind as its example has it, changed. */
async function form(kind: KindName, change: (example: Record<string, unknown>) => object): Promise<string> {
  const path = file(`${kind}.json`)
  await writeFile(
    path,
    JSON.stringify(change(structuredClone(kindOf(kind).example) as Record<string, unknown>)),
  )
  return path
}

type Sent = { referral: string; reference: string; thread: string }

/** Sent on the grounds that the kind names, and on more where they are given. @returns what was sent, as its sender finds it */
async function sent(login: string, kind: KindName, ...args: string[]): Promise<Sent> {
  const from = login === 'court.listing' ? COURT_LISTING : ASB_TEAM
  const bases = kindOf(kind).defaults.bases['uk-2010']
  const { code, document, err } = await machine(login).json(
    ...['send', '--yes', '--from', from, '--kind', kind, '--basis', bases.join(','), ...args],
  )
  expect(code, `${kind}: ${err} ${JSON.stringify(document)}`).toBe(0)
  return document as Sent
}

/** Somebody finds in their inbox what was sent, and opens it. */
async function opens(login: string, reference: string): Promise<string> {
  await vi.waitFor(async () => expect((await machine(login).despatch('inbox')).out).toContain(reference), {
    timeout: 10_000,
    interval: 50,
  })
  return done(login, 'open', reference)
}

/** How a recipient stands, as the ASB team sees it, once it is so. */
const stands = (reference: string, mailbox: string, how: object): Promise<void> =>
  vi.waitFor(
    async () => {
      const { document } = await machine('asb.caseworker').json('status', reference)
      const { deliveries } = document as { deliveries: { mailbox: string }[] }
      expect(deliveries.find((one) => one.mailbox === mailbox)).toMatchObject(how)
    },
    { timeout: 10_000, interval: 50 },
  )

/** A partner by mail answers in their own mail program, and the case worker opens that. */
async function repliesByMail(mailbox: string, { reference, referral }: Sent, words: string): Promise<void> {
  await stands(reference, mailbox, { state: 'delivered' })
  const officer = await world.officer(mailbox)
  const messageId = messageIdOf(referral, service.config.serviceDomain)
  const mailed = await officer.reply(messageId, `RESTRICTED\n\n${words}\n\nRESTRICTED\n`)
  expect(mailed.answer).toMatchObject({ outcome: 'relayed' })
  const { opened } = await openArrivalOf(await world.person('asb.caseworker'), mailed, { now: clock() })
  expect(opened).toMatchObject({ from: mailbox, signature: 'verified', text: expect.stringContaining(words) })
}

/** What the worker tells about answers now, by whom it is told: the lines of each mail. */
async function told(): Promise<Record<string, string[]>> {
  const from = mail.taken.length
  while (
    await notify({
      db: service.database.db,
      clock,
      server: mail,
      sender: { from: 'notices@despatch.test', origin: service.origin, serviceDomain: 'despatch.test' },
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

beforeAll(async () => {
  ;[service, mail, desk] = await Promise.all([startTestService({ clock }), startMailServer(), newFolder()])
  world = openWorld({ origin: service.origin, dataDir: service.config.dataDir })
  const { dataDir } = service.config
  const env = { DESPATCH_PASSPHRASE_FILE: join(dataDir, 'demo', 'passphrase') }
  const { db, owner } = service.database
  // The listing officer of the demonstration manages that office, too.
  await sql`insert into role_grant (person_id, role, valid)
    select id, 'team-manager', daterange(current_date, null) from person where login = 'court.listing'`.execute(
    owner,
  )
  for (const login of ['asb.caseworker', 'yot.officer', 'court.listing', 'auditor']) {
    at[login] = await newMachine({ env, clock })
    const key = join(dataDir, 'demo', 'people', `${login}.asc`)
    await done(login, 'login', service.origin, '--as', login, '--key', key)
  }
  const people = await db.selectFrom('person').select(['id', 'login']).execute()
  for (const { id, login } of people.filter(({ login }) => /worker$|officer|listing|liaison/.test(login)))
    await setNotices({ db, clock, available: true }, await readCaller(db, id), {
      ...{ address: `${login}@office.example.test`, bundleMinutes: 15, quiet: null, zone: 'Europe/London' },
    })
}, 120_000)
afterAll(async () => {
  await Promise.all([service?.stop(), mail?.stop()])
})

describe('journey 5: an anti-social behaviour order, from the incident to its breach', () => {
  let incident: Sent
  let request: Sent
  let order: Sent
  let due: string
  let reviewDue: string

  it('begins with an urgent incident, in a case, which the police take on', async () => {
    await done('asb.caseworker', 'case', 'new', '--title', TITLE, '--number', NUMBER)
    const data = await form('asb-incident', (example) => example)
    incident = await sent(
      ...(['asb.caseworker', 'asb-incident', '--to', POLICE_INTELLIGENCE, '--data', data] as const),
      ...[...UNASKED, '--urgency', 'urgent', '--case', NUMBER],
    )
    await repliesByMail(
      POLICE_INTELLIGENCE,
      incident,
      'We take this on. The shutters are filmed from tonight.',
    )
    expect(await done('asb.caseworker', 'case', 'show', NUMBER)).toContain(incident.reference)
    expect(
      await done('asb.caseworker', 'case', 'person', 'add', NUMBER, '--referral', incident.reference),
    ).toContain('Placeholder Pat')
  })

  it('has what went to a wrong mailbox taken back before anybody collected it', async () => {
    const data = await form('asb-incident', (example) => example)
    const wrong = await sent(
      ...(['asb.caseworker', 'asb-incident', '--to', LIVERPOOL_YOT, '--data', data, ...UNASKED] as const),
    )
    await stands(wrong.reference, LIVERPOOL_YOT, { state: 'delivered' })
    expect(
      await done('asb.caseworker', 'withdraw', wrong.reference, '--reason', 'sent-to-wrong-mailbox'),
    ).toContain(`withdrawn      ${LIVERPOOL_YOT}`)
    expect(await machine('yot.officer').despatch('open', wrong.reference)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('withdrawn'),
    })
  })

  it('tries early intervention, which the YOT returns with advice that nobody else can read', async () => {
    const data = await form('early-intervention', (example) => example)
    const asked = await sent(
      ...(['asb.caseworker', 'early-intervention', '--to', LIVERPOOL_YOT, '--data', data] as const),
      ...['--consent', 'given', '--consent-on', today(), '--case', NUMBER],
    )
    expect(await opens('yot.officer', asked.reference)).toContain('Placeholder Pat')
    const said = await done(
      ...(['yot.officer', 'return', asked.reference, '--reason', 'threshold-not-met'] as const),
      ...['--advice', 'Ask the mentoring scheme first.'],
    )
    const advice = /your advice as (\S+?)\./.exec(said)?.[1] ?? ''
    expect(await opens('asb.caseworker', advice)).toContain('Ask the mentoring scheme first.')
    const shown = await done('asb.caseworker', 'case', 'show', NUMBER)
    expect(shown).toContain(advice)
    expect(shown).toMatch(/returned.*threshold-not-met.*\[signed\]/s)
  })

  it('asks four agencies for evidence by one list, due by working days, and three answer', async () => {
    await done('asb.caseworker', 'recipients', 'put', 'panel', '--mailbox', ASB_TEAM, '--to', PANEL.join(','))
    const data = await form('evidence-request', ({ hearingDate: _none, ...example }) => example)
    request = await sent(
      ...(['asb.caseworker', 'evidence-request', '--to', '@panel', '--data', data] as const),
      ...[...UNASKED, '--case', NUMBER],
    )
    const bundle = await form('evidence-bundle', ({ items, ...example }) => ({
      ...example,
      items: (items as { exhibit?: string }[]).map(({ exhibit: _none, ...item }) => item),
    }))
    await opens('yot.officer', request.reference)
    await done('yot.officer', 'accept', request.reference)
    const grounds = kindOf('evidence-bundle').defaults.bases['uk-2010'].join(',')
    const { document } = await machine('yot.officer').json(
      ...[
        'reply',
        request.reference,
        '--kind',
        'evidence-bundle',
        '--data',
        bundle,
        '--basis',
        grounds,
        ...UNASKED,
      ],
    )
    expect(await opens('asb.caseworker', (document as Sent).reference)).toContain('Placeholder Pat')
    await repliesByMail(POLICE_INTELLIGENCE, request, 'Two officers saw marzipan thrown.')
    await repliesByMail(DRUG_AND_ALCOHOL_TEAM, request, 'Not known to us; no marzipan.')
    const { document: exchange } = await machine('asb.caseworker').json('thread', request.reference)
    due = (exchange as { answers: { respondBy: string }[] }).answers[0]?.respondBy ?? ''
    expect(due).toBe(addWorkingDays(today(), 10))
    expect(await done('asb.caseworker', 'thread', request.reference)).toContain('3 of 4 have answered')
  })

  it('reminds the silent one alone, then tells who asked, then those above each, and everybody once', async () => {
    const office = 'Liverpool court listing office'
    const team = 'Liverpool anti-social behaviour team'
    expect(await told()).toEqual({})
    const asked = dayOf(clock())
    const days: [string, Record<string, string[]>][] = [
      [
        addWorkingDays(asked, 2),
        {
          'court.listing': [`1 item marked RESTRICTED in ${office} has been collected by nobody.`],
          'court.liaison': [`1 item marked RESTRICTED in ${office} has been collected by nobody.`],
          'asb.caseworker': [`1 item marked RESTRICTED, sent from ${team}, has been collected by nobody.`],
        },
      ],
      [
        addWorkingDays(due, -1),
        {
          'court.listing': [
            `1 item marked RESTRICTED in ${office} is to be answered now, or by the next working day.`,
          ],
        },
      ],
      [due, {}],
      [
        addWorkingDays(due, 1),
        {
          'court.listing': [`1 item marked RESTRICTED in ${office} is overdue for an answer.`],
          'asb.caseworker': [
            `1 item marked RESTRICTED, sent from ${team}, was not answered by the day that was asked for.`,
          ],
        },
      ],
      [
        addWorkingDays(due, 2),
        {
          'court.listing': [`1 item marked RESTRICTED in ${office} has been overdue for an answer for days.`],
          'court.liaison': [`1 item marked RESTRICTED in ${office} has been overdue for an answer for days.`],
        },
      ],
      [addWorkingDays(due, 4), {}],
      [
        addWorkingDays(due, 5),
        {
          'council.liaison': [
            `1 item marked RESTRICTED, sent from ${team}, has been overdue for an answer for days.`,
          ],
        },
      ],
      [addWorkingDays(due, 6), {}],
    ]
    for (const [day, expected] of days) {
      onDay(day)
      expect(await told(), day).toEqual(expected)
    }
  })

  it('tells it in mail that leads to no referral, case or person', () => {
    const words = [...HIDDEN, request.reference, request.referral, request.thread, 'evidence', NUMBER]
    expect(mail.taken.length).toBeGreaterThan(6)
    for (const { raw } of mail.taken) expect(wordsIn(raw, words)).toEqual([])
  })

  it('names who has not answered, to whoever asked', async () => {
    const overdue = await done('asb.caseworker', 'sent', '--answer', 'overdue')
    expect(overdue).toContain(request.reference)
    expect(overdue).not.toContain(incident.reference)
    const thread = await done('asb.caseworker', 'thread', request.reference)
    expect(thread).toContain('3 of 4 have answered')
    expect(thread).toContain(`not yet   ${COURT_LISTING}`)
  })

  it('comes to an order, which the court sends to both teams and has receipts of from both', async () => {
    await signedAgain()
    for (const { name, bytes } of papers()) await writeFile(file(name), bytes)
    reviewDue = addDays(today(), REVIEW_IN)
    const made = Object.assign({}, asboOn(today()), {
      review: { due: reviewDue, by: 'applicant', agency: 'Testville City Council, ASB team' },
    })
    await writeFile(file('order.json'), JSON.stringify(made))
    order = await sent(
      ...(['court.listing', 'court-order', '--to', ASB_TEAM, '--to', LIVERPOOL_YOT] as const),
      ...['--data', file('order.json'), '--attach', file('order.pdf'), '--attach', file('map.pdf')],
    )
    for (const login of ['asb.caseworker', 'yot.officer']) {
      await opens(login, order.reference)
      await done(login, 'acknowledge', order.reference)
    }
    const { document } = await machine('court.listing').json('status', order.reference)
    const { deliveries, statement } = document as { deliveries: object[]; statement: string }
    expect(deliveries).toMatchObject([{ answer: 'acknowledged' }, { answer: 'acknowledged' }])
    expect(JSON.parse(statement).handling.destroyAfter).toMatch(/^\d{4}-\d\d-\d\d$/)
  })

  it('has the order in the case with its review, once, and the team is told when that is near, and when it is over', async () => {
    await done('asb.caseworker', 'case', 'add-thread', NUMBER, order.reference)
    const add = ['case', 'action', 'review', NUMBER, order.reference, '--owner', 'asb.caseworker']
    expect(await done('asb.caseworker', ...add)).toContain(`the review is due by ${reviewDue}`)
    expect(await done('asb.caseworker', ...add)).toContain('The case has that review already')
    const none = ['case', 'action', 'review', NUMBER, incident.reference, '--owner', 'asb.caseworker']
    expect(await machine('asb.caseworker').despatch(...none)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining(`${incident.reference} is no order in a form that can be read.`),
    })
    const soon = () => done('asb.caseworker', 'case', 'action', 'list', '--soon')
    expect(await soon()).toBe('There are no such actions.')
    onDay(addDays(reviewDue, -15))
    expect(await soon()).toBe('There are no such actions.')
    onDay(addDays(reviewDue, -14))
    expect(await soon()).toMatch(new RegExp(`${reviewDue} +DUE SOON +asb\\.caseworker\n.*Review the order`))
    expect(await done('asb.caseworker', 'case')).toContain('1 open action, 1 due soon')
    expect((await machine('asb.caseworker').despatch('inbox')).err).toContain(
      'Actions in your cases: 1 due soon.',
    )
    onDay(addDays(reviewDue, 1))
    // The machine says so by itself, without opening a case.
    expect((await machine('asb.caseworker').despatch('inbox')).err).toContain(
      'Actions in your cases: 1 OVERDUE.',
    )
    expect(await done('asb.caseworker', 'case')).toContain('1 open action, 1 OVERDUE')
    expect(await done('asb.caseworker', 'case', 'show', NUMBER)).toContain(
      `OVERDUE since ${reviewDue}, for asb.caseworker: Review the order`,
    )
    await signedAgain()
    await done('asb.caseworker', 'case', 'action', 'done', NUMBER, '1', '--why', 'reviewed with the YOT')
    expect(await soon()).toBe('There are no such actions.')
    expect((await machine('asb.caseworker').despatch('inbox')).err).toBe('')
  })

  it('is broken: the court, the police and the YOT are told in the same case, and take it on', async () => {
    const data = await form('order-breach', (example) => example)
    const to = [COURT_LISTING, POLICE_INTELLIGENCE, LIVERPOOL_YOT].join(',')
    const breach = await sent(
      ...(['asb.caseworker', 'order-breach', '--to', to, '--data', data, ...UNASKED] as const),
      // A court is no relevant authority (L1): that the law has it told is a ground of its own.
      ...['--basis', 'dpa-1998-s35', '--case', NUMBER],
    )
    await opens('court.listing', breach.reference)
    await done('court.listing', 'acknowledge', breach.reference)
    await opens('yot.officer', breach.reference)
    await done('yot.officer', 'accept', breach.reference)
    await stands(breach.reference, COURT_LISTING, { answer: 'acknowledged' })
    await stands(breach.reference, LIVERPOOL_YOT, { answer: 'accepted' })
    await stands(breach.reference, POLICE_INTELLIGENCE, { state: 'delivered' })
    const shown = await done('asb.caseworker', 'case', 'show', NUMBER)
    const places = [incident, request, order, breach].map(({ reference }) => shown.indexOf(`${reference}  `))
    expect(places).toEqual(places.toSorted((one, other) => one - other))
    expect(places).not.toContain(-1)
  })

  it('leaves a log that verifies, and a register that has every disclosure of it', async () => {
    expect(await done('auditor', 'log', 'verify')).toContain('nothing in it contradicts the rest')
    const { document } = await machine('auditor').json('disclosures', '--all')
    const counted: Record<string, number> = {}
    for (const { kind, state } of (document as { rows: { kind: string; state: string }[] }).rows) {
      const key = state === 'withdrawn' ? `${kind}, withdrawn` : kind
      counted[key] = (counted[key] ?? 0) + 1
    }
    expect(counted).toEqual({
      'asb-incident': 1,
      'asb-incident, withdrawn': 1,
      'early-intervention': 1,
      'evidence-request': 4,
      'evidence-bundle': 1,
      // the advice of the YOT, and what the police and the health team wrote
      reply: 4,
      'court-order': 2,
      'order-breach': 3,
    })
  })

  it('left no name, nothing of the case and nothing that was answered in the database, the journal or a line that was logged', async () => {
    const places = [
      ...(await everyTable(service.database.superuserUrl)),
      ...(await everyFile(service.config.dataDir, ['demo'])),
      { where: 'log', bytes: Buffer.from(service.logged.join('')) },
    ]
    expect(places.map(({ where }) => where)).toContain('public.case_file.sealed')
    expect(found(places, HIDDEN)).toEqual([])
  })
})

import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asboOn, papers } from '../../src/demo/journeys/court-papers.ts'
import {
  ASB_TEAM,
  COURT_LISTING,
  DRUG_AND_ALCOHOL_TEAM,
  LIVERPOOL_YOT,
  POLICE_INTELLIGENCE,
} from '../../src/demo/partnership/mailboxes.ts'
import { addDays } from '../../src/domain/day.ts'
import { kindOf } from '../../src/domain/kinds.ts'
import { addWorkingDays } from '../../src/domain/working-days.ts'
import { everyFile, everyTable, found, wordsIn } from '../services/planted-words.ts'
import { type Desks, openDesks, type Sent } from './desks.ts'

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

let desks: Desks

beforeAll(async () => {
  desks = await openDesks()
}, 120_000)
afterAll(() => desks?.close())

/** The case worker at their desk. */
const worker = (...args: string[]): Promise<string> => desks.done('asb.caseworker', ...args)
/** What their machine says beside it. */
const remark = async (...args: string[]): Promise<string> =>
  (await desks.machine('asb.caseworker').despatch(...args)).err

describe('journey 5: an anti-social behaviour order, from the incident to its breach', () => {
  let incident: Sent
  let request: Sent
  let order: Sent
  let due: string
  let reviewDue: string

  it('begins with an urgent incident, in a case, which the police take on', async () => {
    await worker('case', 'new', '--title', TITLE, '--number', NUMBER)
    const data = await desks.form('asb-incident')
    incident = await desks.sent(
      ...(['asb.caseworker', 'asb-incident', '--to', POLICE_INTELLIGENCE, '--data', data] as const),
      ...[...UNASKED, '--urgency', 'urgent', '--case', NUMBER],
    )
    await desks.repliesByMail(
      POLICE_INTELLIGENCE,
      incident,
      'We take this on. The shutters are filmed from tonight.',
    )
    expect(await worker('case', 'show', NUMBER)).toContain(incident.reference)
    expect(await worker('case', 'person', 'add', NUMBER, '--referral', incident.reference)).toContain(
      'Placeholder Pat',
    )
  })

  it('has what went to a wrong mailbox taken back before anybody collected it', async () => {
    const data = await desks.form('asb-incident')
    const wrong = await desks.sent(
      ...(['asb.caseworker', 'asb-incident', '--to', LIVERPOOL_YOT, '--data', data, ...UNASKED] as const),
    )
    await desks.stands(wrong.reference, LIVERPOOL_YOT, { state: 'delivered' })
    expect(await worker('withdraw', wrong.reference, '--reason', 'sent-to-wrong-mailbox')).toContain(
      `withdrawn      ${LIVERPOOL_YOT}`,
    )
    expect(await desks.machine('yot.officer').despatch('open', wrong.reference)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('withdrawn'),
    })
  })

  it('tries early intervention, which the YOT returns with advice that nobody else can read', async () => {
    const data = await desks.form('early-intervention')
    const asked = await desks.sent(
      ...(['asb.caseworker', 'early-intervention', '--to', LIVERPOOL_YOT, '--data', data] as const),
      ...['--consent', 'given', '--consent-on', desks.today(), '--case', NUMBER],
    )
    expect(await desks.opens('yot.officer', asked.reference)).toContain('Placeholder Pat')
    const said = await desks.done(
      ...(['yot.officer', 'return', asked.reference, '--reason', 'threshold-not-met'] as const),
      ...['--advice', 'Ask the mentoring scheme first.'],
    )
    const advice = /your advice as (\S+?)\./.exec(said)?.[1] ?? ''
    expect(await desks.opens('asb.caseworker', advice)).toContain('Ask the mentoring scheme first.')
    const shown = await worker('case', 'show', NUMBER)
    expect(shown).toContain(advice)
    expect(shown).toMatch(/returned.*threshold-not-met.*\[signed\]/s)
  })

  it('asks four agencies for evidence by one list, due by working days, and three answer', async () => {
    await worker('recipients', 'put', 'panel', '--mailbox', ASB_TEAM, '--to', PANEL.join(','))
    const data = await desks.form('evidence-request', ({ hearingDate: _none, ...example }) => example)
    request = await desks.sent(
      ...(['asb.caseworker', 'evidence-request', '--to', '@panel', '--data', data] as const),
      ...[...UNASKED, '--case', NUMBER],
    )
    const bundle = await desks.form('evidence-bundle', ({ items, ...example }) => ({
      ...example,
      items: (items as { exhibit?: string }[]).map(({ exhibit: _none, ...item }) => item),
    }))
    await desks.opens('yot.officer', request.reference)
    await desks.done('yot.officer', 'accept', request.reference)
    const grounds = kindOf('evidence-bundle').defaults.bases['uk-2010'].join(',')
    const kind = ['--kind', 'evidence-bundle', '--data', bundle, '--basis', grounds, ...UNASKED]
    const { document } = await desks.machine('yot.officer').json('reply', request.reference, ...kind)
    expect(await desks.opens('asb.caseworker', (document as Sent).reference)).toContain('Placeholder Pat')
    await desks.repliesByMail(POLICE_INTELLIGENCE, request, 'Two officers saw marzipan thrown.')
    await desks.repliesByMail(DRUG_AND_ALCOHOL_TEAM, request, 'Not known to us; no marzipan.')
    const { document: exchange } = await desks.machine('asb.caseworker').json('thread', request.reference)
    due = (exchange as { answers: { respondBy: string }[] }).answers[0]?.respondBy ?? ''
    expect(due).toBe(addWorkingDays(desks.today(), 10))
    expect(await worker('thread', request.reference)).toContain('3 of 4 have answered')
  })

  it('reminds the silent one alone, then tells who asked, then those above each, and everybody once', async () => {
    const inOffice = (what: string) => [`1 item marked RESTRICTED in Liverpool court listing office ${what}.`]
    const fromTeam = (what: string) => [
      `1 item marked RESTRICTED, sent from Liverpool anti-social behaviour team, ${what}.`,
    ]
    const uncollected = 'has been collected by nobody'
    const forDays = 'has been overdue for an answer for days'
    expect(await desks.told()).toEqual({})
    const days: [string, Record<string, string[]>][] = [
      [
        addWorkingDays(desks.today(), 2),
        {
          'court.listing': inOffice(uncollected),
          'court.liaison': inOffice(uncollected),
          'asb.caseworker': fromTeam(uncollected),
        },
      ],
      [
        addWorkingDays(due, -1),
        { 'court.listing': inOffice('is to be answered now, or by the next working day') },
      ],
      [due, {}],
      [
        addWorkingDays(due, 1),
        {
          'court.listing': inOffice('is overdue for an answer'),
          'asb.caseworker': fromTeam('was not answered by the day that was asked for'),
        },
      ],
      [addWorkingDays(due, 2), { 'court.listing': inOffice(forDays), 'court.liaison': inOffice(forDays) }],
      [addWorkingDays(due, 4), {}],
      [addWorkingDays(due, 5), { 'council.liaison': fromTeam(forDays) }],
      [addWorkingDays(due, 6), {}],
    ]
    for (const [day, expected] of days) {
      desks.onDay(day)
      expect(await desks.told(), day).toEqual(expected)
    }
  })

  it('tells it in mail that leads to no referral, case or person', () => {
    const words = [...HIDDEN, request.reference, request.referral, request.thread, 'evidence']
    expect(desks.mail.taken.length).toBeGreaterThan(6)
    for (const { raw } of desks.mail.taken) expect(wordsIn(raw, words)).toEqual([])
  })

  it('names who has not answered, to whoever asked', async () => {
    const overdue = await worker('sent', '--answer', 'overdue')
    expect(overdue).toContain(request.reference)
    expect(overdue).not.toContain(incident.reference)
    const thread = await worker('thread', request.reference)
    expect(thread).toContain('3 of 4 have answered')
    expect(thread).toContain(`not yet   ${COURT_LISTING}`)
  })

  it('comes to an order, which the court sends to both teams and has receipts of from both', async () => {
    await desks.signedAgain()
    for (const { name, bytes } of papers()) await writeFile(desks.file(name), bytes)
    reviewDue = addDays(desks.today(), 40)
    const made = Object.assign({}, asboOn(desks.today()), {
      review: { due: reviewDue, by: 'applicant', agency: 'Testville City Council, ASB team' },
    })
    await writeFile(desks.file('order.json'), JSON.stringify(made))
    order = await desks.sent(
      ...([
        'court.listing',
        'court-order',
        '--to',
        `${ASB_TEAM},${LIVERPOOL_YOT}`,
        '--data',
        desks.file('order.json'),
      ] as const),
      ...['order.pdf', 'map.pdf'].flatMap((name) => ['--attach', desks.file(name)]),
    )
    for (const login of ['asb.caseworker', 'yot.officer']) {
      await desks.opens(login, order.reference)
      await desks.done(login, 'acknowledge', order.reference)
    }
    const { document } = await desks.machine('court.listing').json('status', order.reference)
    const { deliveries, statement } = document as { deliveries: object[]; statement: string }
    expect(deliveries).toMatchObject([{ answer: 'acknowledged' }, { answer: 'acknowledged' }])
    expect(JSON.parse(statement).handling.destroyAfter).toMatch(/^\d{4}-\d\d-\d\d$/)
  })

  it('has the order in the case with its review, once, and the team is told when that is near, and when it is over', async () => {
    await worker('case', 'add-thread', NUMBER, order.reference)
    const add = ['case', 'action', 'review', NUMBER, order.reference, '--owner', 'asb.caseworker']
    expect(await worker(...add)).toContain(`the review is due by ${reviewDue}`)
    expect(await worker(...add)).toContain('The case has that review already')
    const none = ['case', 'action', 'review', NUMBER, incident.reference, '--owner', 'asb.caseworker']
    expect(await remark(...none)).toContain(`${incident.reference} is no order in a form that can be read.`)
    const soon = () => worker('case', 'action', 'list', '--soon')
    expect(await soon()).toBe('There are no such actions.')
    desks.onDay(addDays(reviewDue, -15))
    expect(await soon()).toBe('There are no such actions.')
    desks.onDay(addDays(reviewDue, -14))
    expect(await soon()).toMatch(new RegExp(`${reviewDue} +DUE SOON +asb\\.caseworker\n.*Review the order`))
    expect(await worker('case')).toContain('1 open action, 1 due soon')
    expect(await remark('inbox')).toContain('Actions in your cases: 1 due soon.')
    const signIn = ['login', desks.service.origin, '--as', 'asb.caseworker']
    expect(await remark(...signIn)).toContain('Actions in your cases: 1 due soon.')
    desks.onDay(addDays(reviewDue, 1))
    // The machine says so by itself, without opening a case.
    expect(await remark('inbox')).toContain('Actions in your cases: 1 OVERDUE.')
    expect(await worker('case')).toContain('1 open action, 1 OVERDUE')
    expect(await worker('case', 'show', NUMBER)).toContain(
      `OVERDUE since ${reviewDue}, for asb.caseworker: Review the order`,
    )
    await desks.signedAgain()
    await worker('case', 'action', 'done', NUMBER, '1', '--why', 'reviewed with the YOT')
    expect(await soon()).toBe('There are no such actions.')
    expect(await remark('inbox')).toBe('')
  })

  it('is broken: the court, the police and the YOT are told in the same case, and take it on', async () => {
    const data = await desks.form('order-breach')
    const to = [COURT_LISTING, POLICE_INTELLIGENCE, LIVERPOOL_YOT].join(',')
    const breach = await desks.sent(
      ...(['asb.caseworker', 'order-breach', '--to', to, '--data', data, ...UNASKED] as const),
      // A court is no relevant authority (L1): that the law has it told is a ground of its own.
      ...['--basis', 'dpa-1998-s35', '--case', NUMBER],
    )
    await desks.opens('court.listing', breach.reference)
    await desks.done('court.listing', 'acknowledge', breach.reference)
    await desks.opens('yot.officer', breach.reference)
    await desks.done('yot.officer', 'accept', breach.reference)
    await desks.stands(breach.reference, COURT_LISTING, { answer: 'acknowledged' })
    await desks.stands(breach.reference, LIVERPOOL_YOT, { answer: 'accepted' })
    await desks.stands(breach.reference, POLICE_INTELLIGENCE, { state: 'delivered' })
    const shown = await worker('case', 'show', NUMBER)
    const places = [incident, request, order, breach].map(({ reference }) => shown.indexOf(`${reference}  `))
    expect(places).toEqual(places.toSorted((one, other) => one - other))
    expect(places).not.toContain(-1)
  })

  it('leaves a log that verifies, and a register that has every disclosure of it', async () => {
    expect(await desks.done('auditor', 'log', 'verify')).toContain('nothing in it contradicts the rest')
    const { document } = await desks.machine('auditor').json('disclosures', '--all')
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
      reply: 4, // the YOT's advice, two of the police, one of the health team
      'court-order': 2,
      'order-breach': 3,
    })
  })

  it('left no name, nothing of the case and nothing that was answered in the database, the journal or a line that was logged', async () => {
    const places = [
      ...(await everyTable(desks.service.database.superuserUrl)),
      ...(await everyFile(desks.service.config.dataDir, ['demo'])),
      { where: 'log', bytes: Buffer.from(desks.service.logged.join('')) },
    ]
    expect(places.map(({ where }) => where)).toContain('public.case_file.sealed')
    expect(found(places, HIDDEN)).toEqual([])
  })
})

import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { answerStanding } from '../../src/domain/answer-times.ts'
import { addDays, dayOf } from '../../src/domain/day.ts'
import { kinds } from '../../src/domain/kinds.ts'
import { addWorkingDays, isWorkingDay } from '../../src/domain/working-days.ts'
import { adviceData, adviceIdOf } from '../../src/sdk/advice.ts'
import { prepareReferral } from '../../src/sdk/prepare.ts'
import { replyTo } from '../../src/sdk/reply.ts'
import { send } from '../../src/sdk/send.ts'
import { nothingUnderWay } from '../services/sending.ts'
import { isLongRun } from '../setup/long-run.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { newFolder } from './folder.ts'
import { type Machine, newMachine } from './run.ts'

const ASB = 'asb.team@liverpool.gcsx.gov.test'
const YOT = 'yot@liverpool.gcsx.gov.test'
const BASES = 'cda-1998-s115,dpa-1998-sch2-5,dpa-1998-sch3-7'
const DUE = addDays(dayOf(new Date()), 60)
const KEEP = addDays(DUE, 60)
const UNASKED = ['--consent', 'not-sought', '--consent-why', 'prejudice']

let service: TestService
let caseWorker: Machine
let officer: Machine
let folder: string

beforeAll(async () => {
  // Each command signs in: a minute's would be used up, and waited for.
  service = await startTestService({ rates: { 'api.signIns': { points: 10_000, windowSeconds: 60 } } })
  folder = await newFolder()
  const env = { DESPATCH_PASSPHRASE_FILE: passphraseFile() }
  caseWorker = await newMachine({ env })
  officer = await newMachine({ env })
  for (const kind of ['asb-incident', 'information-request', 'reply', 'note']) {
    const { out } = await caseWorker.despatch('schema', kind, '--example')
    await writeFile(join(folder, `${kind}.json`), out)
  }
  await writeFile(join(folder, 'diary.txt'), 'RESTRICTED\nshouting outside the shops\nRESTRICTED\n')
}, 120_000)
afterAll(async () => {
  await service?.stop()
})

const passphraseFile = () => join(service.config.dataDir, 'demo', 'passphrase')
const keyOf = (login: string) => join(service.config.dataDir, 'demo', 'people', `${login}.asc`)
const file = (name: string) => join(folder, name)
const referenceIn = (text: string): string =>
  /[A-Z]{3}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]/.exec(text)?.[0] ?? ''

/** Waits until it is published, and so delivered: before that it does not exist for its reader. */
const arrived = (machine: Machine, reference: string): Promise<void> =>
  vi.waitFor(async () => expect((await machine.despatch('inbox')).out).toContain(reference), {
    timeout: 30_000,
    interval: 50,
  })

/** Sends the example incident to the Liverpool YOT. @returns its reference */
const sendIncident = async (...more: string[]): Promise<string> => {
  const sent = await caseWorker.despatch(
    ...['send', '--from', ASB, '--to', YOT, '--kind', 'asb-incident', '--data', file('asb-incident.json')],
    ...['--basis', `${BASES},dpa-1998-s35`, ...UNASKED, ...more],
  )
  expect(sent).toMatchObject({ code: 0, err: '' })
  const reference = referenceIn(sent.out)
  await arrived(officer, reference)
  return reference
}

describe('a person at the command line', () => {
  it('signs in with a key file, and is told that the agencies have agreed on the keys of the service', async () => {
    const signedIn = await caseWorker.despatch(
      'login',
      service.origin,
      '--as',
      'asb.caseworker',
      '--key',
      keyOf('asb.caseworker'),
    )
    expect(signedIn).toMatchObject({ code: 0, err: '' })
    expect(signedIn.out).toContain(`mailbox  ${ASB}  (send, open)`)
    expect(signedIn.out).toContain('those that the agencies have agreed on')
    expect(
      (await officer.despatch('login', service.origin, '--as', 'yot.officer', '--key', keyOf('yot.officer')))
        .code,
    ).toBe(0)
  })

  it('shows whose keys it believes, and on whose word', async () => {
    const { out, err } = await caseWorker.despatch('trust', '--people')
    const warned = err.replaceAll(/\s+/g, ' ')
    expect(warned).toMatch(
      /U3 Example \w+ of Merseyside is a responsible authority and has no Designated Liaison Officer/,
    )
    expect(warned).not.toMatch(/U3 Example Council of Liverpool/)
    expect(out).toMatch(/^\d+ records of the trust log, beginning with the root [0-9a-f]{40}\.$/m)
    expect(out).toContain('The keys of the service are those that the agencies have agreed on.')
    expect(out).toMatch(/^intelligence@merseyside\.pnn\.police\.test/m)
    expect(out).toContain('council.liaison')
    expect(out).not.toContain('court.listing')
    const { document } = await caseWorker.json('trust')
    expect(document).toMatchObject({ agreed: true, people: [], suspensions: [] })
    expect(document).toHaveProperty('missingOfficers.0.rule', 'U3')
  })

  it('keeps its state to itself: folders 0700, files 0600, and the key only locked', async () => {
    const paths = await readdir(caseWorker.home, { recursive: true, withFileTypes: true })
    expect(paths.length).toBeGreaterThan(5)
    for (const entry of paths) {
      const mode = (await stat(join(entry.parentPath, entry.name))).mode & 0o777
      expect([entry.name, mode.toString(8)]).toEqual([entry.name, entry.isDirectory() ? '700' : '600'])
    }
    const key = paths.find(({ name }) => name === 'key.asc')
    const armored = await readFile(join(key?.parentPath ?? '', 'key.asc'), 'utf8')
    expect(armored).toContain('BEGIN PGP PRIVATE KEY BLOCK')
  })

  it('sends a referral, marked RESTRICTED by default, and is given its reference and its place in the log', async () => {
    const sent = await caseWorker.despatch(
      ...['send', '--from', ASB, '--to', YOT, '--kind', 'asb-incident', '--data', file('asb-incident.json')],
      ...['--basis', BASES, ...UNASKED, '--attach', file('diary.txt')],
    )
    expect(sent).toMatchObject({ code: 0, err: '' })
    expect(sent.out).toMatch(/^Sent ASB-\w{5}-\w{5}-\w to yot@liverpool\.gcsx\.gov\.test, RESTRICTED\.$/m)
    expect(sent.out).toMatch(/^In the log as entry \d+ of \d+; the proof was checked\.$/m)
  })

  it('is told who will be able to read it, and asked at the terminal whether they are meant', async () => {
    const questions: string[] = []
    const asked = async (answer: string, to: string, ...more: string[]) => {
      const env = { DESPATCH_PASSPHRASE_FILE: passphraseFile(), DESPATCH_HOME: caseWorker.home }
      const ask = async (question: string) => {
        questions.push(question)
        return answer
      }
      const { despatch } = await newMachine({ env, ask })
      return despatch(
        ...['send', '--from', ASB, '--to', to],
        ...[
          '--kind',
          'asb-incident',
          '--data',
          file('asb-incident.json'),
          '--basis',
          `${BASES},dpa-1998-s35`,
          ...UNASKED,
          ...more,
        ],
      )
    }
    await nothingUnderWay(service)
    const before = await caseWorker.json('sent')
    const stopped = await asked(
      'no',
      `${YOT},listing@liverpool-mc.cjsm.test,intelligence@merseyside.pnn.police.test`,
    )
    expect(stopped).toMatchObject({ code: 1, err: 'Nothing was sent.' })
    const told = stopped.out.replaceAll(/\s+/g, ' ')
    expect(told).toContain('Who will be able to read it, RESTRICTED:')
    expect(told).toMatch(/yot@liverpool\.gcsx\.gov\.test, .+: its members/)
    expect(told).toMatch(/listing@liverpool-mc\.cjsm\.test, [^:]+: its members/)
    expect(told).toMatch(
      /intelligence@merseyside\.pnn\.police\.test, [^:]+: whoever holds the key of that partner/,
    )
    expect(told).toMatch(/asb\.team@liverpool\.gcsx\.gov\.test, .+ members: [^:]*asb\.caseworker/)
    // Staff of another agency are its own business.
    expect(told).not.toContain('court.listing')
    expect(questions).toEqual([expect.stringContaining('send it?')])
    expect((await caseWorker.json('sent')).document).toEqual(before.document)

    expect((await asked('yes', YOT)).out).toContain('Sent ASB-')
    expect((await asked('no', YOT, '--yes')).out).toContain('Sent ASB-')
    expect(questions).toHaveLength(2)
    const sent = JSON.parse((await asked('no', YOT, '--json')).out)
    expect(sent.readers).toContainEqual(expect.objectContaining({ mailbox: YOT, says: expect.any(String) }))
  })

  it('sends to a list that a member signed, expanded, and to none that somebody else changed', async () => {
    const lists = (...more: string[]) => caseWorker.despatch('recipients', ...more, '--mailbox', ASB)
    const court = 'listing@liverpool-mc.cjsm.test'
    const unknown = await lists('put', 'asb-panel', '--to', `${YOT},nobody@liverpool.gcsx.gov.test`)
    expect(unknown.code).toBe(1)
    expect(unknown.err.replaceAll(/\s+/g, ' ')).toMatch(
      /nobody@liverpool\.gcsx\.gov\.test, which the list @asb-panel names, is no mailbox of this partnership\./,
    )
    expect((await lists('put', 'The Panel', '--to', YOT)).code).toBe(2)
    expect(await lists('put', 'asb-panel', '--to', YOT)).toMatchObject({ code: 0 })
    expect(await lists('put', '@asb-panel', '--to', `${YOT},${court}`)).toMatchObject({ code: 0, err: '' })
    expect((await caseWorker.json('recipients')).document).toMatchObject({
      lists: [{ mailbox: ASB, name: 'asb-panel', members: [{ mailbox: YOT }, { mailbox: court }] }],
    })
    const send = (to: string) =>
      caseWorker.despatch(
        ...['send', '--from', ASB, '--to', to, '--kind', 'asb-incident', '--data', file('asb-incident.json')],
        ...['--basis', `${BASES},dpa-1998-s35`, ...UNASKED],
      )
    // Nobody is sent it twice, and the rules and the readers are those of each mailbox.
    const sent = await send(`@asb-panel,${YOT}`)
    expect(sent).toMatchObject({ code: 0, err: '' })
    expect(sent.out).toMatch(/^ {2}yot@/m)
    expect(sent.out).toMatch(/^ {2}listing@/m)
    expect(sent.out.replaceAll(/\s+/g, ' ')).toContain(`to ${YOT}, ${court}, RESTRICTED.`)
    expect((await send('@all')).err).toContain('has no list called @all; it has @asb-panel')

    const { owner } = service.database
    const kept = await owner.selectFrom('recipient_list').selectAll().executeTakeFirstOrThrow()
    const statement = kept.statement.replace(court, 'intelligence@merseyside.pnn.police.test')
    await owner.updateTable('recipient_list').set({ statement }).execute()
    const refused = await send('@asb-panel')
    expect(refused.code).toBe(1)
    expect(refused.err.replaceAll(/\s+/g, ' ')).toMatch(
      /The list @asb-panel of asb\.team@\S+ is not as a member of that mailbox signed it/,
    )
    expect(await lists('delete', 'asb-panel')).toMatchObject({ code: 0 })
    expect((await lists('delete', 'asb-panel')).err).toContain('has no list called asb-panel')
  })

  it('is told which rule wants what before anything leaves', async () => {
    await nothingUnderWay(service)
    const before = await caseWorker.json('sent')
    const stopped = await caseWorker.despatch(
      ...['send', '--from', ASB, '--to', YOT, '--kind', 'asb-incident', '--data', file('asb-incident.json')],
    )
    expect(stopped.code).toBe(1)
    expect(stopped.err).toMatch(/^L1 {2}Personal data is shared under a legal power/m)
    expect(stopped.err).toMatch(/^D2 /m)
    expect(stopped.err).toContain('Nothing was sent.')
    const after = await caseWorker.json('sent')
    expect(after.document).toEqual(before.document)
  })

  it('asks the rules before telling by word of mouth, of which nothing is recorded or logged (M15)', async () => {
    const size = async () =>
      Number((await (await fetch(`${service.origin}/log/checkpoint`)).text()).split('\n')[1])
    const check = (...more: string[]) =>
      caseWorker.json(
        ...['rules', 'check', '--from', ASB, '--to', YOT, '--kind', 'verbal-disclosure'],
        ...['--class', 'personal', '--about', 'young-person', ...more],
      )
    await nothingUnderWay(service)
    const before = [await size(), await caseWorker.json('sent')]
    expect(before[0]).toBeGreaterThan(0)
    expect(await check()).toMatchObject({
      code: 1,
      document: {
        outcome: 'needs',
        needs: expect.arrayContaining([expect.objectContaining({ rule: 'L1' })]),
      },
    })
    expect(await check('--marking', 'secret', '--basis', BASES, ...UNASKED)).toMatchObject({
      code: 1,
      document: { outcome: 'refused', reasons: [{ rule: 'M6' }] },
    })
    expect(await check('--basis', BASES, ...UNASKED)).toMatchObject({
      code: 0,
      document: { outcome: 'allowed', dataClass: 'personal', categories: ['young-person'] },
    })
    // With a form: its day is still to come, and the rules are asked all the same.
    const record = JSON.parse((await caseWorker.despatch('schema', 'verbal-disclosure', '--example')).out)
    await writeFile(
      file('call.json'),
      JSON.stringify({ ...record, at: { ...record.at, date: '2099-01-31' } }),
    )
    const asked = await caseWorker.despatch(
      ...['rules', 'check', '--from', ASB, '--to', YOT, '--kind', 'verbal-disclosure'],
      ...['--data', file('call.json'), '--basis', BASES, ...UNASKED],
    )
    expect(asked).toMatchObject({ code: 0, err: '' })
    expect(asked.out.replaceAll(/\s+/g, ' ')).toContain('Allowed: personal information to yot@')
    const dry = [
      'send',
      '--from',
      ASB,
      '--to',
      YOT,
      '--kind',
      'asb-incident',
      '--dry-run',
      '--data',
      file('asb-incident.json'),
    ]
    const tried = await caseWorker.despatch(...dry, '--basis', BASES, ...UNASKED)
    expect(tried).toMatchObject({ code: 0, err: '' })
    expect(tried.out).toContain('Who will be able to read it, RESTRICTED:')
    expect(tried.out).toContain('nothing was sent')
    expect((await caseWorker.despatch(...dry)).err).toMatch(/^L1 /m)
    await nothingUnderWay(service)
    expect([await size(), await caseWorker.json('sent')]).toEqual(before)
  })

  it('is refused a marking above the ceiling, with the rule and a sentence', async () => {
    const refused = await caseWorker.json(
      ...['send', '--from', ASB, '--to', YOT, '--kind', 'asb-incident', '--data', file('asb-incident.json')],
      ...['--basis', BASES, ...UNASKED, '--marking', 'secret'],
    )
    expect(refused.code).toBe(1)
    expect(refused.document).toMatchObject({ outcome: 'refused', reasons: [{ rule: 'M6' }] })
  })

  it('opens it at the other end: the marking first and last, receipts signed, the attachment only where it was asked for', async () => {
    const reference = await sendIncident('--attach', file('diary.txt'))
    const inbox = await officer.despatch('inbox')
    expect(inbox.out).toContain(reference)
    const out = await newFolder()
    const opened = await officer.despatch('open', reference, '--out', out)
    expect(opened).toMatchObject({ code: 0, err: '' })
    const lines = opened.out.split('\n')
    expect([lines[0], lines.at(-1)]).toEqual(['RESTRICTED', 'RESTRICTED'])
    expect(opened.out).toContain('Testina Example')
    expect(await readdir(out)).toEqual(['diary.txt'])
    expect((await stat(join(out, 'diary.txt'))).mode & 0o777).toBe(0o600)
    await officer.despatch('open', reference, '--out', out)
    expect((await readdir(out)).sort()).toEqual(['diary (2).txt', 'diary.txt'])

    const status = await caseWorker.despatch('status', reference)
    expect(status.code).toBe(0)
    expect(status.out).toMatch(/receipt .* collected {2}by key [0-9a-f]{16}: checked/)
    expect(status.out).toMatch(/receipt .* opened {2}by key [0-9a-f]{16}: checked/)
    expect(status.out).toContain('against the manifest that this machine sent')
  })

  // The files that the examples name, and the order itself.
  const attached: Readonly<Record<string, string[]>> = {
    'court-order': ['order.pdf', 'map.pdf'],
    'evidence-bundle': ['statement.pdf'],
  }

  // All of them in the long run; here those that are unlike the others: bound to an order, with files, answering, told otherwise.
  const here = ['asb-incident', 'concern', 'court-order', 'marac-referral', 'reply', 'verbal-disclosure']
  const tried = kinds.filter(({ kind }) => isLongRun() || here.includes(kind))

  it.each(tried.map((kind) => [kind.kind, kind] as const))(
    'sends the example of the kind %s with the bases that are usual, and it is opened without a concern',
    async (name, { defaults }) => {
      await writeFile(file('kind.json'), (await caseWorker.despatch('schema', name, '--example')).out)
      const files = attached[name] ?? []
      for (const pdf of files) await writeFile(file(pdf), '%PDF-1.4\n')
      const sent = await caseWorker.despatch(
        ...['send', '--from', ASB, '--to', YOT, '--kind', name, '--data', file('kind.json')],
        ...defaults.bases['uk-2010'].flatMap((code) => ['--basis', code]),
        ...(defaults.consent === null ? UNASKED : []),
        ...files.flatMap((pdf) => ['--attach', file(pdf)]),
        ...['--respond-by', dayOf(new Date(Date.now() + 14 * 86_400_000))],
      )
      expect(sent).toMatchObject({ code: 0, err: '' })
      const reference = referenceIn(sent.out)
      await arrived(officer, reference)
      const { document } = await officer.json('open', reference)
      expect(document).toMatchObject({ manifest: { kind: name }, faults: [], warnings: [], concerns: [] })
    },
  )

  it('asks which marking is meant when a file bears a higher one than the referral', async () => {
    await writeFile(file('higher.txt'), 'CONFIDENTIAL\nfrom another file\nCONFIDENTIAL\n')
    const send = (...more: string[]) =>
      caseWorker.despatch(
        ...[
          'send',
          '--from',
          ASB,
          '--to',
          YOT,
          '--kind',
          'asb-incident',
          '--data',
          file('asb-incident.json'),
        ],
        ...['--basis', BASES, ...UNASKED, '--attach', file('higher.txt'), ...more],
      )
    const asked = await send()
    expect(asked.code).toBe(1)
    expect(asked.err.replaceAll(/\s+/g, ' ')).toMatch(
      /It is marked RESTRICTED, and a higher marking is named in attachment 1\. .* Nothing was sent\./,
    )
    expect((await send('--keep-marking')).code).toBe(0)
  })

  it('is found by reference, by id, and by the id of the delivery', async () => {
    const reference = await sendIncident()
    const byReference = await officer.json('status', reference.toLowerCase())
    const { referral, deliveries } = byReference.document as {
      referral: string
      deliveries: { delivery: string }[]
    }
    for (const ref of [referral, deliveries[0]?.delivery ?? '']) {
      expect((await officer.json('status', ref)).document).toMatchObject({ referral, reference })
    }
  })

  it('acknowledges, accepts, returns and declines by signed receipts that the sender sees', async () => {
    for (const [command, state, reason] of [
      ['acknowledge', 'acknowledged', null],
      ['accept', 'accepted', null],
      ['return', 'returned', 'not-our-area'],
      ['decline', 'declined', 'nothing-to-add'],
    ] as const) {
      const reference = await sendIncident()
      const why = reason ? ['--reason', reason] : []
      const unopened = await officer.despatch(command, reference, ...why)
      expect(unopened).toMatchObject({
        code: 1,
        err: `You have not read it. First: despatch open ${reference}`,
      })
      await officer.despatch('open', reference)
      if (reason) {
        const advised = await officer.despatch(command, reference, '--reason', 'advice-given')
        expect(advised.code).toBe(1)
        expect(advised.err.replaceAll(/\s+/g, ' ')).toContain(
          'advice is in a reply, and your mailbox has sent none.',
        )
      }
      const answered = await officer.despatch(command, reference, ...why)
      expect(answered).toMatchObject({ code: 0, err: '' })
      expect((await caseWorker.despatch('status', reference)).out).toMatch(
        new RegExp(`${state}${reason ? ` \\(${reason}\\)` : ''} {2}by key \\w{16}: checked`),
      )
    }
  })

  it('returns with advice: a receipt with its code, and the advice sealed, each once however often it is run', async () => {
    const reference = await sendIncident('--respond-by', DUE, '--destroy-after', KEEP)
    await writeFile(file('advice.txt'), 'Ask the wardens to walk past at closing time first.\n')
    const back = ['return', reference, '--reason', 'threshold-not-met', '--advice-file', file('advice.txt')]
    const unread = await officer.despatch(...back)
    expect(unread).toMatchObject({ code: 1 })
    expect(unread.err).toContain('You have not read it, and nothing was sent.')
    await officer.despatch('open', reference)
    const returned = await officer.json(...back)
    expect(returned).toMatchObject({ code: 0, err: '', document: { answer: 'returned' } })
    expect((await officer.json(...back)).document).toEqual(returned.document)
    const { advice } = returned.document as { advice: string }
    await arrived(caseWorker, advice)
    expect((await caseWorker.despatch('open', advice)).out).toContain('Ask the wardens to walk past')

    const thread = await caseWorker.despatch('thread', reference)
    expect(thread.out).toContain(`${reference}: 1 of 1 have answered; was due ${DUE}`)
    expect(thread.out).toContain(`answered  ${YOT}  returned (threshold-not-met), replied ${advice}`)
    const { document } = await caseWorker.json('thread', reference)
    expect(document).toMatchObject({
      referrals: [{ reference }, { reference: advice, kind: 'reply' }],
      answers: [
        {
          reference,
          recipients: [
            {
              mailbox: YOT,
              answer: 'returned',
              reason: 'threshold-not-met',
              replied: advice,
              answered: true,
            },
          ],
        },
      ],
    })
    expect((await caseWorker.despatch('sent')).out).toContain(`to ${YOT}: returned (threshold-not-met)`)
    const status = await caseWorker.despatch('status', reference)
    expect(status.out).toContain('It does not reach the threshold of this team.')
    expect(status.out.match(/returned \(threshold-not-met\)/g)).toHaveLength(1)
  })

  it('completes a return that broke off after the advice was sent', async () => {
    const reference = await sendIncident()
    await officer.despatch('open', reference)
    const why = ['--reason', 'advice-given', '--advice', 'Ask the wardens.']
    // What the command sends first, and then it breaks off.
    const session = await service.session('yot.officer')
    const { matches } = await session.client.reference(reference)
    const delivery = matches[0]?.delivery ?? ''
    const view = await session.client.delivery(delivery)
    const prepared = await prepareReferral({
      ...(await replyTo({ session, view, mailbox: YOT })),
      session,
      id: await adviceIdOf(delivery),
      data: adviceData('Ask the wardens.', { dataClass: 'none', categories: [] }),
      now: new Date(),
    })
    if (!prepared.ready) throw new Error('the rules stopped the advice')
    const { reference: advice } = await send({ session, prepared })
    const half = (await session.client.delivery(delivery)).deliveries[0]
    expect(half).toMatchObject({ answer: 'opened', answeredBy: expect.any(String) })
    expect(await officer.despatch('return', reference, ...why)).toMatchObject({ code: 0, err: '' })
    await arrived(caseWorker, advice)
    const whole = await caseWorker.json('thread', reference)
    expect(whole.document).toMatchObject({
      referrals: [{ deliveries: [{ answer: 'returned' }] }, { reference: advice }],
    })
  })

  it('sends no advice that the rules refuse, and returns nothing then', async () => {
    const reference = await sendIncident()
    await officer.despatch('open', reference)
    const refused = await officer.despatch(
      ...['return', reference, '--reason', 'advice-given', '--advice', 'Placeholder Pat can help.'],
      ...['--advice-holds', 'personal', '--advice-why', 'to be helped'],
    )
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('L1 ')
    expect((await caseWorker.despatch('status', reference)).out).not.toContain('returned')
  })

  it('keeps a request waiting that was only acknowledged, and one for information that was only accepted', async () => {
    const due = ['--respond-by', DUE, '--destroy-after', KEEP]
    const incident = await sendIncident(...due)
    await officer.despatch('open', incident)
    await officer.despatch('acknowledge', incident)
    const waiting = await caseWorker.despatch('thread', incident)
    expect(waiting.out).toMatch(
      new RegExp(
        `0 of 1 have answered; due ${DUE} \\(in \\d+ working days\\)\\n {2}not yet {3}yot@\\S+ {2}\\(acknowledged `,
      ),
    )
    await officer.despatch('accept', incident)
    // In a list `accepted` is what waits to leave.
    const taken = await caseWorker.despatch('thread', incident)
    expect(taken.out).toMatch(
      new RegExp(`1 of 1 have answered; was due ${DUE}\\n {2}answered {2}yot@\\S+ {2}taken-on `),
    )

    const asked = await caseWorker.despatch(
      ...['send', '--from', ASB, '--to', YOT, '--kind', 'information-request'],
      ...['--data', file('information-request.json'), ...due, '--basis', `${BASES},dpa-1998-s35`, ...UNASKED],
    )
    const request = referenceIn(asked.out)
    await arrived(officer, request)
    await officer.despatch('open', request)
    expect((await officer.despatch('accept', request)).code).toBe(0)
    expect((await caseWorker.despatch('thread', request)).out).toContain('0 of 1 have answered')
  })

  it('withdraws what nobody has collected, and is told who has it already', async () => {
    const reference = await sendIncident()
    const withdraw = () => caseWorker.despatch('withdraw', reference, '--reason', 'sent-to-wrong-mailbox')
    expect(await withdraw()).toMatchObject({ code: 0, err: '', out: `withdrawn      ${YOT}` })
    expect(await withdraw()).toMatchObject({ code: 0, err: '' })
    const gone = await officer.despatch('open', reference)
    expect(gone).toMatchObject({ code: 1, out: '' })
    expect(gone.err).toContain('Its sender has withdrawn it.')
    expect((await officer.despatch('inbox')).out).not.toContain(reference)
    const status = await caseWorker.despatch('status', reference)
    expect(status.out).toContain(`${YOT} (local): withdrawn (sent-to-wrong-mailbox), since `)
    expect(status.out).not.toContain('answer')
    expect(status.out).toContain('It was sent to a mailbox that it is not for.')
    expect(status.out).toMatch(/ {2}withdrawn \S+ \S+ {2}by key [0-9a-f]{16}: checked {2}\[signed\]/)
    expect((await caseWorker.despatch('sent')).out).toContain(`to ${YOT}: withdrawn (sent-to-wrong-mailbox)`)
    expect((await caseWorker.json('sent')).document).toMatchObject({
      rows: expect.arrayContaining([
        expect.objectContaining({
          ...{ reference, verified: true, doubt: null },
          to: [
            expect.objectContaining({ mailbox: YOT, state: 'withdrawn', reason: 'sent-to-wrong-mailbox' }),
          ],
        }),
      ]),
    })

    const kept = await sendIncident()
    await officer.despatch('open', kept)
    const late = await caseWorker.despatch('withdraw', kept, '--reason', 'sent-in-error')
    expect(late).toMatchObject({ code: 1, out: '' })
    expect(late.err).toContain(`Nothing was withdrawn. ${YOT}: somebody there has collected it.`)
    const stranger = await caseWorker.despatch('withdraw', kept, '--from', ASB, '--reason', 'sent-in-error')
    expect(stranger).toMatchObject({ code: 1 })
  })

  it('takes no want of a legal basis for a reason to decline what identifies nobody (L14)', async () => {
    const request = JSON.parse(await readFile(file('information-request.json'), 'utf8'))
    const { subjects: _people, ...about } = request
    await writeFile(file('place.json'), JSON.stringify({ ...about, location: 'Nowhere Lane, Testville' }))
    const sent = await caseWorker.despatch(
      ...['send', '--from', ASB, '--to', YOT, '--kind', 'information-request', '--data', file('place.json')],
      ...['--respond-by', DUE, '--destroy-after', KEEP],
    )
    expect(sent).toMatchObject({ code: 0, err: '' })
    const reference = referenceIn(sent.out)
    await arrived(officer, reference)
    await officer.despatch('open', reference)
    const declined = await officer.despatch('decline', reference, '--reason', 'no-legal-basis')
    expect(declined.code).toBe(1)
    expect(declined.err.replaceAll(/\s+/g, ' ')).toContain(
      'sharing depersonalised information needs no legal basis: there is none for not sharing it either',
    )
    const refusing = { outcome: 'cannot-share', reason: 'no-legal-basis', answer: 'We may not say.' }
    const contains = { dataClass: 'none', categories: [] }
    await writeFile(file('refusing.json'), JSON.stringify({ ...refusing, contains }))
    const refused = await officer.despatch('reply', reference, '--data', file('refusing.json'))
    expect(refused.code).toBe(1)
    expect(refused.err.replaceAll(/\s+/g, ' ')).toContain(
      'L14 What was asked identifies nobody, and sharing depersonalised information needs no legal basis',
    )
    expect((await officer.despatch('decline', reference, '--reason', 'no-capacity')).code).toBe(0)
  })

  it('asks for information and is answered in the thread, which says who has answered and who has not; a note is no answer', async () => {
    const asked = await caseWorker.despatch(
      ...[
        'send',
        '--from',
        ASB,
        '--to',
        `${YOT},listing@liverpool-mc.cjsm.test`,
        '--kind',
        'information-request',
      ],
      ...['--data', file('information-request.json'), '--respond-by', DUE, '--destroy-after', KEEP],
      ...['--basis', `${BASES},dpa-1998-s35`, ...UNASKED],
    )
    expect(asked.err).toBe('')
    const reference = referenceIn(asked.out)
    await arrived(officer, reference)
    expect((await officer.despatch('open', reference)).code).toBe(0)
    const noted = await officer.despatch(
      ...['reply', reference, '--kind', 'note', '--data', file('note.json'), '--basis', BASES, ...UNASKED],
    )
    expect(noted).toMatchObject({ code: 0, err: '' })
    await arrived(caseWorker, referenceIn(noted.out))
    const meanwhile = await caseWorker.despatch('thread', reference)
    expect(meanwhile.out).toContain(referenceIn(noted.out))
    expect(meanwhile.out).toContain(`${reference}: 0 of 2 have answered; due ${DUE}`)
    const replied = await officer.despatch(
      ...['reply', reference, '--data', file('reply.json'), '--basis', BASES, ...UNASKED],
    )
    expect(replied).toMatchObject({ code: 0, err: '' })
    await arrived(caseWorker, referenceIn(replied.out))
    const thread = await caseWorker.despatch('thread', reference)
    expect(thread.out).toContain(`${reference}: 1 of 2 have answered; due ${DUE}`)
    expect(thread.out).toContain(`answered  ${YOT}  opened, replied ${referenceIn(replied.out)}`)
    expect(thread.out).toMatch(/not yet {3}listing@liverpool-mc\.cjsm\.test/)
    const own = await caseWorker.despatch(
      ...['reply', reference, '--kind', 'note', '--data', file('note.json'), ...UNASKED],
      ...['--basis', `${BASES},dpa-1998-s35`],
    )
    expect(own).toMatchObject({ code: 0, err: '' })
    expect(own.out).toMatch(/^Sent NTE-\w{5}-\w{5}-\w to yot@\S+, listing@\S+, RESTRICTED\.$/m)
    expect((await caseWorker.despatch('thread', reference)).out).toContain(referenceIn(own.out))
    const asReply = await caseWorker.despatch(
      ...['reply', reference, '--data', file('reply.json'), '--basis', BASES, ...UNASKED],
    )
    expect(asReply.err).toContain('was sent from your mailbox, not to it')
    const answer = await caseWorker.despatch('open', referenceIn(replied.out))
    expect(answer).toMatchObject({ code: 0, err: '' })
    expect(answer.out.split('\n')[0]).toBe('RESTRICTED')
  })

  it('says who has answered what is asked for by a day, of whatever kind it is', async () => {
    const reference = await sendIncident('--respond-by', DUE, '--destroy-after', KEEP)
    expect((await caseWorker.despatch('thread', reference)).out).toContain(
      `${reference}: 0 of 1 have answered; due ${DUE}`,
    )
    const unasked = await sendIncident('--respond-by', 'none')
    expect((await caseWorker.despatch('thread', unasked)).out).not.toContain('have answered')
  })

  it('asks for an answer by kind and urgency unless told, and lists what is still to be answered (F13)', async () => {
    const today = dayOf(new Date())
    const soon = addWorkingDays(today, 0)
    const reference = await sendIncident('--urgency', 'immediate')
    const listed = async (machine: Machine, list: 'inbox' | 'sent', answer: string) => {
      const { document } = await machine.json(list, '--answer', answer)
      return (document as { rows: { reference: string }[] }).rows.find((row) => row.reference === reference)
    }
    const row = { urgency: 'immediate', respondBy: soon, due: answerStanding(soon, today) }
    expect(await listed(officer, 'inbox', 'due')).toMatchObject({ ...row, answeredBy: null })
    expect(await listed(caseWorker, 'sent', 'needed')).toMatchObject(row)
    expect(await listed(officer, 'inbox', 'overdue')).toBeUndefined()
    expect(await officer.despatch('inbox', '--answer', 'declined')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Allowed choices are needed, due, overdue.'),
    })
    const words = new RegExp(`IMMEDIATE, answer due ${soon} \\((?:the last working day|in 1 working day)\\)`)
    for (const command of [
      ['inbox', '--answer', 'due'],
      ['status', reference],
      ['thread', reference],
    ])
      expect((await officer.despatch(...command)).out.replaceAll(/\s+/g, ' ')).toMatch(words)
    const opened = await officer.despatch('open', reference)
    expect(opened.out).toContain('IMMEDIATE: please see to it now.')
    await officer.despatch('acknowledge', reference)
    expect(await listed(officer, 'inbox', 'needed')).toMatchObject({ answer: 'acknowledged' })
    await officer.despatch('accept', reference)
    expect(await listed(officer, 'inbox', 'needed')).toBeUndefined()
    expect(await listed(caseWorker, 'sent', 'needed')).toBeUndefined()
    expect((await officer.json('status', reference)).document).toMatchObject({ respondBy: soon, due: null })
  })

  it('says by when an answer is asked for, and when that is a day on which nobody works', async () => {
    const usual = await caseWorker.despatch(
      ...['send', '--from', ASB, '--to', YOT, '--kind', 'information-request', '--basis', BASES, ...UNASKED],
      ...['--data', file('information-request.json'), '--basis', 'dpa-1998-s35'],
    )
    expect(usual.out).toContain(`An answer is asked for by ${addWorkingDays(dayOf(new Date()), 10)}.\n`)
    const day = [...Array(7).keys()].map((n) => addDays(DUE, n)).find((one) => !isWorkingDay(one)) ?? ''
    const saturday = await caseWorker.despatch(
      ...['send', '--from', ASB, '--to', YOT, '--kind', 'asb-incident', '--data', file('asb-incident.json')],
      ...['--basis', BASES, ...UNASKED, '--respond-by', day, '--destroy-after', KEEP],
    )
    expect(saturday.out).toContain(
      `An answer is asked for by ${day}. ${day} is no working day in England and Wales; the last before it is ${addWorkingDays(day, -1)}.`,
    )
  })

  it('prints lists that fit the terminal, with every marking whole', async () => {
    for (const columns of [40, 80]) {
      const env = { DESPATCH_PASSPHRASE_FILE: passphraseFile(), DESPATCH_HOME: caseWorker.home }
      const narrow = await newMachine({ env, columns })
      for (const command of ['inbox', 'sent']) {
        const { code, out } = await narrow.despatch(command)
        expect(code).toBe(0)
        expect(out).toMatch(/RESTRICTED( |$)/m)
        for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
      }
    }
  })

  it('writes what was opened to a file for a case system, marked first, which imports as drafts that are sent', async () => {
    const [read, unread] = [await sendIncident(), await sendIncident()]
    await officer.despatch('open', read)
    const exported = (name: string, ...more: string[]) =>
      officer.despatch('export', '--mailbox', YOT, '--kind', 'asb-incident', '--out', file(name), ...more)
    expect(await exported('incidents.csv')).toMatchObject({ code: 0, err: '' })
    const csv = await readFile(file('incidents.csv'), 'utf8')
    expect(csv.split('\r\n')[0]).toMatch(/^RESTRICTED(,|$)/)
    expect(csv.split('\r\n')[1]).toMatch(
      /^#marking,#reference,#kind,#from,#to,#sent,#received,incident\.reference,/,
    )
    expect(csv).toContain(`\r\nRESTRICTED,${read},asb-incident,${ASB},${YOT},`)
    expect(csv).not.toContain(unread)
    expect((await stat(file('incidents.csv'))).mode & 0o777).toBe(0o600)
    expect((await exported('incidents.csv')).err).toContain('is there already')
    expect(await exported('incidents.jsonl', '--unread')).toMatchObject({ code: 0, err: '' })
    expect(await readFile(file('incidents.jsonl'), 'utf8')).toContain(unread)
    const sent = await caseWorker.json(
      ...[
        'export',
        '--mailbox',
        ASB,
        '--sent',
        '--kind',
        'note',
        '--out',
        file('notes.jsonl'),
        '--until',
        '2010-01-01',
      ],
    )
    expect(sent.document).toMatchObject({
      error: { message: expect.stringContaining('nothing of the kind note') },
    })

    const lines = (await readFile(file('incidents.jsonl'), 'utf8')).trimEnd().split('\n')
    await writeFile(file('one.jsonl'), `${lines[0]}\n${lines[1]}\n`)
    const importing = (name: string) => [
      ...['import', file(name), '--kind', 'asb-incident', '--draft', '--from', ASB, '--to', YOT],
      ...['--basis', BASES, ...UNASKED],
    ]
    for (const name of ['one.jsonl', 'incidents.csv']) {
      expect(await caseWorker.despatch(...importing(name))).toMatchObject({
        code: 0,
        out: expect.stringContaining('1 row is kept as a draft. Nothing was sent.'),
      })
      // The same file again, by a colleague or by a job of every night.
      const again = await caseWorker.json(...importing(name))
      expect(again).toMatchObject({ code: 0, err: '', document: { taken: [], wrong: [] } })
      const { there } = again.document as { there: { as: string }[] }
      const [id = '', ...others] = new Set(there.map(({ as }) => as))
      expect(others).toEqual([])
      const draft = await caseWorker.json('drafts', 'show', id)
      expect(draft.document).toMatchObject({ to: [YOT], marking: { level: 'RESTRICTED' } })
      const example = kinds.find(({ kind }) => kind === 'asb-incident')?.example
      expect(draft.document).toHaveProperty('data', example)
      expect(draft.document).toHaveProperty('readers.0.mailbox', YOT)
      if (name === 'one.jsonl')
        for (const { as } of (
          (await caseWorker.json(...importing(name), '--again')).document as { taken: { as: string }[] }
        ).taken)
          expect((await caseWorker.despatch('drafts', 'delete', as)).code).toBe(0)
      expect((await caseWorker.despatch('drafts', 'send', id)).out).toContain('Sent ASB-')
    }
  })

  it('writes what it had opened when it breaks off, and says how many', async () => {
    const [first, last] = [await sendIncident(), await sendIncident()]
    const { owner } = service.database
    const content = await owner
      .selectFrom('content')
      .selectAll('content')
      .innerJoin('referral', 'referral.id', 'content.referral_id')
      .orderBy('referral.seq', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    const chunks = await owner
      .selectFrom('content_chunk')
      .selectAll()
      .where('sha256', '=', content.sha256)
      .execute()
    // The service has lost it, and every question after that might fail as well.
    for (const table of ['content_chunk', 'content'] as const)
      await owner.deleteFrom(table).where('sha256', '=', content.sha256).execute()
    const exported = await officer.despatch(
      ...['export', '--mailbox', YOT, '--kind', 'asb-incident', '--unread', '--out', file('some.csv')],
    )
    await owner.insertInto('content').values(content).execute()
    await owner.insertInto('content_chunk').values(chunks).execute()
    expect(exported.code).toBe(1)
    expect(exported.err.replaceAll(/\s+/g, ' ')).toMatch(
      /What was opened by then, \d+ of \d+, is in \S+some\.csv\. /,
    )
    const csv = await readFile(file('some.csv'), 'utf8')
    expect([csv.includes(first), csv.includes(last)]).toEqual([true, false])
  })

  it('writes the others to a file where one is not as its sender signed it', async () => {
    const whole = await sendIncident()
    const spoiled = await sendIncident()
    const { owner } = service.database
    const { id, signature } = await owner
      .selectFrom('referral')
      .select(['id', 'signature'])
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    const sign = (by: string) =>
      owner.updateTable('referral').set({ signature: by }).where('id', '=', id).execute()
    await sign('-----BEGIN PGP SIGNATURE-----')
    const exported = await officer.despatch(
      ...['export', '--mailbox', YOT, '--kind', 'asb-incident', '--unread', '--out', file('others.csv')],
    )
    await sign(signature)
    expect(exported.code).toBe(1)
    expect(exported.err.replaceAll(/\s+/g, ' ')).toMatch(
      new RegExp(`${spoiled} was left out: What the service shows of ${spoiled} cannot be trusted`),
    )
    const csv = await readFile(file('others.csv'), 'utf8')
    expect([csv.includes(whole), csv.includes(spoiled)]).toEqual([true, false])
  })

  it('reads its own copy of what it sent, and nobody is told that it was opened', async () => {
    const reference = await sendIncident()
    const own = await caseWorker.despatch('open', reference)
    expect(own).toMatchObject({ code: 0, err: '' })
    expect(own.out).toContain('Testina Example')
    expect((await caseWorker.json('status', reference)).document).toMatchObject({
      deliveries: [{ answer: null, receipts: [] }],
    })
  })

  it('stops with a sentence when the trust log is another than it was, and sends nothing', async () => {
    const machine = await newMachine({
      env: { DESPATCH_PASSPHRASE_FILE: passphraseFile() },
    })
    await machine.despatch(
      'login',
      service.origin,
      '--as',
      'asb.caseworker',
      '--key',
      keyOf('asb.caseworker'),
    )
    const server = join(machine.home, 'servers', new URL(service.origin).host.replace(':', '_'))
    const trust = join(server, 'people', 'asb.caseworker', 'trust.json')
    const honest = await readFile(trust, 'utf8')
    const kept = JSON.parse(honest)
    await writeFile(trust, JSON.stringify({ ...kept, leaves: [...kept.leaves.slice(1), kept.leaves[0]] }))
    const send = () =>
      machine.despatch(
        ...[
          'send',
          '--from',
          ASB,
          '--to',
          YOT,
          '--kind',
          'asb-incident',
          '--data',
          file('asb-incident.json'),
        ],
        ...['--basis', BASES, ...UNASKED],
      )
    const stopped = await send()
    expect(stopped.code).toBe(1)
    expect(stopped.err).toContain('it shows different histories. Nothing was believed.')
    await writeFile(trust, honest)
    expect((await send()).code).toBe(0)
  })

  it('refuses a wrong passphrase with a sentence, and does not sign in', async () => {
    const wrong = join(folder, 'wrong')
    await writeFile(wrong, 'not the passphrase\n')
    const machine = await newMachine({ env: { DESPATCH_PASSPHRASE_FILE: wrong } })
    const refused = await machine.despatch(
      'login',
      service.origin,
      '--as',
      'asb.caseworker',
      '--key',
      keyOf('asb.caseworker'),
    )
    expect(refused).toMatchObject({ code: 1, err: 'The passphrase does not unlock this key.' })
    expect((await machine.despatch('inbox')).err).toContain('You are not signed in.')
  })

  it('says what to do when its folder cannot be written to', async () => {
    const env = { DESPATCH_PASSPHRASE_FILE: passphraseFile(), DESPATCH_HOME: file('diary.txt') }
    const machine = await newMachine({ env })
    const refused = await machine.despatch(
      'login',
      service.origin,
      '--as',
      'auditor',
      '--key',
      keyOf('auditor'),
    )
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('set DESPATCH_HOME to another') })
  })
})

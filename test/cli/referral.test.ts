import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { dayOf } from '../../src/domain/day.ts'
import { kinds } from '../../src/domain/kinds.ts'
import { adviceData, adviceIdOf } from '../../src/sdk/advice.ts'
import { prepareReferral } from '../../src/sdk/prepare.ts'
import { replyTo } from '../../src/sdk/reply.ts'
import { send } from '../../src/sdk/send.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { newFolder } from './folder.ts'
import { type Machine, newMachine } from './run.ts'

const ASB = 'asb.team@liverpool.gcsx.gov.test'
const YOT = 'yot@liverpool.gcsx.gov.test'
const BASES = 'cda-1998-s115,dpa-1998-sch2-5,dpa-1998-sch3-7'
const UNASKED = ['--consent', 'not-sought', '--consent-why', 'prejudice']

let service: TestService
let caseWorker: Machine
let officer: Machine
let folder: string

beforeAll(async () => {
  service = await startTestService()
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
    timeout: 10_000,
    interval: 50,
  })

/** Sends the example incident to the Liverpool YOT. @returns its reference */
const sendIncident = async (...more: string[]): Promise<string> => {
  const sent = await caseWorker.despatch(
    ...['send', '--from', ASB, '--to', YOT, '--kind', 'asb-incident', '--data', file('asb-incident.json')],
    ...['--basis', BASES, ...UNASKED, ...more],
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
    const { out } = await caseWorker.despatch('trust', '--people')
    expect(out).toMatch(/^\d+ records of the trust log, beginning with the root [0-9a-f]{40}\.$/m)
    expect(out).toContain('The keys of the service are those that the agencies have agreed on.')
    expect(out).toMatch(/^intelligence@merseyside\.pnn\.police\.test/m)
    expect(out).toContain('council.liaison')
    expect(out).not.toContain('court.listing')
    const { document } = await caseWorker.json('trust')
    expect(document).toMatchObject({ agreed: true, people: [], suspensions: [] })
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

  it('is told which rule wants what before anything leaves', async () => {
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

  it.each(kinds.map((kind) => [kind.kind, kind] as const))(
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
      const answered = await officer.despatch(command, reference, ...why)
      expect(answered).toMatchObject({ code: 0, err: '' })
      expect((await caseWorker.despatch('status', reference)).out).toMatch(
        new RegExp(`${state}${reason ? ` \\(${reason}\\)` : ''} {2}by key \\w{16}: checked`),
      )
    }
  })

  it('returns with advice: a receipt with its code, and the advice sealed, each once however often it is run', async () => {
    const reference = await sendIncident('--respond-by', '2099-01-31', '--destroy-after', '2099-12-31')
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
    expect(thread.out).toContain(`${reference}: 1 of 1 have answered; due 2099-01-31`)
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
    const due = ['--respond-by', '2099-01-31', '--destroy-after', '2099-12-31']
    const incident = await sendIncident(...due)
    await officer.despatch('open', incident)
    await officer.despatch('acknowledge', incident)
    const waiting = await caseWorker.despatch('thread', incident)
    expect(waiting.out).toMatch(
      /0 of 1 have answered; due 2099-01-31\n {2}not yet {3}yot@\S+ {2}\(acknowledged /,
    )
    await officer.despatch('accept', incident)
    // In a list `accepted` is what waits to leave.
    const taken = await caseWorker.despatch('thread', incident)
    expect(taken.out).toMatch(/1 of 1 have answered; due 2099-01-31\n {2}answered {2}yot@\S+ {2}taken-on /)

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
    expect(status.out).toContain('It was sent to a mailbox that it is not for.')

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
      ...['--respond-by', '2099-01-31', '--destroy-after', '2099-12-31'],
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
      ...[
        '--data',
        file('information-request.json'),
        '--respond-by',
        '2099-01-31',
        '--destroy-after',
        '2099-12-31',
      ],
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
    expect(meanwhile.out).toContain(`${reference}: 0 of 2 have answered; due 2099-01-31`)
    const replied = await officer.despatch(
      ...['reply', reference, '--data', file('reply.json'), '--basis', BASES, ...UNASKED],
    )
    expect(replied).toMatchObject({ code: 0, err: '' })
    await arrived(caseWorker, referenceIn(replied.out))
    const thread = await caseWorker.despatch('thread', reference)
    expect(thread.out).toContain(`${reference}: 1 of 2 have answered; due 2099-01-31`)
    expect(thread.out).toContain(`answered  ${YOT}  opened, replied ${referenceIn(replied.out)}`)
    expect(thread.out).toMatch(/not yet {3}listing@liverpool-mc\.cjsm\.test/)
    const answer = await caseWorker.despatch('open', referenceIn(replied.out))
    expect(answer).toMatchObject({ code: 0, err: '' })
    expect(answer.out.split('\n')[0]).toBe('RESTRICTED')
  })

  it('says who has answered what is asked for by a day, of whatever kind it is', async () => {
    const reference = await sendIncident('--respond-by', '2099-01-31', '--destroy-after', '2099-12-31')
    expect((await caseWorker.despatch('thread', reference)).out).toContain(
      `${reference}: 0 of 1 have answered; due 2099-01-31`,
    )
    const unasked = await sendIncident()
    expect((await caseWorker.despatch('thread', unasked)).out).not.toContain('have answered')
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

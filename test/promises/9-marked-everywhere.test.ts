import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstAndLast } from '../../src/demo/journeys/shown-text.ts'
import { openWorld } from '../../src/demo/journeys/world.ts'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { parseMarking } from '../../src/domain/marking.ts'
import type { Marking } from '../../src/domain/wire/referral-fields.ts'
import type { ReferralView } from '../../src/domain/wire/referral-response.ts'
import { fieldValue, fieldValues, readHead } from '../../src/mail/fields.ts'
import { relay } from '../../src/mail/gateway/relay.ts'
import { parseMarkingHeader } from '../../src/mail/label.ts'
import { messageIdOf } from '../../src/mail/message-id.ts'
import { statementOf } from '../../src/sdk/cases/timeline.ts'
import type { Filing } from '../../src/sdk/open-arrival.ts'
import { openDelivery, readOwnCopy } from '../../src/sdk/open-delivery.ts'
import type { OpenedReferral } from '../../src/sdk/open-referral.ts'
import { arrivalLines, markingOf } from '../../src/sdk/opened-words.ts'
import type { Session } from '../../src/sdk/session.ts'
import { altered, delivered, named, prepared, refusal, until } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { wholeMessage } from '../setup/whole-message.ts'

let service: TestService
let sender: Session
let reader: Session
const wire: Uint8Array[] = []

beforeAll(async () => {
  service = await startTestService({
    relay: async (request) => {
      wire.push(await wholeMessage(request.message))
      return relay(request)
    },
  })
  sender = await service.session('asb.caseworker')
  reader = await service.session('yot.officer')
})
afterAll(() => service?.stop())

const accredit = (level: string) =>
  service.database.db
    .updateTable('network')
    .set({ accreditation_level: level })
    .where('domain', '=', 'merseyside.pnn.police.test')
    .execute()

describe.each<[marking: string, label: string, plain: string]>([
  [
    'RESTRICTED',
    'marking="RESTRICTED"; type="urn:despatch:marking:1"; label="GPMS/RESTRICTED"',
    'VER=1, NS=despatch, SCHEME=GPMS, SEC=RESTRICTED',
  ],
  [
    'PROTECT – PERSONAL, INVESTIGATION',
    // RFC 2231: the dash is not ASCII.
    `marking*=UTF-8''PROTECT%20%E2%80%93%20PERSONAL%2C%20INVESTIGATION; type="urn:despatch:marking:1"; label="GPMS/PROTECT/PERSONAL/INVESTIGATION"`,
    'VER=1, NS=despatch, SCHEME=GPMS, SEC=PROTECT, DESC=PERSONAL, DESC=INVESTIGATION',
  ],
])('a referral marked %s', (text, label, plain) => {
  const marking: Marking = parseMarking(text)
  let referral: string
  let mail: Uint8Array
  let atYot: OpenedReferral

  beforeAll(async () => {
    const ready = await prepared(sender, { to: [LIVERPOOL_YOT, POLICE_INTELLIGENCE], marking })
    referral = (await sender.client.submit(ready)).referral
    mail = await until('it left by mail', async () =>
      wire.find((message) => Buffer.from(message).includes(referral)),
    )
    const { delivery } = await delivered(reader, referral)
    const opened = await openDelivery({ session: reader, delivery, now: new Date() })
    if (opened.outcome !== 'opened' || opened.origin !== 'submitted') throw new Error(opened.outcome)
    atYot = opened
  })

  it('bears it first and last in what the reader reads, and in the sender’s own copy', async () => {
    const own = await readOwnCopy({ session: sender, referral, now: new Date() })
    expect(own).toMatchObject({ outcome: 'opened' })
    for (const shown of [atYot, own]) {
      expect(firstAndLast('text' in shown ? shown.text : '')).toEqual([text, text])
    }
  })

  it('bears it first in the subject, first and last in the text that the police’s own program shows', async () => {
    const world = openWorld({ origin: service.origin, dataDir: service.config.dataDir })
    const messageId = messageIdOf(referral, sender.service.serviceDomain)
    const police = await world.officer(POLICE_INTELLIGENCE)
    const shown = await until('the police had it', () => police.open(messageId).catch(() => undefined))
    expect(shown.subject).toMatch(new RegExp(`^${text}: ASB-`))
    expect(firstAndLast(shown.text)).toEqual([text, text])
  })

  it('bears it in both header fields of the mail, and its subject tells nothing else', () => {
    const fields = readHead(mail)?.fields ?? []
    expect(fieldValues(fields, 'sio-label')).toEqual([label])
    expect(fieldValues(fields, 'despatch-marking')).toEqual([plain])
    expect(parseMarkingHeader(fieldValues(fields, 'despatch-marking'))).toEqual(marking)
    expect(fieldValue(fields, 'subject')).toBe('[...]')
  })

  it('bears it in the manifest and in what the log keeps of it', async () => {
    expect(atYot.manifest.marking).toEqual(marking)
    const auditor = await service.session('auditor')
    const entries = await until('the auditor could open its entry', async () => {
      const { records } = await auditor.client.logRecords(0n)
      const about = records.filter(({ type, record }) => type === 'accepted' && record.includes(referral))
      return about.length > 0 && about
    })
    expect(entries.map(({ record }): unknown => JSON.parse(record).marking)).toEqual([marking])
  })

  it('bears it in the inbox, among what was sent, and in the exchange', async () => {
    const row = (await reader.client.inbox({})).rows.find((one) => one.referral === referral)
    expect(row?.marking).toBe(text)
    const sent = (await sender.client.sent({})).rows.find((one) => one.referral === referral)
    expect(sent?.marking).toBe(text)
    const { referrals } = await reader.client.thread(row?.thread ?? '')
    expect(referrals.map((one) => one.marking)).toEqual([text])
  })
})

describe('mail that a partner marked', () => {
  it('has its marking in the inbox once it is filed, and none before', async () => {
    const world = openWorld({ origin: service.origin, dataDir: service.config.dataDir })
    await (await world.officer(POLICE_INTELLIGENCE)).startReferral({
      to: ASB_TEAM,
      subject: 'PROTECT - PERSONAL: about the shops',
      text: 'PROTECT - PERSONAL\n\nNo person is named in this message.\n\nPROTECT - PERSONAL\n',
    })
    const inbox = async () => (await sender.client.inbox({})).rows.find(({ origin }) => origin === 'mail')
    const row = await until('it had come', inbox)
    expect(row.marking).toBeNull()
    const filing = { kind: 'asb-incident' } as const
    await openDelivery({ session: sender, delivery: row.delivery, filing, now: new Date() })
    expect((await inbox())?.marking).toBe('PROTECT – PERSONAL')
  })
})

describe('mail that its reader marked on filing it', () => {
  const marking: Marking = parseMarking('CONFIDENTIAL')
  const NONE = 'NOT YET MARKED (handle as RESTRICTED)'
  const lower = { marking: 'NOT PROTECTIVELY MARKED' }
  let delivery: string

  const opening = async (session: Session, filing: Filing = {}) => {
    const opened = await openDelivery({ session, delivery, filing, now: new Date() })
    if (opened.outcome !== 'opened' || opened.origin !== 'mail') throw new Error(opened.outcome)
    return opened
  }

  beforeAll(async () => {
    const world = openWorld({ origin: service.origin, dataDir: service.config.dataDir })
    const text = 'No person is named in this message.\n'
    await (await world.officer(POLICE_INTELLIGENCE)).startReferral({ to: ASB_TEAM, subject: 'shops', text })
    const rows = async () => (await sender.client.inbox({})).rows
    const row = await until('it had come', async () =>
      (await rows()).find(({ origin, kind }) => origin === 'mail' && kind === 'mail'),
    )
    delivery = row.delivery
    expect(markingOf(await opening(sender))).toBe(NONE)
    expect((await opening(sender, { kind: 'concern', marking })).filed).toMatchObject({ marking })
  })

  it('bears it whenever it is opened again, also where the reader says another', async () => {
    for (const filing of [{}, { marking: parseMarking('PROTECT') }]) {
      const opened = await opening(sender, filing)
      expect(opened.before).toMatchObject({ filing: { kind: 'concern', marking }, doubt: null })
      expect([markingOf(opened), opened.view.marking]).toEqual(['CONFIDENTIAL', 'CONFIDENTIAL'])
    }
  })

  it.each<[string, string, (view: ReferralView) => Partial<ReferralView>]>([
    ['a lower marking', 'CONFIDENTIAL', () => lower],
    ['another kind', 'CONFIDENTIAL', () => ({ kind: 'note' })],
    ['a marking without a filing', NONE, () => ({ filed: null, ...lower })],
    [
      'a filing that nobody signed',
      NONE,
      ({ filed }) => ({
        ...lower,
        filed: filed && {
          ...filed,
          statement: filed.statement.replace('CONFIDENTIAL', lower.marking),
        },
      }),
    ],
  ])('never bears what the service says alone, which shows %s', async (_lie, marked, lie) => {
    const { client } = sender
    const lying = async (id: string) => {
      const view = await client.delivery(id)
      return { ...view, ...lie(view) }
    }
    const opened = await opening({ ...sender, client: { ...client, delivery: lying } })
    const inExchange = await statementOf(sender, await lying(delivery))
    const isBelieved = marked !== NONE
    expect(markingOf(opened)).toBe(marked)
    expect([opened.view.kind, opened.view.marking]).toEqual(
      isBelieved ? ['concern', 'CONFIDENTIAL'] : ['mail', null],
    )
    expect([inExchange.view.kind, inExchange.view.marking]).toEqual([opened.view.kind, opened.view.marking])
    expect(inExchange.problem).toBe(opened.before.doubt)
    expect(arrivalLines(opened, { sayTime: String, unfiled: '' }).join('\n')).toMatch(
      /WARNING: (The service shows it as|How it was filed cannot be believed)/,
    )
  })
})

describe('a marking above what the way is accredited to carry', () => {
  it('is refused by the sender’s own program and by the service; a lower one may go', async () => {
    const to = [POLICE_INTELLIGENCE]
    const ready = await prepared(sender, { to })
    await accredit('PROTECT')
    try {
      await expect(prepared(sender, { to })).rejects.toThrow('is accredited to carry PROTECT (GPMS)')
      const submission = await altered(sender, ready, {})
      const refused = await refusal(sender.client.submit(submission))
      expect(refused).toMatchObject({ status: 422, type: named('rules-refused') })
      expect(refused.detail).toMatch(/this is RESTRICTED\. .*do not lower the marking/)
      const lower = await prepared(sender, { to, marking: parseMarking('PROTECT – PERSONAL') })
      await sender.client.submit(lower)
    } finally {
      await accredit('RESTRICTED')
    }
  })
})

import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../../src/demo/journeys/world.ts'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import { relay } from '../../src/mail/gateway/relay.ts'
import { messageIdOf } from '../../src/mail/message-id.ts'
import type { Filing } from '../../src/sdk/open-arrival.ts'
import { type OpenedDelivery, openDelivery, readOwnCopy } from '../../src/sdk/open-delivery.ts'
import { attached, COURT_RELAY, courtMail, setPolicy, todaysOrder } from '../services/arrivals/court-mail.ts'
import { digestsIn, partsInClear } from '../services/arrivals/digests.ts'
import { bringOnce } from '../services/arrivals/smtp.ts'
import { everyFile, everyTable, found, type Place, wordsIn } from '../services/planted-words.ts'
import { delivered, deliveryOnce, prepared, until } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { wholeMessage } from '../setup/whole-message.ts'

/** Planted into the referral: people, what happened, the attachment with its name. */
const SENT = {
  informer: 'Invented Quillfeather',
  suspect: 'Imaginary Ztompwhistle',
  narrative: 'threw a frangible marzipan teapot',
  fileName: 'Ztompwhistle diary of café visits.txt',
  diary: 'the forty-ninth marzipan teapot',
}
/** Planted into a partner's reply, and into a mail of its own, whose subject its officer wrote. */
const MAILED = {
  reply: 'no known grudge against teapots',
  subject: 'Pretend Nobodyson and the samovar',
  text: 'the samovar was Nobodyson’s own',
}
/** Planted into mail that a court's server sends in clear: the gateway has it in memory until it is sealed. */
const IN_CLEAR = {
  subject: 'Fictive Ocarinason',
  person: 'Fabricated Ocarinason',
  findings: 'whistled the ocarina through the letter box',
  map: 'Ocarinason garden.pdf',
  covering: 'the ocarina is kept as an exhibit',
}
const PLANTED = [
  ...Object.values(SENT),
  ...Object.values(MAILED),
  ...Object.values(IN_CLEAR),
  'Ztompwhistle',
  'Nobodyson',
  'marzipan',
  'Ocarinason',
]

let service: TestService
/** Every message that passed the wire in either direction, but what came in clear. */
const wire: Place[] = []
/** What came in clear, as it came. */
const inClear: Buffer[] = []
const opened: OpenedDelivery[] = []

beforeAll(async () => {
  service = await startTestService({
    relay: async (request) => {
      wire.push({ where: 'mail sent', bytes: Buffer.from(await wholeMessage(request.message)) })
      return relay(request)
    },
    keep: (keep) => (envelope, raw) => {
      if (envelope.remoteAddress === COURT_RELAY) inClear.push(Buffer.from(raw))
      else wire.push({ where: 'mail received', bytes: Buffer.from(raw) })
      return keep(envelope, raw)
    },
  })
  const world = openWorld({ origin: service.origin, dataDir: service.config.dataDir })
  const now = () => new Date()
  const sender = await service.session('asb.caseworker')
  const [suspect = asbIncidentExample.informer] = asbIncidentExample.suspectedPerpetrators
  const referral = await prepared(sender, {
    to: [LIVERPOOL_YOT, POLICE_INTELLIGENCE],
    data: {
      ...asbIncidentExample,
      informer: { ...asbIncidentExample.informer, name: SENT.informer },
      suspectedPerpetrators: [{ ...suspect, name: SENT.suspect }],
      narrative: `They ${SENT.narrative} at the shutters.`,
    },
    attachments: [{ name: SENT.fileName, type: 'text/plain', bytes: Buffer.from(`Saw ${SENT.diary}.\r\n`) }],
  })
  const { referral: id } = await sender.client.submit(referral)

  const reader = await service.session('yot.officer')
  const atYot = await delivered(reader, id)
  opened.push(await openDelivery({ session: reader, delivery: atYot.delivery, now: now() }))
  opened.push(await readOwnCopy({ session: sender, referral: id, now: now() }))

  const toPolice = { referral: id, to: POLICE_INTELLIGENCE }
  await deliveryOnce(sender, toPolice, ({ state }) => state === 'delivered')
  const police = await world.officer(POLICE_INTELLIGENCE)
  const messageId = messageIdOf(id, sender.service.serviceDomain)
  await police.reply(messageId, `RESTRICTED\n\nWe have ${MAILED.reply}.\n\nRESTRICTED\n`)
  await police.startReferral({
    to: ASB_TEAM,
    subject: `RESTRICTED: ${MAILED.subject}`,
    text: `RESTRICTED\n\nIt seems that ${MAILED.text}.\n\nRESTRICTED\n`,
  })
  const arrivals = await until('both mails of the police had come', async () => {
    const { rows } = await sender.client.inbox({})
    return rows.length === 2 && rows
  })
  const filing: Filing = {
    kind: 'asb-incident',
    marking: { scheme: 'GPMS', level: 'RESTRICTED', descriptors: [] },
  }
  for (const { delivery } of arrivals) {
    opened.push(await openDelivery({ session: sender, delivery, filing, now: now() }))
  }

  await setPolicy(service.database, 'seal-on-arrival')
  const { subject, person, findings, map, covering } = IN_CLEAR
  const order = todaysOrder()
  const { message } = courtMail({
    subject: `RESTRICTED: ${subject}`,
    text: `It is said that ${covering}.`,
    parts: [
      attached(
        'order.json',
        JSON.stringify({ ...order, findings, subject: { ...order.subject, name: person } }),
      ),
      attached(map, 'an invented map', { type: 'application/pdf' }),
    ],
  })
  const brought = await bringOnce(service, { to: [ASB_TEAM, LIVERPOOL_YOT], message })
  if (brought.code !== 250) throw new Error(brought.text)
  for (const session of [sender, reader]) {
    const row = await until('the mail in clear had come', async () =>
      (await session.client.inbox({})).rows.find(({ sealedOnArrival }) => sealedOnArrival),
    )
    opened.push(await openDelivery({ session, delivery: row.delivery, now: now() }))
  }
  // The officer's program says that it was displayed, which ends what travels.
  await deliveryOnce(sender, toPolice, ({ evidence }) => evidence.some(({ kind }) => kind === 'mdn'))
})
afterAll(() => service?.stop())

describe('what is planted into a referral, a reply and a partner’s own mail', () => {
  it('is read by those whom it was sealed to', () => {
    expect(opened.map(({ outcome }) => outcome)).toEqual(Array(6).fill('opened'))
    const read = Buffer.from(
      opened
        .flatMap((one) =>
          one.outcome === 'unreadable'
            ? []
            : [
                one.text,
                ...one.attachments.flatMap(({ name, bytes }) => [name, Buffer.from(bytes).toString()]),
                ...(one.origin === 'mail' ? [one.subject ?? '', one.covering ?? ''] : []),
              ],
        )
        .join('\n'),
    )
    expect(PLANTED.filter((word) => !wordsIn(read, [word]).length)).toEqual([])
  })

  it('is nowhere in the database, in any table, as its superuser reads it', async () => {
    const places = await everyTable(service.database.superuserUrl)
    const read = new Set(places.map(({ where }) => where))
    for (const column of [
      'content_chunk.bytes',
      'log_staged.record',
      'evidence.bytes',
      'receipt.statement',
    ]) {
      expect(read).toContain(`public.${column}`)
    }
    expect(found(places, PLANTED)).toEqual([])
  })

  it('is in no file of the service; what lies in demo/ stands for other people’s machines', async () => {
    const places = await everyFile(service.config.dataDir, ['demo'])
    expect(places.map(({ where }) => where)).toContainEqual(expect.stringMatching(/^log\/journal\/.+jsonl$/))
    expect(found(places, PLANTED)).toEqual([])
  })

  it('is in no other mail on the wire, sent or received', () => {
    expect(wire.filter(({ where }) => where === 'mail sent')).toHaveLength(1)
    // The delivery report, the reply, the partner's own mail, and the notification that it was displayed.
    expect(wire.filter(({ where }) => where === 'mail received')).toHaveLength(4)
    expect(found(wire, PLANTED)).toEqual([])
  })

  it('is nowhere as a digest of what came in clear, in the database, in a file or in the log', async () => {
    const places = [
      ...(await everyTable(service.database.superuserUrl)),
      ...(await everyFile(service.config.dataDir, ['demo'])),
      { where: 'log', bytes: Buffer.from(service.logged.join('')) },
    ]
    expect(inClear).toHaveLength(1)
    for (const bytes of inClear) {
      expect(digestsIn(places, partsInClear(bytes))).toEqual([])
      const planted = { where: 'planted', bytes: createHash('sha256').update(bytes).digest() }
      expect(digestsIn([...places, planted], partsInClear(bytes))).toEqual(['sha256'])
    }
  })

  it('is in no line that the service logged', () => {
    expect(service.logged.length).toBeGreaterThan(20)
    expect(found([{ where: 'log', bytes: Buffer.from(service.logged.join('')) }], PLANTED)).toEqual([])
  })
})

describe('the search', () => {
  it.each<[string, (text: string) => string | Buffer]>([
    ['as it is', (text) => text],
    ['in base64 from its first octet', (text) => Buffer.from(text).toString('base64')],
    ['in base64 from its second', (text) => Buffer.from(`.${text}`).toString('base64')],
    ['in base64 from its third, in lines', (text) => inLines(Buffer.from(`..${text}`).toString('base64'))],
    ['in base64url', (text) => Buffer.from(text).toString('base64url')],
    ['in hexadecimal', (text) => Buffer.from(text).toString('hex')],
    ['quoted-printable, broken over lines', (text) => inLines(quoted(text), '=\r\n')],
    ['percent-encoded', (text) => encodeURIComponent(text)],
    ['folded, as a header is', (text) => text.replaceAll(' ', '\r\n ')],
  ])('finds every planted word %s', (_how, encode) => {
    const text = `before ${PLANTED.join(' between ')} after`
    expect(wordsIn(Buffer.from(encode(text)), PLANTED)).toEqual(PLANTED)
    expect(wordsIn(Buffer.from(encode('nothing at all of that sort')), PLANTED)).toEqual([])
  })
})

const quoted = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) =>
      byte > 126 || byte === 61 ? `=${byte.toString(16).toUpperCase()}` : String.fromCharCode(byte),
    )
    .join('')

function inLines(text: string, ending = '\r\n'): string {
  return (text.match(/(?:=[0-9A-F]{2}|[^=]){1,40}|.+/g) ?? []).join(ending)
}

import { randomUUID } from 'node:crypto'
import { COURT_LISTING } from '../../../src/demo/partnership/mailboxes.ts'
import { orderExample } from '../../../src/domain/kinds/court-order-examples.ts'
import type { TestDatabase } from '../../setup/database.ts'

/** Where the court's own mail server, which seals nothing, sends from. */
export const COURT_RELAY = '127.0.0.15'
export const COURT_DOMAIN = 'liverpool-mc.cjsm.test'

type Policy = 'refuse' | 'seal-on-arrival'

/** Lays down what becomes of unsealed mail from the court, whose server's address becomes known with it. */
export async function setPolicy(
  { owner }: Pick<TestDatabase, 'owner'>,
  policy: Policy,
  { accredited = 'RESTRICTED' }: { accredited?: string } = {},
): Promise<void> {
  await owner
    .updateTable('network')
    .set({ unsealed_mail: policy, relay_addresses: [COURT_RELAY], accreditation_level: accredited })
    .where('domain', '=', COURT_DOMAIN)
    .execute()
}

/** A part of a mail: its header fields, and its body as it goes on the wire. */
export type Part = { headers: Record<string, string>; body: string }

type Letter = {
  subject?: string
  from?: string
  text?: string
  parts?: readonly Part[]
  /** further fields of the header */
  headers?: Record<string, string>
}

/** A mail in clear, as a court's ordinary mail server sends it. */
export function courtMail({
  subject = 'RESTRICTED: order',
  from = COURT_LISTING,
  text = 'Please find the order attached.',
  parts = [],
  headers = {},
}: Letter = {}): { message: Uint8Array; messageId: string } {
  const messageId = `<${randomUUID()}@${COURT_DOMAIN}>`
  const head = {
    From: `Listing office <${from}>`,
    To: 'undisclosed-recipients:;',
    Subject: subject,
    Date: 'Mon, 01 Mar 2010 10:00:00 +0000',
    'Message-ID': messageId,
    'MIME-Version': '1.0',
    ...headers,
  }
  const body: Part = {
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Transfer-Encoding': '8bit' },
    body: text,
  }
  const whole = multipart('mixed', [body, ...parts])
  return { messageId, message: Buffer.from(written({ ...whole, headers: { ...head, ...whole.headers } })) }
}

/** Several parts as one. */
export function multipart(subtype: string, parts: readonly Part[]): Part {
  const boundary = `=_${randomUUID()}`
  return {
    headers: { 'Content-Type': `multipart/${subtype}; boundary="${boundary}"` },
    body: [...parts.map((part) => `--${boundary}\r\n${written(part)}`), `--${boundary}--`, ''].join('\r\n'),
  }
}

const written = ({ headers, body }: Part): string =>
  [...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', body].join('\r\n')

const ENCODINGS = {
  base64: (text: string) => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n'),
  '8bit': (text: string) => text,
  'quoted-printable': (text: string) =>
    Buffer.from(text)
      .toString('latin1')
      .replace(/[^\x20-\x3c\x3e-\x7e]/g, (one) => `=${hex(one)}`)
      .replace(/((?:=[0-9A-F]{2}|[^=]){1,70})/g, '$1=\r\n'),
} as const
export type Encoding = keyof typeof ENCODINGS

const hex = (one: string) => one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')

/** An attached file. */
export function attached(
  name: string,
  text: string,
  { type = 'application/octet-stream', encoding = 'base64' }: { type?: string; encoding?: Encoding } = {},
): Part {
  return {
    headers: {
      'Content-Type': `${type}; name="${name}"`,
      'Content-Disposition': `attachment; filename="${name}"`,
      'Content-Transfer-Encoding': encoding,
    },
    body: ENCODINGS[encoding](text),
  }
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1000
const day = (time: number) => new Date(time).toISOString().slice(0, 10)

/** The example anti-social behaviour order, made today for three years, with a case number of its own. */
export function todaysOrder(caseNumber = `SAMPLE-${randomUUID().slice(0, 8)}`) {
  const now = Date.now()
  const { service, review, ...order } = orderExample('asbo')
  const [orderDate, expiryDate] = [day(now), day(now + 3 * YEAR_MS)]
  return {
    ...order,
    caseNumber,
    hearingDate: orderDate,
    orderDate,
    startDate: orderDate,
    expiryDate,
    ...(service ? { service: { ...service, date: orderDate } } : {}),
    subject: { name: 'Placeholder Pat', dateOfBirth: '1984-04-01', address: '1 Made-Up Court, Testville' },
  }
}

const PDF = '%PDF-1.4\n% an invented order\n%%EOF\n'

/** The files that come with an order. */
export const papers: readonly Part[] = ['order.pdf', 'map.pdf'].map((name) =>
  attached(name, PDF, { type: 'application/pdf' }),
)

/** An order with its papers, as a court's case system mails it. */
export function orderMail({
  order = todaysOrder(),
  part = { type: 'application/json', name: 'order.json', encoding: 'base64' },
  ...letter
}: Letter & {
  order?: object
  part?: { type: string; name: string; encoding: Encoding }
} = {}) {
  const data = attached(part.name, JSON.stringify(order), part)
  return courtMail({ ...letter, parts: [...papers, data, ...(letter.parts ?? [])] })
}

import { NOT_NEEDED } from '../../src/domain/consents.ts'
import { Manifest } from '../../src/domain/wire/manifest.ts'
import { Receipt } from '../../src/domain/wire/receipt.ts'
import { writeStatement } from '../../src/domain/wire/statement.ts'
import { Withdrawal } from '../../src/domain/wire/withdrawal.ts'

/** A record as it is staged: its type and its exact text. */
export type LifeRecord = { type: string; record: string }

export const SENDER = 'asb.team@liverpool.gcsx.gov.test'
/** In the partnership's own service, and beyond it. */
export const LOCAL = 'yot@liverpool.gcsx.gov.test'
export const PARTNER = 'intelligence@merseyside.pnn.police.test'

export const TIME = '2010-03-01T09:30:00.000Z'
const DIGEST = 'ab'.repeat(32)

/** The `n`-th id of its kind: a UUID of version 7, the same every time. */
export const idOf = (kind: number, n: number): string =>
  `019${kind.toString(16).padStart(5, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

/** What is said of the `n`-th referral, in the order in which it happens: from acceptance to answers. */
export function lifeOf(n: number, to: readonly string[] = [LOCAL, PARTNER]): LifeRecord[] {
  const local = to.includes(LOCAL)
  const partner = to.includes(PARTNER)
  return [
    accepted(n, { to: [...to] }),
    ...(partner ? [step('relayed', n, PARTNER), step('delivered', n, PARTNER)] : []),
    ...(local ? [delivered(n, LOCAL), receipt(n, LOCAL, 'collected'), receipt(n, LOCAL, 'opened')] : []),
  ]
}

/** So many records of lives that go on beside each other: each begins when the one before it is half over. */
export function livesOf(count: number): LifeRecord[] {
  const records: LifeRecord[] = []
  let late: LifeRecord[] = []
  for (let n = 0; records.length < count; n += 1) {
    const life = lifeOf(n)
    records.push(...life.slice(0, 3), ...late)
    late = life.slice(3)
  }
  return records.slice(0, count)
}

export function accepted(n: number, more: Partial<Manifest> = {}): LifeRecord {
  return {
    type: 'accepted',
    record: writeStatement(Manifest, {
      despatch: 'manifest/1',
      id: idOf(1, n),
      kind: 'asb-incident',
      thread: 'AAAAAAAAAAAAAAAAAAAAAA',
      inReplyTo: null,
      marking: { scheme: 'GPMS', level: 'RESTRICTED', descriptors: [] },
      from: SENDER,
      to: [LOCAL, PARTNER],
      purpose: 'services-to-individuals',
      dataClass: 'personal',
      categories: ['victim'],
      bases: ['cda-1998-s115'],
      consent: NOT_NEEDED,
      otherConsents: [],
      guardian: null,
      prescribed: null,
      reply: null,
      handling: { urgency: 'routine', respondBy: null, destroyAfter: '2017-03-01', onward: 'none' },
      agreement: { id: 'liverpool', version: 1 },
      otherAgreements: [],
      created: TIME,
      content: [{ sha256: DIGEST, size: 10_000 }],
      entity: DIGEST,
      ...more,
    }),
  }
}

/** Where a delivery got to, as the service notes it. */
export function step(type: string, n: number, mailbox: string): LifeRecord {
  const record = {
    despatch: `${type}/1`,
    referral: idOf(1, n),
    delivery: deliveryId(n, mailbox),
    mailbox,
    host: 'mx.merseyside.pnn.police.test',
    code: 250,
    time: TIME,
  }
  return { type, record: JSON.stringify(record) }
}

/** That its sender took it back, as they signed it: `more` is what the service says otherwise. */
export function withdrawn(n: number, mailbox: string, more: object = {}): LifeRecord {
  const reason = 'sent-in-error'
  const statement = writeStatement(Withdrawal, {
    despatch: 'withdrawal/1',
    referral: idOf(1, n),
    manifest: DIGEST,
    mailboxes: [mailbox],
    reason,
    time: TIME,
  })
  const record = {
    despatch: 'withdrawn/1',
    referral: idOf(1, n),
    delivery: deliveryId(n, mailbox),
    mailbox,
    reason,
    statement,
    signature: 'x',
    time: TIME,
    ...more,
  }
  return { type: 'withdrawn', record: JSON.stringify(record) }
}

/** A delivery within the service. */
export function delivered(n: number, mailbox: string): LifeRecord {
  const record = {
    despatch: 'delivered/1',
    referral: idOf(1, n),
    delivery: deliveryId(n, mailbox),
    mailbox,
    route: 'local',
    time: TIME,
  }
  return { type: 'delivered', record: JSON.stringify(record) }
}

export function receipt(n: number, mailbox: string, event: Receipt['event']): LifeRecord {
  return {
    type: 'receipt',
    record: writeStatement(Receipt, {
      despatch: 'receipt/1',
      referral: idOf(1, n),
      manifest: DIGEST,
      content: [DIGEST],
      entity: DIGEST,
      mailbox,
      event,
      reason: null,
      time: TIME,
    }),
  }
}

const deliveryId = (n: number, mailbox: string): string => idOf(2, n * 32 + mailbox.length)

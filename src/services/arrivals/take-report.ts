import type { Transaction } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import {
  type AnswerState,
  type EvidenceStrength,
  nextAnswer,
  nextTransport,
  type TransportEvent,
  type TransportState,
} from '../../domain/delivery.ts'
import type { DeliveryStatus } from '../../mail/dsn.ts'
import type { Disposition } from '../../mail/mdn.ts'
import type { Database } from '../../store/tables.ts'
import type { Db } from '../db.ts'
import { stageOne } from '../log/stage.ts'
import { digestOf } from './examine.ts'
import { sendingDomain } from './sending-domain.ts'

/** A report as read from a return path: a DSN (RFC 3464), an MDN (RFC 8098), or neither. */
export type ReadReport = {
  type: 'dsn' | 'mdn' | 'other'
  dsn: DeliveryStatus | null
  mdn: Disposition | null
}

/** What a report says happened, in a line for people, and as events for the two machines. */
type Said = { says: string; transport: TransportEvent | null; displayed: boolean }

/** The most of a report that is kept as evidence. */
const KEPT_BYTES = 64 * 1024
/** Reports of one strength that a delivery keeps: a handful come, and whoever knows the return path may send more. */
const MOST_REPORTS = 50

type DeliveryRow = {
  id: string
  referral_id: string
  address: string
  state: TransportState
  answer: AnswerState | null
}

/**
 * Takes a report that came to a delivery's own return path: keeps it as evidence with its strength, and moves
 * the delivery's states as far as that strength allows. The same report again changes nothing.
 *
 * A report comes from `<>`, so nothing in its envelope names a domain: it is `authenticated` when it came from a
 * relay address of the very network that the delivery went to, and otherwise merely `reported`. Each strength has
 * its own room, so that a stranger's reports do not crowd out the partner's.
 *
 * @returns false when the delivery has as many as it keeps
 */
export async function takeReport(
  { db, clock }: { db: Db; clock: () => Date },
  token: string,
  report: ReadReport,
  { raw, remoteAddress }: { raw: Uint8Array; remoteAddress: string },
): Promise<boolean> {
  const bytes = raw.subarray(0, KEPT_BYTES)
  const sha256 = await digestOf(raw)
  return db.transaction().execute(async (tx) => {
    const delivery = await lockByToken(tx, token)
    if (!delivery) return true
    const { authenticated } = await sendingDomain(tx, { from: delivery.address, remoteAddress })
    const strength: EvidenceStrength = authenticated ? 'authenticated' : 'reported'
    if (await isFull(tx, delivery.id, { strength, sha256 })) return false
    const said = whatItSays(report, delivery.address)
    const kept = await tx
      .insertInto('evidence')
      .values({
        id: uuidv7(),
        delivery_id: delivery.id,
        kind: report.type === 'mdn' ? 'mdn' : 'dsn',
        says: said.says,
        strength,
        bytes,
        sha256,
        at: clock(),
      })
      .onConflict((at) => at.columns(['delivery_id', 'sha256']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (kept) await moveStates(tx, { delivery, said, strength, now: clock(), evidence: sha256 })
    return true
  })
}

/** Whether there is no room for another report of that strength; one that is kept already needs none. */
async function isFull(
  tx: Transaction<Database>,
  deliveryId: string,
  { strength, sha256 }: { strength: EvidenceStrength; sha256: string },
): Promise<boolean> {
  const kept = await tx
    .selectFrom('evidence')
    .select('sha256')
    .where('delivery_id', '=', deliveryId)
    .where('kind', 'in', ['dsn', 'mdn'])
    .where('strength', '=', strength)
    .execute()
  return kept.length >= MOST_REPORTS && !kept.some((row) => row.sha256 === sha256)
}

async function lockByToken(tx: Transaction<Database>, token: string): Promise<DeliveryRow | undefined> {
  return tx
    .selectFrom('delivery')
    .innerJoin('mailbox', 'mailbox.id', 'delivery.mailbox_id')
    .select(['delivery.id', 'delivery.referral_id', 'mailbox.address', 'delivery.state', 'delivery.answer'])
    .where('delivery.return_token', '=', token)
    .forUpdate('delivery')
    .executeTakeFirst()
}

function whatItSays({ dsn, mdn }: ReadReport, address: string): Said {
  if (mdn) {
    const displayed = /(?:^|;)\s*displayed\b/i.test(mdn.disposition)
    return { says: mdn.disposition.slice(0, 500), transport: null, displayed }
  }
  const about = dsn?.recipients.find(
    ({ finalRecipient, originalRecipient }) => finalRecipient === address || originalRecipient === address,
  )
  const recipient = about ?? (dsn?.recipients.length === 1 ? dsn.recipients[0] : undefined)
  if (!recipient)
    return { says: 'a report that does not say what happened', transport: null, displayed: false }
  const says = [recipient.action, recipient.status, recipient.diagnostic]
    .filter(Boolean)
    .join(' ')
    .slice(0, 500)
  const transport =
    recipient.action === 'delivered' || recipient.action === 'failed' ? recipient.action : null
  return { says, transport, displayed: false }
}

type Moving = { delivery: DeliveryRow; said: Said; strength: EvidenceStrength; now: Date; evidence: string }

async function moveStates(tx: Transaction<Database>, moving: Moving): Promise<void> {
  const { delivery, said, strength, now, evidence } = moving
  // Who knows the return path may write to it: what is merely reported is shown, and moves neither machine. Or a
  // forged `failed` would end a delivery, and a forged `delivered` would keep it from being tried again.
  const moves = said.transport !== null && strength !== 'reported'
  const state = moves && said.transport ? nextTransport(delivery.state, said.transport) : delivery.state
  const answer = said.displayed ? nextAnswer(delivery.answer, 'opened', strength) : delivery.answer
  if (state === delivery.state && answer === delivery.answer) return
  await tx
    .updateTable('delivery')
    .set({
      state,
      answer,
      changed_at: now,
      ...(state === 'accepted' ? {} : { next_attempt_at: null, lease_until: null }),
    })
    .where('id', '=', delivery.id)
    .execute()
  const type = state === delivery.state ? 'receipt' : state
  await stageOne(tx, {
    type,
    record: JSON.stringify({
      despatch: `${type === 'receipt' ? 'notification' : type}/1`,
      referral: delivery.referral_id,
      delivery: delivery.id,
      mailbox: delivery.address,
      strength,
      evidence,
      time: now.toISOString(),
    }),
    referralId: delivery.referral_id,
  })
}

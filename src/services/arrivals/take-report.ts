import type { Transaction } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { type EvidenceStrength, nextAnswer, nextTransport } from '../../domain/delivery.ts'
import type { SenderChecks } from '../../domain/wire/sender-checks.ts'
import { readHead } from '../../mail/fields.ts'
import type { ReceivedReport } from '../../mail/received-report.ts'
import type { Database } from '../../store/tables.ts'
import type { Db } from '../db.ts'
import { stageOne } from '../log/stage.ts'
import { digestOf } from './examine.ts'
import {
  deliveriesNamedBy,
  deliveryOfToken,
  hasEnvelopeId,
  isAbout,
  namesAnother,
  type ReportedDelivery,
} from './report-match.ts'
import { ofAnother, reportSays, type Said, unproven } from './report-says.ts'
import { sendingDomain } from './sending-domain.ts'

/** A report as read from a return path, or a mail that is none. */
export type ReadReport = ReceivedReport

/** The most of a report that is kept as evidence. */
const KEPT_BYTES = 64 * 1024
/** Reports of one strength that a delivery keeps: a handful come, and whoever knows the return path may send more. */
const MOST_REPORTS = 50

/** What came, where from, and what DNS says of who brought it; null where it was not asked. */
type Brought = { raw: Uint8Array; remoteAddress: string; checks: SenderChecks | null }

type Dependencies = { db: Db; clock: () => Date }

/**
 * Takes a report that came to a delivery's own return path: keeps it as evidence with its strength, and moves
 * the delivery's states as far as that strength allows. The same report again changes nothing. One whose ENVID or
 * Message-ID names another delivery is kept, says so, and moves nothing.
 *
 * A report comes from `<>`, so nothing in its envelope names a domain: it is `authenticated` when it came from a
 * relay address of the very network that the delivery went to, or SPF or DKIM of that very domain passes, and is otherwise
 * merely `reported`. It moves a state only when it says itself that it is about this delivery. Each strength has its own room, so that a stranger's reports do not crowd out the partner's.
 *
 * @returns false when the delivery has as many as it keeps
 */
export async function takeReport(
  { db, clock }: Dependencies,
  token: string,
  report: ReadReport,
  brought: Brought,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const delivery = await deliveryOfToken(tx, token)
    if (!delivery) return true
    const { authenticated } = await whoseReport(tx, delivery, brought)
    const said = saidOf(report, delivery)
    return keep(tx, {
      delivery,
      said: (await namesAnother(tx, delivery, report)) ? ofAnother(said) : said,
      strength: authenticated ? 'authenticated' : 'reported',
      brought,
      now: clock(),
    })
  })
}

/** What it says of the delivery, which moves a state only where the report itself says that it is about it. */
function saidOf(report: ReadReport, delivery: ReportedDelivery): Said {
  const { address } = delivery
  const said = reportSays(report, { address, sole: hasEnvelopeId(report, delivery) })
  return isAbout(report, delivery) ? said : unproven(said)
}

/** Whether the partner to whom the delivery went bears the report out. */
const whoseReport = (
  tx: Transaction<Database>,
  { address }: ReportedDelivery,
  { remoteAddress, checks }: Brought,
) => sendingDomain(tx, { from: address, remoteAddress }, checks)

/**
 * Takes a report that came elsewhere than to a return path, as when a server answers the address in From: only one that
 * names a delivery of ours, and comes from a relay address of the network that this delivery went to.
 *
 * @returns null when it is none of those; else as `takeReport`
 */
export async function takeStrayReport(
  { db, clock }: Dependencies,
  report: ReadReport,
  brought: Brought,
): Promise<boolean | null> {
  if (report.type !== 'dsn' && report.type !== 'mdn') return null
  return db.transaction().execute(async (tx) => {
    let taken: boolean | null = null
    for (const delivery of await deliveriesNamedBy(tx, report)) {
      const { authenticated } = await whoseReport(tx, delivery, brought)
      if (!authenticated) continue
      const said = saidOf(report, delivery)
      const kept = await keep(tx, { delivery, said, strength: 'authenticated', brought, now: clock() })
      taken = kept && taken !== false
    }
    return taken
  })
}

type Keeping = {
  delivery: ReportedDelivery
  said: Said
  strength: EvidenceStrength
  brought: Brought
  now: Date
}

async function keep(tx: Transaction<Database>, keeping: Keeping): Promise<boolean> {
  const { delivery, said, strength, brought, now } = keeping
  const sha256 = await digestOf(brought.raw)
  if (await isFull(tx, delivery.id, { strength, sha256 })) return false
  const kept = await tx
    .insertInto('evidence')
    .values({
      id: uuidv7(),
      delivery_id: delivery.id,
      kind: said.kind,
      says: said.says,
      strength,
      bytes:
        said.kind === 'dsn' || said.kind === 'mdn'
          ? brought.raw.subarray(0, KEPT_BYTES)
          : headOf(brought.raw),
      sha256,
      at: now,
    })
    .onConflict((at) => at.columns(['delivery_id', 'sha256']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (kept) await moveStates(tx, { delivery, said, strength, now, evidence: sha256 })
  return true
}

/** Of what is no report the header alone is kept: what a person wrote about being away is nobody's here. */
function headOf(raw: Uint8Array): Uint8Array {
  const head = readHead(raw.subarray(0, KEPT_BYTES))
  return raw.subarray(0, head === null ? 0 : Math.min(head.bodyStart, KEPT_BYTES))
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
    .where('kind', 'in', ['dsn', 'mdn', 'auto-reply', 'complaint', 'challenge'])
    .where('strength', '=', strength)
    .execute()
  return kept.length >= MOST_REPORTS && !kept.some((row) => row.sha256 === sha256)
}

type Moving = {
  delivery: ReportedDelivery
  said: Said
  strength: EvidenceStrength
  now: Date
  evidence: string
}

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

import type { Transaction } from 'kysely'
import Value from 'typebox/value'
import { v7 as uuidv7 } from 'uuid'
import { sha256Hex } from '../crypto/digest.ts'
import { answerStep, nextAnswer, type TransportState } from '../domain/delivery.ts'
import { problem } from '../domain/problems.ts'
import { reasonFault } from '../domain/receipt-reasons.ts'
import { decliningRules } from '../domain/rules/declining.ts'
import { Arrival } from '../domain/wire/arrival.ts'
import { Manifest } from '../domain/wire/manifest.ts'
import { Receipt } from '../domain/wire/receipt.ts'
import { DataClass } from '../domain/wire/referral-fields.ts'
import type { DeliveryStateResponse, StatementRequest } from '../domain/wire/referral-response.ts'
import { parseStatement } from '../domain/wire/statement.ts'
import type { Database } from '../store/tables.ts'
import { type Caller, demandAction, demandMailbox } from './caller.ts'
import type { Db } from './db.ts'
import { stageOne } from './log/stage.ts'
import { demandOwnSignature, type Signer } from './own-signature.ts'
import { readStatement } from './read-statement.ts'
import { demandVisible } from './referrals/visible.ts'
import { demandStatementTime } from './statement-now.ts'

/** Receipts that one person may sign for one delivery: two for every opening of it, and many to spare. */
const MOST_RECEIPTS = 400

type Delivered = {
  id: string
  referral_id: string
  state: TransportState
  answer: DeliveryStateResponse['answer']
  address: string
  statement: string
  statement_sha256: string
  origin: 'submitted' | 'mail'
  data_class: string | null
}

/**
 * Takes a receipt that a reader signed: evidence of the strongest sort, kept with its signature, entered in
 * the log, and moving the delivery's answer forward.
 *
 * The digests must be those of what was delivered, so that a receipt proves which referral it is for. Nobody
 * opens or answers before having collected; the same receipt again is the same receipt.
 *
 * @throws ProblemError `invalid-request`, `not-found`, `withdrawn`, `not-yours`, `signature-not-yours`, `digest-mismatch`,
 *   `collect-first`, `step-not-allowed`, `rules-refused`
 */
export async function takeReceipt(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
  deliveryId: string,
  request: StatementRequest,
): Promise<DeliveryStateResponse> {
  demandAction(caller, 'answer-delivery')
  const receipt = readStatement(Receipt, request.statement)
  const fault = reasonFault(receipt.event, receipt.reason)
  if (fault !== null) throw problem('invalid-request', fault)
  const signer = await demandOwnSignature(db, caller, { type: 'receipt/1', ...request, now: clock() })
  const sha256 = await sha256Hex(request.statement)
  return db.transaction().execute(async (tx) => {
    const delivery = await lockDelivered(tx, deliveryId)
    if (!delivery) throw problem('not-found')
    await demandVisible(tx, caller, delivery.referral_id)
    demandMailbox(caller, 'answer-delivery', delivery.address, 'open')
    demandDigests(receipt, delivery)
    const state = { delivery: delivery.id, state: delivery.state, answer: delivery.answer }
    const known = await tx
      .selectFrom('receipt')
      .select('id')
      .where('delivery_id', '=', delivery.id)
      .where('sha256', '=', sha256)
      .executeTakeFirst()
    if (known) return state
    demandStatementTime('receipt', receipt, clock())
    await demandRoom(tx, delivery.id, caller)
    if (delivery.state !== 'delivered') {
      throw problem(
        'step-not-allowed',
        `The delivery is ${delivery.state}; it cannot be ${receipt.event} now.`,
      )
    }
    if (receipt.event !== 'collected') await demandCollected(tx, delivery.id, caller)
    demandStep(delivery, receipt)
    demandLawfulAnswer(delivery, receipt)
    const answer = nextAnswer(delivery.answer, receipt.event, 'signed')
    await keep(tx, { caller, signer, delivery, receipt, request, sha256, now: clock() })
    if (answer !== delivery.answer) {
      await tx
        .updateTable('delivery')
        .set({ answer, changed_at: clock() })
        .where('id', '=', delivery.id)
        .execute()
    }
    return { ...state, answer }
  })
}

/** Whether the caller's own `collected` receipt for the delivery is committed. */
export async function hasCollected(
  db: Db | Transaction<Database>,
  deliveryId: string,
  personId: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('receipt')
    .select('id')
    .where('delivery_id', '=', deliveryId)
    .where('person_id', '=', personId)
    .where('event', '=', 'collected')
    .executeTakeFirst()
  return row !== undefined
}

async function lockDelivered(tx: Transaction<Database>, deliveryId: string): Promise<Delivered | undefined> {
  return tx
    .selectFrom('delivery')
    .innerJoin('mailbox', 'mailbox.id', 'delivery.mailbox_id')
    .innerJoin('referral', 'referral.id', 'delivery.referral_id')
    .select(['delivery.id', 'delivery.referral_id', 'delivery.state', 'delivery.answer', 'mailbox.address'])
    .select(['referral.statement', 'referral.statement_sha256', 'referral.origin', 'referral.data_class'])
    .where('delivery.id', '=', deliveryId)
    .where('mailbox.route', '=', 'local')
    .forUpdate('delivery')
    .executeTakeFirst()
}

function demandDigests(receipt: Receipt, delivery: Delivered): void {
  const sent =
    delivery.origin === 'submitted'
      ? parseStatement(Manifest, delivery.statement)
      : { ...parseStatement(Arrival, delivery.statement), entity: null }
  const matches =
    receipt.referral === delivery.referral_id &&
    receipt.mailbox === delivery.address &&
    receipt.manifest === delivery.statement_sha256 &&
    receipt.content[0] === sent.content[0]?.sha256 &&
    (receipt.entity === sent.entity || receipt.event === 'unreadable' || receipt.event === 'misdeclared')
  if (!matches) throw problem('digest-mismatch', 'The receipt does not name what was delivered.')
}

async function demandCollected(tx: Transaction<Database>, deliveryId: string, caller: Caller): Promise<void> {
  if (!(await hasCollected(tx, deliveryId, caller.personId))) throw problem('collect-first')
}

async function demandRoom(tx: Transaction<Database>, deliveryId: string, caller: Caller): Promise<void> {
  const { n } = await tx
    .selectFrom('receipt')
    .select(({ fn }) => fn.countAll<bigint>().as('n'))
    .where('delivery_id', '=', deliveryId)
    .where('person_id', '=', caller.personId)
    .executeTakeFirstOrThrow()
  if (Number(n) < MOST_RECEIPTS) return
  throw problem(
    'too-many-requests',
    `You have signed ${MOST_RECEIPTS} receipts for this delivery; that is enough.`,
  )
}

function demandStep(delivery: Delivered, { event }: Receipt): void {
  if (event === 'unreadable' || event === 'misdeclared' || event === 'collected' || event === 'opened') return
  if (delivery.answer === null || !answerStep(delivery.answer, event)) {
    throw problem(
      'step-not-allowed',
      `The delivery is already ${delivery.answer}; it cannot be ${event} now.`,
    )
  }
}

/** Of mail nobody knows what it holds but who has opened it. */
function demandLawfulAnswer({ data_class: dataClass }: Delivered, { reason }: Receipt): void {
  if (!Value.Check(DataClass, dataClass)) return
  const reasons = decliningRules(reason, dataClass)
  if (reasons.length > 0) {
    throw problem('rules-refused', reasons.map(({ sentence }) => sentence).join(' '), { reasons, needs: [] })
  }
}

type ToKeep = {
  caller: Caller
  signer: Signer
  delivery: Delivered
  receipt: Receipt
  request: StatementRequest
  sha256: string
  now: Date
}

async function keep(
  tx: Transaction<Database>,
  { caller, signer, delivery, receipt, request, sha256, now }: ToKeep,
) {
  const stagedId = await stageOne(tx, {
    type: 'receipt',
    record: request.statement,
    referralId: delivery.referral_id,
  })
  await tx
    .insertInto('receipt')
    .values({
      id: uuidv7(),
      delivery_id: delivery.id,
      person_id: caller.personId,
      event: receipt.event,
      reason: receipt.reason,
      statement: request.statement,
      signature: request.signature,
      signer_fpr: signer,
      sha256,
      staged_id: stagedId,
      at: now,
    })
    .execute()
  await tx
    .insertInto('evidence')
    .values({
      id: uuidv7(),
      delivery_id: delivery.id,
      kind: 'receipt',
      says: receipt.reason === null ? receipt.event : `${receipt.event}: ${receipt.reason}`,
      strength: 'signed',
      bytes: new TextEncoder().encode(request.statement),
      sha256,
      at: now,
    })
    .onConflict((at) => at.columns(['delivery_id', 'sha256']).doNothing())
    .execute()
}

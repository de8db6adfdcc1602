import type { Transaction } from 'kysely'
import { descriptorsAdded, hasKnownDescriptors } from '../../domain/descriptors.ts'
import { formatMarking, isLevel } from '../../domain/marking.ts'
import { problem } from '../../domain/problems.ts'
import { Filed } from '../../domain/wire/filed.ts'
import type { StatementRequest } from '../../domain/wire/referral-response.ts'
import { domainOf } from '../../mail/address.ts'
import type { Database } from '../../store/tables.ts'
import { type Caller, demandAction, demandMailbox } from '../caller.ts'
import type { Db } from '../db.ts'
import { stageOne } from '../log/stage.ts'
import { demandOwnSignature } from '../own-signature.ts'
import { readStatement } from '../read-statement.ts'
import { hasCollected } from '../receipts.ts'
import { addThreadParties } from '../referrals/store-referral.ts'
import { demandVisible } from '../referrals/visible.ts'
import { readAmendments } from '../rule-amendments.ts'

/**
 * Files a partner's mail as its reader's client found it: marking, kind, class of its data, and whose signature it
 * verified. Only then does the mail stop being shown as unproven. The first filing stands.
 *
 * @throws ProblemError `not-found`, `collect-first`, `digest-mismatch`, `invalid-request`, `conflict`
 */
export async function fileArrival(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
  deliveryId: string,
  request: StatementRequest,
): Promise<void> {
  demandAction(caller, 'answer-delivery')
  const amendments = await readAmendments(db)
  const filed = readFiled(request.statement, descriptorsAdded(amendments.map(({ document }) => document)))
  const signer = await demandOwnSignature(db, caller, { type: 'filed/1', ...request, now: clock() })
  await db.transaction().execute(async (tx) => {
    const arrival = await lockArrival(tx, deliveryId)
    if (!arrival) throw problem('not-found')
    await demandVisible(tx, caller, arrival.id)
    demandMailbox(caller, 'answer-delivery', arrival.address, 'open')
    if (!(await hasCollected(tx, deliveryId, caller.personId))) throw problem('collect-first')
    if (filed.referral !== arrival.id || filed.arrival !== arrival.statement_sha256) {
      throw problem('digest-mismatch', 'The filing does not name this arrival.')
    }
    const earlier = await tx
      .selectFrom('filing')
      .select('statement')
      .where('referral_id', '=', arrival.id)
      .executeTakeFirst()
    if (earlier?.statement === request.statement) return
    if (earlier) throw problem('conflict', 'A colleague has already filed this mail.')
    const from = await provenSender(tx, filed, arrival.from_domain)
    const stagedId = await stageOne(tx, { type: 'filed', record: request.statement, referralId: arrival.id })
    await tx
      .insertInto('filing')
      .values({
        referral_id: arrival.id,
        person_id: caller.personId,
        kind: filed.kind,
        marking: formatMarking(filed.marking),
        data_class: filed.dataClass,
        categories: filed.categories,
        from_mailbox: from?.id ?? null,
        verified: from !== null,
        statement: request.statement,
        signature: request.signature,
        signer_fpr: signer,
        staged_id: stagedId,
        at: clock(),
      })
      .execute()
    await tx
      .updateTable('inbound')
      .from('inbound_recipient')
      .set({ state: 'filed' })
      .whereRef('inbound.id', '=', 'inbound_recipient.inbound_id')
      .where('inbound_recipient.referral_id', '=', arrival.id)
      .execute()
    if (from !== null) await addThreadParties(tx, arrival.thread, [from.id])
  })
}

function readFiled(text: string, added: readonly string[]): Filed {
  const filed = readStatement(Filed, text)
  if (!isLevel(filed.marking.scheme, filed.marking.level)) {
    throw problem('invalid-request', `${filed.marking.level} is not a level of ${filed.marking.scheme}.`)
  }
  if (!hasKnownDescriptors(filed.marking, added)) {
    throw problem('invalid-request', 'The marking has a descriptor that is none: leave it out.')
  }
  if ((filed.dataClass === null) !== (filed.categories === null)) {
    throw problem('invalid-request', 'A filing gives the class of the data and its categories, or neither.')
  }
  return filed
}

async function lockArrival(tx: Transaction<Database>, deliveryId: string) {
  return tx
    .selectFrom('delivery')
    .innerJoin('referral', 'referral.id', 'delivery.referral_id')
    .innerJoin('mailbox', 'mailbox.id', 'delivery.mailbox_id')
    .select([
      'referral.id',
      'referral.thread',
      'referral.statement_sha256',
      'referral.from_domain',
      'mailbox.address',
    ])
    .where('delivery.id', '=', deliveryId)
    .where('delivery.state', '=', 'delivered')
    .where('referral.origin', '=', 'mail')
    .forUpdate('delivery')
    .executeTakeFirst()
}

/**
 * The mailbox that the mail is proven to come from: one of the sending domain, whose certificate made the
 * signature that the reader's client verified. Null for mail that is not signed or not verified.
 */
async function provenSender(
  tx: Transaction<Database>,
  filed: Filed,
  sendingDomain: string | null,
): Promise<{ id: string; address: string; agencyId: string } | null> {
  if (filed.signature !== 'verified') return null
  if (filed.from === null || filed.signer === null || domainOf(filed.from) !== sendingDomain) {
    throw problem(
      'invalid-request',
      'A verified filing names a sender of the sending domain and its certificate.',
    )
  }
  const mailbox = await tx
    .selectFrom('mailbox')
    .innerJoin('certificate', 'certificate.mailbox_id', 'mailbox.id')
    .select(['mailbox.id', 'mailbox.address', 'mailbox.agency_id as agencyId'])
    .where('mailbox.address', '=', filed.from)
    .where('certificate.fpr', '=', filed.signer)
    .executeTakeFirst()
  if (!mailbox) throw problem('invalid-request', 'That certificate is not one of that mailbox.')
  return mailbox
}

import { problem } from '../../domain/problems.ts'
import type { DeliveryView, ReferralView } from '../../domain/wire/referral-response.ts'
import { type Caller, mailboxesFor } from '../caller.ts'
import type { Db } from '../db.ts'
import { readDeliveries } from './delivery-view.ts'
import { headline, sealedOnArrival } from './headline.ts'
import { unseen, visibleReferrals } from './visible.ts'

/**
 * The armored certificates of the key that arrival statements are signed with, and of those before it by their fingerprints; an
 * argument, since they are the service's.
 */
export type ServiceCertificates = { now: string; former: ReadonlyMap<string, string> }

/**
 * Referrals as the caller may see them, oldest first: the sender sees every delivery, a recipient its own.
 * What is not visible to the caller is left out.
 */
export async function viewReferrals(
  { db, serviceCertificates }: { db: Db; serviceCertificates: ServiceCertificates },
  caller: Caller,
  ids: readonly string[],
): Promise<ReferralView[]> {
  const visible = [...(await visibleReferrals(db, caller, ids))]
  if (visible.length === 0) return []
  const [rows, deliveries] = await Promise.all([readRows(db, visible), readDeliveries(db, visible)])
  const mine = new Set(mailboxesFor(caller, 'see-referral').map(({ id }) => id))
  return rows.map((row) => {
    const sentByMe = row.from_mailbox !== null && mine.has(row.from_mailbox)
    const seen = deliveries.filter(
      ({ referralId, mailboxId }) => referralId === row.id && (sentByMe || mine.has(mailboxId)),
    )
    return toView(row, {
      sentByMe,
      serviceCertificates,
      deliveries: seen.map(({ view }) => view),
    })
  })
}

/**
 * One referral as the caller may see it.
 *
 * @throws ProblemError `not-found`, `withdrawn`
 */
export async function viewReferral(
  dependencies: { db: Db; serviceCertificates: ServiceCertificates },
  caller: Caller,
  id: string,
): Promise<ReferralView> {
  const [view] = await viewReferrals(dependencies, caller, [id])
  if (!view) throw await unseen(dependencies.db, caller, [id])
  return view
}

/**
 * The referral of one delivery, with that delivery alone.
 *
 * @throws ProblemError `not-found` when it is not one that the caller may see, `withdrawn` when it was
 */
export async function viewDelivery(
  dependencies: { db: Db; serviceCertificates: ServiceCertificates },
  caller: Caller,
  deliveryId: string,
): Promise<ReferralView> {
  const row = await dependencies.db
    .selectFrom('delivery')
    .select('referral_id')
    .where('id', '=', deliveryId)
    .executeTakeFirst()
  if (!row) throw problem('not-found')
  const view = await viewReferral(dependencies, caller, row.referral_id)
  const deliveries = view.deliveries.filter(({ delivery }) => delivery === deliveryId)
  if (deliveries.length === 0) throw problem('not-found')
  return { ...view, deliveries }
}

type Row = Awaited<ReturnType<typeof readRows>>[number]

async function readRows(db: Db, ids: readonly string[]) {
  return db
    .selectFrom('referral')
    .leftJoin('mailbox', 'mailbox.id', 'referral.from_mailbox')
    .leftJoin('certificate as signer', 'signer.fpr', 'referral.signer_fpr')
    .leftJoin('filing', 'filing.referral_id', 'referral.id')
    .leftJoin('mailbox as filed_from', 'filed_from.id', 'filing.from_mailbox')
    .leftJoin('certificate as filer', 'filer.fpr', 'filing.signer_fpr')
    .select(['referral.id', 'referral.origin', 'referral.kind', 'referral.marking', 'referral.from_mailbox'])
    .select(['referral.from_domain', 'referral.thread', 'referral.in_reply_to', 'referral.respond_by'])
    .select(['referral.statement', 'referral.signature', 'referral.accepted_at', 'referral.urgency'])
    .select('referral.signer_fpr')
    .select(['mailbox.address as from', 'signer.armored as signer', 'filed_from.address as filedFrom'])
    .select(['filing.kind as filedKind', 'filing.marking as filedMarking', 'filing.verified'])
    .select(sealedOnArrival)
    .select([
      'filing.statement as filedStatement',
      'filing.signature as filedSignature',
      'filer.armored as filer',
    ])
    .where('referral.id', 'in', [...ids])
    .orderBy('referral.seq')
    .execute()
}

function toView(
  row: Row,
  rest: { sentByMe: boolean; serviceCertificates: ServiceCertificates; deliveries: DeliveryView[] },
): ReferralView {
  const { now, former } = rest.serviceCertificates
  const filed =
    row.filedStatement !== null && row.filedSignature !== null && row.filer !== null
      ? { statement: row.filedStatement, signature: row.filedSignature, signer: row.filer }
      : null
  return {
    ...headline(row.id, row),
    statement: row.statement,
    signature: row.signature,
    signer: row.signer ?? former.get(row.signer_fpr) ?? now,
    filed,
    sentByMe: rest.sentByMe,
    deliveries: rest.deliveries,
  }
}

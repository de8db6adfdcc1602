import { sql } from 'kysely'
import { MarkingError, parseMarking } from '../../domain/marking.ts'
import type { Waiting } from '../../mail/notice.ts'
import type { Db } from '../db.ts'

/** What a notice tells, and the deliveries that it counts. */
export type WaitingFor = { waiting: Waiting[]; deliveryIds: string[] }

/**
 * What waits for each of these people and was in no notice, by mailbox and marking. What somebody has collected
 * meanwhile, or waits in a mailbox that the person may not open any more, is forgotten. Nobody is named for whom
 * nothing waits.
 */
export async function readWaiting(db: Db, people: readonly string[]): Promise<Map<string, WaitingFor>> {
  const found = new Map<string, WaitingFor>()
  if (people.length === 0) return found
  await db
    .deleteFrom('notice_waiting')
    .where('person_id', 'in', people)
    .where(({ not, exists }) => not(exists(stillWaiting(db).select('delivery.id'))))
    .execute()
  const rows = await db
    .selectFrom('notice_waiting')
    .innerJoin('delivery', 'delivery.id', 'notice_waiting.delivery_id')
    .innerJoin('mailbox', 'mailbox.id', 'delivery.mailbox_id')
    .innerJoin('referral', 'referral.id', 'delivery.referral_id')
    .select(['notice_waiting.person_id', 'mailbox.name', 'referral.marking'])
    .select(sql<string[]>`array_agg(delivery.id)`.as('ids'))
    .where('notice_waiting.person_id', 'in', people)
    .groupBy(['notice_waiting.person_id', 'mailbox.id', 'mailbox.name', 'referral.marking'])
    .orderBy('mailbox.name')
    .orderBy('mailbox.id')
    .orderBy('referral.marking')
    .execute()
  for (const { person_id, name, marking, ids } of rows) {
    const own = found.get(person_id) ?? { waiting: [], deliveryIds: [] }
    found.set(person_id, own)
    own.deliveryIds.push(...ids)
    const level = levelOf(marking)
    const same = own.waiting.find((one) => one.mailbox === name && one.level === level)
    if (same) same.count += ids.length
    else own.waiting.push({ what: 'waits', mailbox: name, level, count: ids.length })
  }
  return found
}

/** Of a row of `notice_waiting`: the delivery, if it waits and the person may open its mailbox today. */
const stillWaiting = (db: Db) =>
  db
    .selectFrom('delivery')
    .innerJoin('mailbox', 'mailbox.id', 'delivery.mailbox_id')
    .innerJoin('membership', 'membership.mailbox_id', 'mailbox.id')
    .where(sql<boolean>`delivery.id = notice_waiting.delivery_id`)
    .where(sql<boolean>`membership.person_id = notice_waiting.person_id`)
    .where('delivery.state', '=', 'delivered')
    .where('delivery.answer', 'is', null)
    .where('mailbox.closed_at', 'is', null)
    .where(sql<boolean>`'open' = any (membership.rights)`)
    .where(sql<boolean>`membership.valid @> current_date`)

/** The level without descriptors: MEDICAL or INFORMER would say something of the referral. */
export function levelOf(marking: string | null): string | null {
  if (marking === null) return null
  try {
    return parseMarking(marking).level
  } catch (error) {
    if (error instanceof MarkingError) return null
    throw error
  }
}

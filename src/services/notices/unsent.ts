import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { levelOf, type WaitingFor } from './waiting.ts'

/** What a notice tells of mail that did not leave, and the deliveries that it tells as late and as ended. */
export type UnsentFor = Pick<WaitingFor, 'waiting'> & { late: string[]; ended: string[] }

/**
 * What these people's mailboxes have sent that has not left for an hour, or was not delivered, and that no notice has told,
 * by mailbox and marking. What has left meanwhile, or was sent from a mailbox that the person does not work in any more,
 * is forgotten. Nobody is named for whom there is nothing.
 */
export async function readUnsent(db: Db, people: readonly string[]): Promise<Map<string, UnsentFor>> {
  const found = new Map<string, UnsentFor>()
  if (people.length === 0) return found
  await db
    .deleteFrom('notice_unsent')
    .where('person_id', 'in', people)
    .where(({ not, exists }) => not(exists(stillUnsent(db).select('delivery.id'))))
    .execute()
  const rows = await db
    .selectFrom('notice_unsent')
    .innerJoin('delivery', 'delivery.id', 'notice_unsent.delivery_id')
    .innerJoin('referral', 'referral.id', 'delivery.referral_id')
    .innerJoin('mailbox', 'mailbox.id', 'referral.from_mailbox')
    .select(['notice_unsent.person_id', 'mailbox.name', 'referral.marking'])
    .select('notice_unsent.late')
    .select(sql<string[]>`array_agg(delivery.id)`.as('ids'))
    .where('notice_unsent.person_id', 'in', people)
    .groupBy([
      'notice_unsent.person_id',
      'mailbox.id',
      'mailbox.name',
      'referral.marking',
      'notice_unsent.late',
    ])
    .orderBy('mailbox.name')
    .orderBy('mailbox.id')
    .orderBy('referral.marking')
    .execute()
  for (const { person_id, name, marking, late, ids } of rows) {
    const own = found.get(person_id) ?? { waiting: [], late: [], ended: [] }
    found.set(person_id, own)
    own[late ? 'late' : 'ended'].push(...ids)
    const level = levelOf(marking)
    const what = late ? 'late' : 'undelivered'
    const same = own.waiting.find((one) => one.mailbox === name && one.level === level && one.what === what)
    if (same) same.count += ids.length
    else own.waiting.push({ what, mailbox: name, level, count: ids.length })
  }
  return found
}

/** Of a row of `notice_unsent`: the delivery, if there is something to tell and the person works in its mailbox today. */
const stillUnsent = (db: Db) =>
  db
    .selectFrom('delivery')
    .innerJoin('referral', 'referral.id', 'delivery.referral_id')
    .innerJoin('mailbox', 'mailbox.id', 'referral.from_mailbox')
    .innerJoin('membership', 'membership.mailbox_id', 'mailbox.id')
    .where(sql<boolean>`delivery.id = notice_unsent.delivery_id`)
    .where(sql<boolean>`membership.person_id = notice_unsent.person_id`)
    .where('delivery.state', 'in', ['accepted', 'failed', 'expired'])
    .where('mailbox.closed_at', 'is', null)
    .where(sql<boolean>`membership.valid @> current_date`)

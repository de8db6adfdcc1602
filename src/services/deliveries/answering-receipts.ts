import { type RawBuilder, sql } from 'kysely'
import { INFORMATION_KINDS } from '../../domain/answered.ts'

/**
 * Whether an answer by receipt answers what was asked, as SQL: the same as `isAnswered` of domain/answered.ts says.
 *
 * @param answer an expression: the state of a delivery's answer, or the event of a receipt
 * @param kind an expression: the kind of the referral that asks
 */
export const answersByReceipt = (answer: RawBuilder<unknown>, kind: RawBuilder<unknown>) =>
  sql<boolean>`(${answer} in ('returned', 'declined')
    or ${answer} = 'accepted' and not (${kind} = any (${sql.lit(`{${INFORMATION_KINDS.join(',')}}`)}::text[])))`

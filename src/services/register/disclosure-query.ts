import { sql } from 'kysely'
import { addDays } from '../../domain/day.ts'
import { ANSWER_STATES, ANSWERABLE_STATES, answerWord, TRANSPORT_STATES } from '../../domain/delivery.ts'
import { problem } from '../../domain/problems.ts'
import { BadReference, parseReference } from '../../domain/reference.ts'
import type { DisclosureFilters } from '../../domain/wire/register-response.ts'
import type { Database } from '../../store/tables.ts'
import type { Db } from '../db.ts'
import type { RegisterScope } from './scope.ts'

/**
 * The places of the register's rows within a scope and under filters, newest first, from below `before`. However
 * rare a value is, its newest rows stand beside one another (`disclosure_term`). Mail from a partner counts under
 * the kind and the marking that its reader filed it under.
 *
 * Only what is asked about is joined: what a row says besides is read for one page at a time.
 *
 * @throws ProblemError `invalid-request` for a reference that is none
 */
export function disclosureQuery(
  db: Db,
  scope: RegisterScope,
  filters: DisclosureFilters,
  { before, places: { first, last } }: { before: bigint | undefined; places: Places },
) {
  const { kind, marking, state, reference, since, until } = filters
  const core = reference === undefined ? undefined : readCore(reference)
  let query = db.selectFrom('disclosure').select('disclosure.seq')
  for (const term of termsOf(scope, filters)) query = query.where('disclosure.seq', 'in', seqsOf(db, term))
  if (state !== undefined) query = query.where('disclosure.delivery_id', 'in', deliveriesIn(db, state))
  // The terms of a filed mail include what it was before it was filed.
  if (kind !== undefined) query = query.where(isNotFiledOtherwise('kind', kind))
  if (marking !== undefined) query = query.where(isNotFiledOtherwise('marking', marking))
  if (core !== undefined) query = query.where('disclosure.reference', '=', core)
  if (since !== undefined) query = query.where('disclosure.at', '>=', startOf(since))
  if (until !== undefined) query = query.where('disclosure.at', '<', startOf(addDays(until, 1)))
  if (first !== null) query = query.where('disclosure.seq', '>=', first)
  if (last !== null) query = query.where('disclosure.seq', '<=', last)
  if (before !== undefined) query = query.where('disclosure.seq', '<', before)
  return query.orderBy('disclosure.seq', 'desc')
}

type Term = { field: Database['disclosure_term']['field']; value: string }

function termsOf(scope: RegisterScope, filters: DisclosureFilters): Term[] {
  const { agency, mailbox, kind, marking, basis, dataClass } = filters
  const asked: [Term['field'], string | undefined][] = [
    ['agency', scope.everything ? undefined : scope.agencyId],
    ['agency', agency],
    ['mailbox', mailbox],
    ['kind', kind],
    ['marking', marking],
    ['basis', basis],
    ['class', dataClass],
  ]
  return asked.flatMap(([field, value]) => (value === undefined ? [] : [{ field, value }]))
}

const seqsOf = (db: Db, { field, value }: Term) =>
  db.selectFrom('disclosure_term').select('seq').where('field', '=', field).where('value', '=', value)

function deliveriesIn(db: Db, state: string) {
  const deliveries = db.selectFrom('delivery').select('delivery.id')
  if (state === 'unanswered')
    return deliveries.where('answer', 'is', null).where('state', 'in', [...ANSWERABLE_STATES])
  const transport = TRANSPORT_STATES.find((one) => one === state)
  if (transport) return deliveries.where('state', '=', transport)
  const answer = ANSWER_STATES.find((one) => answerWord(one) === state)
  if (answer) return deliveries.where('answer', '=', answer)
  throw problem('invalid-request', `There is no state ${state}.`)
}

const isNotFiledOtherwise = (field: 'kind' | 'marking', value: string) =>
  sql<boolean>`not exists (select from filing where filing.referral_id = disclosure.referral_id
    and ${sql.ref(`filing.${field}`)} <> ${value})`

const startOf = (day: string): Date => new Date(`${day}T00:00:00.000Z`)

/** The first and the last place in the register that a period has; null where there is no bound. */
export type Places = { first: bigint | null; last: bigint | null }

/**
 * Between which places of the register the days of the filters lie: the list is ordered by place, so a reading of one
 * day begins and ends where the day does, whatever the clocks of the processes said. Asked once for a reading.
 */
export async function placesOf(
  db: Db,
  { since, until }: Pick<DisclosureFilters, 'since' | 'until'>,
): Promise<Places> {
  if (since === undefined && until === undefined) return { first: null, last: null }
  const { first, last } = await db
    .selectFrom('disclosure')
    .select(({ fn }) => [fn.min('seq').as('first'), fn.max('seq').as('last')])
    .$if(since !== undefined, (q) => q.where('at', '>=', startOf(since ?? '')))
    .$if(until !== undefined, (q) => q.where('at', '<', startOf(addDays(until ?? '', 1))))
    .executeTakeFirstOrThrow()
  // A period with nothing in it has no places.
  return { first: first ?? 1n, last: last ?? 0n }
}

function readCore(text: string): string {
  try {
    return parseReference(text).core
  } catch (error) {
    if (error instanceof BadReference) throw problem('invalid-request', error.message)
    throw error
  }
}

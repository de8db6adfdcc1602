import { sql } from 'kysely'
import Value from 'typebox/value'
import { addDays } from '../../domain/day.ts'
import { DataClass } from '../../domain/wire/referral-fields.ts'
import type {
  RefusalFilters,
  RefusalRow,
  RefusalsByRuleResponse,
  RefusalsResponse,
} from '../../domain/wire/register-response.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'
import { demandKnown } from './demand-known.ts'
import { nextCursor, type RegisterPage, readCursor } from './page.ts'
import { recordReading } from './record-reading.ts'
import { type RegisterScope, registerScope } from './scope.ts'

/** Rules counted by one answer: there are some tens. */
const MOST_RULES = 500

/**
 * A page of what the rules did not let through, newest first, within the caller's scope of the register. The
 * reading is entered in the log.
 *
 * @throws ProblemError `not-yours`, `invalid-request`
 */
export async function readRefusals(
  dependencies: { db: Db; clock: () => Date },
  caller: Caller,
  filters: RefusalFilters,
  page: RegisterPage,
): Promise<RefusalsResponse> {
  const scope = registerScope(caller)
  await demandKnown(dependencies.db, filters)
  const { cursor, limit } = page
  const answer = await refusalPage(dependencies.db, scope, filters, { before: readCursor(cursor), limit })
  await recordReading(dependencies, caller, {
    what: 'refusals',
    filters: { ...filters, ...(cursor === undefined ? {} : { cursor }) },
  })
  return answer
}

/** One page by its place, unrecorded. */
export async function refusalPage(
  db: Db,
  scope: RegisterScope,
  filters: RefusalFilters,
  { before, limit }: { before: bigint | undefined; limit: number },
): Promise<{ rows: RefusalRow[]; next: string | null }> {
  const rows = await filtered(db, scope, filters)
    .innerJoin('agency', 'agency.id', 'refusal.agency_id')
    .innerJoin('log_staged', 'log_staged.id', 'refusal.staged_id')
    .leftJoin('log_entry', 'log_entry.staged_id', 'refusal.staged_id')
    .select(['refusal.id', 'refusal.seq', 'refusal.at', 'refusal.agency_id', 'refusal.from_mailbox'])
    .select(['refusal.kind', 'refusal.marking', 'refusal.data_class', 'refusal.outcome', 'refusal.rules'])
    .select(['refusal.agreement_id', 'refusal.agreement_version', 'agency.name', 'log_entry.idx'])
    .leftJoin('erasure', 'erasure.staged_id', 'refusal.staged_id')
    .leftJoin('log_entry as destroyed', 'destroyed.staged_id', 'erasure.destroyed_by')
    .select('destroyed.idx as destroyedAt')
    .select(sql<boolean>`log_staged.salt is null`.as('erased'))
    .$if(before !== undefined, (q) => q.where('refusal.seq', '<', before ?? 0n))
    .orderBy('refusal.seq', 'desc')
    .limit(limit + 1)
    .execute()
  const shown = rows.slice(0, limit).map((row) => ({
    refusal: row.id,
    leaf: row.idx === null ? null : String(row.idx),
    record: row.erased ? ('erased' as const) : ('kept' as const),
    destruction: row.destroyedAt === null ? null : String(row.destroyedAt),
    at: row.at.toISOString(),
    agency: row.agency_id,
    agencyName: row.name,
    mailbox: row.from_mailbox,
    kind: row.kind,
    marking: row.marking,
    dataClass: Value.Check(DataClass, row.data_class) ? row.data_class : null,
    agreement:
      row.agreement_id === null || row.agreement_version === null
        ? null
        : { id: row.agreement_id, version: row.agreement_version },
    outcome: row.outcome,
    rules: row.rules,
  }))
  return { rows: shown, next: nextCursor(rows, limit) }
}

/**
 * Refusals counted by the rule that was unmet, most first.
 *
 * @throws ProblemError `not-yours`
 */
export async function countRefusals(
  dependencies: { db: Db; clock: () => Date },
  caller: Caller,
  filters: RefusalFilters,
): Promise<RefusalsByRuleResponse> {
  const scope = registerScope(caller)
  await demandKnown(dependencies.db, filters)
  const rows = await filtered(dependencies.db, scope, filters)
    .innerJoinLateral(sql<{ rule: string }>`(select unnest(refusal.rules) as rule)`.as('unmet'), (join) =>
      join.onTrue(),
    )
    .select(({ fn }) => [
      'unmet.rule',
      fn.countAll<bigint>().filterWhere('refusal.outcome', '=', 'refused').as('refused'),
      fn.countAll<bigint>().filterWhere('refusal.outcome', '=', 'needs').as('needs'),
    ])
    .groupBy('unmet.rule')
    .orderBy(sql`count(*)`, 'desc')
    .orderBy('unmet.rule')
    .limit(MOST_RULES)
    .execute()
  await recordReading(dependencies, caller, { what: 'refusals', filters: { ...filters, by: 'rule' } })
  return {
    rules: rows.map(({ rule, refused, needs }) => ({ rule, refused: Number(refused), needs: Number(needs) })),
  }
}

function filtered(db: Db, scope: RegisterScope, filters: RefusalFilters) {
  const { agency, mailbox, kind, rule, since, until } = filters
  return db
    .selectFrom('refusal')
    .$if(!scope.everything, (q) => q.where('refusal.agency_id', '=', scope.everything ? '' : scope.agencyId))
    .$if(agency !== undefined, (q) => q.where('refusal.agency_id', '=', agency ?? ''))
    .$if(mailbox !== undefined, (q) => q.where('refusal.from_mailbox', '=', mailbox ?? ''))
    .$if(kind !== undefined, (q) => q.where('refusal.kind', '=', kind ?? ''))
    .$if(rule !== undefined, (q) => q.where(sql<boolean>`refusal.rules @> array[${rule}]::text[]`))
    .$if(since !== undefined, (q) => q.where('refusal.at', '>=', new Date(`${since}T00:00:00.000Z`)))
    .$if(until !== undefined, (q) =>
      q.where('refusal.at', '<', new Date(`${addDays(until ?? '', 1)}T00:00:00.000Z`)),
    )
}

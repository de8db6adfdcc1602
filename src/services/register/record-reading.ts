import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'
import { stageOne } from '../log/stage.ts'

/** What was read of the register or the log, and what was asked for. */
export type RegisterReading = {
  what: 'disclosures' | 'refusals' | 'statistics' | 'owed-answers' | 'proof' | 'log'
  filters: Readonly<Record<string, unknown>>
}

/**
 * Stages the entry of a reading before what was read is answered: who watches is watched as well. One entry for
 * each answer; it names the reader by id and holds what they asked for, not what they found.
 */
export async function recordReading(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
  { what, filters }: RegisterReading,
): Promise<void> {
  await stageOne(db, {
    type: 'read',
    record: JSON.stringify({
      despatch: 'read/1',
      what,
      filters,
      by: caller.personId,
      time: clock().toISOString(),
    }),
    referralId: null,
  })
}

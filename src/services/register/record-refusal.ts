import { v7 as uuidv7 } from 'uuid'
import { sha256Hex } from '../../crypto/digest.ts'
import type { Decision } from '../../domain/decide.ts'
import { formatMarking } from '../../domain/marking.ts'
import type { Manifest } from '../../domain/wire/manifest.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'
import { stageOne } from '../log/stage.ts'

/**
 * Enters in the register and the log that the rules did not let a referral through, and which rules: so that an
 * auditor sees what people try and cannot do. Nothing of the referral but its manifest's digest and its kind stays.
 */
export async function recordRefusal(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
  manifest: Manifest,
  decision: Exclude<Decision, { outcome: 'allowed' }>,
): Promise<void> {
  const { outcome } = decision
  const reasons = decision.outcome === 'needs' ? decision.needs : decision.reasons
  const rules = [...new Set(reasons.map(({ rule }) => rule))]
  const digest = await sha256Hex(JSON.stringify(manifest))
  const now = clock()
  await db.transaction().execute(async (tx) => {
    const stagedId = await stageOne(tx, {
      type: 'refused',
      record: JSON.stringify({
        despatch: 'refused/1',
        referral: manifest.id,
        manifest: digest,
        by: caller.personId,
        from: manifest.from,
        kind: manifest.kind,
        outcome,
        rules,
        time: now.toISOString(),
      }),
      referralId: null,
    })
    await tx
      .insertInto('refusal')
      .values({
        id: uuidv7(),
        referral_id: manifest.id,
        person_id: caller.personId,
        agency_id: caller.agencyId,
        from_mailbox: manifest.from,
        kind: manifest.kind,
        marking: formatMarking(manifest.marking).slice(0, 200),
        data_class: manifest.dataClass,
        agreement_id: manifest.agreement.id,
        agreement_version: manifest.agreement.version,
        outcome,
        rules,
        staged_id: stagedId,
        at: now,
      })
      .execute()
  })
}

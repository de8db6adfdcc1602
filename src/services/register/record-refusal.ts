import { v7 as uuidv7 } from 'uuid'
import { sha256Hex } from '../../crypto/digest.ts'
import { type Decision, unmetIn } from '../../domain/decide.ts'
import { descriptorsAdded } from '../../domain/descriptors.ts'
import { formatMarking, isKnownMarking } from '../../domain/marking.ts'
import type { Directory } from '../../domain/wire/directory.ts'
import type { Manifest } from '../../domain/wire/manifest.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'
import { stageOne } from '../log/stage.ts'

/** A manifest that the rules did not let through, and the directory that they judged it by. */
export type Refused = {
  manifest: Manifest
  directory: Directory
  decision: Exclude<Decision, { outcome: 'allowed' }>
}

/**
 * Enters in the register and the log that the rules did not let a referral through, and every rule that it did not meet: so that an
 * auditor sees what people try and cannot do. Of the referral stays its
 * manifest's digest, and what is of a closed list: what was written in the place of a marking or an agreement that does
 * not exist may be anything, a name perhaps, and nobody could take it out again (promise 7).
 */
export async function recordRefusal(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
  { manifest, directory, decision }: Refused,
): Promise<void> {
  const { outcome } = decision
  const { id, version } = manifest.agreement
  const agreement = directory.agreements.find((one) => one.id === id && one.version === version)
  const rules = [...new Set(unmetIn(decision).map(({ rule }) => rule))]
  const digest = await sha256Hex(JSON.stringify(manifest))
  const added = descriptorsAdded(directory.agreements.flatMap(({ amendments }) => amendments))
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
        marking: isKnownMarking(manifest.marking, added) ? formatMarking(manifest.marking) : null,
        data_class: manifest.dataClass,
        agreement_id: agreement?.id ?? null,
        agreement_version: agreement?.version ?? null,
        outcome,
        rules,
        staged_id: stagedId,
        at: now,
      })
      .execute()
  })
}

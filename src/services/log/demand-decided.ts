import { sql } from 'kysely'
import { readCertificate } from '../../crypto/certificate.ts'
import { dayOf } from '../../domain/day.ts'
import { problem } from '../../domain/problems.ts'
import {
  DECIDING_ROLES,
  DECISION_MS,
  DestructionDecided,
  type DestructionReason,
} from '../../domain/wire/destroyed.ts'
import { originOf } from '../../log/new-origin.ts'
import type { Db } from '../db.ts'
import { demandSignatureBy } from '../own-signature.ts'
import { readStatement } from '../read-statement.ts'
import { readCheckpoint } from './read-tiles.ts'

/** What a person signed who decides on a destruction. */
export type SignedDecision = { statement: string; signature: string }

/**
 * Demands that a destruction was decided by a liaison officer or a deputy, in office on the day that they signed and now, who signed for
 * this log, these entries and this reason. Whether the entries are of their agency is for whoever takes the request.
 *
 * @param wanted the entries that are to be destroyed, by index
 * @returns the person's id in the trust log
 * @throws ProblemError `invalid-request`, `signature-not-yours`, `signature-invalid`, `not-yours`
 */
export async function demandDecided(
  db: Db,
  { statement, signature }: SignedDecision,
  { wanted, reason, now }: { wanted: readonly bigint[]; reason: DestructionReason; now: Date },
): Promise<string> {
  const { log, person, entries, time, ...decided } = readStatement(DestructionDecided, statement)
  const named = new Set(entries)
  const note = await readCheckpoint(db)
  if (note === undefined || originOf(note) !== log)
    throw problem('invalid-request', 'The decision is of another log.')
  if (decided.reason !== reason || !wanted.every((index) => named.has(String(index))))
    throw problem('invalid-request', 'The decision is of other entries, or for another reason.')
  if (Math.abs(now.getTime() - Date.parse(time)) > DECISION_MS)
    throw problem('invalid-request', 'The decision is not of this day; check the clock.')
  const { rows: certificates } = await sql<{ armored: string }>`
    select certificate.armored
      from person
      join certificate on certificate.person_id = person.id and certificate.state = 'current'
      where person.ref = ${person} and person.state = 'active'
        and (select bool_and(exists (select from role_grant where role_grant.person_id = person.id
            and role_grant.role = any (${[...DECIDING_ROLES]}) and role_grant.valid @> day))
          from unnest(${[dayOf(new Date(time)), dayOf(now)]}::date[]) as day)`.execute(db)
  if (certificates.length === 0)
    throw problem('not-yours', 'A liaison officer or a deputy in office decides what is destroyed.')
  await demandSignatureBy(await Promise.all(certificates.map(({ armored }) => readCertificate(armored))), {
    ...{ type: 'destruction-decided/1', statement, signature, now },
  })
  return person
}

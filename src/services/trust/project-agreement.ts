import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { addDays, dayOf } from '../../domain/day.ts'
import type { Agreement } from '../../domain/wire/agreement.ts'
import type { Db } from '../db.ts'
import type { Projected } from './project.ts'

/**
 * Agencies, their mail domains and the agreement itself. A further version ends the one before on the day that it
 * begins; agencies stay listed, and an agency that no version names any more has no agreement with anybody.
 */
export async function projectAgreement(
  db: Db,
  agreement: Agreement,
  { record, after, verifier, now }: Projected,
): Promise<void> {
  const { id, version, from, until } = agreement
  for (const { agency: name } of agreement.signatories) {
    // An agency that has not signed is listed by its name, and nothing is said of it that it has not signed for (A9).
    const signed = after.agencies[name]
    await db
      .insertInto('agency')
      .values({ id: uuid(), name, ...(signed ? { root_fpr: signed.root } : {}) })
      .onConflict((at) =>
        signed ? at.column('name').doUpdateSet({ root_fpr: signed.root }) : at.column('name').doNothing(),
      )
      .execute()
    if (!signed) continue
    const { id: agency } = await db
      .selectFrom('agency')
      .select('id')
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    for (const domain of signed.domains) {
      await db
        .insertInto('mail_domain')
        .values({ domain, agency_id: agency })
        .onConflict((at) => at.column('domain').doUpdateSet({ agency_id: agency }))
        .execute()
    }
  }
  const entered = await db
    .insertInto('agreement')
    .values({
      id,
      version,
      document: record.statement,
      sha256: hash('sha256', record.statement),
      rule_set: agreement.ruleSet,
      // Its last day counts; the range's upper bound does not.
      in_force: `[${from},${addDays(until, 1)})`,
    })
    .onConflict((at) => at.columns(['id', 'version']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (entered && version > 1) {
    const ends = from > dayOf(now) ? from : dayOf(now)
    await sql`
      update agreement set in_force = in_force * daterange(null, ${ends}::date)
        where id = ${id} and version < ${version} and upper(in_force) > ${ends}::date`.execute(db)
  }
  const roots = Object.values(after.agencies).map(({ name, root, rootCertificate }) => ({
    name,
    root,
    rootCertificate,
  }))
  for (const signature of record.signatures) {
    const by = await verifier.rootOf(
      record.statement,
      signature,
      roots.map((one) => one.rootCertificate),
    )
    const name = roots.find(({ root }) => root === by)?.name
    if (name === undefined) continue
    await sql`
      insert into agreement_signature (id, version, agency_id, signature)
        select ${id}, ${version}, agency.id, ${signature} from agency where name = ${name}
        on conflict (id, version, agency_id) do nothing`.execute(db)
  }
}

import { readCertificate } from '../../crypto/certificate.ts'
import { StatementSignatureError, verifyStatement } from '../../crypto/statement.ts'
import { problem } from '../../domain/problems.ts'
import { StatementError } from '../../domain/wire/statement.ts'
import { Anchor } from '../../domain/wire/trust/anchor.ts'
import type { AnchorResponse } from '../../domain/wire/trust/response.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'

/** What the caller signed of the root that they trust. */
export async function readAnchor(db: Db, caller: Caller): Promise<AnchorResponse> {
  const anchor = await db
    .selectFrom('anchor')
    .select(['statement', 'signature'])
    .where('person_id', '=', caller.personId)
    .executeTakeFirst()
  return { anchor: anchor ?? null }
}

/** Keeps it for other machines of theirs. @throws ProblemError `signature-not-yours`, `invalid-request` */
export async function setAnchor(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
  { statement, signature }: { statement: string; signature: string },
): Promise<AnchorResponse> {
  const own = await db
    .selectFrom('certificate')
    .select('armored')
    .where('person_id', '=', caller.personId)
    .where('state', '=', 'current')
    .executeTakeFirst()
  try {
    const certificates = own ? [await readCertificate(own.armored)] : []
    await verifyStatement({
      type: 'anchor/1',
      schema: Anchor,
      text: statement,
      signature,
      certificates,
      now: clock(),
    })
  } catch (error) {
    if (error instanceof StatementError) throw problem('invalid-request', error.message)
    if (error instanceof StatementSignatureError) throw problem('signature-not-yours', error.message)
    throw error
  }
  await db
    .insertInto('anchor')
    .values({ person_id: caller.personId, statement, signature })
    .onConflict((at) => at.column('person_id').doUpdateSet({ statement, signature }))
    .execute()
  return { anchor: { statement, signature } }
}

import { problem } from '../../domain/problems.ts'
import type { SetPassphraseResponse } from '../../domain/wire/passphrase.ts'
import type { Db } from '../db.ts'
import { endOthers } from './sessions.ts'

/** A record and a wrapped key that belong together, with the person's own signature under both. */
export type OpaqueRegistration = {
  personId: string
  /** of the wrapped key: a certificate that the database has */
  fingerprint: string
  record: string
  wrapped: string
  statement: string
  signature: string
  /** the version that whoever changes it has seen; 0 where there is none yet */
  replaces: number
  /** the session that goes on; null where there is none */
  session: string | null
  now: Date
}

/**
 * Keeps a person's passphrase record and wrapped key, within whoever's transaction: that of the account's own change, or
 * of an enrolment. Of two changes that have seen the same version one is refused. Whoever calls this has verified the
 * statement.
 *
 * @throws ProblemError `passphrase-changed`
 */
export async function registerOpaque(
  trx: Db,
  { personId, fingerprint, record, wrapped, replaces, session, now, ...signed }: OpaqueRegistration,
): Promise<SetPassphraseResponse> {
  const fields = { record, wrapped_key: wrapped, fpr: fingerprint, set_at: now, ...signed }
  const kept =
    replaces === 0
      ? await trx
          .insertInto('passphrase')
          .values({ person_id: personId, version: 1, ...fields })
          .onConflict((at) => at.column('person_id').doNothing())
          .returning('version')
          .executeTakeFirst()
      : await trx
          .updateTable('passphrase')
          .set({ version: replaces + 1, ...fields })
          .where('person_id', '=', personId)
          .where('version', '=', replaces)
          .returning('version')
          .executeTakeFirst()
  if (!kept) throw problem('passphrase-changed')
  const endedSessions = await endOthers(trx, {
    personId,
    except: session,
    why: 'passphrase-changed',
    now,
  })
  return { version: kept.version, endedSessions }
}

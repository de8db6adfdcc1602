import { createTrustVerifier } from '../../crypto/trust-verifier.ts'
import { replay } from '../../domain/trust/replay.ts'
import { emptyTrust, type TrustState } from '../../domain/trust/state.ts'
import type { TrustVerifier } from '../../domain/trust/verifier.ts'
import type { Db } from '../db.ts'
import { parseRecord } from './record-text.ts'

/** What the trust log comes to, as the service itself judges what is to be entered next. */
export type TrustStanding = {
  verifier: TrustVerifier
  /** Everything that is committed, staged or published, as this connection sees it. */
  read(db: Db): Promise<TrustState>
}

/** Reads the trust log once, and from then on what is new. It is small, and everybody's rights hang on it. */
export function createTrustStanding(): TrustStanding {
  const verifier = createTrustVerifier()
  let known = { state: emptyTrust(), last: 0n }
  return {
    verifier,
    async read(db) {
      const { state, last } = known
      const rows = await db
        .selectFrom('trust_record')
        .select(['id', 'record'])
        .where('id', '>', last)
        .orderBy('id')
        .execute()
      const newest = rows.at(-1)?.id
      if (newest === undefined) return state
      const now = await replay(
        state,
        rows.map(({ record }) => parseRecord(record)),
        verifier,
      )
      // Two who read at once come to the same; the one that read less does not put the other back.
      if (newest > known.last) known = { state: now, last: newest }
      return now
    },
  }
}

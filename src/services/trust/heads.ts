import { problem } from '../../domain/problems.ts'
import { unseenAt } from '../../domain/trust/concerning.ts'
import type { TrustState } from '../../domain/trust/state.ts'
import type { Manifest } from '../../domain/wire/manifest.ts'
import { trustRoot } from '../../log/trust-log.ts'
import type { Db } from '../db.ts'
import { sha256 } from '../log/hash.ts'

/** Roots kept: one for each size that senders have lately sealed under. */
const MOST_KEPT = 100

/**
 * Demands that what was published of the trust log when a referral was sealed had the newest that it says of its parties.
 * What is entered and not published yet nobody could have seen.
 *
 * @param signer fingerprint of whoever signed the manifest
 * @throws ProblemError `trust-behind`
 */
export async function demandSeen(
  db: Db,
  { trust, from, to }: Pick<Manifest, 'trust' | 'from' | 'to'>,
  { state, signer }: { state: TrustState; signer: string },
): Promise<void> {
  const unseen = unseenAt(state, trust?.size ?? 0, { signer, from, to })
  if (unseen.length === 0) return
  const published = await db.selectFrom('trust_checkpoint').select('size').executeTakeFirst()
  if (unseen.every(({ at }) => BigInt(at) >= (published?.size ?? 0n))) return
  throw problem(
    'trust-behind',
    'It was sealed before the trust log said what it says now of its sender or of a mailbox that it goes to. Read the trust log, and seal it again.',
  )
}

/**
 * Demands that a referral was sealed by this service's own trust log, as its sender says they saw it.
 *
 * A reader of theirs compares it with what they are shown; here it keeps an honest service from carrying what was sealed
 * under another's.
 */
export type DemandTrustHead = (manifest: Pick<Manifest, 'trust'>) => Promise<void>

export function createTrustHeads(db: Db): DemandTrustHead {
  const roots = new Map<number, string>()

  async function rootAt(size: number): Promise<string | null> {
    const known = roots.get(size)
    if (known !== undefined) return known
    const rows = await db
      .selectFrom('trust_entry')
      .select('leaf')
      .where('idx', '<', BigInt(size))
      .orderBy('idx')
      .execute()
    if (rows.length !== size) return null
    const root = Buffer.from(
      trustRoot(
        sha256,
        rows.map(({ leaf }) => leaf),
      ),
    ).toString('hex')
    const [oldest] = roots.keys()
    if (roots.size >= MOST_KEPT && oldest !== undefined) roots.delete(oldest)
    roots.set(size, root)
    return root
  }

  /** @throws ProblemError `trust-behind` */
  return async ({ trust }) => {
    if (trust && (await rootAt(trust.size)) === trust.root) return
    throw problem(
      'trust-behind',
      trust
        ? 'The referral was sealed by another trust log than this service has.'
        : 'The manifest does not say by which trust log it was sealed.',
    )
  }
}

import { readCertificate } from '../../crypto/certificate.ts'
import { compareKeys, type KeyChange } from '../../crypto/partner-key/compare-keys.ts'
import { demandOwnKeyIds, judgePartnerKey } from '../../crypto/partner-key/judge-key.ts'
import { PartnerKeyError } from '../../crypto/partner-key/problem.ts'
import { problem } from '../../domain/problems.ts'
import type { Db } from '../db.ts'

/** A mailbox that is reached by mail, and its certificate in use. */
export type PartnerMailbox = { id: string; address: string; inUse: string | null }

/** @throws ProblemError `not-found` where the address is no open mailbox that is reached by mail */
export async function demandPartnerMailbox(db: Db, address: string): Promise<PartnerMailbox> {
  const row = await db
    .selectFrom('mailbox')
    .leftJoin('certificate', (join) =>
      join.onRef('certificate.mailbox_id', '=', 'mailbox.id').on('certificate.state', '=', 'current'),
    )
    .select(['mailbox.id', 'mailbox.address', 'certificate.armored'])
    .where('mailbox.address', '=', address)
    .where('mailbox.route', '=', 'mail')
    .where('mailbox.closed_at', 'is', null)
    .executeTakeFirst()
  if (row) return { id: row.id, address: row.address, inUse: row.armored }
  throw problem(
    'not-found',
    `${address} is no mailbox of the partnership that is reached by mail. The co-ordinator opens mailboxes.`,
  )
}

/**
 * Judges a key that was seen as every client will judge it again, and compares it with the one in use.
 *
 * @throws ProblemError `key-refused` with the sentence that says whose it is and what to do
 */
export async function judged(
  db: Db,
  mailbox: PartnerMailbox,
  file: Uint8Array,
  now: Date,
): Promise<KeyChange & { seen: KeyChange['key'] }> {
  try {
    const seen = await judgePartnerKey(file, { address: mailbox.address, now })
    demandOwnKeyIds(seen, await holdersOf(db, seen.keyIds))
    const inUse = mailbox.inUse === null ? null : await readCertificate(mailbox.inUse)
    return { ...(await compareKeys(inUse, seen, now)), seen }
  } catch (error) {
    if (error instanceof PartnerKeyError) throw problem('key-refused', error.message)
    throw error
  }
}

async function holdersOf(db: Db, keyIds: readonly string[]) {
  const rows = await db
    .selectFrom('subkey')
    .innerJoin('certificate', 'certificate.fpr', 'subkey.fpr')
    .leftJoin('mailbox', 'mailbox.id', 'certificate.mailbox_id')
    .select(['subkey.key_id', 'subkey.fpr', 'mailbox.address'])
    .where('subkey.key_id', 'in', [...keyIds])
    .execute()
  return rows.map(({ key_id, fpr, address }) => ({
    keyId: key_id,
    fingerprint: fpr,
    owner: address ?? 'somebody of the partnership',
  }))
}

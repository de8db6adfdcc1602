import { sql } from 'kysely'
import { readCertificate } from '../../crypto/certificate.ts'
import { compareKeys, type KeyChange } from '../../crypto/partner-key/compare-keys.ts'
import { demandOwnKeyIds, judgePartnerKey } from '../../crypto/partner-key/judge-key.ts'
import { PartnerKeyError } from '../../crypto/partner-key/problem.ts'
import { problem } from '../../domain/problems.ts'
import type { Db } from '../db.ts'
import { holdersOfKeyIds } from '../trust/key-ids.ts'

/** A mailbox that is reached by mail, or may come to be, whose it is, and its certificate in use. */
export type PartnerMailbox = { address: string; agencyId: string; inUse: string | null }

/**
 * Demands that the address is in a mail domain of an agency, and that it is not read in this service. The mailbox itself
 * may be new: its first certificate opens it.
 *
 * @throws ProblemError `not-found`
 */
export async function demandPartnerMailbox(db: Db, address: string): Promise<PartnerMailbox> {
  const { rows } = await sql<{
    agencyId: string
    route: string | null
    closed: boolean
    armored: string | null
  }>`
    select d.agency_id as "agencyId", m.route, m.closed_at is not null as closed, c.armored
      from mail_domain d
      left join mailbox m on m.address = ${address}
      left join certificate c on c.mailbox_id = m.id and c.state = 'current'
      where d.domain = split_part(${address}, '@', 2)`.execute(db)
  const [row] = rows
  if (!row)
    throw problem(
      'not-found',
      `No agency that has signed an agreement has the domain of ${address}, so nothing can be sealed to it.`,
    )
  if (row.route === 'local')
    throw problem(
      'not-found',
      `${address} is read in this service: its own agency has its key, and renews it.`,
    )
  if (row.closed) throw problem('not-found', `${address} has been closed.`)
  return { address, agencyId: row.agencyId, inUse: row.armored }
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
    demandOwnKeyIds(seen, await holdersOfKeyIds(db, seen.keyIds, sql`${mailbox.agencyId}::uuid`))
    const inUse = mailbox.inUse === null ? null : await readCertificate(mailbox.inUse)
    return { ...(await compareKeys(inUse, seen, now)), seen }
  } catch (error) {
    if (error instanceof PartnerKeyError) throw problem('key-refused', error.message)
    throw error
  }
}

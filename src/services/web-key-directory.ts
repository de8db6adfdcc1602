import { readCertificate } from '../crypto/certificate.ts'
import type { PublicKey } from '../crypto/keys.ts'
import { minimal } from '../crypto/partner-key/minimal.ts'
import { openpgpConfig } from '../crypto/profile.ts'
import { wkdHash } from '../crypto/wkd-hash.ts'
import type { Db } from './db.ts'

/** Our certificates as mail programs ask for them (draft-koch-openpgp-webkey-service). */
export type WebKeyDirectory = {
  /** The binary certificate of a mailbox by its domain and the hash of its local part; null where there is none. */
  certificate(domain: string, hash: string): Promise<Uint8Array | null>
  /** Whether mailboxes of that domain are read here. */
  has(domain: string): Promise<boolean>
}

const MOST_KEPT = 1000

/**
 * What is published of the mailboxes that are read in this service, and of nobody else: no person, no partner, no mailbox
 * that is closed. A certificate that revokes itself is given out as it is, since gpg takes the revocation in and uses the
 * key no more; one that only the partnership revoked would look like new, and is not.
 */
export function createWebKeyDirectory({ db, clock }: { db: Db; clock: () => Date }): WebKeyDirectory {
  // By the very text that the database has: another certificate is another text.
  const kept = new Map<string, Promise<Uint8Array | null>>()
  const publishedOf = (armored: string, address: string, state: string): Promise<Uint8Array | null> => {
    const key = `${state} ${address} ${armored}`
    const known = kept.get(key)
    if (known !== undefined) return known
    if (kept.size >= MOST_KEPT) kept.clear()
    const made = published(armored, { address, state, now: clock() })
    kept.set(key, made)
    made.catch(() => kept.delete(key))
    return made
  }

  return {
    async certificate(domain, hash) {
      const rows = await db
        .selectFrom('mailbox')
        .innerJoin('certificate', 'certificate.mailbox_id', 'mailbox.id')
        .select(['mailbox.address', 'certificate.armored', 'certificate.state'])
        .where('mailbox.route', '=', 'local')
        .where('mailbox.closed_at', 'is', null)
        .where('mailbox.address', 'like', `%@${escaped(domain.toLowerCase())}`)
        .where('certificate.state', '!=', 'superseded')
        .orderBy('certificate.added_at', 'desc')
        .execute()
      const asked = []
      for (const row of rows) {
        const [local = ''] = row.address.split('@')
        if ((await wkdHash(local)) === hash) asked.push(row)
      }
      const found = asked.find(({ state }) => state === 'current') ?? asked[0]
      return found ? publishedOf(found.armored, found.address, found.state) : null
    },

    async has(domain) {
      const row = await db
        .selectFrom('mailbox')
        .select('id')
        .where('route', '=', 'local')
        .where('closed_at', 'is', null)
        .where('address', 'like', `%@${escaped(domain.toLowerCase())}`)
        .executeTakeFirst()
      return row !== undefined
    },
  }
}

const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&')

async function published(
  armored: string,
  { address, state, now }: { address: string; state: string; now: Date },
): Promise<Uint8Array | null> {
  const certificate: PublicKey = await readCertificate(armored)
  const revoked = await certificate.isRevoked(undefined, undefined, now, openpgpConfig)
  if (state === 'revoked' && !revoked) return null
  return (await minimal(certificate, { address, subkeys: 'all', now })).write()
}

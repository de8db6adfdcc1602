import { sql } from 'kysely'
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
 * that is closed, none that is restricted. A certificate that revokes itself is given out as it is, since gpg takes the revocation in and uses the
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

  let filled: Promise<void> | undefined
  const ready = (): Promise<void> => {
    filled ??= fillHashes(db).catch((error: unknown) => {
      filled = undefined
      throw error
    })
    return filled
  }

  return {
    async certificate(domain, hash) {
      await ready()
      const { rows } = await sql<{ address: string; armored: string; state: string }>`
        select mailbox.address, certificate.armored, certificate.state
          from mailbox join certificate on certificate.mailbox_id = mailbox.id
          where mailbox.wkd_hash = ${hash} and split_part(mailbox.address, '@', 2) = ${domain.toLowerCase()}
            and mailbox.route = 'local' and mailbox.closed_at is null and not mailbox.restricted
            and certificate.state <> 'superseded'
          order by certificate.state = 'current' desc, certificate.added_at desc
          limit 1`.execute(db)
      const [found] = rows
      return found ? publishedOf(found.armored, found.address, found.state) : null
    },

    async has(domain) {
      const { rows } = await sql`
        select from mailbox
          where split_part(address, '@', 2) = ${domain.toLowerCase()} and route = 'local' and closed_at is null
          limit 1`.execute(db)
      return rows.length > 0
    },
  }
}

/** Hashes of mailboxes that are there from before these were kept. */
async function fillHashes(db: Db): Promise<void> {
  const rows = await db
    .selectFrom('mailbox')
    .select(['id', 'address'])
    .where('route', '=', 'local')
    .where('wkd_hash', 'is', null)
    .execute()
  for (const { id, address } of rows) {
    const wkd_hash = await wkdHash(address.slice(0, address.lastIndexOf('@')))
    await db.updateTable('mailbox').set({ wkd_hash }).where('id', '=', id).execute()
  }
}

async function published(
  armored: string,
  { address, state, now }: { address: string; state: string; now: Date },
): Promise<Uint8Array | null> {
  const certificate: PublicKey = await readCertificate(armored)
  const revoked = await certificate.isRevoked(undefined, undefined, now, openpgpConfig)
  if (state === 'revoked' && !revoked) return null
  return (await minimal(certificate, { address, subkeys: 'all', now })).write()
}

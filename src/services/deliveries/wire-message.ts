import { sql } from 'kysely'
import { armorMessage } from '../../crypto/armor.ts'
import { Manifest } from '../../domain/wire/manifest.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import { domainOf } from '../../mail/address.ts'
import { composeEncrypted } from '../../mail/encrypted.ts'
import { formatLabel, formatMarkingHeader, LABEL_HEADER, MARKING_HEADER } from '../../mail/label.ts'
import type { Db } from '../db.ts'
import { contentOf, readContent } from '../referrals/content.ts'
import type { LeasedDelivery } from './lease.ts'

/** A message ready for the partner's relay, with the envelope that brings its receipts back. */
export type WireMessage = {
  from: string
  to: string
  envelopeId: string
  message: Uint8Array
  relay: { host: string; port: number; tlsCertificate: string | null }
}

/**
 * Composes the PGP/MIME mail of a delivery (RFC 3156). Outer From, To, Date and Message-ID derive from the
 * manifest alone, so a second attempt is the same mail; the return path is the delivery's own.
 *
 * @returns undefined when the partner's domain has no relay today
 */
export async function wireMessage(
  { db, serviceDomain }: { db: Db; serviceDomain: string },
  leased: LeasedDelivery,
): Promise<WireMessage | undefined> {
  const relay = await relayOf(db, leased.address)
  if (!relay) return undefined
  const manifest = parseStatement(Manifest, leased.statement)
  const { sha256 } = await contentOf(db, leased.referralId)
  const pieces: Uint8Array[] = []
  for await (const piece of readContent(db, sha256)) pieces.push(piece)
  const returnPath = `${leased.returnToken}@${serviceDomain}`
  const message = composeEncrypted({
    from: manifest.from,
    to: manifest.to,
    date: new Date(manifest.created),
    messageId: leased.messageId,
    armored: armorMessage(Buffer.concat(pieces)),
    extraHeaders: [
      { name: LABEL_HEADER, value: formatLabel(manifest.marking) },
      { name: MARKING_HEADER, value: formatMarkingHeader(manifest.marking) },
    ],
    // RFC 8098 §2.1: the address that an MDN goes to is the return path.
    notificationTo: returnPath,
  })
  return { from: returnPath, to: leased.address, envelopeId: leased.id, message, relay }
}

async function relayOf(db: Db, address: string): Promise<WireMessage['relay'] | undefined> {
  const domain = domainOf(address) ?? ''
  const row = await db
    .selectFrom('network')
    .select(['relay_host', 'relay_port', 'tls_certificate'])
    .where('domain', '=', domain)
    .where(sql<boolean>`valid @> current_date`)
    .executeTakeFirst()
  if (!row?.relay_host || !row.relay_port) return undefined
  return { host: row.relay_host, port: row.relay_port, tlsCertificate: row.tls_certificate }
}

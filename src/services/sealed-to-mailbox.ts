import { createCertificates } from '../crypto/certificate-cache.ts'
import { createSealedObjectCheck, SealedObjectError } from '../crypto/sealed-object.ts'
import { problem } from '../domain/problems.ts'
import type { Db } from './db.ts'
import { expectedSubkeys } from './referrals/expected-subkeys.ts'

/** What is kept for a mailbox's own members: whose it is, when, and how large it may be. */
export type OwnSealing = {
  mailbox: { id: string; address: string }
  now: Date
  /** octets */
  limit: number
  /** what it is called in a refusal: `A draft may be` */
  called: string
}

/**
 * Takes in something that its mailbox alone may open, whole.
 *
 * @throws ProblemError `no-certificate`, `sealed-object-refused` when anybody else could open it, `content-too-large`
 */
export async function takeSealedToMailbox(
  db: Db,
  content: AsyncIterable<Uint8Array>,
  { mailbox, now, limit, called }: OwnSealing,
): Promise<Uint8Array> {
  const sealed = createSealedObjectCheck(await keyIdsOf(db, mailbox, now))
  const pieces: Uint8Array[] = []
  let size = 0
  try {
    for await (const piece of content) {
      size += piece.length
      if (size > limit) throw problem('content-too-large', `${called} ${limit / 1024 / 1024} MiB at most.`)
      sealed.push(piece)
      pieces.push(piece)
    }
    sealed.end()
  } catch (error) {
    if (error instanceof SealedObjectError) throw problem('sealed-object-refused', error.message)
    throw error
  }
  return Buffer.concat(pieces)
}

async function keyIdsOf(db: Db, { id, address }: OwnSealing['mailbox'], now: Date): Promise<string[]> {
  const row = await db
    .selectFrom('certificate')
    .select('armored')
    .where('mailbox_id', '=', id)
    .where('state', '=', 'current')
    .executeTakeFirst()
  const certificates = new Map(row ? [[address, row.armored]] : [])
  return expectedSubkeys(certificates, [address], { now, readCertificate: createCertificates() })
}

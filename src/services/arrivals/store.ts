import type { Transaction } from 'kysely'
import type { Database } from '../../store/tables.ts'
import type { Db } from '../db.ts'
import { saySlow } from '../log/say-slow.ts'
import { storeChunks } from '../referrals/content.ts'
import type { IncomingContent } from '../referrals/incoming-content.ts'
import { isAboutALot, togetherOrAlone } from '../together.ts'
import { type ArrivalToInsert, insertArrivals } from './insert-arrivals.ts'
import type { SealedMail } from './keep-mail.ts'

/** Commits a mail that is sealed; when it resolves, the mail is safe on disk. */
export type Store = (mail: SealedMail) => Promise<void>

/** Mails of one statement. */
const MOST_TOGETHER = 50
/** A ciphertext that is larger is committed by itself, a chunk at a time, so that a lot of many is small in memory. */
const SMALL_BYTES = 64 * 1024

/**
 * Commits mails that are sealed. Small ones that come while others are being committed are committed together, so that
 * a busy hour does not cost a transaction for each. What is wrong with one of them does not keep back the others: then
 * each is tried once more by itself. So is one alone, since the same mail may come by another gateway at that moment, and
 * is known the second time.
 */
export function createStore(db: Db, tidy: (bytes: number) => void): Store {
  const inLot = togetherOrAlone<SmallMail, true>(
    async (mails) => {
      await storeSmall(db, mails)
      return mails.map(() => true)
    },
    { most: MOST_TOGETHER },
  )
  return async (mail) => {
    if (mail.arrivals.some(({ content }) => content.size > SMALL_BYTES)) {
      return storeLarge(db, mail, tidy).catch((error: unknown) => {
        if (!isAboutALot(error)) throw error
        return storeLarge(db, mail, tidy)
      })
    }
    await inLot(await wholeOf(mail))
  }
}

/** The arrivals of a mail whose ciphertexts are in memory. */
type SmallMail = readonly ArrivalToInsert[]

async function wholeOf(mail: SealedMail): Promise<SmallMail> {
  const arrivals: ArrivalToInsert[] = []
  for (const arrival of mail.arrivals) {
    arrivals.push({ ...arrival, of: mail, bytes: await bytesOf(arrival.content) })
  }
  return arrivals
}

async function bytesOf(content: IncomingContent): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of content.chunks()) pieces.push(piece)
  const [only] = pieces
  return only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces)
}

/** Commits small mails in one statement, which is a transaction by itself; what comes twice among them is kept once. */
async function storeSmall(db: Db, mails: readonly SmallMail[]): Promise<void> {
  const seen = new Set<string>()
  const arrivals = mails.flat().filter(({ mailbox, of }) => {
    const { sameMail, sameMessage } = of.mail
    const names = [sameMail, sameMessage].flatMap((same) => (same === null ? [] : `${mailbox.id} ${same}`))
    const isNew = !names.some((name) => seen.has(name))
    for (const name of names) seen.add(name)
    return isNew
  })
  await insertArrivals(db, arrivals)
}

/** Commits a mail whose ciphertexts are not in memory as a whole. */
async function storeLarge(db: Db, mail: SealedMail, tidy: (bytes: number) => void): Promise<void> {
  await db.transaction().execute(async (tx: Transaction<Database>) => {
    await saySlow(tx)
    const arrivals = mail.arrivals.map((arrival) => ({ ...arrival, of: mail, bytes: null }))
    const inserted = await insertArrivals(tx, arrivals)
    for (const { arrival, content } of mail.arrivals) {
      if (!inserted.has(arrival.id)) continue
      await storeChunks(tx, { sha256: content.sha256, chunks: content.chunks(), tidy })
    }
  })
}

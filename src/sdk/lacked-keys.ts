import type { PrivateKey } from '../crypto/keys.ts'
import { mailboxOf } from '../domain/trust/state.ts'
import { ClientError } from './errors.ts'
import { createKept } from './kept.ts'
import type { Session } from './session.ts'

/** What somebody who was granted some keys of a mailbox cannot open. */
export type LackedKeys = {
  /** whether there are keys of the mailbox that they were not granted */
  some: boolean
  /** Whether what was sealed then was sealed to one of them. */
  were(sealedAt: Date): boolean
}

/**
 * Which keys of a mailbox somebody lacks: those in its certificates, by the trust log, that none of the keys they hold is. A member
 * has the keys from their first day on, and the earlier ones when a colleague shares them.
 *
 * @param held the keys of it that open, as they were granted
 */
export async function keysLacked(
  { trust, kept = createKept() }: Pick<Session, 'trust' | 'kept'>,
  mailbox: string,
  held: readonly PrivateKey[],
): Promise<LackedKeys> {
  const known = mailboxOf(await trust.state(), mailbox)
  const texts = [...(known ? [known] : []), ...(known?.former ?? [])].map(({ certificate }) => certificate)
  const bound = (await Promise.all(texts.map((text) => kept.readCertificate(text)))).flatMap(
    ({ subkeys }) => subkeys,
  )
  const own = held.flatMap(({ subkeys }) => subkeys)
  const since = Math.min(...own.map((subkey) => subkey.getCreationTime().getTime()))
  // Of each generation the part that signs was made together with the part that opens.
  const earlier = bound
    .map((subkey) => subkey.getCreationTime().getTime())
    .filter((createdAt) => createdAt < since)
  return {
    some: earlier.length > 0,
    were: (sealedAt) =>
      sealedAt.getTime() < since && earlier.some((createdAt) => createdAt <= sealedAt.getTime()),
  }
}

/** Why somebody does not open it, although a colleague may. */
export const sealedBeforehand = (reference: string, mailbox: string): ClientError =>
  new ClientError(
    `${reference} was sealed to an earlier key of ${mailbox}, which you have not been granted, so nothing was signed about it. A colleague who holds that key can open it, or share it with you from their account.`,
    `They do that with: despatch key share YOUR-NAME ${mailbox}`,
  )

import { v7 as uuidv7 } from 'uuid'

/** Characters of the local part of a return path. */
export const RETURN_TOKEN_LENGTH = 26

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

/**
 * The row of a delivery that waits to leave. It is due at once, leaves when its log entry is published, and is given up
 * after five days or when its answer is overdue (`give-up.ts`), all by the database's clock (migration 0007).
 */
export function newDelivery({
  referralId,
  mailboxId,
  now,
}: {
  referralId: string
  mailboxId: string
  now: Date
}) {
  return {
    id: uuidv7(),
    referral_id: referralId,
    mailbox_id: mailboxId,
    state: 'accepted' as const,
    answer: null,
    lease_until: null,
    return_token: returnToken(),
    changed_at: now,
  }
}

/** 130 random bits in lower-case base32: the local part of a return path that nobody can guess. */
function returnToken(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(RETURN_TOKEN_LENGTH)), (byte) =>
    BASE32.charAt(byte & 31),
  ).join('')
}

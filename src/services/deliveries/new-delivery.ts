import { v7 as uuidv7 } from 'uuid'

/** How long a delivery is tried before it is `expired`: RFC 5321 §4.5.4.1 asks for four to five days. */
const GIVE_UP_MS = 5 * 24 * 60 * 60 * 1000

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** The row of a delivery that waits to leave. It is due at once, and leaves when its log entry is published. */
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
    next_attempt_at: now,
    lease_until: null,
    give_up_at: new Date(now.getTime() + GIVE_UP_MS),
    return_token: returnToken(),
    changed_at: now,
  }
}

/** 130 random bits in lower-case base32: the local part of a return path that nobody can guess. */
function returnToken(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => BASE32.charAt(byte & 31)).join('')
}

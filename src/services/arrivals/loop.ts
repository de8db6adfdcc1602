import { type Refusal, refused } from './envelope.ts'

/** Servers that a mail may have passed through; RFC 5321 §6.3 asks for a large number, at least a hundred. */
const MOST_HOPS = 100

/**
 * Whether a mail goes in a circle: it has passed through too many servers, or bears a Message-ID of this service, which
 * no partner gives to a mail of its own.
 *
 * @returns the refusal, or null
 */
export function loopRefusal(
  { messageId, hops }: { messageId: string | null; hops: number },
  serviceDomain: string,
): ({ ok: false } & Refusal) | null {
  if (hops > MOST_HOPS)
    return refused(554, '5.4.6 This mail has passed through too many servers; it goes in a circle')
  const isOurs = messageId?.toLowerCase().endsWith(`@${serviceDomain}>`) ?? false
  return isOurs ? refused(554, '5.4.6 This mail was sent by this service and has come back') : null
}

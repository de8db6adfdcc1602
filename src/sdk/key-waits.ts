import { CertificateError, currentEncryptionKey } from '../crypto/certificate.ts'
import type { PublicKey } from '../crypto/keys.ts'
import { dayInWords } from '../domain/day.ts'
import { mailboxOf, revocationOf, type TrustState } from '../domain/trust/state.ts'
import type { Directory } from '../domain/wire/directory.ts'
import { ClientError } from './errors.ts'

/** A mailbox that nothing can be sealed to now, and what to do about it. */
export type Waiting = { address: string; sentence: string }

/**
 * Nothing was sealed: keys are missing, have ended, or have changed and wait for approval. What was to be sent can wait
 * as a sealed draft.
 */
export class KeyWaitsError extends ClientError {
  override name = 'KeyWaitsError'
  readonly waiting: readonly Waiting[]
  constructor(waiting: readonly Waiting[]) {
    super(waiting.map(({ sentence }) => sentence).join(' '))
    this.waiting = waiting
  }
}

/**
 * What is known without looking at the certificate: that there is none, that it was revoked, or, by the service's word,
 * which can only hold something back by it, that another one was seen and waits.
 */
export function waitingByRecord(directory: Directory, state: TrustState, address: string): Waiting | null {
  const mailbox = directory.mailboxes.find((one) => one.address === address)
  if (!mailbox || mailbox.closed) return null
  const trusted = mailboxOf(state, address)
  if (!trusted) return waits(directory, address, 'has not been approved by anybody yet', 'Ask them for it.')
  const revoked = revocationOf(state, trusted.fingerprint)
  if (revoked) {
    const when = dayInWords(new Date(revoked.time))
    return waits(directory, address, `was revoked by ${revoked.by} on ${when}`, 'Ask them for their new one.')
  }
  if (mailbox.keyWaits !== true) return null
  return waits(
    directory,
    address,
    'seems to have changed: another one was seen, which nobody has approved',
    'Until then nothing is sealed to either.',
  )
}

/** Whether a certificate can be sealed to at `now`; where it cannot, whose it is, since which day, and what to do. */
export async function waitingByCertificate(
  directory: Directory,
  address: string,
  { certificate, now }: { certificate: PublicKey; now: Date },
): Promise<Waiting | null> {
  try {
    await currentEncryptionKey(certificate, now)
    return null
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error
    const todo =
      error.reason === 'expired'
        ? 'Ask them to extend it and to send it again.'
        : 'Ask them for the key that they use now.'
    return waits(directory, address, `cannot be used. ${error.message}`, todo)
  }
}

function waits(directory: Directory, address: string, what: string, todo: string): Waiting {
  const mailbox = directory.mailboxes.find((one) => one.address === address)
  const agency = directory.agencies.find(({ id }) => id === mailbox?.agency)
  const whose = agency === undefined ? address : `${address} (${agency.name})`
  const local = mailbox?.route === 'local'
  const next = local
    ? 'Its own liaison officer renews it.'
    : `${todo} Then a liaison officer compares it and approves it, among the keys of partners.`
  return { address, sentence: `The key of ${whose} ${what.replace(/\.$/, '')}. ${next}` }
}

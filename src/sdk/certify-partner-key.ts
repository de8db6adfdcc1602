import { compareKeys } from '../crypto/partner-key/compare-keys.ts'
import { judgePartnerKey, type PartnerKey } from '../crypto/partner-key/judge-key.ts'
import { agencyOfDomain, domainOf, mailboxOf, personOf } from '../domain/trust/state.ts'
import { approveKey, believed, type Heard } from './partner-keys.ts'
import { RemediedError } from './remedy.ts'
import type { Session } from './session.ts'

/**
 * Certifies the key of a mailbox of one's own agency that is read outside the service, from the file that its holder gave:
 * an officer signs for it with their own key, as their agency's word. A key of it that waited is settled by that.
 *
 * @param heard what its holder read out or showed; null where the key in use has only renewed itself
 * @returns null when it says nothing that the one in use does not say, and nothing was entered
 * @throws PartnerKeyError, ClientError, FingerprintWordsError, ApiProblemError `trust-refused`
 */
export async function certifyOwnKey({
  session,
  file,
  mailbox,
  heard,
  name = null,
  now,
}: {
  session: Session
  file: Uint8Array
  mailbox: string
  heard: Heard | null
  name?: string | null
  now: Date
}): Promise<PartnerKey | null> {
  await demandOwnOutside(session, mailbox)
  const seen = await judgePartnerKey(file, { address: mailbox, now })
  const inUse = await believed(session, mailbox)
  const change = await compareKeys(inUse, seen, now)
  if (change.change === 'same') return null
  await approveKey({ session, judged: { ...change, seen, inUse }, heard, name, now })
  const { client } = session
  for (const { id, fingerprint } of await client.seenKeys(mailbox))
    if (fingerprint === seen.fingerprint) await client.settleKey(id, 'approved')
  return change.key
}

async function demandOwnOutside({ trust, key }: Session, mailbox: string): Promise<void> {
  const state = await trust.refresh()
  const owner = agencyOfDomain(state, domainOf(mailbox))?.name
  if (owner === undefined || owner !== personOf(state, key.getFingerprint())?.agency)
    throw new RemediedError(
      `${mailbox} is ${owner === undefined ? 'in no mail domain of the partnership' : `a mailbox of ${owner}, not of your agency`}.`,
      'hand-in-partner-key',
      'For a partner’s key: despatch partner-keys import, and approve.',
    )
  if (mailboxOf(state, mailbox)?.route === 'local')
    throw new RemediedError(
      `${mailbox} is read in this service, which has its key.`,
      'renew-mailbox',
      'Renew that: despatch key renew, or rotate.',
    )
}

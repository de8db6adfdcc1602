import { generateMailboxKey } from '../../crypto/keys.ts'
import { agencyNamed, domainOf, mailboxOf, personOf } from '../../domain/trust/state.ts'
import type { MailboxKeysResponse } from '../../domain/wire/mailbox-keys.ts'
import { ClientError } from '../errors.ts'
import type { Session } from '../session.ts'
import { generationOf, keysEnd } from './new-generation.ts'
import { onceCertified } from './once-certified.ts'

/**
 * Opens a mailbox of the officer's agency: makes its key, certifies it, and hands in the first generation. It has no
 * members yet.
 *
 * @param restricted whether it is a mailbox of few, which nobody but its members and who breaks the glass can open
 * @throws ClientError when there is one already, or its domain is not the agency's
 */
export async function openMailbox(
  session: Session,
  asked: { address: string; name: string; restricted: boolean; now: Date; ends?: Date },
): Promise<MailboxKeysResponse> {
  const { address, name, restricted, now, ends = keysEnd(now) } = asked
  const state = await session.trust.refresh()
  const agency = personOf(state, session.key.getFingerprint())?.agency
  if (agency === undefined) throw new ClientError('You are not appointed by any agency.')
  if (mailboxOf(state, address)) throw new ClientError(`There is a mailbox ${address} already.`)
  if (!agencyNamed(state, agency).domains.includes(domainOf(address)))
    throw new ClientError(`${address} is in no mail domain of ${agency}.`)
  const key = await generateMailboxKey({ name, address, now, ends })
  const { change } = await generationOf({
    state,
    key,
    certificate: key.toPublic(),
    trusted: { agency, address, name, route: 'local', generation: 1, restricted },
    officer: session.key,
    records: [],
    ends,
    now,
  })
  const keys = await session.client.changeMailboxKeys(address, change)
  await onceCertified(session, address, change.records)
  return keys
}

import { personOf, type TrustedMailbox, type TrustState } from '../../domain/trust/state.ts'
import type { Right } from '../../domain/wire/grant.ts'
import type { RevocationReason } from '../../domain/wire/trust/certificate.ts'
import { spaced } from '../../sdk/agreement/words.ts'
import { ClientError } from '../../sdk/errors.ts'
import { type Ending, endingsFor } from '../../sdk/keys/ending.ts'
import { type Holder, holdersIn } from '../../sdk/keys/holders.ts'
import { addMember, removeMember, rotateKeys } from '../../sdk/keys/members.ts'
import { openMailbox } from '../../sdk/keys/new-mailbox.ts'
import { renewKeys } from '../../sdk/keys/renew-keys.ts'
import { restrictMailbox } from '../../sdk/keys/restrict.ts'
import { revokeMailbox } from '../../sdk/keys/revoke-mailbox.ts'
import { shareHistory } from '../../sdk/keys/share.ts'
import type { Session } from '../../sdk/session.ts'
import { work } from './open-session.ts'
import { ownAgency } from './own-agency.ts'

/** A mailbox of one's own agency that is read in the service. `id`: the fingerprint of its key, by which pages are found. */
export type AgencyMailbox = Pick<TrustedMailbox, 'address' | 'name' | 'restricted'> & { id: string }

/** The same with who holds its keys. */
export type MailboxKeys = AgencyMailbox & {
  fingerprint: string
  generation: number
  /** when the generation in use began, ISO 8601 */
  since: string | null
  holders: Holder[]
}

/** What ends within sixty days: for an officer of the whole agency. */
export async function endings(): Promise<Ending[]> {
  const { session, now } = await work()
  return endingsFor(await session.trust.refresh(), session.key.getFingerprint(), now)
}

/** The mailboxes of one's own agency that are read in the service. */
export async function agencyMailboxes(): Promise<AgencyMailbox[]> {
  const { session } = await work()
  const [state, agency] = [await session.trust.refresh(), await ownAgency(session)]
  return localOf(state, agency).map(shown)
}

/** One of them, by the fingerprint of its key. @throws ClientError */
export async function mailboxKeys(id: string): Promise<MailboxKeys> {
  const { session } = await work()
  const { state, mailbox } = await meant(session, id)
  const keys = await session.client.mailboxKeys(mailbox.address)
  return {
    ...shown(mailbox),
    fingerprint: spaced(mailbox.fingerprint),
    generation: keys.generation,
    since: keys.since,
    holders: holdersIn(keys, state),
  }
}

/** Opens a mailbox of the agency, which has no members yet. @returns the id of its page */
export async function openAgencyMailbox(asked: {
  address: string
  name: string
  restricted: boolean
}): Promise<string> {
  const { session, now } = await work()
  await openMailbox(session, { ...asked, now })
  return (await session.trust.refresh()).mailboxes[asked.address]?.fingerprint ?? ''
}

/** What may be done with a mailbox's keys as they are. */
export type KeyChange = 'rotate' | 'renew' | 'restrict' | 'unrestrict'

/** @returns what came of it, in a sentence */
export async function changeKeys(id: string, change: KeyChange): Promise<string> {
  const { session, now } = await work()
  const { address: mailbox } = (await meant(session, id)).mailbox
  if (change === 'rotate') {
    const { keys } = await rotateKeys(session, { mailbox, now })
    return `${mailbox} has new keys: generation ${keys.generation} is in use.`
  }
  if (change === 'renew') {
    await renewKeys(session, { mailbox, now })
    return `The keys of ${mailbox} count for two more years from today.`
  }
  await restrictMailbox(session, { mailbox, restricted: change === 'restrict', now })
  return `${mailbox} is ${change === 'restrict' ? 'restricted' : 'open again'}. Every officer of your agency is told.`
}

/** Revokes the key of a mailbox, for good. @returns the armored revocation, for partners who use gpg */
export async function revokeKey(id: string, reason: RevocationReason): Promise<string> {
  const { session, now } = await work()
  const { address: mailbox } = (await meant(session, id)).mailbox
  return (await revokeMailbox(session, { mailbox, reason, now })).revocation
}

/**
 * Grants a colleague the keys of a mailbox, by making it new ones, and appoints them to it; earlier mail too, as far as the officer
 * can read it and it is asked for.
 *
 * @returns how many earlier keys were not granted, since the officer does not hold them
 */
export async function giveMailbox(
  login: string,
  mailbox: string,
  rights: readonly Right[],
  history = true,
): Promise<number> {
  const { session, now } = await work()
  const { missing } = await addMember(session, { login, mailbox, rights, history, now })
  return history ? missing.length : 0
}

/** Takes a mailbox from somebody: they are appointed anew without it, and everybody who stays gets new keys. */
export async function takeMailbox(login: string, mailbox: string): Promise<void> {
  const { session, now } = await work()
  await removeMember(session, { login, mailbox, now })
}

/** Grants a colleague the earlier keys of a mailbox that both are members of. @returns how many */
export async function shareKeys(login: string, mailbox: string): Promise<number> {
  const { session, now } = await work()
  return (await shareHistory(session, { login, mailbox, now })).granted
}

const shown = ({ address, name, restricted, fingerprint }: TrustedMailbox): AgencyMailbox => ({
  address,
  name,
  restricted,
  id: fingerprint,
})

const localOf = (state: TrustState, agency: string): TrustedMailbox[] =>
  Object.values(state.mailboxes)
    .filter((one) => one.agency === agency && one.route === 'local')
    .sort((a, b) => a.address.localeCompare(b.address))

async function meant(session: Session, id: string): Promise<{ state: TrustState; mailbox: TrustedMailbox }> {
  const state = await session.trust.refresh()
  const agency = personOf(state, session.key.getFingerprint())?.agency ?? ''
  const mailbox = localOf(state, agency).find(({ fingerprint }) => fingerprint === id)
  if (mailbox) return { state, mailbox }
  throw new ClientError('Your agency has no mailbox with that key that is read in the service.')
}

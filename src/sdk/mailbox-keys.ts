import { GrantError } from '../crypto/grant.ts'
import type { PrivateKey } from '../crypto/keys.ts'
import { mailboxOf } from '../domain/trust/state.ts'
import type { Right } from '../domain/wire/grant.ts'
import { ClientError } from './errors.ts'
import { createKept } from './kept.ts'
import type { Session } from './session.ts'
import type { Trust } from './trust/trust.ts'

/** What of a session opens keys. */
type Opener = Pick<Session, 'client' | 'key' | 'trust' | 'kept'>

/** The keys of one mailbox that the person has been granted. */
export type MailboxKeys = {
  mailbox: string
  rights: Right[]
  /** the newest generation: seals and signs */
  signing: PrivateKey
  /** every generation, newest first: opens what was sealed before the last change of members */
  all: PrivateKey[]
}

/**
 * Opens the mailbox keys granted to the person, by address. Each grant is checked: signed, made to this person,
 * for this mailbox and generation, and fitting the sealed token. The key must be that of the certificate that the
 * mailbox's agency certified: every generation has the same primary key.
 *
 * @param only open those of this mailbox alone: each unlocking takes its time
 * @throws GrantError, StatementSignatureError or UnreadableError when a grant or a key is not what it says
 */
export async function openMailboxKeys(
  { client, key, trust, kept = createKept() }: Opener,
  { now, only }: { now: Date; only?: string },
): Promise<Map<string, MailboxKeys>> {
  const { grantedKeys } = kept
  const all = await client.keyGrants()
  grantedKeys.keepOnly(all)
  const grants = all.filter(({ mailbox }) => only === undefined || mailbox === only)
  grants.sort((a, b) => b.generation - a.generation)
  const opened = new Map<string, MailboxKeys>()
  for (const grant of grants) {
    const { key: unlocked, rights } = await grantedKeys.open(grant, key, now)
    await demandOfMailbox(trust, grant.mailbox, unlocked)
    const newest = opened.get(grant.mailbox)
    if (newest) newest.all.push(unlocked)
    else opened.set(grant.mailbox, { mailbox: grant.mailbox, rights, signing: unlocked, all: [unlocked] })
  }
  return opened
}

/**
 * The keys of one mailbox.
 * @throws ClientError when the person has not been granted any
 */
export async function mailboxKeysOf(session: Opener, mailbox: string, now: Date): Promise<MailboxKeys> {
  const keys = (await openMailboxKeys(session, { now, only: mailbox })).get(mailbox)
  if (keys) return keys
  throw new ClientError(`You hold no key of ${mailbox}. Ask your liaison officer to make you a member.`)
}

async function demandOfMailbox(trust: Trust, address: string, key: PrivateKey): Promise<void> {
  const mailbox = mailboxOf(await trust.state(), address)
  const certified = mailbox ? [mailbox, ...mailbox.former] : []
  if (certified.some(({ fingerprint }) => fingerprint === key.getFingerprint())) return
  throw new GrantError(
    `The service gives out a key for ${address} that is not of its certificate. It was not used. Tell the operator.`,
  )
}

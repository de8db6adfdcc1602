import { GrantError } from '../crypto/grant.ts'
import type { PrivateKey } from '../crypto/keys.ts'
import type { Right } from '../domain/wire/grant.ts'
import { ClientError } from './errors.ts'
import { createKept } from './kept.ts'
import { pinnedValues } from './pins.ts'
import type { Session } from './session.ts'

/** What of a session opens keys. */
type Opener = Pick<Session, 'client' | 'key' | 'pins' | 'kept'>

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
 * for this mailbox and generation, and fitting the sealed token. Whose signature that is nobody vouches for yet, so
 * the key must be that of the mailbox's pinned certificate: every generation has the same primary key.
 *
 * @param only open those of this mailbox alone: each unlocking takes its time
 * @throws GrantError, StatementSignatureError or UnreadableError when a grant or a key is not what it says
 */
export async function openMailboxKeys(
  { client, key, pins, kept = createKept() }: Opener,
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
    await demandOfMailbox(pins, grant.mailbox, unlocked)
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

async function demandOfMailbox(pins: Session['pins'], mailbox: string, key: PrivateKey): Promise<void> {
  const believed = await pinnedValues(pins, `mailbox:${mailbox}`)
  if (believed.length === 0 || believed.includes(key.getFingerprint())) return
  throw new GrantError(
    `The service gives out a key for ${mailbox} that is not of its certificate. It was not used. Tell the operator.`,
  )
}

import { readCertificate } from '../crypto/certificate.ts'
import { GrantError, openGrant } from '../crypto/grant.ts'
import { type PrivateKey, unlockKey } from '../crypto/keys.ts'
import { Grant, type Right } from '../domain/wire/grant.ts'
import type { KeyGrantResponse } from '../domain/wire/key-response.ts'
import { parseStatement } from '../domain/wire/statement.ts'
import { fromBase64 } from './base64.ts'
import { ClientError } from './errors.ts'
import { pinnedValues } from './pins.ts'
import type { Session } from './session.ts'

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
  { client, key, pins }: Pick<Session, 'client' | 'key' | 'pins'>,
  { now, only }: { now: Date; only?: string },
): Promise<Map<string, MailboxKeys>> {
  const grants = (await client.keyGrants()).filter(({ mailbox }) => only === undefined || mailbox === only)
  grants.sort((a, b) => b.generation - a.generation)
  const opened = new Map<string, MailboxKeys>()
  for (const grant of grants) {
    const unlocked = await openOne(grant, key, now)
    await demandOfMailbox(pins, grant.mailbox, unlocked)
    const rights = parseStatement(Grant, grant.statement).rights
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
export async function mailboxKeysOf(
  session: Pick<Session, 'client' | 'key' | 'pins'>,
  mailbox: string,
  now: Date,
): Promise<MailboxKeys> {
  const keys = (await openMailboxKeys(session, { now, only: mailbox })).get(mailbox)
  if (keys) return keys
  throw new ClientError(`You hold no key of ${mailbox}. Ask your liaison officer to make you a member.`)
}

async function openOne(grant: KeyGrantResponse, me: PrivateKey, now: Date): Promise<PrivateKey> {
  const { mailbox, generation, statement, signature } = grant
  const token = await openGrant({
    statement,
    signature,
    sealedToken: tokenBytes(grant),
    granter: await readCertificate(grant.granter),
    me,
    now,
    mailbox,
    generation,
  })
  return unlockKey(grant.locked, token, { fast: true })
}

async function demandOfMailbox(pins: Session['pins'], mailbox: string, key: PrivateKey): Promise<void> {
  const believed = await pinnedValues(pins, `mailbox:${mailbox}`)
  if (believed.length === 0 || believed.includes(key.getFingerprint())) return
  throw new GrantError(
    `The service gives out a key for ${mailbox} that is not of its certificate. It was not used. Tell the operator.`,
  )
}

function tokenBytes({ sealedToken }: KeyGrantResponse): Uint8Array {
  try {
    return fromBase64(sealedToken)
  } catch {
    throw new GrantError('The sealed token is not in base64.')
  }
}

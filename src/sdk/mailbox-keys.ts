import { GrantError } from '../crypto/grant.ts'
import type { PrivateKey, PublicKey } from '../crypto/keys.ts'
import { withBindings } from '../crypto/mailbox-certificate.ts'
import { mailboxOf, type TrustState } from '../domain/trust/state.ts'
import type { Part } from '../domain/wire/grant.ts'
import type { KeyGrantResponse } from '../domain/wire/key-response.ts'
import { ClientError } from './errors.ts'
import { granterOf } from './granter.ts'
import { createKept } from './kept.ts'
import type { Session } from './session.ts'

/** What of a session opens keys. */
type Opener = Pick<Session, 'client' | 'key' | 'trust' | 'kept'>

/** The keys of one mailbox that the person has been granted. */
export type MailboxKeys = {
  mailbox: string
  /** the newest signing part; null for somebody who only reads */
  signing: PrivateKey | null
  /** every part that opens, newest first: the older ones open what was sealed before the last change of members */
  opening: PrivateKey[]
  /** the newest primary, which certifies; null for everybody but the agency's officers */
  certifying: PrivateKey | null
}

/**
 * Opens the mailbox keys granted to the person, by address. Each grant is checked: signed by somebody who may grant it,
 * made to this person, for this part, mailbox and generation, and fitting the sealed token and the locked key. The key
 * must be that of the mailbox's certificate: every generation has the same primary key.
 *
 * @param only open those of this mailbox alone: each unlocking takes its time
 * @param parts open only these
 * @throws GrantError, StatementSignatureError or UnreadableError when a grant or a key is not what it says
 */
export async function openMailboxKeys(
  session: Opener,
  { now, only, parts }: { now: Date; only?: string; parts?: readonly Part[] },
): Promise<Map<string, MailboxKeys>> {
  const { grantedKeys } = session.kept ?? createKept()
  const all = await session.client.keyGrants()
  grantedKeys.keepOnly(all)
  const grants = all.filter(
    ({ mailbox, part }) =>
      (only === undefined || mailbox === only) && (parts === undefined || parts.includes(part)),
  )
  grants.sort((a, b) => b.generation - a.generation)
  const opened = new Map<string, MailboxKeys>()
  for (const grant of grants) {
    const keys = opened.get(grant.mailbox) ?? noneOf(grant.mailbox)
    opened.set(grant.mailbox, keys)
    if (isNeeded(keys, grant)) add(keys, grant, await unlocked(grant))
  }
  return opened

  async function unlocked(grant: KeyGrantResponse): Promise<PrivateKey> {
    const granter = await granterOf(session, grant)
    const part = await grantedKeys.open(grant, { me: session.key, granter }, now)
    const certificate = await certificateOf(session, grant, part)
    return withBindings(part, certificate, now)
  }
}

const noneOf = (mailbox: string): MailboxKeys => ({ mailbox, signing: null, opening: [], certifying: null })

/** Of what signs and certifies, the newest generation alone. */
const isNeeded = (keys: MailboxKeys, { part }: KeyGrantResponse): boolean =>
  part === 'open' || (part === 'sign' ? keys.signing : keys.certifying) === null

function add(keys: MailboxKeys, { part }: KeyGrantResponse, unlocked: PrivateKey): void {
  if (part === 'open') keys.opening.push(unlocked)
  if (part === 'sign') keys.signing = unlocked
  if (part === 'certify') keys.certifying = unlocked
}

/**
 * The keys of one mailbox that open what came for it, newest first.
 * @throws ClientError when the person has not been granted any
 */
export async function openingKeysOf(session: Opener, mailbox: string, now: Date): Promise<PrivateKey[]> {
  const keys = (await openMailboxKeys(session, { now, only: mailbox, parts: ['open'] })).get(mailbox)
  if (keys && keys.opening.length > 0) return keys.opening
  throw new ClientError(
    `You hold no key that opens ${mailbox}. Ask your liaison officer to make you a member.`,
  )
}

/**
 * The key that signs for one mailbox.
 * @throws ClientError when the person has not been granted it
 */
export async function signingKeyOf(session: Opener, mailbox: string, now: Date): Promise<PrivateKey> {
  const keys = (await openMailboxKeys(session, { now, only: mailbox, parts: ['sign'] })).get(mailbox)
  if (keys?.signing) return keys.signing
  throw new ClientError(
    `You hold no key to send from ${mailbox} with. Ask your liaison officer to make you a member who sends.`,
  )
}

/**
 * The key that certifies for one mailbox: renews it, rotates it, adds and removes members.
 * @throws ClientError when the person has not been granted it
 */
export async function certifyingKeyOf(session: Opener, mailbox: string, now: Date): Promise<PrivateKey> {
  const keys = (await openMailboxKeys(session, { now, only: mailbox, parts: ['certify'] })).get(mailbox)
  if (keys?.certifying) return keys.certifying
  throw new ClientError(
    `You do not hold the key that certifies ${mailbox}. Its agency’s liaison officer and deputies do, and its recovery key.`,
    'To bring that out: despatch key recover.',
  )
}

/**
 * The certificate that a granted key must be of: the one that the mailbox's agency certifies, or one that it had. The part must be
 * bound in it, or it is a key that the agency never made.
 */
async function certificateOf(
  { trust, kept = createKept() }: Opener,
  { mailbox: address }: KeyGrantResponse,
  part: PrivateKey,
): Promise<PublicKey> {
  // The keys may have been changed a moment ago.
  const certificate = (await boundIn(await trust.state())) ?? (await boundIn(await trust.refresh()))
  if (certificate) return certificate
  throw new GrantError(
    `The service gives out a key for ${address} that is not of its certificate. It was not used. Tell the operator.`,
  )

  async function boundIn(state: TrustState): Promise<PublicKey | null> {
    const mailbox = mailboxOf(state, address)
    const certified = [...(mailbox ? [mailbox] : []), ...(mailbox?.former ?? [])].find(
      ({ fingerprint }) => fingerprint === part.getFingerprint(),
    )
    const certificate = certified && (await kept.readCertificate(certified.certificate))
    const bound = new Set(certificate?.subkeys.map((subkey) => subkey.getFingerprint()))
    return certificate && part.subkeys.every((subkey) => bound.has(subkey.getFingerprint()))
      ? certificate
      : null
  }
}

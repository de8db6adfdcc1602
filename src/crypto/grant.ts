import { Grant, type Part } from '../domain/wire/grant.ts'
import { parseStatement, writeStatement } from '../domain/wire/statement.ts'
import { sha256Hex } from './digest.ts'
import type { PrivateKey, PublicKey } from './keys.ts'
import { open } from './open.ts'
import { judgedAt, limits } from './profile.ts'
import { seal } from './seal.ts'
import { signStatement, verifyStatement } from './statement.ts'

/** A grant does not fit the person, the mailbox, the key or the token that it came with. */
export class GrantError extends Error {
  override name = 'GrantError'
}

/** A grant as it is stored and sent: the signed statement, and the token that only the grantee can open. */
export type SignedGrant = { statement: string; signature: string; sealedToken: Uint8Array }

/** Which part of which generation of whose key, and until when. */
export type Granted = { mailbox: string; generation: number; part: Part; expires: Date }

/** A part as it is stored: its armored text, locked under a random token. */
export type LockedPart = { locked: string; token: string }

/**
 * Gives somebody one part of one generation of a mailbox key: the token that unlocks it, sealed to their certificate,
 * and a statement of this, signed by the granter.
 */
export async function makeGrant({
  grantee,
  token,
  ...grant
}: Granted & LockedPart & { grantee: PublicKey; granter: PrivateKey; now: Date }): Promise<SignedGrant> {
  const entity = new TextEncoder().encode(token)
  const sealedToken = await seal({ entity, recipients: [grantee], now: grant.now })
  const signed = await signGrant({
    ...grant,
    grantee: grantee.getFingerprint(),
    token: await sha256Hex(sealedToken),
    locked: await sha256Hex(grant.locked),
  })
  return { ...signed, sealedToken }
}

/**
 * Signs for a token that is sealed already, such as to make a grant count for longer. Who signs need not be able to open it.
 * @param token SHA-256 of the sealed token
 * @param locked SHA-256 of the locked part's armored text
 */
export async function signGrant({
  mailbox,
  generation,
  part,
  expires,
  grantee,
  granter,
  token,
  locked,
  now,
}: Granted & {
  grantee: string
  granter: PrivateKey
  token: string
  locked: string
  now: Date
}): Promise<Pick<SignedGrant, 'statement' | 'signature'>> {
  const statement = writeStatement(Grant, {
    despatch: 'grant/2',
    mailbox,
    generation,
    part,
    grantee,
    token,
    locked,
    expires: expires.toISOString(),
    time: now.toISOString(),
  })
  return { statement, signature: await signStatement(statement, granter, now) }
}

/**
 * Opens a grant made to `me`: checks the granter's signature, that it is mine, that it has not ended, that it is for this
 * part of this generation of this mailbox, and that locked key and sealed token are those that were signed for.
 *
 * Whether the granter may grant is for the caller to know. Their signature is judged as of when it was made: what an
 * officer granted who has left since goes on counting.
 *
 * @param locked the locked part's armored text, as it was given out
 * @returns the token that unlocks it
 * @throws GrantError, StatementSignatureError, or UnreadableError
 */
export async function openGrant({
  statement,
  signature,
  sealedToken,
  locked,
  granter,
  me,
  now,
  ...asked
}: SignedGrant & {
  locked: string
  granter: PublicKey
  me: PrivateKey
  now: Date
  mailbox: string
  generation: number
  part: Part
}): Promise<string> {
  const grant = parseStatement(Grant, statement)
  const made = new Date(grant.time)
  if (made > judgedAt(now)) throw new GrantError(`This grant for ${grant.mailbox} is dated in the future.`)
  await verifyStatement({ type: 'grant/2', text: statement, signature, certificates: [granter], now: made })
  if (grant.grantee !== me.getFingerprint()) throw new GrantError('This grant is made to somebody else.')
  demandAsked(grant, asked)
  if (new Date(grant.expires) <= now) throw ended(grant)
  if (sealedToken.length > limits.sealedToken || (await sha256Hex(sealedToken)) !== grant.token) {
    throw new GrantError('The sealed token is not the one that the granter signed for.')
  }
  if ((await sha256Hex(locked)) !== grant.locked) {
    throw new GrantError(
      `The key that the service gives out for ${grant.mailbox} is not the one that was granted: it was edited or exchanged. It was not used. Tell your liaison officer.`,
    )
  }
  const { entity } = await open({ sealed: sealedToken, keys: [me], verifyWith: [], now })
  return new TextDecoder('utf-8', { fatal: true }).decode(entity)
}

function demandAsked(grant: Grant, asked: { mailbox: string; generation: number; part: Part }): void {
  if (grant.mailbox !== asked.mailbox) {
    throw new GrantError(`This grant is for ${grant.mailbox}, not for ${asked.mailbox}.`)
  }
  if (grant.generation !== asked.generation) {
    throw new GrantError(
      `This grant is for generation ${grant.generation} of the key, not ${asked.generation}.`,
    )
  }
  if (grant.part !== asked.part) {
    throw new GrantError(`This grant is for the part of the key to ${grant.part} with, not to ${asked.part}.`)
  }
}

const ended = ({ mailbox, part, expires }: Grant): GrantError =>
  new GrantError(
    `Your key of ${mailbox} to ${part} with ended on ${expires.slice(0, 10)}. Ask your liaison officer to renew it: despatch key renew ${mailbox}.`,
  )

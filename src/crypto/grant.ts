import { Grant, type Right } from '../domain/wire/grant.ts'
import { parseStatement, writeStatement } from '../domain/wire/statement.ts'
import { sha256Hex } from './digest.ts'
import type { PrivateKey, PublicKey } from './keys.ts'
import { open } from './open.ts'
import { limits } from './profile.ts'
import { seal } from './seal.ts'
import { signStatement, verifyStatement } from './statement.ts'

/** A grant does not fit the person, the mailbox or the token that it came with. */
export class GrantError extends Error {
  override name = 'GrantError'
}

/** A grant as it is stored and sent: the signed statement, and the token that only the grantee can open. */
export type SignedGrant = { statement: string; signature: string; sealedToken: Uint8Array }

/**
 * Gives a person one generation of a mailbox key: the token that unlocks it, sealed to the person's
 * certificate, and a statement of this, signed by the granter.
 * @param token the passphrase under which the generation is locked, itself random
 */
export async function makeGrant(grant: {
  mailbox: string
  generation: number
  token: string
  grantee: PublicKey
  rights: readonly Right[]
  granter: PrivateKey
  now: Date
}): Promise<SignedGrant> {
  const { mailbox, generation, grantee, now } = grant
  const entity = new TextEncoder().encode(grant.token)
  const sealedToken = await seal({ entity, recipients: [grantee], now })
  const statement = writeStatement(Grant, {
    despatch: 'grant/1',
    mailbox,
    generation,
    grantee: grantee.getFingerprint(),
    rights: [...grant.rights],
    token: await sha256Hex(sealedToken),
    time: now.toISOString(),
  })
  return { statement, signature: await signStatement(statement, grant.granter, now), sealedToken }
}

/**
 * Opens a grant made to `me`: checks the granter's signature, that it is mine, that the sealed token is the one
 * signed for, and, when they are given, that it is for this mailbox and generation.
 * @returns the token that unlocks the generation
 * @throws GrantError, StatementSignatureError, or UnreadableError
 */
export async function openGrant(
  asked: SignedGrant & {
    granter: PublicKey
    me: PrivateKey
    now: Date
    mailbox?: string
    generation?: number
  },
): Promise<string> {
  const { statement, signature, sealedToken, granter, me, now } = asked
  await verifyStatement({ type: 'grant/1', text: statement, signature, certificates: [granter], now })
  const grant = parseStatement(Grant, statement)
  if (grant.grantee !== me.getFingerprint()) throw new GrantError('This grant is made to somebody else.')
  if (asked.mailbox !== undefined && grant.mailbox !== asked.mailbox) {
    throw new GrantError(`This grant is for ${grant.mailbox}, not for ${asked.mailbox}.`)
  }
  if (asked.generation !== undefined && grant.generation !== asked.generation) {
    throw new GrantError(
      `This grant is for generation ${grant.generation} of the key, not ${asked.generation}.`,
    )
  }
  if (sealedToken.length > limits.sealedToken || (await sha256Hex(sealedToken)) !== grant.token) {
    throw new GrantError('The sealed token is not the one that the granter signed for.')
  }
  const { entity } = await open({ sealed: sealedToken, keys: [me], verifyWith: [], now })
  return new TextDecoder('utf-8', { fatal: true }).decode(entity)
}

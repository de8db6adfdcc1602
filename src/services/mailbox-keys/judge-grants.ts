import type { Insertable } from 'kysely'
import { sha256Hex } from '../../crypto/digest.ts'
import { holding } from '../../domain/mailbox-holders.ts'
import { problem } from '../../domain/problems.ts'
import { Grant } from '../../domain/wire/grant.ts'
import type { GrantRequest } from '../../domain/wire/mailbox-keys.ts'
import type { Database } from '../../store/tables.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'
import { demandSignatureBy } from '../own-signature.ts'
import { createStatementReader } from '../read-statement.ts'
import { ownCertificates } from './own-certificates.ts'

/** A longer one than the keys themselves would be forgotten. */
const MOST_YEARS = 5
const YEAR_MS = 366 * 24 * 3_600_000

/** What grants of a mailbox are held against. */
export type GrantGrounds = {
  mailbox: { id: string; address: string }
  /** SHA-256 of each locked part, by {@link placeOf} */
  parts: ReadonlyMap<string, string>
  /** who is to hold which part: {@link holding} */
  holders: ReadonlySet<string>
  /** SHA-256 of the sealed tokens that stand, by {@link placeOf} and grantee */
  tokens: ReadonlyMap<string, string>
  /** fingerprints of the caller's own certificates */
  signers: ReadonlySet<string>
  /** whether the caller may grant that part of that generation */
  mayGrant(grant: { generation: number; part: string }): boolean
  now: Date
}

export type GrantRow = Omit<Insertable<Database['key_grant']>, 'sealed_token'> & {
  /** null: the token that stands already */
  sealed_token: Uint8Array | null
}

/** A part of a generation, as one text. */
export const placeOf = ({ generation, part }: { generation: number; part: string }): string =>
  `${generation} ${part}`

/** A grant that is handed in, with the fingerprint of the caller's own key that signed it. */
export type VerifiedGrant = GrantRequest & { granter: string }

/**
 * Demands that the caller signed each of these. It takes some milliseconds for each, so it is done before anybody else
 * is kept waiting.
 *
 * @throws ProblemError `signature-not-yours`, `signature-invalid`
 */
export async function verifiedGrants(
  db: Db,
  caller: Caller,
  requests: readonly GrantRequest[],
  now: Date,
): Promise<VerifiedGrant[]> {
  const signers = await ownCertificates(db, caller)
  const verified: VerifiedGrant[] = []
  for (const request of requests) {
    const { statement, signature } = request
    const granter = await demandSignatureBy(signers, { type: 'grant/2', statement, signature, now })
    verified.push({ ...request, granter })
  }
  return verified
}

/**
 * Holds each grant against what it is a grant of: the mailbox, the part that is locked, the token that is sealed, who is
 * to hold it, and that the caller, who may grant it, still has the key that signed it.
 *
 * @throws ProblemError `invalid-request`, `not-yours`, `signature-not-yours`
 */
export async function judgeGrants(
  requests: readonly VerifiedGrant[],
  grounds: GrantGrounds,
): Promise<GrantRow[]> {
  const readGrant = createStatementReader(Grant)
  const rows: GrantRow[] = []
  const seen = new Set<string>()
  for (const { statement, signature, sealedToken, granter } of requests) {
    const grant = readGrant(statement)
    demandFits(grant, grounds)
    const place = `${placeOf(grant)} ${grant.grantee}`
    if (seen.has(place)) throw problem('invalid-request', 'The same is granted to the same person twice.')
    seen.add(place)
    const token = sealedToken === null ? null : new Uint8Array(Buffer.from(sealedToken, 'base64'))
    const digest = token === null ? grounds.tokens.get(place) : await sha256Hex(token)
    if (digest !== grant.token)
      throw problem('invalid-request', 'A sealed token is not the one that its grant was signed for.')
    if (!grounds.signers.has(granter)) throw problem('signature-not-yours')
    rows.push({
      mailbox_id: grounds.mailbox.id,
      n: grant.generation,
      part: grant.part,
      grantee_fpr: grant.grantee,
      granter,
      statement,
      signature,
      sealed_token: token,
      expires: new Date(grant.expires),
      granted_at: grounds.now,
      withdrawn_at: null,
    })
  }
  return rows
}

function demandFits(grant: Grant, { mailbox, parts, holders, mayGrant, now }: GrantGrounds): void {
  const { part, generation } = grant
  if (grant.mailbox !== mailbox.address)
    throw problem('invalid-request', `A grant is for ${grant.mailbox}, not for ${mailbox.address}.`)
  const locked = parts.get(placeOf(grant))
  if (locked === undefined)
    throw problem('invalid-request', `${mailbox.address} has no generation ${generation} of its keys.`)
  if (locked !== grant.locked)
    throw problem('invalid-request', 'A grant is for another locked key than the one that is kept.')
  if (!holders.has(holding({ part, fingerprint: grant.grantee })))
    throw problem(
      'invalid-request',
      `A grant of the part to ${part} with is for ${grant.grantee}, who is not to hold it: appoint them first.`,
    )
  if (!mayGrant(grant))
    throw problem(
      'not-yours',
      `You do not hold generation ${generation} of the part to ${part} with, so you cannot grant it.`,
    )
  const left = Date.parse(grant.expires) - now.getTime()
  if (left <= 0 || left > MOST_YEARS * YEAR_MS)
    throw problem('invalid-request', `A grant ends after today, and within ${MOST_YEARS} years.`)
}

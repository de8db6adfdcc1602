import { GrantError } from '../crypto/grant.ts'
import type { PublicKey } from '../crypto/keys.ts'
import { granterCertificate } from '../domain/may-grant.ts'
import { Grant } from '../domain/wire/grant.ts'
import type { KeyGrantResponse } from '../domain/wire/key-response.ts'
import { parseStatement } from '../domain/wire/statement.ts'
import { createKept } from './kept.ts'
import type { Session } from './session.ts'

/**
 * The certificate of whoever made a grant, by the trust log.
 * @throws GrantError when it is nobody who may have made it
 */
export async function granterOf(
  { trust, kept = createKept() }: Pick<Session, 'trust' | 'kept'>,
  { granter, statement, mailbox }: Pick<KeyGrantResponse, 'granter' | 'statement' | 'mailbox'>,
): Promise<PublicKey> {
  const grant = parseStatement(Grant, statement)
  // Somebody may have been appointed, or appointed anew, a moment ago.
  const certificate =
    granterCertificate(await trust.state(), grant, granter) ??
    granterCertificate(await trust.refresh(), grant, granter)
  if (certificate !== null) return kept.readCertificate(certificate)
  throw new GrantError(
    `A key of ${mailbox} was granted by somebody who may not grant it. It was not used. Tell your liaison officer.`,
  )
}

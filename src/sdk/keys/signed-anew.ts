import { signGrant } from '../../crypto/grant.ts'
import { verifyStatement } from '../../crypto/statement.ts'
import { dayOf } from '../../domain/day.ts'
import { holdersOf, holding } from '../../domain/mailbox-holders.ts'
import { granterCertificate } from '../../domain/may-grant.ts'
import type { TrustState } from '../../domain/trust/state.ts'
import { Grant } from '../../domain/wire/grant.ts'
import type { GrantRequest, GrantView, MailboxKeysResponse } from '../../domain/wire/mailbox-keys.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import { ClientError } from '../errors.ts'
import { createKept } from '../kept.ts'
import type { Session } from '../session.ts'

/**
 * Grants that stand, signed anew by the caller for those who go on holding them: all of them where they are to count for
 * longer, or else those whose granter may not have made them once `after` holds.
 *
 * Each is verified first. A service that could have an officer sign what it wrote itself would need no key of its own.
 *
 * @throws ClientError when one was not made by somebody who might
 */
export async function signedAnew(
  { key, kept = createKept() }: Pick<Session, 'key' | 'kept'>,
  keys: MailboxKeysResponse,
  of: { before: TrustState; after: TrustState; ends: Date; now: Date; all?: boolean },
): Promise<GrantRequest[]> {
  const { before, after, ends, now, all = false } = of
  const holders = new Set(holdersOf(after, keys.mailbox, dayOf(now)).map(holding))
  const signed: GrantRequest[] = []
  for (const view of keys.grants) {
    const grant = parseStatement(Grant, view.statement)
    if (!holders.has(holding({ part: grant.part, fingerprint: grant.grantee }))) continue
    if (!all && granterCertificate(after, grant, view.granter) !== null) continue
    await demandGenuine(view, grant)
    const { mailbox, generation, part, grantee, token, locked } = grant
    const made = { mailbox, generation, part, grantee, token, locked, expires: ends, granter: key, now }
    signed.push({ ...(await signGrant(made)), sealedToken: null })
  }
  return signed

  async function demandGenuine({ granter, statement, signature }: GrantView, grant: Grant): Promise<void> {
    const armored = grant.mailbox === keys.mailbox ? granterCertificate(before, grant, granter) : null
    if (armored === null) {
      throw new ClientError(
        `The service shows a grant of ${keys.mailbox} that nobody made who might. Nothing was signed. Tell the operator.`,
      )
    }
    const certificates = [await kept.readCertificate(armored)]
    const at = new Date(grant.time)
    await verifyStatement({ type: 'grant/2', text: statement, signature, certificates, now: at })
  }
}

import { readCertificate } from '../../crypto/certificate.ts'
import { makeGrant } from '../../crypto/grant.ts'
import type { TrustedPerson } from '../../domain/trust/state.ts'
import type { GrantRequest, MailboxKeysResponse } from '../../domain/wire/mailbox-keys.ts'
import { granterOf } from '../granter.ts'
import { createKept } from '../kept.ts'
import type { Session } from '../session.ts'
import { asRequest } from './new-generation.ts'

/**
 * The earlier keys of a mailbox for a person who holds none of them: those that the caller holds, granted on.
 * @returns the grants, and the generations that the caller does not hold
 */
export async function historyFor(
  session: Session,
  keys: MailboxKeysResponse,
  { person, expires, now }: { person: TrustedPerson; expires: Date; now: Date },
): Promise<{ grants: GrantRequest[]; missing: number[] }> {
  const { grantedKeys } = session.kept ?? createKept()
  const theirs = new Set(
    keys.grants
      .filter(({ part, grantee }) => part === 'open' && grantee === person.fingerprint)
      .map(({ generation }) => generation),
  )
  const wanted = Array.from({ length: keys.generation }, (_, i) => i + 1).filter((n) => !theirs.has(n))
  const held = (await session.client.keyGrants()).filter(
    ({ mailbox, part }) => mailbox === keys.mailbox && part === 'open',
  )
  const grantee = await readCertificate(person.certificate)
  const grants: GrantRequest[] = []
  const missing: number[] = []
  for (const generation of wanted) {
    const grant = held.find((one) => one.generation === generation)
    if (!grant) {
      missing.push(generation)
      continue
    }
    const granter = await granterOf(session, grant)
    const token = await grantedKeys.token(grant, { me: session.key, granter }, now)
    const { mailbox, part, locked } = grant
    const granted = { mailbox, generation, part, token, locked, expires, now }
    grants.push(asRequest(await makeGrant({ ...granted, grantee, granter: session.key })))
  }
  return { grants, missing }
}

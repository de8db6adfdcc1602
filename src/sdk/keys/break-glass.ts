import { makeGrant } from '../../crypto/grant.ts'
import type { PrivateKey } from '../../crypto/keys.ts'
import type { KeyOpeningResponse, OpeningReason } from '../../domain/wire/key-opening.ts'
import type { KeyGrantResponse } from '../../domain/wire/key-response.ts'
import { toBase64 } from '../../log/base64.ts'
import type { Session } from '../session.ts'
import { demandRecoveryKey, openedGrants, recovered } from './opening.ts'

/**
 * Opens a mailbox that the officer is no member of, for a reason that stands in the log before anything is given out. For a
 * day they may read what came for it; every reading leaves its receipt, as anybody's does.
 *
 * @returns the session in which the mailbox can be read: its keys are in memory and never with the service
 */
export async function breakGlass(
  session: Session,
  asked: { mailbox: string; recovery: PrivateKey; reason: OpeningReason; now: Date },
): Promise<{ session: Session; opening: KeyOpeningResponse }> {
  const { mailbox, recovery, reason, now } = asked
  demandRecoveryKey(await session.trust.refresh(), session.key, recovery)
  const { grants, opening } = await openedGrants(session, { purpose: 'break-glass', reason, mailbox }, now)
  const own: KeyGrantResponse[] = []
  for (const grant of grants.filter(({ part }) => part === 'open')) {
    const { token } = await recovered(session, grant, recovery, now)
    const { generation, part, locked } = grant
    const expires = new Date(now.getTime() + 24 * 3_600_000)
    const granted = { mailbox, generation, part, token, locked, expires, now }
    const made = await makeGrant({ ...granted, grantee: session.key.toPublic(), granter: session.key })
    const { statement, signature, sealedToken } = made
    own.push({
      ...grant,
      statement,
      signature,
      sealedToken: toBase64(sealedToken),
      granter: session.key.getFingerprint(),
    })
  }
  const { client } = session
  const keyGrants = async () => [
    ...(await client.keyGrants()).filter((grant) => grant.mailbox !== mailbox),
    ...own,
  ]
  return { session: { ...session, client: { ...client, keyGrants } }, opening }
}

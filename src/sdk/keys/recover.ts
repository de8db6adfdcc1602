import { readCertificate } from '../../crypto/certificate.ts'
import { makeGrant } from '../../crypto/grant.ts'
import type { PrivateKey } from '../../crypto/keys.ts'
import { dayOf } from '../../domain/day.ts'
import { holdersOf } from '../../domain/mailbox-holders.ts'
import type { OpeningReason } from '../../domain/wire/key-opening.ts'
import type { GrantRequest, MailboxKeysResponse } from '../../domain/wire/mailbox-keys.ts'
import type { Session } from '../session.ts'
import { asRequest, keysEnd, localMailbox } from './new-generation.ts'
import { demandRecoveryKey, openedGrants, recovered } from './opening.ts'

/** Grants that are handed in at once. */
const AT_ONCE = 100

/**
 * Gives a mailbox back to those who are to hold it: every part that the recovery key opens is granted anew to every member and
 * officer who has no grant of it. Keys and certificate stay.
 *
 * @returns how many grants were made
 */
export async function recoverMailbox(
  session: Session,
  asked: { mailbox: string; recovery: PrivateKey; reason: OpeningReason; now: Date },
): Promise<{ keys: MailboxKeysResponse; granted: number }> {
  const { mailbox, recovery, reason, now } = asked
  const state = await session.trust.refresh()
  localMailbox(state, mailbox)
  demandRecoveryKey(state, session.key, recovery)
  const { grants } = await openedGrants(session, { purpose: 'recovery', reason, mailbox }, now)
  let keys = await session.client.mailboxKeys(mailbox)
  const standing = new Set(
    keys.grants
      .filter(({ expires }) => new Date(expires) > now)
      .map(({ generation, part, grantee }) => `${generation} ${part} ${grantee}`),
  )
  const holders = holdersOf(state, mailbox, dayOf(now)).filter(
    ({ recovery: isRecoveryKey }) => !isRecoveryKey,
  )
  const made: GrantRequest[] = []
  for (const grant of grants) {
    const lacking = holders.filter(
      ({ part, fingerprint }) =>
        part === grant.part && !standing.has(`${grant.generation} ${part} ${fingerprint}`),
    )
    if (lacking.length === 0) continue
    const { token } = await recovered(session, grant, recovery, now)
    const { generation, part, locked } = grant
    const granted = { mailbox, generation, part, token, locked, expires: keysEnd(now), now }
    for (const { certificate } of lacking) {
      const grantee = await readCertificate(certificate)
      made.push(asRequest(await makeGrant({ ...granted, grantee, granter: session.key })))
    }
  }
  for (let at = 0; at < made.length; at += AT_ONCE) {
    keys = await session.client.grantMailboxKeys(mailbox, {
      records: [],
      grants: made.slice(at, at + AT_ONCE),
    })
  }
  return { keys, granted: made.length }
}

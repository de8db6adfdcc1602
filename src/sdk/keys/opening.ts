import { openGrant } from '../../crypto/grant.ts'
import { type PrivateKey, type PublicKey, unlockKey } from '../../crypto/keys.ts'
import { signStatement } from '../../crypto/statement.ts'
import { agencyNamed, personOf, type TrustState } from '../../domain/trust/state.ts'
import { KeyOpening, type KeyOpeningResponse, type OpeningReason } from '../../domain/wire/key-opening.ts'
import type { KeyGrantResponse } from '../../domain/wire/key-response.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import { ClientError } from '../errors.ts'
import { tokenBytes } from '../granted-keys.ts'
import { granterOf } from '../granter.ts'
import { oncePublished } from '../sealed-content.ts'
import type { Session } from '../session.ts'

/** Why the recovery key is brought out, and of which mailbox; null for a drill, which is of all. */
export type Why = {
  purpose: KeyOpening['purpose']
  reason: OpeningReason
  mailbox: string | null
}

/**
 * Says why the recovery key is brought out, signed by the officer, and waits until that stands in the log.
 * @returns the opening, and what was granted to the recovery key
 */
export async function openedGrants(
  session: Session,
  why: Why,
  now: Date,
): Promise<{ opening: KeyOpeningResponse; grants: KeyGrantResponse[] }> {
  const opening = await sayWhy(session, why, now)
  const grants = await oncePublished(() => session.client.recoveryGrants(opening.id))
  return { opening, grants }
}

/** Enters why, without asking for anything. */
export async function sayWhy(
  { client, key, trust }: Session,
  { purpose, reason, mailbox }: Why,
  now: Date,
): Promise<KeyOpeningResponse> {
  const officer = personOf(await trust.state(), key.getFingerprint())
  if (!officer) throw new ClientError('You are not appointed by any agency.')
  const statement = writeStatement(KeyOpening, {
    despatch: 'key-opening/1',
    agency: officer.agency,
    mailbox,
    purpose,
    reason,
    time: now.toISOString(),
  })
  return client.openRecovery({ statement, signature: await signStatement(statement, key, now) })
}

/**
 * Demands that a key is the recovery key of the officer's agency, as its root appointed it.
 * @throws ClientError
 */
export function demandRecoveryKey(state: TrustState, officer: PublicKey, recovery: PublicKey): void {
  const agency = personOf(state, officer.getFingerprint())?.agency ?? ''
  const appointed = agencyNamed(state, agency).recovery?.fingerprint
  if (appointed === recovery.getFingerprint()) return
  throw new ClientError(
    appointed === undefined
      ? `${agency} has no recovery key: despatch key recovery-key makes one.`
      : `This is not the recovery key of ${agency}: that one is ${appointed}.`,
  )
}

/** What the recovery key opens of one grant: token and key. */
export type Recovered = { grant: KeyGrantResponse; token: string; key: PrivateKey }

/**
 * Opens one grant with the recovery key, held against the trust log like any other.
 * @throws GrantError, StatementSignatureError, UnreadableError or KeyError
 */
export async function recovered(
  session: Session,
  grant: KeyGrantResponse,
  recovery: PrivateKey,
  now: Date,
): Promise<Recovered> {
  const granter = await granterOf(session, grant)
  const { mailbox, generation, part, statement, signature, locked } = grant
  const token = await openGrant({
    statement,
    signature,
    sealedToken: tokenBytes(grant),
    locked,
    granter,
    me: recovery,
    now,
    mailbox,
    generation,
    part,
  })
  return { grant, token, key: await unlockKey(locked, token, { fast: true }) }
}

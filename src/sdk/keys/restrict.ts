import { readCertificate } from '../../crypto/certificate.ts'
import { personOf } from '../../domain/trust/state.ts'
import { ClientError } from '../errors.ts'
import type { Session } from '../session.ts'
import { certificateRecord, localMailbox } from './new-generation.ts'

/** How long the publication of the statement is waited for: the sequencer takes a moment. */
const MOST_WAITS = 50
const EVERY_MS = 100

/**
 * Makes a mailbox one of few, or opens it again: its certificate is certified anew as it is, with that said. Every officer
 * of the agency is told.
 *
 * @returns false when it was so already, and nothing was entered
 * @throws ClientError, ApiProblemError
 */
export async function restrictMailbox(
  { client, trust, key }: Pick<Session, 'client' | 'trust' | 'key'>,
  { mailbox, restricted, now }: { mailbox: string; restricted: boolean; now: Date },
): Promise<boolean> {
  const state = await trust.refresh()
  const trusted = localMailbox(state, mailbox)
  const agency = personOf(state, key.getFingerprint())?.agency
  if (agency !== trusted.agency) throw new ClientError(`${mailbox} is a mailbox of ${trusted.agency}.`)
  if (trusted.restricted === restricted) return false
  const certificate = await readCertificate(trusted.certificate)
  const record = await certificateRecord(certificate, { ...trusted, restricted }, key, now)
  await client.grantMailboxKeys(mailbox, { records: [record], grants: [] })
  for (let waits = 0; waits < MOST_WAITS; waits += 1) {
    if (localMailbox(await trust.refresh(), mailbox).restricted === restricted) break
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
  }
  return true
}

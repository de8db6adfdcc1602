import type { SeenKey, SeenKeyOutcome } from '../../domain/wire/partner-keys.ts'
import type { RevocationReason } from '../../domain/wire/trust/certificate.ts'
import { inWords, spaced } from '../../sdk/agreement/words.ts'
import { certifyOwnKey } from '../../sdk/certify-partner-key.ts'
import { ClientError } from '../../sdk/errors.ts'
import { approveKey, type Heard, handInKey, judgeSeenKey } from '../../sdk/partner-keys.ts'
import { revokePartnerKey } from '../../sdk/revoke-partner-key.ts'
import type { OwnKey } from './enrol.ts'
import { work } from './open-session.ts'
import { ownAgency } from './own-agency.ts'

/** A partner's key that waits for a liaison officer, without the key itself. */
export type WaitingKeyLine = Omit<SeenKey, 'armored'>

/** A key as this browser has judged it. `change` null: it says nothing that the one in use does not say. */
export type JudgedKey = OwnKey & {
  mailbox: string
  algorithm: string
  /** when it ends, ISO 8601; null for never */
  ends: string | null
  change: SeenKeyOutcome['change']
  /** a sentence each */
  differences: string[]
  remarks: string[]
}

/** What an officer heard of the key's holder, and what a mailbox that is new is called. */
export type Approval = { heard: Heard | null; name: string | null }

/** What waits for approval; first what holds back what the agency sends. */
export async function waitingKeys(): Promise<WaitingKeyLine[]> {
  const { session } = await work()
  return (await session.client.seenKeys()).map(({ armored: _, ...line }) => line)
}

/** Judges a key that waits, here: whatever the service says of it is not asked. @throws ClientError, PartnerKeyError */
export async function judgedKey(id: string): Promise<JudgedKey> {
  const { judged, key } = await judging(id)
  const { seen, change, differences } = judged
  return {
    mailbox: key.mailbox,
    fingerprint: spaced(seen.fingerprint),
    words: inWords(seen.fingerprint),
    algorithm: seen.algorithm,
    ends: seen.expires?.toISOString() ?? null,
    change,
    differences,
    remarks: seen.remarks,
  }
}

/** Says in the trust log that a key is that mailbox's. @throws ClientError, FingerprintWordsError where what was heard is another key */
export async function approvePartnerKey(id: string, { heard, name }: Approval): Promise<void> {
  const { session, now, judged } = await judging(id)
  if (judged.change !== 'same') await approveKey({ session, judged, heard, name, now })
  await session.client.settleKey(id, 'approved')
}

/** Lays a key aside for good. */
export async function rejectPartnerKey(id: string): Promise<void> {
  await (await work()).session.client.settleKey(id, 'rejected')
}

/** Hands in a key that was given as a file. @returns null for one that says nothing new */
export async function handInPartnerKey(file: Uint8Array, mailbox: string): Promise<string | null> {
  const { session, now } = await work()
  const { key } = await handInKey(session, file, { mailbox, source: 'file', now })
  return key?.id ?? null
}

/** Certifies the key of a mailbox of one's own agency that is read by mail. @returns null for one that says nothing new */
export async function certifyOwnMailKey(
  file: Uint8Array,
  mailbox: string,
  { heard, name }: Approval,
): Promise<string | null> {
  const { session, now } = await work()
  const key = await certifyOwnKey({ session, file, mailbox, heard, name, now })
  return key === null ? null : spaced(key.fingerprint)
}

/** Has the service ask the partner's domain for a key (Web Key Directory). @returns null for one that says nothing new */
export async function findPartnerKey(mailbox: string): Promise<string | null> {
  const { key } = await (await work()).session.client.findKey(mailbox)
  return key?.id ?? null
}

/** A partner's mailbox, whose key one's own agency has vouched for. */
export type VouchedKey = { mailbox: string; name: string; fingerprint: string }

/** Keys of partners that are one's own agency's word, which alone can take them back. */
export async function revocablePartnerKeys(): Promise<VouchedKey[]> {
  const { session } = await work()
  const [state, agency] = [await session.trust.refresh(), await ownAgency(session)]
  return Object.values(state.mailboxes)
    .filter(
      ({ route, by, fingerprint }) =>
        route === 'mail' && by === agency && state.revoked[fingerprint] === undefined,
    )
    .map(({ address, name, fingerprint }) => ({ mailbox: address, name, fingerprint: spaced(fingerprint) }))
    .sort((a, b) => a.mailbox.localeCompare(b.mailbox))
}

/** Says in the trust log that such a key is not to be used any more. */
export async function takeBackPartnerKey(mailbox: string, reason: RevocationReason): Promise<void> {
  const { session, now } = await work()
  await revokePartnerKey({ session, mailbox, reason, now })
}

async function judging(id: string) {
  const { session, now } = await work()
  const key = (await session.client.seenKeys()).find((one) => one.id === id)
  if (!key) throw new ClientError('That key waits no more: it was approved or rejected.')
  return { session, now, key, judged: await judgeSeenKey(session, key, now) }
}

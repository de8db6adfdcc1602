import { readCertificate } from '../crypto/certificate.ts'
import { fingerprintOfWords, fingerprintWords } from '../crypto/fingerprint-words.ts'
import type { PublicKey } from '../crypto/keys.ts'
import { compareKeys, type KeyChange } from '../crypto/partner-key/compare-keys.ts'
import { judgePartnerKey, type PartnerKey } from '../crypto/partner-key/judge-key.ts'
import { signStatement } from '../crypto/statement.ts'
import { agencyOfDomain, domainOf, mailboxOf, personOf, type TrustState } from '../domain/trust/state.ts'
import type { SeenKey, SeenKeyOutcome } from '../domain/wire/partner-keys.ts'
import { writeStatement } from '../domain/wire/statement.ts'
import { type COMPARED_BY, MailboxCertificate, Vouch } from '../domain/wire/trust/certificate.ts'
import type { TrustRecord } from '../domain/wire/trust/record.ts'
import { ClientError } from './errors.ts'
import type { Session } from './session.ts'
import { wordFor } from './word-for.ts'

/** How often and how long the publication of a record is waited for: fifteen seconds. */
const MOST_WAITS = 60
const WAIT_MS = 250

type Compared = (typeof COMPARED_BY)[number]

/** A key that was seen, judged by this machine itself: whatever the service says of it is not asked. */
export type JudgedKey = KeyChange & { seen: PartnerKey; inUse: PublicKey | null }

/**
 * Judges a key that was seen, and compares it with the one that this machine believes in.
 *
 * @throws PartnerKeyError
 */
export async function judgeSeenKey(
  session: Session,
  { mailbox, armored }: Pick<SeenKey, 'mailbox' | 'armored'>,
  now: Date,
): Promise<JudgedKey> {
  const seen = await judgePartnerKey(new TextEncoder().encode(armored), { address: mailbox, now })
  const inUse = await believed(session, mailbox)
  return { ...(await compareKeys(inUse, seen, now)), seen, inUse }
}

/** The certificate in use by the trust log, ended or not; null where the mailbox has none. */
export async function believed(
  { trust }: Pick<Session, 'trust'>,
  address: string,
): Promise<PublicKey | null> {
  const mailbox = mailboxOf(await trust.state(), address)
  return mailbox ? readCertificate(mailbox.certificate) : null
}

/** What somebody read out or showed, as they gave it: the words, the text of a QR code, or the fingerprint itself. */
export type Heard =
  | { words: string }
  | { qr: string }
  | { fingerprint: string; by: 'in-person' | 'agency-record' }

/**
 * The fingerprint that somebody gave outside the service, and how.
 *
 * @throws FingerprintWordsError, ClientError
 */
export function heardFingerprint(heard: Heard): { fingerprint: string; compared: Compared } {
  if ('words' in heard) return { fingerprint: fingerprintOfWords(heard.words), compared: 'words' }
  const [text, compared] = 'qr' in heard ? [heard.qr, 'qr' as const] : [heard.fingerprint, heard.by]
  const fingerprint = text
    .replace(/^openpgp4fpr:/i, '')
    .replaceAll(/[\s:]/g, '')
    .toLowerCase()
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(fingerprint)) return { fingerprint, compared }
  throw new ClientError('A fingerprint has 40 hex digits, or 64 of a key of version 6; that has not.')
}

/**
 * Approves a key: the liaison officer says with their own key, in the trust log, that it is that mailbox's. For their own
 * agency's domains they certify it; for a partner's they vouch. The fingerprint that they heard must be the key's, unless it
 * is the key in use that has renewed itself.
 *
 * @param heard null for a renewal
 * @param name what a mailbox that is new is called
 * @returns whose word it is now
 * @throws ClientError, FingerprintWordsError, ApiProblemError `trust-refused`
 */
export async function approveKey({
  session,
  judged: { key, change, inUse },
  heard,
  name = null,
  now,
}: {
  session: Session
  judged: JudgedKey
  heard: Heard | null
  name?: string | null
  now: Date
}): Promise<{ agency: string; own: boolean }> {
  const { address, fingerprint } = key
  const comparison = compared({ change, fingerprint, address }, heard)
  const state = await session.trust.refresh()
  const { agency, own } = speakerFor(session, state, address)
  const called = name ?? mailboxOf(state, address)?.name
  if (called === undefined)
    throw new ClientError(`Say what ${address} is called: --name "Police intelligence".`)
  const time = now.toISOString()
  const { sha256 } = key
  const replaces = change === 'changed' ? (inUse?.getFingerprint() ?? null) : null
  const about = { agency, mailbox: address, name: called, certificate: fingerprint, sha256, replaces }
  const statement = own
    ? writeStatement(MailboxCertificate, {
        despatch: 'certificate/1',
        ...about,
        route: 'mail',
        generation: 0,
        restricted: false,
        time,
      })
    : writeStatement(Vouch, { despatch: 'vouch/1', ...about, compared: comparison, time })
  const record: TrustRecord = {
    statement,
    signatures: [await signStatement(statement, session.key, now)],
    certificates: [key.armored],
  }
  await session.client.enterTrust(record)
  await published(session, key)
  return { agency, own }
}

/** The record is published within moments; until this machine has read it, it would seal to the key before. */
async function published({ trust }: Pick<Session, 'trust'>, { address, sha256 }: PartnerKey): Promise<void> {
  for (let waits = 0; waits < MOST_WAITS; waits += 1) {
    if (mailboxOf(await trust.refresh(), address)?.sha256 === sha256) return
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
  }
  throw new ClientError(
    'It was entered in the trust log, which has not been published yet. Nothing is sealed to the key before it is.',
  )
}

function compared(
  { change, fingerprint, address }: { change: KeyChange['change']; fingerprint: string; address: string },
  heard: Heard | null,
): Compared {
  if (heard === null) {
    if (change === 'renewed') return 'agency-record'
    throw new ClientError(
      `Ask ${address} by telephone, at a number that you know already, to read you the words of their key, and give them: --words "…".`,
    )
  }
  const given = heardFingerprint(heard)
  if (given.fingerprint === fingerprint) return given.compared
  throw new ClientError(
    `That is another key than this one: they have ${given.fingerprint}, this is ${fingerprint}. It was not approved. Reject it, and tell your co-ordinator where it came from.`,
  )
}

/** In whose name the person speaks for an address: their own agency's, as the owner of its domain or vouching for it. */
function speakerFor({ key }: Session, state: TrustState, address: string): { agency: string; own: boolean } {
  const agency = personOf(state, key.getFingerprint())?.agency
  if (agency === undefined) throw new ClientError('No agency has appointed you in the trust log.')
  const own = agencyOfDomain(state, domainOf(address))?.name === agency
  const before = mailboxOf(state, address)
  if (own || !before || before.by === agency) return { agency, own }
  throw new ClientError(
    before.vouched
      ? `${before.by} vouches for ${address}. Ask their liaison officer to approve the new key.`
      : `${before.by} certifies the keys of ${address} itself. Ask their liaison officer, or whoever keeps their root, to certify the new one.`,
  )
}

/**
 * The key that a mailbox has in use, and whose word that is, as it is shown beside it.
 *
 * @throws ClientError where nobody has certified one
 */
export async function keyInUse(
  { trust }: Pick<Session, 'trust'>,
  address: string,
): Promise<{ fingerprint: string; word: string }> {
  const fingerprint = mailboxOf(await trust.state(), address)?.fingerprint
  const word = await wordFor({ trust }, address)
  if (fingerprint === undefined || word === null)
    throw new ClientError(`Nobody has certified a key of ${address}.`)
  return { fingerprint, word }
}

/** A fingerprint as two people compare it: words to read out, and the text of a QR code that OpenKeychain and others read. */
export const comparisonOf = (fingerprint: string): { words: string[]; uri: string } => ({
  words: fingerprintWords(fingerprint),
  uri: `OPENPGP4FPR:${fingerprint.toUpperCase()}`,
})

/**
 * Hands in a key of a partner's mailbox that somebody was given, to wait for a liaison officer.
 *
 * @throws PartnerKeyError before anything is sent, ApiProblemError
 */
export async function handInKey(
  session: Pick<Session, 'client'>,
  file: Uint8Array,
  {
    mailbox,
    fingerprint = null,
    source,
    now,
  }: { mailbox: string; fingerprint?: string | null; source: 'file' | 'mail'; now: Date },
): Promise<SeenKeyOutcome & { judged: PartnerKey }> {
  const judged = await judgePartnerKey(file, { address: mailbox, fingerprint, now })
  const outcome = await session.client.reportKey({ mailbox, armored: judged.armored, source })
  return { ...outcome, judged }
}

import { parseStatement } from '../wire/statement.ts'
import { TRUST_STATEMENTS, type TrustRecord, type TrustType } from '../wire/trust/record.ts'
import { trustTypeOf } from './replay.ts'
import { mailboxOf, own, type TrustState } from './state.ts'
import type { TrustVerifier } from './verifier.ts'

/** Who signed a record for an agency, by fingerprint: its root, or somebody whom it had appointed. */
export type KeySigner = {
  fingerprint: string
  who: 'root' | 'person' | 'the key itself'
  name: string | null
}

/** What a record of the trust log did to the keys of a mailbox. */
export type KeyEvent =
  | {
      what: 'certified' | 'rotated' | 'renewed' | 'replaced'
      fingerprint: string
      generation: number
      restricted: boolean
    }
  | { what: 'vouched'; fingerprint: string; compared: string }
  | { what: 'revoked'; fingerprint: string; reason: string }
  | { what: 'suspended'; agency: string; reason: string }
  | { what: 'resumed'; agency: string }
  | { what: 'root-succeeded'; from: string; fingerprint: string }
  | { what: 'recovery-key'; fingerprint: string }

/** An event with its place: `leaf` is the record's index in the trust log, `time` what its statement says. */
export type KeyHistoryLine = KeyEvent & {
  leaf: number
  time: string
  /** the agency that it was signed for */
  by: string
  signer: KeySigner | null
  /** whether that agency is, or was, bound by agreements to the one that the reader begins from */
  believed: boolean
}

/** A certificate of the mailbox, from the record that brought it to the one that ended it. */
export type KeyPeriod = {
  fingerprint: string
  by: string
  vouched: boolean
  from: { leaf: number; time: string }
  until: { leaf: number; time: string; why: 'replaced' | 'revoked'; reason: string | null } | null
  believed: boolean
}

export type KeyHistory = {
  mailbox: string
  agency: string | null
  lines: KeyHistoryLine[]
  periods: KeyPeriod[]
}

/**
 * What a trust log says of the keys of one mailbox, from its first record on: each certificate, from when to when and by whose
 * word, its generations, revocations, and what happened to the agencies that answer for it.
 *
 * @param records all of the log, in its order; replayed already, so that each was somebody's to make
 * @param state what the reader believes of it
 */
export async function keyHistory(
  mailbox: string,
  records: readonly TrustRecord[],
  state: TrustState,
  verifier: TrustVerifier,
): Promise<KeyHistory> {
  const answering = answerersOf(mailbox, records, state)
  const lines: KeyHistoryLine[] = []
  const held = new Set<string>()
  let now: { fingerprint: string; generation: number } | null = null
  for (const [leaf, record] of records.entries()) {
    const found = eventOf(mailbox, record, { held, now, answering })
    if (!found) continue
    const { event, by, time } = found
    if ('generation' in event) now = { fingerprint: event.fingerprint, generation: event.generation }
    // The agency's own word on a key that another vouched for is its first.
    else if (event.what === 'vouched') now = null
    if ('generation' in event || event.what === 'vouched') held.add(event.fingerprint)
    lines.push({
      ...event,
      leaf,
      time,
      by,
      signer: await signerOf(record, { by, time }, state, verifier),
      believed: isBound(state, by),
    })
  }
  return { mailbox, agency: mailboxOf(state, mailbox)?.agency ?? null, lines, periods: periodsOf(lines) }
}

/** The agencies whose word any certificate of the mailbox has, and the one whose mailbox it is. */
function answerersOf(mailbox: string, records: readonly TrustRecord[], state: TrustState): Set<string> {
  const agencies = records.flatMap(({ statement }) => {
    const type = trustTypeOf(statement)
    if (type !== 'certificate' && type !== 'vouch') return []
    const said = parsed(type, statement)
    return said.mailbox === mailbox ? [said.agency] : []
  })
  const owner = mailboxOf(state, mailbox)?.agency
  return new Set(owner === undefined ? agencies : [...agencies, owner])
}

type Known = {
  held: ReadonlySet<string>
  now: { fingerprint: string; generation: number } | null
  answering: ReadonlySet<string>
}

function eventOf(
  mailbox: string,
  { statement }: TrustRecord,
  { held, now, answering }: Known,
): { event: KeyEvent; by: string; time: string } | null {
  const type = trustTypeOf(statement)
  if (type === 'certificate') {
    const { agency, certificate, generation, restricted, time, ...said } = parsed(type, statement)
    if (said.mailbox !== mailbox) return null
    const what = whatOf(now, { fingerprint: certificate, generation })
    return { event: { what, fingerprint: certificate, generation, restricted }, by: agency, time }
  }
  if (type === 'vouch') {
    const { agency, certificate, compared, time, ...said } = parsed(type, statement)
    if (said.mailbox !== mailbox) return null
    return { event: { what: 'vouched', fingerprint: certificate, compared }, by: agency, time }
  }
  if (type === 'revocation') {
    const { agency, certificate, reason, time } = parsed(type, statement)
    return held.has(certificate)
      ? { event: { what: 'revoked', fingerprint: certificate, reason }, by: agency, time }
      : null
  }
  if (type === 'suspension') {
    const { by, agency, reason, time } = parsed(type, statement)
    return answering.has(agency) ? { event: { what: 'suspended', agency, reason }, by, time } : null
  }
  if (type === 'resumption') {
    const { by, agency, time } = parsed(type, statement)
    return answering.has(agency) ? { event: { what: 'resumed', agency }, by, time } : null
  }
  if (type === 'succession') {
    const { agency, from, to, time } = parsed(type, statement)
    return answering.has(agency)
      ? { event: { what: 'root-succeeded', from, fingerprint: to }, by: agency, time }
      : null
  }
  if (type === 'recovery-key') {
    const { agency, certificate, time } = parsed(type, statement)
    return answering.has(agency)
      ? { event: { what: 'recovery-key', fingerprint: certificate }, by: agency, time }
      : null
  }
  return null
}

/** A later generation under the same fingerprint is new keys beneath it; the same generation, a later end of them. */
function whatOf(now: Known['now'], next: { fingerprint: string; generation: number }) {
  if (now === null) return 'certified'
  if (now.fingerprint !== next.fingerprint) return 'replaced'
  return next.generation > now.generation ? 'rotated' : 'renewed'
}

const parsed = <T extends TrustType>(type: T, statement: string) =>
  parseStatement(TRUST_STATEMENTS[type], statement)

/** Which key signed a record: that of a root that the agency has or had, of somebody it appointed, or the certificate's own. */
async function signerOf(
  { statement, signatures }: TrustRecord,
  { by, time }: { by: string; time: string },
  state: TrustState,
  verifier: TrustVerifier,
): Promise<KeySigner | null> {
  const [signature = ''] = signatures
  const agency = own(state.agencies, by) ?? own(state.formerAgencies, by)
  const roots = agency
    ? [agency.rootCertificate, ...agency.formerKeys.map(({ certificate }) => certificate)]
    : []
  const root = await verifier.rootOf(statement, signature, roots, time)
  if (root !== null) return { fingerprint: root, who: 'root', name: by }
  const staff = Object.values(state.people).filter((person) => person.agency === by)
  const fingerprint = await verifier.signerOf(
    statement,
    signature,
    staff.map(({ certificate }) => certificate),
    time,
  )
  const person = staff.find((one) => one.fingerprint === fingerprint)
  if (person)
    return { fingerprint: person.fingerprint, who: 'person', name: `${person.title} ${person.number}` }
  const owns = Object.values(state.mailboxes).flatMap((one) => [one, ...one.former])
  const self = await verifier.signerOf(
    statement,
    signature,
    owns.map(({ certificate }) => certificate),
    time,
  )
  return self === null ? null : { fingerprint: self, who: 'the key itself', name: null }
}

const isBound = (state: TrustState, agency: string): boolean =>
  own(state.agencies, agency) !== undefined || own(state.formerAgencies, agency) !== undefined

function periodsOf(lines: readonly KeyHistoryLine[]): KeyPeriod[] {
  const periods: KeyPeriod[] = []
  const end = (fingerprint: string | null, until: NonNullable<KeyPeriod['until']>): void => {
    for (const period of periods) {
      if (period.until === null && (fingerprint === null || period.fingerprint === fingerprint))
        period.until = until
    }
  }
  for (const line of lines) {
    const { leaf, time, by, believed } = line
    if (line.what === 'revoked') end(line.fingerprint, { leaf, time, why: 'revoked', reason: line.reason })
    if (!('generation' in line || line.what === 'vouched')) continue
    const current = periods.at(-1)
    const isSame = current?.until === null && current.fingerprint === line.fingerprint && current.by === by
    if (isSame) continue
    end(null, { leaf, time, why: 'replaced', reason: null })
    const vouched = line.what === 'vouched'
    periods.push({ fingerprint: line.fingerprint, by, vouched, from: { leaf, time }, until: null, believed })
  }
  return periods
}

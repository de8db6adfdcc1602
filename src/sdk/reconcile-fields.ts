import { formatMarking } from '../domain/marking.ts'
import { prescribedInWords } from '../domain/prescribed.ts'
import { replyInWords } from '../domain/replies.ts'
import type { Arrival } from '../domain/wire/arrival.ts'
import type { Filed } from '../domain/wire/filed.ts'
import type { Manifest } from '../domain/wire/manifest.ts'
import type { DisclosureRow } from '../domain/wire/register-response.ts'

/** A field of a disclosure as both sides have it, by the name that a sentence gives it. */
export type Fields = Readonly<Record<string, string>>

/** What a row of the register says, to be held against the statement behind its leaf. */
export function rowFields(row: DisclosureRow): Fields {
  return {
    sender: row.from.mailbox ?? row.from.domain ?? NONE,
    'sending domain': row.from.domain ?? NONE,
    kind: row.kind,
    urgency: row.urgency ?? NONE,
    marking: row.marking ?? NONE,
    'data class': row.dataClass ?? NONE,
    categories: set(row.categories),
    purpose: row.purpose ?? NONE,
    consent: row.consent ?? NONE,
    'other consents': set(row.otherConsents.map(({ who, state }) => `${who} ${state}`)),
    'Caldicott Guardian': guardianText(row.guardian),
    bases: set(row.bases),
    'prescribed information': prescribedText(row.prescribed),
    reply: replyText(row.reply),
    agreement: row.agreement === null ? NONE : versionOf(row.agreement),
    'other agreements': set(row.otherAgreements.map(versionOf)),
    'sealed on arrival': yesNo(row.sealedOnArrival),
  }
}

/** The same of a manifest. */
export function manifestFields(manifest: Manifest): Fields {
  return {
    sender: manifest.from,
    'sending domain': NONE,
    kind: manifest.kind,
    urgency: manifest.handling.urgency,
    marking: formatMarking(manifest.marking),
    'data class': manifest.dataClass,
    categories: set(manifest.categories),
    purpose: manifest.purpose,
    consent: manifest.consent.state,
    'other consents': set(manifest.otherConsents.map(({ who, consent }) => `${who} ${consent.state}`)),
    'Caldicott Guardian': guardianText(manifest.guardian),
    bases: set(manifest.bases),
    'prescribed information': prescribedText(manifest.prescribed),
    reply: replyText(manifest.reply),
    agreement: versionOf(manifest.agreement),
    'other agreements': set(manifest.otherAgreements.map(versionOf)),
    'sealed on arrival': yesNo(false),
  }
}

/**
 * The same of an arrival statement, which knows the sending domain and nothing of what is inside. Sender, kind,
 * marking and what its data hold are its reader's, who filed it: {@link filedFields}.
 */
export function arrivalFields(arrival: Arrival): Fields {
  return {
    'sending domain': arrival.domain,
    urgency: NONE,
    purpose: NONE,
    consent: NONE,
    'other consents': NONE,
    'Caldicott Guardian': NONE,
    bases: NONE,
    'prescribed information': NONE,
    reply: NONE,
    agreement: NONE,
    'other agreements': NONE,
    'sealed on arrival': yesNo(arrival.raw.sealedByService),
  }
}

/** What a filing adds to an arrival. Only a sender whose signature was verified is one. */
export function filedFields(filed: Filed, domain: string): Fields {
  return {
    sender: filed.signature === 'verified' && filed.from !== null ? filed.from : domain,
    kind: filed.kind,
    marking: formatMarking(filed.marking),
    'data class': filed.dataClass ?? NONE,
    categories: set(filed.categories ?? []),
  }
}

/** What the register says of mail that nobody has filed. */
export const unfiledFields = (domain: string): Fields => ({
  sender: domain,
  kind: 'mail',
  marking: NONE,
  'data class': NONE,
  categories: NONE,
})

/** Where the register says otherwise than the log, a sentence for each field that the log speaks of. */
export function differences(register: Fields, log: Fields): string[] {
  return Object.entries(log).flatMap(([name, logged]) => {
    const registered = register[name] ?? NONE
    return registered === logged
      ? []
      : [`${name}: the register says ${registered}, and the log says ${logged}`]
  })
}

/** A manifest is at most an hour old when it is judged (`accept.ts`); its content has ten minutes to come and be stored. */
const LATEST_MS = 70 * 60_000
/** A sender's clock is at most so far ahead of the service's (`accept.ts`). */
const AHEAD_MS = 5 * 60_000

/**
 * Whether the register's time of a disclosure can be that of its statement: no more than five minutes before the
 * manifest says it was made or the arrival that it was received, and no more than seventy after.
 *
 * @param registered and `stated` ISO 8601; what is no time fits nothing
 */
export function timeDifference(registered: string, stated: string): string[] {
  const later = Date.parse(registered) - Date.parse(stated)
  return -AHEAD_MS <= later && later <= LATEST_MS
    ? []
    : [`time: the register says ${registered}, and the log says ${stated}`]
}

/** Gives the first of all fields that are equal: a million rows have some hundreds of different ones. */
export function shareFields(): (fields: Fields) => Fields {
  const known = new Map<string, Fields>()
  return (fields) => {
    const key = JSON.stringify(fields)
    const same = known.get(key)
    if (same) return same
    known.set(key, fields)
    return fields
  }
}

const NONE = 'none'
const guardianText = (guardian: Manifest['guardian']): string =>
  guardian === null ? NONE : `consented ${guardian.consented}, ${guardian.reference}`
const prescribedText = (prescribed: Manifest['prescribed']): string =>
  prescribed === null ? NONE : prescribedInWords(prescribed)
const replyText = (reply: Manifest['reply']): string => (reply === null ? NONE : replyInWords(reply))
const versionOf = ({ id, version }: Manifest['agreement']): string => `${id} v${version}`
const set = (values: readonly string[]): string =>
  values.length === 0 ? NONE : [...values].sort().join(', ')
const yesNo = (value: boolean): string => (value ? 'yes' : 'no')

import { type Field, fieldValue } from '../fields.ts'
import { type Disposition, readDisposition } from '../mdn.ts'
import type { RecipientFacts } from './facts.ts'
import { type BouncedRecipient, judge, longestWords, type Origin } from './judge.ts'
import {
  isAway,
  isChallenge,
  isComplaint,
  looksLikeBounce,
  type ReportKind,
  speaksOfFailure,
} from './kind.ts'
import { type MachineStatus, readMachineStatus } from './machine-status.ts'
import { type NoticeEntry, noticeEntries } from './notice-recipients.ts'
import { type MailParts, readParts } from './parts.ts'
import { addressesIn, divideNotice, quotedMessageId, type Returned, readReturned } from './returned.ts'

/** A mail from a machine about mail of ours, as far as it could be understood. */
export type Bounce = {
  kind: ReportKind
  /** of kind `delivery`: what became of the message, for each recipient that the mail names */
  recipients: BouncedRecipient[]
  reportingMta: string | null
  /** the ENVID that the report carries (RFC 3461 §4.4) */
  envelopeId: string | null
  /** the Message-ID of the message that it is about */
  originalMessageId: string | null
  /** of kind `disposition`: what its reader's program says (RFC 8098) */
  disposition: Disposition | null
}

/** A bounce that was forwarded stands in the bounce as a message; no deeper than that. */
const DEEPEST = 2

/**
 * Reads what a machine sent: a report by RFC 3464, a bounce of any other form, a disposition notification, a spam
 * complaint, the answer for somebody who is away, a challenge. The stages: the mail's parts; the facts about each
 * recipient, from the fields for machines or else from the notice for people; the judgement of the facts.
 *
 * Anybody may send one: it never throws, and its work is bounded whatever the mail is.
 */
export function readBounce(raw: Uint8Array): Bounce {
  return readMail(readParts(raw), 0)
}

function readMail(mail: MailParts, depth: number): Bounce {
  const { fields, parts } = mail
  const { notice, returned } = noticeOf(mail)
  const about = readReturned(parts, returned)
  const bounce = looksLikeBounce(fields)
  const machine = machineStatusOf(mail, bounce ? notice : '')
  const found = {
    reportingMta: machine?.reportingMta ?? null,
    envelopeId: machine?.envelopeId ?? null,
    originalMessageId: about.messageId ?? quotedMessageId(notice),
    disposition: null,
  }
  const nothing = (kind: ReportKind): Bounce => ({ kind, recipients: [], ...found })
  if (isComplaint(mail, notice)) return nothing('complaint')
  const disposition = dispositionOf(mail)
  if (disposition !== null) {
    const originalMessageId = disposition.originalMessageId ?? found.originalMessageId
    const rejected = rejectedLocally(disposition, notice)
    if (rejected === null) return { ...nothing('disposition'), disposition, originalMessageId }
    return { ...nothing('delivery'), originalMessageId, recipients: [judge(rejected, originOf(fields, 1))] }
  }
  const stated = machine !== null && machine.recipients.length > 0
  if (!stated && !bounce && isChallenge(fields, notice)) return nothing('challenge')
  if (!stated && !bounce && isAway(fields)) return nothing('away')
  const named = stated ? withNotice(machine.recipients, notice) : factsFromNotice(mail, notice)
  const within =
    (named.length === 0 || !(bounce || stated)) && depth < DEEPEST ? forwarded(mail, depth) : null
  if (within !== null) return within
  const facts = named.length > 0 || !bounce ? named : lastResort(mail, notice, about)
  if (facts.length === 0 || !(bounce || stated || speaksOfFailure(notice))) return nothing('other')
  const origin = originOf(fields, facts.length)
  return { kind: 'delivery', recipients: facts.map((one) => judge(one, origin)), ...found }
}

/** What the server says to people: its text before the returned message, or the words of its HTML where there is no text. */
function noticeOf({ parts }: MailParts): { notice: string; returned: string } {
  const until = parts.findIndex(({ type }) => /^message\/(?:rfc822|global)$|^text\/rfc822-headers/.test(type))
  const before = parts.slice(0, until < 0 ? parts.length : until)
  const plain = before.filter(({ type, name }, at) => type === 'text/plain' && (at === 0 || name === null))
  const texts = plain.some(({ text }) => text.trim() !== '')
    ? plain
    : before.filter(({ type }) => type === 'text/html')
  const divided = divideNotice(texts.map(({ text }) => text).join('\n'))
  const loose = before.find(
    ({ type, name }) => type === 'text/plain' && name !== null && /header/i.test(name),
  )
  return divided.returned === '' && loose ? { ...divided, returned: loose.text } : divided
}

/** The fields for machines: in a part of their own, or loose in the text of a bounce from a server that lost its delimiters. */
function machineStatusOf({ parts }: MailParts, notice: string): MachineStatus | null {
  const part = parts.find(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type))
  if (part !== undefined) return readMachineStatus(part.text)
  const at = /^(?:reporting-mta|final-recipient|original-envelope-id): /im.exec(notice)?.index
  if (at === undefined) return null
  const loose = readMachineStatus(notice.slice(at))
  // In a text anybody may have written them: that something did not arrive is what such a notice is for, and no more.
  const recipients = loose.recipients.filter(
    ({ action }) => action === null || action === 'failed' || action === 'delayed',
  )
  return { ...loose, recipients }
}

/** A delivery agent that rejects a message after it was taken says so by a notification that it was deleted. */
function rejectedLocally(
  { finalRecipient, disposition }: Disposition,
  notice: string,
): RecipientFacts | null {
  const rejected = disposition === 'deleted' && /was automatically rejected/i.test(notice)
  if (!rejected || finalRecipient === null) return null
  return { ...factsInWords(finalRecipient, '', notice), action: 'failed' }
}

function originOf(fields: readonly Field[], recipients: number): Origin {
  return {
    from: (fieldValue(fields, 'from') ?? '').toLowerCase(),
    filteredBy: fieldValue(fields, 'x-spasign') === 'NG',
    longest: longestWords(recipients),
  }
}

function dispositionOf({ parts }: MailParts): Disposition | null {
  const part = parts.find(({ type }) => /^message\/(?:global-)?disposition-notification$/.test(type))
  return part === undefined ? null : readDisposition(part.text)
}

function withNotice(recipients: readonly RecipientFacts[], notice: string): RecipientFacts[] {
  const entries = noticeEntries(notice, new Set())
  return recipients.map((facts) => {
    const entry = entries.find(
      ({ address }) => address === facts.address || address === facts.originalRecipient,
    )
    return {
      ...facts,
      notice:
        entry && recipients.length > 1 && entry.words !== ''
          ? `${entry.words}\n${sessionOf(notice)}`
          : notice,
    }
  })
}

/** The lines of a session with the server, which hold for all recipients. */
function sessionOf(notice: string): string {
  return (
    notice
      .match(/^[ \t]{0,8}(?:>>>|<<<) .{0,300}$/gm)
      ?.slice(0, 20)
      .join('\n') ?? ''
  )
}

function factsFromNotice({ fields }: MailParts, notice: string): RecipientFacts[] {
  const own = noticeEntries(notice, new Set(addressesIn(fieldValue(fields, 'to') ?? '')))
  // Somebody may have written to himself.
  const named = own.length > 0 ? own : noticeEntries(notice, new Set())
  const listed = addressesIn(fieldValue(fields, 'x-failed-recipients') ?? '')
  const entries =
    listed.length > 0
      ? listed.map((address, at) => entryFor(address, at, listed, { entries: named, notice }))
      : named
  return entries.map(({ address, words }) =>
    factsInWords(address, words, entries.length > 1 && words !== '' ? '' : notice),
  )
}

function factsInWords(address: string, diagnostic: string, notice: string): RecipientFacts {
  return {
    address,
    originalRecipient: null,
    action: null,
    status: null,
    diagnosticType: null,
    diagnostic,
    remoteHost: null,
    notice,
  }
}

/** What is said of an address that the header lists, which the notice may name without its domain. */
function entryFor(
  address: string,
  at: number,
  listed: readonly string[],
  { entries, notice }: { entries: readonly NoticeEntry[]; notice: string },
): NoticeEntry {
  const entry = entries.find((one) => one.address === address)
  if (entry !== undefined) return entry
  if (entries.length === listed.length) return { address, words: entries[at]?.words ?? '' }
  const text = notice.toLowerCase()
  const from = text.indexOf(address)
  if (from < 0) return { address, words: '' }
  const next = listed
    .map((other) => (other === address ? -1 : text.indexOf(other, from)))
    .filter((found) => found > from)
  // The line begins before the address that stands in it.
  const line = notice.lastIndexOf('\n', from) + 1
  return { address, words: notice.slice(line, Math.min(...next, notice.length)) }
}

/**
 * Where no form fits: an address that the notice mentions, and that is not whom the bounce goes to; else whom the returned
 * message was for.
 */
function lastResort({ fields }: MailParts, notice: string, about: Returned): RecipientFacts[] {
  const own = new Set(addressesIn(fieldValue(fields, 'to') ?? ''))
  const mentioned = addressesIn(notice).filter(
    (address) => !own.has(address) && !/^(?:mailer-daemon|post_?master|abuse)@/.test(address),
  )
  const wanted = about.to.filter((address) => mentioned.includes(address))
  const addresses = wanted.length > 0 ? wanted : mentioned.length > 0 ? mentioned.slice(0, 1) : about.to
  return addresses.map((address) => factsInWords(address, '', notice))
}

/** A bounce that stands as a message in this mail. */
function forwarded({ parts }: MailParts, depth: number): Bounce | null {
  const part = parts.find(({ type }) => /^message\/(?:rfc822|global)$/.test(type))
  if (part === undefined) return null
  const within = readParts(part.bytes)
  if (!looksLikeBounce(within.fields) && !within.parts.some(({ type }) => type === 'message/delivery-status'))
    return null
  const read = readMail(within, depth + 1)
  return read.recipients.length > 0 ? read : null
}

import type { OpenedArrival } from '../sdk/open-arrival.ts'
import type { OpenedDelivery } from '../sdk/open-delivery.ts'
import type { OpenedReferral } from '../sdk/open-referral.ts'
import { arrivalLines, markingOf } from '../sdk/opened-words.ts'
import { fileLines, partLines, quotedLines } from './arrival-lines.ts'
import { safeLine, safeLines, wrapped } from './terminal-text.ts'
import { shortTime } from './wording.ts'

/** What was opened, as lines: the marking first and last, warnings before anything that the sender wrote. */
export function openedLines(opened: OpenedDelivery, written: string[] | null, width: number): string[] {
  const { view } = opened
  if (opened.outcome === 'unreadable') {
    return [`${view.reference} could not be read: ${opened.sentence} (${opened.reason})`]
  }
  const marking = markingOf(opened)
  const about =
    opened.origin === 'submitted'
      ? referralLines(opened)
      : arrivalLines(opened, { sayTime: shortTime, unfiled: toFile(opened) })
  return [
    marking,
    '',
    ...about.flatMap((line) => wrapped(safeLine(line), width, '    ')),
    '',
    ...(opened.origin === 'submitted' ? safeLines(opened.text.trimEnd()) : wholeLines(opened, width)),
    ...concernLines(opened, width),
    ...(opened.origin === 'submitted'
      ? attachmentLines(opened, written)
      : [
          ...coveringLines(opened, width),
          ...partLines(opened, width),
          ...fileLines(opened, written, width),
          ...carriedKeyLines(opened, width),
        ]),
    '',
    marking,
  ]
}

function referralLines({
  manifest,
  word,
  view,
  mailbox,
  readers,
  faults,
  warnings,
}: OpenedReferral): string[] {
  const { handling } = manifest
  return [
    ...faults.map(({ reason, sentence }) => `WARNING: ${sentence} (${reason})`),
    ...warnings.map((sentence) => `WARNING: ${sentence}`),
    `${view.reference}, opened in ${mailbox}`,
    `Sealed by ${manifest.from}, whose key is ${word ?? 'certified by nobody'}; accepted ${shortTime(view.acceptedAt)}`,
    `Can be read by ${readers.join(', ')}`,
    `Keep until ${handling.destroyAfter}${handling.respondBy ? `; answer by ${handling.respondBy}` : ''}; ${
      handling.onward === 'none' ? 'not to be passed on' : 'passed on only with the sender’s permission'
    }`,
  ]
}

const toFile = ({ filing }: OpenedArrival): string =>
  `open it again with${filing.kind ? '' : ' --kind KIND'}${filing.marking ? '' : ' --marking MARKING'}.`

/** What the reader's own machine finds unlawful: after the text, since it is about what the text says. */
function concernLines(opened: OpenedReferral | OpenedArrival, width: number): string[] {
  if (opened.concerns.length === 0) return []
  const { concerns } = opened
  return [
    '',
    `CONCERNS: ${concerns.length === 1 ? 'one thing' : `${concerns.length} things`} to settle with its sender before you act on it`,
    ...concerns.flatMap(({ path, message }) =>
      wrapped(safeLine(path === '' ? `- ${message}` : `- ${message} (${path})`), width, '  '),
    ),
  ]
}

/** What the mail itself says, where the text is that of the order which it brought. */
function coveringLines({ covering, parts }: OpenedArrival, width: number): string[] {
  if (covering === null || !hasWords(parts)) return []
  return ['', 'The mail that brought it says:', ...quotedLines(covering, width)]
}

/** Words that the verdict on the whole is not about stand under their own, and only there. */
function wholeLines({ text, covering, parts }: OpenedArrival, width: number): string[] {
  return covering === null && !hasWords(parts) ? [] : quotedLines(text, width)
}

const hasWords = (parts: OpenedArrival['parts']): boolean =>
  parts.some(({ ofWhole, text }) => ofWhole && text !== null)

/** A key that came with a mail is offered, and never taken by itself. */
function carriedKeyLines({ carriedKeys, view }: OpenedArrival, width: number): string[] {
  return carriedKeys.flatMap(({ address, key, refused }) => [
    '',
    ...wrapped(
      safeLine(
        refused === null && key !== null
          ? `This mail carries a key of ${address}, ${key.fingerprint}, which is not the one in use. Nobody believes it yet. To hand it to your liaison officer: despatch partner-keys import --mail ${view.reference}`
          : `This mail carries a key that cannot be used. ${refused ?? ''}`,
      ),
      width,
      '    ',
    ),
  ])
}

function attachmentLines({ attachments }: OpenedReferral, written: string[] | null): string[] {
  if (attachments.length === 0) return []
  return [
    '',
    ...attachments.flatMap(({ name, type, bytes, remarks }, at) => [
      safeLine(
        `Attachment: ${name}  (${type}, ${bytes.length} bytes)${written?.[at] ? `  written to ${written[at]}` : ''}`,
      ),
      ...remarks.map((remark) => safeLine(`    WARNING: ${remark}`)),
    ]),
    ...(written === null ? ['Write attachments with --out FOLDER.'] : []),
  ]
}

/** What was opened, as a document for programs. */
export function openedDocument(opened: OpenedDelivery, written: string[] | null): object {
  const { outcome, view } = opened
  const base = { outcome, reference: view.reference, referral: view.referral, thread: view.thread }
  if (opened.outcome === 'unreadable') return { ...base, reason: opened.reason, sentence: opened.sentence }
  const attachments = opened.attachments.map(({ bytes, ...attachment }, at) => ({
    ...attachment,
    size: bytes.length,
    path: written?.[at] ?? null,
  }))
  const shared = {
    ...base,
    marking: markingOf(opened),
    mailbox: opened.mailbox,
    text: opened.text,
    attachments,
  }
  if (opened.origin === 'submitted') {
    const { data, manifest, readers, faults, warnings, concerns, signer, word } = opened
    return {
      ...shared,
      from: manifest.from,
      data,
      manifest,
      readers,
      faults,
      warnings,
      concerns,
      signer,
      word,
    }
  }
  const { from, subject, signature, signatureSentence, signer, readers, filing, filed, arrival } = opened
  const { kind, data, covering, concerns, sealedOnArrival, before } = opened
  const { parts, addressed, writtenTo, subjectProtected, remarks } = opened
  const carriedKeys = opened.carriedKeys.map(({ address, where, key, change, refused }) => ({
    ...{ address, where, change, refused },
    fingerprint: key?.fingerprint ?? null,
  }))
  return {
    ...shared,
    ...{ addressed, writtenTo, subjectProtected, remarks, parts, carriedKeys, word: opened.word },
    ...{ from, subject, kind, data, covering, concerns, sealedOnArrival },
    ...{ signature, signatureSentence, signer, readers, filing, filed, before, arrival },
  }
}

import { hasKnownDescriptors } from './descriptors.ts'
import { isLevel, isWithin, LEVELS } from './marking-levels.ts'
import type { Marking, Scheme } from './wire/referral-fields.ts'

export { isLevel, isWithin, LEVELS } from './marking-levels.ts'

/** Other spellings of a level that partners write. */
const SPELLINGS: Readonly<Record<string, string>> = {
  NPM: 'NOT PROTECTIVELY MARKED',
  UNCLASSIFIED: 'NOT PROTECTIVELY MARKED',
  'OFFICIAL SENSITIVE': 'OFFICIAL-SENSITIVE',
  'OFFICIAL - SENSITIVE': 'OFFICIAL-SENSITIVE',
}

/** The text is not a marking. The message says what a marking looks like. */
export class MarkingError extends Error {
  override readonly name = 'MarkingError'
}

/** Whether a marking is one that exists: a level of its scheme, with known descriptors alone. */
export function isKnownMarking(marking: Marking, added: readonly string[] = []): boolean {
  return isLevel(marking.scheme, marking.level) && hasKnownDescriptors(marking, added)
}

/**
 * The highest of several markings that one document bears; null when there is none. Undefined when they are of two
 * schemes, which cannot be compared.
 */
export function highestOf(markings: readonly Marking[]): Marking | null | undefined {
  const [first, ...others] = markings
  if (first === undefined) return null
  if (others.some(({ scheme }) => scheme !== first.scheme)) return undefined
  return others.reduce((highest, marking) => (isWithin(marking, highest) ? highest : marking), first)
}

/**
 * Whether a line names, in capitals, a level of the scheme above that of the marking: `RESTRICTED: CONFIDENTIAL: …`
 * says two things, and which one is meant only its originator knows.
 */
export function namesHigherLevel(line: string, { scheme, level }: Marking): boolean {
  const levels = LEVELS[scheme]
  return levels
    .slice(levels.indexOf(level) + 1)
    .some((higher) => new RegExp(`(?:^|[^A-Z])${higher}(?:[^A-Z]|$)`).test(line))
}

/** The marking that a line consists of; null when it says anything else. `added`: descriptors that amendments have added. */
export function markingOfLine(line: string, added: readonly string[] = []): Marking | null {
  try {
    const marking = parseMarking(line)
    return hasKnownDescriptors(marking, added) ? marking : null
  } catch (error) {
    if (error instanceof MarkingError) return null
    throw error
  }
}

/** The marking as it stands on a document: `RESTRICTED`, `PROTECT – PERSONAL, MEDICAL`. */
export function formatMarking({ level, descriptors }: Marking): string {
  return descriptors.length === 0 ? level : `${level} – ${descriptors.join(', ')}`
}

/**
 * Reads a marking as a person writes it: any case, a hyphen, dash or colon before the descriptors.
 * `SECRET` is in both schemes and is read as GPMS.
 *
 * @throws MarkingError when the text is not exactly one marking
 */
export function parseMarking(text: string): Marking {
  const plain = text.length > 200 ? '' : text.toUpperCase().replaceAll(/\s+/g, ' ').trim()
  for (const [written, level, scheme] of WRITTEN_LEVELS) {
    if (!plain.startsWith(written)) continue
    const rest = plain.slice(written.length)
    if (rest === '') return { scheme, level, descriptors: [] }
    const after = /^ ?[–—:-] ?(.+)$/.exec(rest)?.[1]
    if (after !== undefined) return { scheme, level, descriptors: parseDescriptors(after) }
  }
  throw new MarkingError(
    'That is not a marking. Markings are NOT PROTECTIVELY MARKED, PROTECT – PERSONAL, RESTRICTED, OFFICIAL and so on.',
  )
}

/** A subject line with its marking first, once (external guidance: the marking at the beginning of the subject). */
export function markedSubject(marking: Marking, subject: string): string {
  const prefix = `${formatMarking(marking)}: `
  return subject.startsWith(prefix) ? subject : prefix + subject
}

/**
 * The marking that a partner's subject begins with, past any `Re:` and `Fw:`; null when there is none.
 *
 * Only known descriptors are taken for such: what else follows the level (`RESTRICTED: calls from Nowhere Lane`)
 * is what the mail is about, and belongs to its content.
 */
export function markingOfSubject(subject: string, added: readonly string[] = []): Marking | null {
  const bare = subject.slice(0, 300).replace(/^(?:\s{0,3}(?:re|fwd?|aw)\s?:){0,9}\s*\[?/i, '')
  const end = bare.search(/[:\]]/)
  for (const candidate of [bare, end < 0 ? bare : bare.slice(0, end)]) {
    try {
      const marking = parseMarking(candidate)
      return hasKnownDescriptors(marking, added) ? marking : { ...marking, descriptors: [] }
    } catch (error) {
      if (!(error instanceof MarkingError)) throw error
    }
  }
  return null
}

/** Longest first, so that OFFICIAL-SENSITIVE is not read as OFFICIAL with a descriptor. */
const WRITTEN_LEVELS: readonly (readonly [written: string, level: string, scheme: Scheme])[] = [
  ...LEVELS.GPMS.map((level) => [level, level, 'GPMS'] as const),
  ...LEVELS.GSC.slice(0, 2).map((level) => [level, level, 'GSC'] as const),
  ...Object.entries(SPELLINGS).map(
    ([written, level]) => [written, level, isLevel('GPMS', level) ? 'GPMS' : 'GSC'] as const,
  ),
].sort(([a], [b]) => b.length - a.length)

function parseDescriptors(text: string): string[] {
  const descriptors = text.split(',').map((word) => word.trim())
  const valid = descriptors.every((word) => /^[A-Z][A-Z /-]{0,39}$/.test(word))
  if (!valid || descriptors.length > 4 || new Set(descriptors).size < descriptors.length) {
    throw new MarkingError('Descriptors are up to four different words after the marking, such as PERSONAL.')
  }
  return descriptors
}

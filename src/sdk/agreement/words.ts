import { fingerprintWords } from '../../crypto/fingerprint-words.ts'
import { BODIES } from '../../domain/bodies.ts'
import { purposeName } from '../../domain/purposes.ts'
import { signersNeeded } from '../../domain/trust/agreement-signers.ts'
import type { Agreement, LegalClass, Signatory } from '../../domain/wire/agreement.ts'

const CLASS_WORDS: Readonly<Record<LegalClass, string>> = {
  responsible: 'responsible authority',
  'co-operating': 'co-operating body',
  relevant: 'relevant authority',
  competent: 'competent authority (DPA 2018, section 30)',
}

/** What an agreement says, in words: a line each, those that belong to a signatory indented. */
export function agreementLines(agreement: Agreement): string[] {
  const {
    id,
    version,
    previous,
    accord,
    title,
    purposes,
    aims,
    areas,
    ruleSet,
    from,
    until,
    review,
    annexQuorum,
  } = agreement
  return [
    `${title} (${id}, version ${version})`,
    `In force from ${from} to ${until}; to be reviewed by ${review}; rules ${ruleSet}.`,
    ...(previous === null ? [] : [`It follows the version whose digest is ${previous}.`]),
    ...(accord === null ? [] : [`A protocol under the accord ${accord}.`]),
    `Made for: ${areas.join('; ')}`,
    ...purposes.map((purpose) => `Covers: ${purposeName(purpose)} (${purpose})`),
    ...aims.map((aim) => `Aim: ${aim}`),
    `Its annex, with the keys of the service, is changed by ${annexQuorum} responsible authorities.`,
    '',
    ...agreement.signatories.flatMap(signatoryLines),
  ]
}

function signatoryLines(one: Signatory): string[] {
  const { agency, root, successor, domains, bodies, mailboxes, legalClasses, group, area, icoUntil } = one
  const classes = legalClasses.map((legalClass) => CLASS_WORDS[legalClass])
  return [
    agency,
    `  is: ${bodies.map((body) => BODIES[body]).join('; ')}`,
    ...mailboxes.map((one) => `  ${mailboxWords(one)}`),
    `  ${classes.length === 0 ? 'of no statutory class' : classes.join(', ')}; ${groupWords(group)}; area ${area}`,
    `  ICO registration until ${icoUntil}; mail domains: ${domains.join(', ') || 'none'}`,
    `  root ${spaced(root)}`,
    `    in words: ${inWords(root)}`,
    ...(successor === null ? [] : [`  successor ${spaced(successor)}`]),
  ]
}

const mailboxWords = ({ address, bodies }: Signatory['mailboxes'][number]): string =>
  `${address} is of its ${bodies.map((body) => BODIES[body]).join('; ')}, and no mailbox that is not named so`

const groupWords = (group: Signatory['group']): string =>
  group === null
    ? 'shares nothing'
    : group === 1
      ? 'group 1: shares personal information'
      : 'group 2: depersonalised information only'

/** A fingerprint as words that people read to each other. */
export const inWords = (fingerprint: string): string => fingerprintWords(fingerprint).join(' ')

/** A fingerprint as gpg prints it, in fours. */
export const spaced = (fingerprint: string): string =>
  (fingerprint.toUpperCase().match(/.{1,4}/g) ?? []).join(' ')

/** How each signatory stands, and why a signature that is missing is needed. */
export type SignatoryStanding = {
  agency: string
  signed: boolean
  /** whether the agreement takes effect without it */
  needed: boolean
  why: string
}

/**
 * Who has signed and who is missing.
 * @param before the version before, whose responsible authorities sign too (A8)
 */
export function standingsOf(
  agreement: Agreement,
  before: Agreement | undefined,
  signed: readonly string[],
): SignatoryStanding[] {
  const needed = new Set(signersNeeded(agreement, before))
  return agreement.signatories.map(({ agency, legalClasses }) => {
    const isNeeded = needed.has(agency)
    const because = legalClasses.includes('responsible')
      ? 'it is a responsible authority, and all of them sign'
      : isNeeded
        ? 'it was a responsible authority of the version before, and all of them sign'
        : 'it counts as a signatory from its signature on; until then nothing is shared with it'
    return { agency, signed: signed.includes(agency), needed: isNeeded, why: because }
  })
}

/** How a signatory stands, in a sentence. */
export const standingLine = ({ agency, signed, needed, why }: SignatoryStanding): string => {
  if (signed) return `${agency} has signed.`
  return needed ? `${agency} is MISSING: ${why}.` : `${agency} has not signed yet: ${why}.`
}

/** What is still missing before it takes effect, in a sentence. */
export function totalLine(standings: readonly SignatoryStanding[]): string {
  const missing = standings.filter(({ signed, needed }) => needed && !signed).length
  if (missing === 0) return 'Everybody has signed whose signature it needs.'
  return `It needs ${missing} more ${missing === 1 ? 'signature' : 'signatures'} to take effect.`
}

/** What has changed from one version to another, in words: a line each; none where nothing has. */
export function differenceLines(before: Agreement, after: Agreement): string[] {
  const changed = (what: string, one: string | number | null, other: string | number | null): string[] =>
    one === other ? [] : [`${what}: ${one ?? 'none'}, now ${other ?? 'none'}`]
  const lists = (what: string, one: readonly string[], other: readonly string[]): string[] => [
    ...other.filter((entry) => !one.includes(entry)).map((entry) => `${what} added: ${entry}`),
    ...one.filter((entry) => !other.includes(entry)).map((entry) => `${what} removed: ${entry}`),
  ]
  const of = (agreement: Agreement) => new Map(agreement.signatories.map((one) => [one.agency, one]))
  const [olds, news] = [of(before), of(after)]
  return [
    ...changed('Version', before.version, after.version),
    ...changed('Title', before.title, after.title),
    ...changed('Rules', before.ruleSet, after.ruleSet),
    ...changed('In force from', before.from, after.from),
    ...changed('In force to', before.until, after.until),
    ...changed('Review', before.review, after.review),
    ...changed('Accord', before.accord, after.accord),
    ...changed('Responsible authorities that change the annex', before.annexQuorum, after.annexQuorum),
    ...lists('Area', before.areas, after.areas),
    ...lists('Purpose', before.purposes, after.purposes),
    ...lists('Aim', before.aims, after.aims),
    ...lists('Signatory', [...olds.keys()], [...news.keys()]),
    ...[...news].flatMap(([agency, now]) => {
      const old = olds.get(agency)
      if (!old) return []
      return [
        ...changed('root', spaced(old.root), spaced(now.root)),
        ...changed('successor', old.successor, now.successor),
        ...changed('group', old.group, now.group),
        ...changed('area', old.area, now.area),
        ...changed('ICO registration until', old.icoUntil, now.icoUntil),
        ...lists('mail domain', old.domains, now.domains),
        ...lists('what it is', old.bodies, now.bodies),
        ...lists(
          'which body a mailbox is of',
          old.mailboxes.map(mailboxWords),
          now.mailboxes.map(mailboxWords),
        ),
        ...lists('legal class', old.legalClasses, now.legalClasses),
      ].map((line) => `${agency}: ${line}`)
    }),
  ]
}

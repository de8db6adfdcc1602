import { basisOf, type LegalBasis } from './legal-bases.ts'
import { isLevel, isWithin, LEVELS } from './marking-levels.ts'
import type { Ended, RuleSet } from './rule-set.ts'
import type { ListedAmendment, Row, RuleChange } from './wire/trust/rules.ts'

/** Of an amendment, what its rows are judged by. */
export type Amendment = Pick<ListedAmendment, 'edition' | 'from' | 'reason' | 'changes'>

/** In the order in which they take effect: by their day, and of one day by their edition. */
export const inOrder = <A extends Pick<Amendment, 'edition' | 'from'>>(amendments: readonly A[]): A[] =>
  amendments.toSorted((one, other) => one.from.localeCompare(other.from) || one.edition - other.edition)

/** The rows of a set on a day: those of the program, and what amendments have made of them by then. */
export function amendedOn(first: RuleSet, day: string, amendments: readonly Amendment[]): RuleSet {
  return inOrder(amendments.filter(({ from }) => from <= day)).reduce(amended, first)
}

function amended(rules: RuleSet, amendment: Amendment): RuleSet {
  const edition = Math.max(rules.edition, amendment.edition)
  return amendment.changes.reduce((so, change) => changed(so, change, amendment), { ...rules, edition })
}

/**
 * What is wrong with an amendment among the others, in a sentence: a row that is not there, has ended already, or is there already, on
 * the day on which it is changed. Null where nothing is.
 *
 * All are judged, since one that takes effect sooner may take away what a later one goes by.
 *
 * @param firsts every rule set of the program: a code means one thing under all of them
 */
export function faultIn(
  first: RuleSet,
  amendments: readonly Amendment[],
  firsts: readonly RuleSet[],
): string | null {
  let rules = first
  for (const amendment of inOrder(amendments)) {
    for (const change of amendment.changes) {
      const wrong = faultOf(rules, change, firsts)
      if (wrong !== null) return `Edition ${amendment.edition}, from ${amendment.from}: ${wrong}`
      rules = changed(rules, change, amendment)
    }
  }
  return null
}

function faultOf(rules: RuleSet, change: RuleChange, firsts: readonly RuleSet[]): string | null {
  switch (change.change) {
    case 'add-basis':
      return faultOfBasis(rules, change.basis, firsts)
    case 'add-descriptor':
      if (readsAsLevel(rules, change.descriptor))
        return `${change.descriptor} reads as a level of marking, and which one is meant nobody could tell: choose other words.`
      return hasHad(rules, { row: 'descriptor', name: change.descriptor })
        ? `${change.descriptor} is a descriptor already, or was one: resume it.`
        : null
    case 'reword':
      return isInForce(rules, { row: 'basis', name: change.code })
        ? null
        : `${change.code} is no legal basis that is in force then.`
    case 'end':
      if (change.what.row === 'level' && change.what.name === rules.marking.ceiling)
        return `${change.what.name} is the highest level that may travel, and most that is sent bears it: it does not end.`
      return isInForce(rules, change.what)
        ? null
        : `${change.what.name} is not in force then, so it cannot end.`
    case 'resume':
      return endedRow(rules, change.what)
        ? null
        : `${change.what.name} has not ended by then, so it cannot be resumed.`
    default:
      return change satisfies never
  }
}

/** A basis must be new under every set, and what it goes by must be there. */
function faultOfBasis(
  rules: RuleSet,
  { code, effect }: LegalBasis,
  firsts: readonly RuleSet[],
): string | null {
  if (hasHad(rules, { row: 'basis', name: code }))
    return `${code} is a legal basis already, or was one: give the new one a code of its own, or resume that.`
  if (firsts.some(({ bases }) => basisOf(bases, code)))
    return `${code} is a legal basis of another rule set: give the new one a code of its own.`
  if ('regime' in effect && !rules.regimes.some(({ id }) => id === effect.regime))
    return `${code} is of ${effect.regime}, which is no regime of ${rules.id}.`
  const named =
    effect.type === 'condition'
      ? [...(effect.with?.codes ?? []), ...(effect.with ? [effect.with.example] : [])]
      : effect.type === 'duty'
        ? [effect.only?.instead].filter((one) => one !== undefined)
        : []
  const unknown = named.find((one) => !hasHad(rules, { row: 'basis', name: one }))
  return unknown === undefined ? null : `${code} goes by ${unknown}, which is no legal basis of ${rules.id}.`
}

/** Whether words of a level are those of a descriptor, or the other way round: `OFFICIAL – SENSITIVE` would be two markings. */
function readsAsLevel({ marking }: RuleSet, descriptor: string): boolean {
  const words = (text: string) => ` ${text.replaceAll(/[^A-Z]+/g, ' ')} `
  const own = words(descriptor)
  return LEVELS[marking.scheme].some((level) => words(level).includes(own) || own.includes(words(level)))
}

/** Whether a row is in force. */
function isInForce({ bases, marking, ended }: RuleSet, { row, name }: Row): boolean {
  switch (row) {
    case 'basis':
      return basisOf(bases, name) !== undefined
    case 'descriptor':
      return marking.descriptors.includes(name)
    case 'level':
      return (
        isLevel(marking.scheme, name) &&
        isWithin(
          { scheme: marking.scheme, level: name },
          { scheme: marking.scheme, level: marking.ceiling },
        ) &&
        !ended.some((one) => one.row === 'level' && one.name === name)
      )
    default:
      return row satisfies never
  }
}

/** The end of a row that is not in force any more; undefined where it is, or never was. */
export const endedRow = ({ ended }: RuleSet, { row, name }: Pick<Row, 'row' | 'name'>): Ended | undefined =>
  ended.find((one) => one.row === row && one.name === name)

const hasHad = (rules: RuleSet, row: Row): boolean =>
  isInForce(rules, row) || endedRow(rules, row) !== undefined

function changed(rules: RuleSet, change: RuleChange, amendment: Amendment): RuleSet {
  const { bases, marking } = rules
  switch (change.change) {
    case 'add-basis':
      return { ...rules, bases: [...bases, change.basis] }
    case 'add-descriptor':
      return { ...rules, marking: { ...marking, descriptors: [...marking.descriptors, change.descriptor] } }
    case 'reword': {
      const { code, name, statute, sentence } = change
      return {
        ...rules,
        bases: bases.map((basis) => (basis.code === code ? { ...basis, name, statute, sentence } : basis)),
      }
    }
    case 'end':
      return withoutRow(rules, change.what, amendment)
    case 'resume':
      return withRow(rules, change.what)
    default:
      return change satisfies never
  }
}

function withoutRow(rules: RuleSet, what: Row, { edition, from, reason }: Amendment): RuleSet {
  const { bases, marking, ended } = rules
  const end = { since: from, edition, reason }
  if (what.row !== 'basis') {
    const descriptors =
      what.row === 'descriptor' ? marking.descriptors.filter((one) => one !== what.name) : marking.descriptors
    return { ...rules, marking: { ...marking, descriptors }, ended: [...ended, { ...end, ...what }] }
  }
  const basis = basisOf(bases, what.name)
  if (!basis) return rules
  return {
    ...rules,
    bases: bases.filter((one) => one !== basis),
    ended: [...ended, { ...end, ...what, basis }],
  }
}

function withRow(rules: RuleSet, what: Row): RuleSet {
  const { bases, marking } = rules
  const end = endedRow(rules, what)
  if (!end) return rules
  const ended = rules.ended.filter((one) => one !== end)
  if (end.row === 'basis') return { ...rules, bases: [...bases, end.basis], ended }
  if (end.row === 'level') return { ...rules, ended }
  return { ...rules, marking: { ...marking, descriptors: [...marking.descriptors, end.name] }, ended }
}

import { ANSWER_STATES, answerWord, TRANSPORT_STATES } from '../../../domain/delivery.ts'
import { RULE_SETS } from '../../../domain/rule-sets.ts'
import { DATA_CLASSES, KINDS } from '../../../domain/wire/referral-fields.ts'
import { stateTagOf } from '../../components/state-tag.ts'
import { capitalised, dayInWords, kindInWords } from '../../words.ts'
import type { FilterName } from '../../worker/audit/filters.ts'
import type { Parties } from '../../worker/audit/register.ts'

type Choice = { value: string; text: string }

const byText = (one: Choice, other: Choice): number => one.text.localeCompare(other.text, 'en-GB')

export const KIND_CHOICES: readonly Choice[] = [
  ...KINDS.map((kind) => ({ value: kind, text: kindInWords(kind) })).sort(byText),
  { value: 'mail', text: 'Mail from a partner, not yet filed' },
]

/** Every basis of any rule set: what somebody named once can be looked for. */
export const BASIS_CHOICES: readonly Choice[] = [
  ...new Map(RULE_SETS.flatMap(({ bases }) => bases.map((one) => [one.code, one]))).values(),
]
  .map(({ code, name }) => ({ value: code, text: `${name} (${code})` }))
  .sort(byText)

/** A basis by its code, which stands alone where only an amendment knows it. */
export const basisInWords = (code: string): string =>
  BASIS_CHOICES.find(({ value }) => value === code)?.text ?? code

const CLASSES: Readonly<Record<(typeof DATA_CLASSES)[number], string>> = {
  none: 'No information about people',
  depersonalised: 'Depersonalised',
  personal: 'Personal',
  'sensitive-personal': 'Sensitive personal',
}

/** A class of data, as the rules have it. */
export const classInWords = (dataClass: string): string =>
  CLASSES[dataClass as keyof typeof CLASSES] ?? dataClass

export const CLASS_CHOICES: readonly Choice[] = DATA_CLASSES.map((value) => ({
  value,
  text: classInWords(value),
}))

/** States have words of their own where two are called alike on a tag. */
const STATES: Readonly<Record<string, string>> = {
  accepted: 'Waits to leave',
  relayed: 'Handed to the recipient’s mail server',
  failed: 'Could not be delivered',
  expired: 'Given up, since it was not taken in time',
  unanswered: 'Not answered',
}

const stateInWords = (state: string): string => STATES[state] ?? stateTagOf(state).text

export const STATE_CHOICES: readonly Choice[] = [
  'unanswered',
  ...TRANSPORT_STATES,
  ...ANSWER_STATES.map(answerWord),
].map((value) => ({ value, text: stateInWords(value) }))

export const FILTER_LABELS: Readonly<Record<FilterName, string>> = {
  agency: 'Agency',
  mailbox: 'Mailbox',
  kind: 'Kind',
  basis: 'Legal basis',
  marking: 'Marking',
  dataClass: 'Class of data',
  state: 'State',
  reference: 'Reference',
  since: 'From',
  until: 'To',
}

const CHOICES: Partial<Record<FilterName, readonly Choice[]>> = {
  kind: KIND_CHOICES,
  basis: BASIS_CHOICES,
  dataClass: CLASS_CHOICES,
  state: STATE_CHOICES,
}

/** A filter that is set, in words. */
export function filterInWords(name: FilterName, value: string, { agencies }: Parties): string {
  if (name === 'agency') return agencies.find(({ id }) => id === value)?.name ?? value
  if ((name === 'since' || name === 'until') && !Number.isNaN(Date.parse(value))) return dayInWords(value)
  return CHOICES[name]?.find((choice) => choice.value === value)?.text ?? capitalised(value)
}

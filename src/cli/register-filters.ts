import { type Command, InvalidArgumentError, Option } from 'commander'
import type { TSchema } from 'typebox'
import { ANSWER_STATES, answerWord, TRANSPORT_STATES } from '../domain/delivery.ts'
import { formatMarking, MarkingError, parseMarking } from '../domain/marking.ts'
import { check } from '../domain/wire/check.ts'
import { Address, CalendarDate } from '../domain/wire/primitives.ts'
import { BasisCode, DATA_CLASSES, KINDS } from '../domain/wire/referral-fields.ts'
import type { DisclosureFilters, RefusalFilters } from '../domain/wire/register-response.ts'
import { agencyNamed, registerReference } from '../sdk/register.ts'
import { sentenceOf } from '../sdk/sentence.ts'
import type { Reading } from './account.ts'
import type { CommonOptions } from './action.ts'

/** What a review of the register asks for, as options. */
type PeriodOptions<Kind> = {
  agency?: string
  mailbox?: string
  kind?: Kind
  since?: string
  until?: string
}
export type RefusalOptions = PeriodOptions<NonNullable<RefusalFilters['kind']>> & { rule?: string }
export type DisclosureOptions = PeriodOptions<NonNullable<DisclosureFilters['kind']>> & {
  marking?: string
  basis?: string
  class?: DisclosureFilters['dataClass']
  state?: DisclosureFilters['state']
  ref?: string
}
export type PageOptions = CommonOptions & { limit?: number; cursor?: string }

/** `--agency --mailbox --kind --since --until`. */
function withPeriod(command: Command, who: string, kinds: readonly string[]): Command {
  return command
    .option('--agency <agency>', `${who}: its name, a part of it, or its id`)
    .option('--mailbox <address>', `one mailbox, ${who}`, lower(Address))
    .addOption(new Option('--kind <kind>', 'one kind').choices([...kinds]))
    .option('--since <date>', 'from this day on (UTC)', exact(CalendarDate))
    .option('--until <date>', 'to the end of this day (UTC)', exact(CalendarDate))
}

/** `--limit --cursor`. */
export function withPages(command: Command): Command {
  return command
    .option('--limit <n>', 'rows to a page (50)', pageSize)
    .option('--cursor <cursor>', 'the page that the last one named')
}

/** The filters of the register of disclosures. */
export function withDisclosureFilters(command: Command): Command {
  return withPeriod(command, 'as sender or recipient', [...KINDS, 'mail'])
    .option('--marking <marking>', 'one marking, whole, such as "PROTECT - PERSONAL"', markingText)
    .option('--basis <code>', 'what relied on this legal basis, such as cda-1998-s115', lower(BasisCode))
    .addOption(new Option('--class <class>', 'one class of data').choices([...DATA_CLASSES]))
    .addOption(
      new Option('--state <state>', 'how far it came, or how it was answered').choices([
        ...TRANSPORT_STATES,
        ...ANSWER_STATES.map(answerWord),
        'unanswered',
      ]),
    )
    .option('--ref <ref>', 'one referral: reference or id', reference)
}

/** `--rule`, beside those of every review. */
export function withRefusalFilters(command: Command): Command {
  return withPeriod(command, 'as sender', KINDS).option('--rule <id>', 'one rule, such as D3', rule)
}

/** The filters as the service takes them. Agencies are named by people, and looked up in the directory. */
export async function disclosureFiltersOf(
  { client }: Pick<Reading, 'client'>,
  options: DisclosureOptions,
): Promise<DisclosureFilters> {
  const { marking, basis, class: dataClass, state, ref } = options
  return {
    ...(await periodOf({ client }, options)),
    ...(marking === undefined ? {} : { marking }),
    ...(basis === undefined ? {} : { basis }),
    ...(dataClass === undefined ? {} : { dataClass }),
    ...(state === undefined ? {} : { state }),
    ...(ref === undefined ? {} : { reference: ref }),
  }
}

/** The same of the refusals. */
export async function refusalFiltersOf(
  { client }: Pick<Reading, 'client'>,
  options: RefusalOptions,
): Promise<RefusalFilters> {
  const period = await periodOf({ client }, options)
  return { ...period, ...(options.rule === undefined ? {} : { rule: options.rule }) }
}

async function periodOf<Kind>({ client }: Pick<Reading, 'client'>, options: PeriodOptions<Kind>) {
  const { agency, mailbox, kind, since, until } = options
  return {
    ...(agency === undefined ? {} : { agency: agencyNamed(await client.directory(), agency).id }),
    ...(mailbox === undefined ? {} : { mailbox }),
    ...(kind === undefined ? {} : { kind }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  }
}

/** The page that the options ask for. */
export const pageOf = ({ limit, cursor }: PageOptions) => ({
  ...(limit === undefined ? {} : { limit }),
  ...(cursor === undefined ? {} : { cursor }),
})

const exact =
  (schema: TSchema) =>
  (text: string): string => {
    const [fault] = check(schema, text)
    if (fault) throw new InvalidArgumentError(`It ${fault.message}.`)
    return text
  }

const lower = (schema: TSchema) => (text: string) => exact(schema)(text.toLowerCase())

function markingText(text: string): string {
  try {
    return formatMarking(parseMarking(text))
  } catch (error) {
    if (error instanceof MarkingError) throw new InvalidArgumentError(error.message)
    throw error
  }
}

function reference(text: string): string {
  try {
    return registerReference(text)
  } catch (error) {
    throw new InvalidArgumentError(sentenceOf(error) ?? 'That is not a reference.')
  }
}

function rule(text: string): string {
  const id = text.toUpperCase()
  if (/^[A-Z]{1,3}[0-9]{1,3}$/.test(id)) return id
  throw new InvalidArgumentError('A rule is named by letters and a number, such as D3.')
}

function pageSize(text: string): number {
  if (/^([1-9][0-9]?|1[0-9]{2}|200)$/.test(text)) return Number(text)
  throw new InvalidArgumentError('A page has 1 to 200 rows.')
}

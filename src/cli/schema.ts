import { Argument, type Command } from 'commander'
import type { AnswerTimes } from '../domain/answer-times.ts'
import { BODIES } from '../domain/bodies.ts'
import { consentInWords } from '../domain/consents.ts'
import { dayOf } from '../domain/day.ts'
import { type Form, isKindName, type Kind, kindOf, kinds } from '../domain/kinds.ts'
import { formatMarking } from '../domain/marking.ts'
import { monthsInWords } from '../domain/retention.ts'
import { csvOfRows } from '../sdk/case-data/csv.ts'
import { cellsOf } from '../sdk/case-data/to-cells.ts'
import type { Cli } from './account.ts'
import { action, jsonOption, offering, UsageError } from './action.ts'
import { taught } from './taught.ts'
import { wrapped } from './terminal-text.ts'

/** The kind that a person named. @throws UsageError listing those there are */
export function kindNamed(name: string): Kind {
  if (isKindName(name)) return kindOf(name)
  throw new UsageError(`there is no kind ${name}; the kinds are ${kinds.map(({ kind }) => kind).join(', ')}`)
}

/** One of the forms of a kind that has several. @throws UsageError listing those there are */
function formNamed({ kind, forms }: Kind, name: string): Form {
  if (forms === null) throw new UsageError(`the kind ${kind} has one form only; leave --form out`)
  const form = forms.all.find((candidate) => candidate.name === name)
  if (form) return form
  const names = forms.all.map((candidate) => candidate.name).join(', ')
  throw new UsageError(
    kind === 'court-order'
      ? `there is no type of order ${name}; the types are ${names}`
      : `the kind ${kind} has no form ${name}; the forms are ${names}`,
  )
}

/** What a new referral of the kind begins with, in words: shown beside its form, and named for nobody (L15). */
function defaultLines({ kind, defaults }: Kind): string[] {
  const { marking, purpose, consent, urgency, answer, bases, recipients, keep } = defaults
  return [
    `A new ${kind} begins with:`,
    `  marking     ${formatMarking(marking.GPMS)} under GPMS, ${formatMarking(marking.GSC)} under GSC`,
    `  purpose     ${purpose}`,
    `  consent     ${consent === null ? 'yours to say: --consent' : consentInWords(consent)}`,
    `  urgency     ${urgency}`,
    `  answer in   ${answer === null ? 'none is asked for' : answerWords(answer)}`,
    `  kept        ${monthsInWords(keep.usual)} after its use; personal data for at most ${monthsInWords(keep.longest)}`,
    'What follows is usual. None of it is named for you: each case is considered by itself.',
    ...Object.entries(bases).map(
      ([rules, codes]) => `  --basis     ${codes.join(',') || 'none'}  (${rules})`,
    ),
    ...recipients.map((body, place) => `  ${place === 0 ? 'goes to' : '       '}     ${BODIES[body]}`),
  ]
}

/** `10 working days; urgent: 3; immediate: the same day`. */
function answerWords({ routine, urgent, immediate }: AnswerTimes): string {
  const sooner = (days: number) => (days === 0 ? 'the same day' : String(days))
  return `${routine} working days; urgent: ${sooner(urgent)}; immediate: ${sooner(immediate)}`
}

type Options = { form?: string; example?: boolean; csv?: boolean; json?: boolean }

export function registerSchema(program: Command, cli: Cli): void {
  const command = program
    .command('schema')
    .description('print the form of a kind of referral as JSON Schema, or a filled example')
    .addArgument(
      offering(
        new Argument('<kind>', 'kind of referral'),
        kinds.map(({ kind }) => kind),
      ),
    )
    .option(
      '--form <name>',
      'of a kind with several forms: one of them, such as location, or the type of an order',
    )
    .option('--example', 'print a filled example, about invented people')
    .option('--csv', 'print that example as CSV: a header, and a row that despatch import takes')
    .addOption(jsonOption())
  taught(command, {
    about: [
      'Both are JSON with and without --json. Nobody needs to be signed in.',
      'With the form comes what a referral of the kind begins with: marking, purpose, consent, urgency, within how many working days an answer is asked for, how long it is kept, the bases that usually hold and whom it usually goes to. It is x-defaults in the JSON; without --json it is said in words as well, on the error stream. No basis and no recipient is ever named for you.',
    ],
    examples: [
      'despatch schema asb-incident --example > incident.json',
      {
        for: 'an order of one type, as if it were made today',
        type: 'despatch schema court-order --form asbo --example',
      },
      {
        for: 'one of the three forms of a referral to the ASB panel',
        type: 'despatch schema asb-panel-referral --form location --example > panel.json',
      },
    ],
    next: 'fill it in with an editor; despatch send --data FILE says which fields are wrong before anything leaves.',
  })
  action<Options>(cli, command, async ({ form: wanted, example, csv, json }, [name = '']) => {
    const kind = kindNamed(name)
    const form = wanted === undefined ? kind.forms?.all[0] : formNamed(kind, wanted)
    const filled = () => form?.exampleOn(dayOf(cli.clock())) ?? kind.example
    if (csv) return printCsv(cli, filled(), json)
    if (example) {
      // Nothing stands beside it, so that `despatch schema K --example > data.json` works.
      // An order is as of today: one of years ago has ended, and may not be sent as if it bound anybody.
      cli.terminal.json(filled())
      return
    }
    const schema = wanted === undefined ? kind.schema : form?.schema
    cli.terminal.json({ ...schema, 'x-defaults': kind.defaults })
    if (!json) {
      const { width } = cli.terminal
      cli.terminal.note(
        ...defaultLines(kind).flatMap((line) =>
          wrapped(line, width, line.startsWith(' ') ? ' '.repeat(14) : ''),
        ),
      )
    }
  })
}

/** The columns that the example fills; a form may have more, and lists more entries. */
function printCsv({ terminal }: Cli, example: unknown, json: boolean | undefined): void {
  const cells = cellsOf(example)
  if (json) terminal.json({ columns: cells.map(([column]) => column), row: Object.fromEntries(cells) })
  else terminal.say(...csvOfRows([cells]).trimEnd().split('\r\n'))
}

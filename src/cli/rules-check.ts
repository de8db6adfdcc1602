import { type Command, Option } from 'commander'
import { classificationOf } from '../domain/kinds/classification.ts'
import { formatMarking } from '../domain/marking.ts'
import { CATEGORIES, type Category, DATA_CLASSES, type DataClass } from '../domain/wire/referral-fields.ts'
import { askRules } from '../sdk/ask-rules.ts'
import { type Cli, openReading } from './account.ts'
import { action, FailedError, listed, offering, UsageError, withAccount } from './action.ts'
import { readData } from './data-file.ts'
import { dateNamed, oneOf } from './option-values.ts'
import { recipientsOf } from './recipients.ts'
import { kindNamed } from './schema.ts'
import { type GroundsOptions, groundsOf, kindOption, withGrounds } from './send.ts'
import { demandValid, printUnmet, summaryOf } from './submit.ts'
import { taught } from './taught.ts'
import { safeLine, wrapped } from './terminal-text.ts'
import { showConsiderations } from './who-will-read.ts'

type CheckOptions = GroundsOptions & {
  from: string
  to: string[]
  kind: string
  data?: string
  class?: string
  about?: string[]
  respondBy?: string
}

/** `rules check`: the rules' answer before anything is told or sent, by word of mouth above all (M15). */
export function registerRulesCheck(group: Command, cli: Cli): void {
  const command = withAccount(
    withGrounds(
      group
        .command('check')
        .description('ask the rules before something is told, handed over or sent')
        .requiredOption('--from <mailbox>', 'your mailbox')
        .requiredOption('--to <mailbox>', 'whom it would go to, divided by commas or one at a time', listed)
        .addOption(kindOption().makeOptionMandatory())
        .option('--data <file>', 'the filled form, JSON, where there is one already')
        .addOption(
          offering(
            new Option('--class <class>', 'without a form: the class of what would be told'),
            DATA_CLASSES,
          ),
        )
        .addOption(
          offering(
            new Option('--about <category>', 'without a form: whom it is about; may be repeated'),
            CATEGORIES,
          ).argParser(listed),
        ),
    ).option('--respond-by <date>', 'day by which an answer would be asked for'),
  )
  taught(command, {
    about: [
      'For whoever has a partner on the telephone: what is told is a disclosure as well, and is judged by the same rules. Say what sort of thing it is, whom it is about and on what basis; nothing of it has to be written down first. The answer is allowed, what is still needed, or refused, each with its law.',
      'It is worked out on this machine, from the directory. Nothing is recorded and nothing enters the log. The exit code is 1 unless it is allowed.',
    ],
    examples: [
      {
        for: 'something about a young person, to be told to the YOT by telephone',
        type: 'despatch rules check --from asb.team@liverpool.gcsx.gov.test --to yot@liverpool.gcsx.gov.test --kind verbal-disclosure --class personal --about young-person --basis cda-1998-s115,dpa-1998-sch2-5 --consent not-sought --consent-why risk',
      },
      'despatch rules check --from asb.team@liverpool.gcsx.gov.test --to yot@liverpool.gcsx.gov.test --kind asb-incident --data incident.json',
    ],
    next: 'what was told is recorded afterwards: despatch schema verbal-disclosure --example prints the form, despatch send sends it.',
  })
  action<CheckOptions>(cli, command, async (options) => {
    const { kind } = kindNamed(options.kind)
    const held = await heldBy(options)
    if ('data' in held) demandValid(cli, kind, held.data, options)
    if (options.to.length === 0) throw new UsageError('--to must name at least one mailbox')
    const session = await openReading(cli, options)
    const question = {
      from: options.from.toLowerCase(),
      to: await recipientsOf(session, options.from, options.to),
      kind,
      ...held,
      ...groundsOf(options),
      ...(options.respondBy === undefined ? {} : { respondBy: dateNamed('respond-by', options.respondBy) }),
    }
    const { decision, fields, consider } = await askRules({ session, question, now: cli.clock() })
    if (options.json) cli.terminal.json({ ...decision, ...summaryOf(fields), consider })
    else if (decision.outcome !== 'allowed') printUnmet(cli, decision)
    if (decision.outcome === 'needs')
      throw new FailedError('The rules need the above first. Nothing was recorded.')
    if (decision.outcome === 'refused')
      throw new FailedError('The rules of the partnership do not allow it. Nothing was recorded.')
    if (options.json) return
    const said = `Allowed: ${fields.dataClass} information to ${fields.to.join(', ')}, ${formatMarking(fields.marking)}, under the agreement ${fields.agreement.id}. Nothing was recorded.`
    cli.terminal.say(...wrapped(safeLine(said), cli.terminal.width))
    showConsiderations(cli, consider)
  })
}

/** The form, or what would be in it. @throws UsageError */
async function heldBy({ data, class: named, about }: CheckOptions) {
  if (data !== undefined) {
    if (named !== undefined || about !== undefined)
      throw new UsageError('--data says what it holds; leave out --class and --about')
    return { data: await readData(data) }
  }
  if (named === undefined)
    throw new UsageError('say what it holds: --class (and --about), or --data with the filled form')
  const categories = (about ?? []).map((one) => oneOf<Category>('about', CATEGORIES, one))
  return { contains: classificationOf(oneOf<DataClass>('class', DATA_CLASSES, named), categories) }
}

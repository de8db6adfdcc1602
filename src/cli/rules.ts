import { Argument, type Command } from 'commander'
import { basisGroups } from '../domain/basis-groups.ts'
import { BODIES, BODY_NAMES } from '../domain/bodies.ts'
import { CONSENT_STATES, NOT_ASKED_REASONS } from '../domain/consents.ts'
import { dayOf } from '../domain/day.ts'
import { WHEN_UNCERTAIN } from '../domain/legal-bases.ts'
import { DESCRIPTION_CHOICES } from '../domain/prescribed.ts'
import { SHARING_PURPOSES } from '../domain/purposes.ts'
import type { Ended, RuleSet } from '../domain/rule-set.ts'
import { RULE_SETS, rulesOf } from '../domain/rule-sets.ts'
import { amendmentsFor } from '../domain/trust/amendments.ts'
import type { ListedAmendment } from '../domain/wire/trust/rules.ts'
import { changesInWords } from '../sdk/rules/words.ts'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, offering, UsageError, withAccount } from './action.ts'
import { agreementHere } from './agreement-draft.ts'
import { dateNamed } from './option-values.ts'
import { registerRulesCheck } from './rules-check.ts'
import { recordTable } from './table.ts'
import { taught } from './taught.ts'
import { wrapped } from './terminal-text.ts'

type Options = CommonOptions & { agreement?: string; on?: string }

/**
 * `rules`: what a person can choose, and the law behind it. The first edition of a rule set is in this program, so nobody needs to
 * sign in; what an agreement's co-ordinators have amended is in the trust log.
 */
export function registerRules(program: Command, cli: Cli): void {
  const ids = RULE_SETS.map(({ id }) => id).join(', ')
  const group = program
    .command('rules')
    .description('print what a rule set has to choose from, and ask the rules beforehand')
  taught(group, {
    about: ['Alone it is despatch rules show: what there is to choose from, with its law.'],
    examples: ['despatch rules', 'despatch rules uk-2010'],
    next: 'despatch rules check asks whether something may be told, before it is.',
  })
  registerRulesCheck(group, cli)
  const command = withAccount(
    group
      .command('show', { isDefault: true })
      .description('print the markings, legal bases, consents, purposes and orders of a rule set')
      .addArgument(
        offering(
          new Argument('[rule-set]', 'when left out, the names of all'),
          RULE_SETS.map(({ id }) => id),
        ),
      )
      .option('--agreement <id>', 'the rules as they are in force under this agreement')
      .option('--on <date>', 'with --agreement: on this day, such as 2027-06-01; today when left out'),
  )
  taught(command, {
    about: [
      'For whoever chooses a --basis, --consent, --purpose, --prescribed or --marking: each with its code, its statute, and the sentence that says when it holds. Nobody needs to be signed in for a rule set as it is in this program.',
      'A co-ordinator may have amended the rules of your agreement: with --agreement they are printed as they are in force there, with every edition, by your own reading of the trust log.',
    ],
    examples: [
      'despatch rules show',
      'despatch rules show uk-2026 --json',
      'despatch rules show --agreement merseyside-isp --on 2027-06-01',
    ],
    next: 'despatch send --dry-run tells which rule wants what of a referral of yours, despatch rules check of what is not written yet.',
  })
  action<Options>(cli, command, async (options, [name]) => {
    const { terminal } = cli
    const { json, agreement, on } = options
    if (agreement !== undefined) {
      if (name !== undefined) throw new UsageError('an agreement names its rule set: leave the other out')
      const day = on === undefined ? dayOf(cli.clock()) : dateNamed('on', on)
      return showAmended(cli, options, { agreement, day })
    }
    if (on !== undefined) throw new UsageError('--on goes with --agreement ID')
    if (name === undefined) {
      const ruleSets = RULE_SETS.map(({ id, title }) => ({ id, title }))
      if (json) return terminal.json({ ruleSets })
      const rows = ruleSets.map(({ id, title }) => ({ cells: [id, title], beneath: [] }))
      terminal.say(...recordTable(['RULE SET', 'LAW OF'], rows, terminal.width))
      return terminal.note(
        'An agreement names its rule set. See one: despatch rules uk-2010; and with what was amended: despatch rules --agreement ID',
      )
    }
    const rules = RULE_SETS.find(({ id }) => id === name)
    if (!rules) throw new UsageError(`there is no rule set ${name}; the rule sets are ${ids}`)
    if (json) return terminal.json(documentOf(rules))
    terminal.say(...printed(rules, terminal.width))
    terminal.note(...wrapped(FIRST_EDITION, terminal.width))
  })
}

const FIRST_EDITION =
  'This is its first edition, as it is in this program. With what was amended: despatch rules --agreement ID'

/** The rules of an agreement on a day, and every edition that the trust log has. */
async function showAmended(
  cli: Cli,
  options: Options,
  { agreement, day }: { agreement: string; day: string },
): Promise<void> {
  const { terminal } = cli
  const reading = await openReading(cli, options)
  const { document } = await agreementHere(reading, agreement)
  const amendments = amendmentsFor(document, (await reading.trust.state()).amendments)
  const rules = rulesOf({ ruleSet: document.ruleSet, amendments }, day)
  if (options.json) return terminal.json({ agreement, day, ...documentOf(rules), editions: amendments })
  terminal.say(
    ...wrapped(`The rules of ${agreement} on ${day}: edition ${rules.edition}.`, terminal.width),
    ...editions(amendments, terminal.width),
    '',
    ...printed(rules, terminal.width),
  )
}

function editions(amendments: readonly ListedAmendment[], width: number): string[] {
  if (amendments.length === 0) return ['', 'They have not been amended.']
  return [
    '',
    ...recordTable(
      ['EDITION', 'FROM', 'BY'],
      amendments.map((one) => ({
        cells: [String(one.edition), one.from, one.by],
        beneath: [one.reason, ...changesInWords(one)],
      })),
      width,
    ),
  ]
}

function documentOf({ id, title, edition, marking, bases, principles, orders, ended }: RuleSet): object {
  return {
    id,
    title,
    edition,
    marking,
    bases,
    ended,
    principles,
    consents: CONSENT_STATES,
    notAsked: NOT_ASKED_REASONS,
    purposes: SHARING_PURPOSES,
    prescribed: DESCRIPTION_CHOICES,
    orders: orders.map(({ code, title, statute }) => ({ code, title, statute })),
    uncertain: WHEN_UNCERTAIN,
  }
}

type Entry = { code: string; name: string; statute?: string; sentence?: string }

function printed(rules: RuleSet, width: number): string[] {
  const section = (heading: string, first: string, entries: readonly Entry[]): string[] =>
    entries.length === 0
      ? []
      : [
          '',
          ...wrapped(heading, width),
          ...recordTable(
            [first, 'NAME'],
            entries.map(({ code, name, statute, sentence }) => ({
              cells: [code, name],
              beneath: [sentence, statute && `(${statute})`].filter((line) => line !== undefined),
            })),
            width,
          ),
        ]
  return [
    ...wrapped(`${rules.id}: ${rules.title}`, width),
    ...markings(rules).flatMap((line) => wrapped(line, width, '  ')),
    ...basisGroups(rules).flatMap(({ heading, bases }) => section(heading, 'BASIS', bases)),
    ...section('Ended by an amendment', 'ROW', rules.ended.map(endedEntry)),
    ...section(
      'Principles, for all personal data',
      'RULE',
      rules.principles.map((one) => ({ ...one, code: one.rule })),
    ),
    ...section('States of consent', 'CONSENT', CONSENT_STATES),
    ...section('Why consent was not sought', 'CONSENT-WHY', NOT_ASKED_REASONS),
    ...section(
      'Purposes',
      'PURPOSE',
      SHARING_PURPOSES.map((one) => ({
        ...one,
        sentence: `${one.sentence} In step 1 of sharing: ${one.task}.`,
      })),
    ),
    ...section('What section 17A covers, quarter by quarter', 'PRESCRIBED', DESCRIPTION_CHOICES),
    ...section(
      'Types of order',
      'ORDER',
      rules.orders.map(({ code, title, statute }) => ({ code, name: title, statute })),
    ),
    ...section(
      'Sorts of body, by which an agreement says what each agency is',
      'BODY',
      BODY_NAMES.map((code) => ({ code, name: BODIES[code] })),
    ),
    '',
    ...wrapped(WHEN_UNCERTAIN, width),
  ]
}

const endedEntry = (end: Ended): Entry => ({
  code: end.name,
  name: `${end.row === 'basis' ? end.basis.name : end.row}, until ${end.since}, by edition ${end.edition}`,
  sentence: end.reason,
})

function markings({ marking }: RuleSet): string[] {
  const { scheme, ceiling, descriptors, needsDescriptor, notForPersonal, source } = marking
  return [
    `Markings: ${scheme} up to ${ceiling} (${source.statute}).`,
    `Descriptors: ${descriptors.join(', ')}.`,
    ...needsDescriptor.map((level) => `${level} needs a descriptor.`),
    ...notForPersonal.map((level) => `${level} is too low for personal data.`),
  ]
}

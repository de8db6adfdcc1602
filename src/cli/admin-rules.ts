import type { Command } from 'commander'
import { dayOf } from '../domain/day.ts'
import { readForm } from '../sdk/agreement/form.ts'
import { AmendmentForm, draftAmendment, exampleAmendment } from '../sdk/rules/amend.ts'
import { changesInWords } from '../sdk/rules/words.ts'
import { signAndEnter } from '../sdk/trust-entry.ts'
import { type Cli, openSigning } from './account.ts'
import { action, type CommonOptions, UsageError, withAccount } from './action.ts'
import { ownAgency } from './agreement-standing.ts'
import { demandYes } from './confirm.ts'
import { readTextFile } from './statement-file.ts'
import { taught } from './taught.ts'
import { wrapped } from './terminal-text.ts'

/** No form is longer, in bytes. */
const FORM_LIMIT = 256 * 1024
const EXAMPLES = [
  'despatch admin rules amend --example > changes.json',
  'despatch admin rules amend --file changes.json --reason "Example Crime Act 2027, section 4."',
]

type Options = CommonOptions & { file?: string; reason?: string; example?: boolean; yes?: boolean }

/** `admin rules amend`: a co-ordinator amends the rules under which an agreement stands. */
export function registerRuleAmendments(admin: Command, cli: Cli): void {
  const rules = admin.command('rules').description('the rules under which agreements stand')
  taught(rules, {
    examples: EXAMPLES,
    next: 'despatch rules --agreement ID prints what is in force, and its editions.',
  })
  const amend = withAccount(
    rules
      .command('amend')
      .description('add and end legal bases and descriptors from a day on, as a co-ordinator')
      .option('--file <file>', 'what changes, a JSON file')
      .option('--reason <sentence>', 'why, in a sentence that cites the statute or instrument')
      .option('--example', 'print a file to begin from')
      .option('--yes', 'sign and enter it without asking'),
  )
  taught(amend, {
    about: [
      'The amendment stands in the trust log for ever, signed by your own key, and everybody in the partnership reads it: name nobody in it. From its day every client and the service judge by it; what was sent before stays judged by the rows of its own day.',
      'A row is never edited away. A legal basis, a descriptor or a level of marking ends, and can be resumed; the words of a basis can be said anew (reword), and what it does cannot. Who may sign, and which rules there are, no amendment changes.',
      'An amendment of an accord counts for the protocols under it.',
    ],
    examples: EXAMPLES,
    next: 'despatch rules --agreement ID prints what is in force, and its editions.',
  })
  action<Options>(cli, amend, async (options) => {
    const { terminal, io } = cli
    if (options.example) return terminal.json(exampleAmendment(dayOf(cli.clock())))
    if (options.file === undefined || options.reason === undefined)
      throw new UsageError('Give what changes and why: --file FILE --reason SENTENCE.')
    const form = readForm(AmendmentForm, await readTextFile(options.file, FORM_LIMIT))
    const session = await openSigning(cli, options)
    const by = await ownAgency(session, session.person.login)
    const now = cli.clock()
    const state = await session.trust.refresh()
    const { amendment, text } = draftAmendment(form, { by, reason: options.reason, state, now })
    const { agreement, ruleSet, edition, from } = amendment
    const title = `Edition ${edition} of the rules ${ruleSet} under ${agreement}, from ${from}.`
    terminal.note(
      ...[title, `Why: ${amendment.reason}`].flatMap((line) => wrapped(line, terminal.width)),
      ...changesInWords(amendment).flatMap((line) => wrapped(line, terminal.width, '  ')),
    )
    await demandYes(io, 'Is this to be signed and entered?', options.yes)
    const { size } = await signAndEnter(session, { statement: text, certificates: [] }, now)
    if (options.json) return terminal.json({ agreement, ruleSet, edition, from, size })
    terminal.say(`${title} It is record ${size} of the trust log.`)
  })
}

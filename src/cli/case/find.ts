import type { Command } from 'commander'
import { personNumbered } from '../../domain/cases/change.ts'
import type { SameReason, Wanted } from '../../domain/cases/same-person.ts'
import { type FoundPerson, findPeople, proposedLinks } from '../../sdk/cases/find-people.ts'
import { findCase } from '../../sdk/cases/read-cases.ts'
import { type Cli, openSigning } from '../account.ts'
import { action, type CommonOptions, UsageError, withAccount } from '../action.ts'
import { dateNamed } from '../option-values.ts'
import { taught } from '../taught.ts'
import { safeLine, wrapped } from '../terminal-text.ts'
import { CASE, itemNumber, openAll } from './changed.ts'

type Options = CommonOptions & { person?: string; name?: string; born?: string }

/** `case person find`: which cases may name the same person (Q12). */
export function registerCaseFind(people: Command, cli: Cli): void {
  const find = withAccount(
    people
      .command('find')
      .description('look for somebody in the cases of your mailboxes')
      .argument('[case]', 'with --person: whom to look for')
      .option('--person <n>', 'their number in that case')
      .option('--name <name>', 'a name, or another name that they go by')
      .option('--born <date>', 'their date of birth'),
  )
  taught(find, {
    about: [
      'Your cases are opened on this machine, and names are compared whatever their order, case, accents and marks, with other names too. What is found is a guess: two people may have one name, and one person a name that nobody wrote down. A date of birth that differs is said.',
    ],
    examples: [
      `despatch case person find ${CASE} --person 1`,
      'despatch case person find --name "Placeholder Pat" --born 1994-04-01',
    ],
    next: 'despatch case link CASE OTHER --why same-person links two cases.',
  })
  action<Options>(cli, find, async (options, [which]) => {
    const { name } = options
    const person = options.person === undefined ? undefined : itemNumber(options.person)
    const born = options.born === undefined ? undefined : dateNamed('born', options.born)
    const byNumber = which !== undefined && person !== undefined
    if (byNumber === (name !== undefined || born !== undefined))
      throw new UsageError('give CASE and --person N, or --name, --born or both')
    const session = await openSigning(cli, options)
    const now = cli.clock()
    const { cases } = await openAll(cli, session)
    let found: FoundPerson[]
    if (byNumber) {
      const of = await findCase(session, which, now)
      found = proposedLinks(of, personNumbered(of.notes, person), cases)
    } else {
      const wanted: Wanted = {
        ...(name === undefined ? {} : { name }),
        ...(born === undefined ? {} : { dateOfBirth: born }),
      }
      found = findPeople(cases, wanted)
    }
    if (options.json)
      return cli.terminal.json({
        found: found.map(({ in: { file, notes }, person, same }) => ({
          ...{ case: file.id, mailbox: file.mailbox, title: notes.title, number: notes.number },
          ...{ status: notes.status, person },
          ...same,
        })),
      })
    cli.terminal.say(
      ...(found.length === 0
        ? [
            byNumber
              ? 'No other case seems to name them that is not linked already.'
              : 'No case seems to name them.',
          ]
        : found.flatMap(foundLines).flatMap((line) => wrapped(safeLine(line), cli.terminal.width, '    '))),
    )
    if (found.length > 0)
      cli.terminal.note('These are guesses. Whether it is the same person is yours to judge.')
  })
}

const WORDS: Readonly<Record<SameReason, string>> = {
  name: 'the name',
  alias: 'another name',
  'date-of-birth': 'the date of birth',
}

function foundLines({ in: { file, notes }, person, same }: FoundPerson): string[] {
  return [
    `${notes.number ?? file.id}  ${notes.title}${notes.status === 'closed' ? '  CLOSED' : ''}`,
    `    person ${person.number}, ${person.person.name}: ${same.reasons.map((one) => WORDS[one]).join(' and ')} agree${same.reasons.length === 1 ? 's' : ''}${same.contradicted ? ', and the date of birth is ANOTHER' : ''}`,
  ]
}

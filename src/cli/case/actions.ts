import type { Command } from 'commander'
import type { ActionStatus, CaseAction } from '../../domain/cases/case-text.ts'
import { addAction, settleAction } from '../../domain/cases/change.ts'
import { DUE_SOON_DAYS, dueOf } from '../../domain/cases/due.ts'
import { dayOf } from '../../domain/day.ts'
import { newItemId, type OpenedCase } from '../../sdk/cases/notes.ts'
import { findCase } from '../../sdk/cases/read-cases.ts'
import { type Cli, openSigning } from '../account.ts'
import { action, type CommonOptions, withAccount } from '../action.ts'
import { dateNamed } from '../option-values.ts'
import { recordTable } from '../table.ts'
import { taught } from '../taught.ts'
import { CASE, changeNamed, itemNumber, ofCase, openAll, textFrom } from './changed.ts'
import { registerCaseReview } from './review.ts'

/** `case action` and its commands (Q8). */
export function registerCaseActions(group: Command, cli: Cli): void {
  const actions = group.command('action').description('what is to be done in a case, by whom and by when')
  taught(actions, {
    examples: [
      'despatch case action list --overdue',
      `despatch case action add ${CASE} "Ask the YOT who leads" --owner asb.caseworker --due 2010-03-12`,
      `despatch case action done ${CASE} 1`,
    ],
    next: 'despatch case action list shows what is open in all your cases.',
  })
  registerList(actions, cli)

  const add = ofCase(actions, 'add', 'add something to be done')
    .argument('<text>', 'what; @FILE reads it from a file, - from the standard input')
    .requiredOption('--owner <name>', 'who does it: a sign-in name, or whoever else has taken it on')
    .option('--due <date>', 'day by which it is to be done')
  taught(add, {
    examples: [
      `despatch case action add ${CASE} "Ask the YOT who leads" --owner asb.caseworker --due 2010-03-12`,
    ],
    next: 'despatch case action done CASE N says that it is done.',
  })
  action<CommonOptions & { owner: string; due?: string }>(
    cli,
    add,
    async (options, [which = '', given = '']) => {
      const due = options.due === undefined ? null : dateNamed('due', options.due)
      const text = await textFrom(given)
      const id = newItemId(cli.clock())
      await changeNamed(
        ...([cli, options, which] as const),
        (written) => addAction(id, { text, owner: options.owner, due }, written),
        ({ notes }) =>
          `Action ${notes.actions.find((one) => one.id === id)?.number} is open, for ${options.owner}.`,
      )
    },
  )

  registerCaseReview(actions, cli)
  registerSettling(actions, cli, { name: 'done', status: 'done', description: 'say that an action is done' })
  registerSettling(actions, cli, {
    name: 'drop',
    status: 'dropped',
    description: 'say that an action is not to be done any more',
  })
  registerSettling(actions, cli, { name: 'reopen', status: 'open', description: 'open an action again' })
}

function registerList(actions: Command, cli: Cli): void {
  const list = withAccount(
    actions
      .command('list')
      .description('list the actions of a case, or of all of them')
      .argument('[case]', 'one case only')
      .option('--owner <name>', 'only theirs')
      .option('--overdue', 'only what is open past its day')
      .option('--soon', `only what is open past its day, or due within ${DUE_SOON_DAYS} days`)
      .option('--all', 'also what is done or dropped'),
  )
  taught(list, {
    about: [
      `By the day on which they are due. What is due within ${DUE_SOON_DAYS} days is shown as such; the service cannot remind you of it, since it cannot read a case.`,
    ],
    examples: ['despatch case action list --soon', `despatch case action list ${CASE} --all`],
    next: 'despatch case action done CASE N says that one is done.',
  })
  type Options = CommonOptions & { owner?: string; overdue?: boolean; soon?: boolean; all?: boolean }
  action<Options>(cli, list, async (options, [which]) => {
    const session = await openSigning(cli, options)
    const now = cli.clock()
    const cases =
      which === undefined ? (await openAll(cli, session)).cases : [await findCase(session, which, now)]
    const today = dayOf(now)
    const rows = cases
      .flatMap((one) => one.notes.actions.map((of) => ({ one, of, is: dueOf(of, today) })))
      .filter(({ of }) => options.all === true || of.status === 'open')
      .filter(({ of }) => options.owner === undefined || of.owner === options.owner)
      .filter(({ is }) => options.overdue !== true || is === 'overdue')
      .filter(({ is }) => options.soon !== true || is !== null)
      .sort((a, b) => ((a.of.due ?? '9999') < (b.of.due ?? '9999') ? -1 : 1))
    if (options.json)
      return cli.terminal.json({
        actions: rows.map(({ one, of, is }) => ({
          case: one.file.id,
          title: one.notes.title,
          ...of,
          overdue: is === 'overdue',
          dueSoon: is === 'soon',
        })),
      })
    cli.terminal.say(
      ...(rows.length === 0
        ? ['There are no such actions.']
        : recordTable(['NO', 'DUE', 'STATUS', 'OWNER'], rows.map(recordOf), cli.terminal.width)),
    )
  })
}

/** As a list shows it in the place of `open`. */
const DUE_WORDS = { overdue: 'OVERDUE', soon: 'DUE SOON' } as const

type Row = { one: OpenedCase; of: CaseAction; is: ReturnType<typeof dueOf> }

function recordOf({ one, of, is }: Row) {
  const { number, text, owner, due, status, history } = of
  const why = history.at(-1)?.why ?? null
  return {
    cells: [String(number), due ?? '-', is === null ? status : DUE_WORDS[is], owner],
    beneath: [
      text,
      ...(why === null ? [] : [`${status}: ${why}`]),
      `case ${one.notes.number ?? one.file.id}`,
    ],
  }
}

function registerSettling(
  actions: Command,
  cli: Cli,
  { name, status, description }: { name: string; status: ActionStatus; description: string },
): void {
  const command = ofCase(actions, name, description)
    .argument('<n>', 'its number')
    .option('--why <text>', 'what there is to say of it')
  taught(command, {
    examples: [
      `despatch case action ${name} ${CASE} 1`,
      `despatch case action ${name} ${CASE} 1 --why "by telephone"`,
    ],
    next: 'despatch case action list shows what is open.',
  })
  action<CommonOptions & { why?: string }>(cli, command, async (options, [which = '', n = '']) => {
    const number = itemNumber(n)
    await changeNamed(
      ...([cli, options, which] as const),
      (written) => settleAction(number, status, options.why ?? null, written),
      () => `Action ${number} is ${status}.`,
    )
  })
}

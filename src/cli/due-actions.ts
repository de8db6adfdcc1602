import { join } from 'node:path'
import Type, { type Static } from 'typebox'
import { dueOf } from '../domain/cases/due.ts'
import { dayOf } from '../domain/day.ts'
import type { OpenedCase } from '../sdk/cases/notes.ts'
import type { Cli, Reading } from './account.ts'
import { personFolder, readJson, writeText } from './state.ts'

/** The days of the open actions of each case, by its id: no word of what is to be done. */
const DueFile = Type.Record(Type.String(), Type.Array(Type.String()))

type Of = Pick<Reading, 'account'>

const fileOf = (cli: Cli, { account }: Of): string => join(personFolder(cli.state, account), 'due.json')

/** What cannot be read is learned again from the next list. */
const readDue = async (cli: Cli, of: Of): Promise<Static<typeof DueFile>> =>
  (await readJson(fileOf(cli, of), DueFile).catch(() => null)) ?? {}

/**
 * Notes on this machine by which days something is to be done in these cases, so that it can say so where none is opened: the service
 * cannot, and to open every case of a team takes long.
 *
 * @param all whether these are all cases there are: what was noted of others is forgotten
 */
export async function rememberDue(
  cli: Cli,
  of: Of,
  cases: readonly OpenedCase[],
  all = false,
): Promise<void> {
  const before = await readDue(cli, of)
  const after = all ? {} : { ...before }
  for (const { file, notes } of cases) {
    const open = notes.status === 'open' ? notes.actions.filter(({ status }) => status === 'open') : []
    const days = open.flatMap(({ due }) => due ?? [])
    if (days.length > 0) after[file.id] = days
    else delete after[file.id]
  }
  const text = JSON.stringify(after)
  if (text !== JSON.stringify(before)) await writeText(fileOf(cli, of), text)
}

/** Says on the way that something is to be done in a case, or should have been, as far as this machine has seen them. */
export async function mentionDue(cli: Cli, of: Of): Promise<void> {
  const today = dayOf(cli.clock())
  const days = Object.values(await readDue(cli, of)).flat()
  const count = (which: 'overdue' | 'soon') =>
    days.filter((due) => dueOf({ status: 'open', due }, today) === which).length
  const [overdue, soon] = [count('overdue'), count('soon')]
  if (overdue + soon === 0) return
  const counted = [overdue > 0 ? `${overdue} OVERDUE` : [], soon > 0 ? `${soon} due soon` : []].flat()
  cli.terminal.note(`Actions in your cases: ${counted.join(', ')}. See: despatch case action list --soon`)
}

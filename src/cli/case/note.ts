import type { Command } from 'commander'
import { addNote } from '../../domain/cases/change.ts'
import { newItemId } from '../../sdk/cases/notes.ts'
import type { Cli } from '../account.ts'
import { action, type CommonOptions } from '../action.ts'
import { taught } from '../taught.ts'
import { CASE, changeNamed, ofCase, textFrom } from './changed.ts'

/** `case note` */
export function registerCaseNote(group: Command, cli: Cli): void {
  const note = ofCase(group, 'note', 'write a note into a case').argument(
    '<text>',
    'the note; @FILE reads it from a file, - from the standard input',
  )
  taught(note, {
    about: ['With your sign-in name and the time. A note is not changed afterwards: write another.'],
    examples: [
      `despatch case note ${CASE} "Rang the informer back: quiet since Sunday."`,
      `despatch case note ${CASE} @visit.txt`,
    ],
    next: 'despatch case show CASE shows it in the order of time.',
  })
  action<CommonOptions>(cli, note, async (options, [which = '', given = '']) => {
    const text = await textFrom(given)
    const id = newItemId(cli.clock())
    await changeNamed(
      cli,
      options,
      which,
      (written) => addNote(id, text, written),
      () => 'Noted.',
    )
  })
}

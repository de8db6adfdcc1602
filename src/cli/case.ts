import type { Command } from 'commander'
import type { Cli } from './account.ts'
import { registerCaseActions } from './case/actions.ts'
import { registerCaseForm } from './case/form.ts'
import { registerCaseLinks } from './case/links.ts'
import { registerCaseList } from './case/list.ts'
import { registerCaseNote } from './case/note.ts'
import { registerCasePeople } from './case/people.ts'
import { registerCaseShow } from './case/show.ts'
import { registerCaseStatus } from './case/status.ts'
import { registerCaseThreads } from './case/threads.ts'
import { taught } from './taught.ts'

/** `case` and its commands: what a team keeps of its cases, one file for each sort of thing in one. */
export function registerCase(program: Command, cli: Cli): void {
  const group = program
    .command('case')
    .description(
      'cases of your team: exchanges, people, notes, actions, links, and all of it in the order of time',
    )
  taught(group, {
    about: [
      'A case belongs to one mailbox. Its members read it; nobody else does, the rest of your agency and the service included, and it goes into no referral. What you write is sealed on this machine. What stands in a command, your shell may keep: a text can come from a file or, with -, from the standard input.',
      'CASE is the id, its beginning or end, or your own number of it.',
    ],
    examples: [
      'despatch case',
      'despatch case new --title "Example Road, noise" --number ASB/2010/117',
      'despatch case show ASB/2010/117',
    ],
    next: 'despatch send --case CASE --person 1 sends about somebody of a case, without keying them again.',
  })
  registerCaseList(group, cli)
  registerCaseShow(group, cli)
  registerCaseNote(group, cli)
  registerCaseActions(group, cli)
  registerCasePeople(group, cli)
  registerCaseLinks(group, cli)
  registerCaseThreads(group, cli)
  registerCaseForm(group, cli)
  registerCaseStatus(group, cli)
}

import type { Reason } from '../domain/decide.ts'
import { formatMarking } from '../domain/marking.ts'
import type { Marking } from '../domain/wire/referral-fields.ts'
import type { Readers } from '../sdk/keys/who-reads.ts'
import { CONSIDER } from '../sdk/wording.ts'
import type { Cli } from './account.ts'
import { FailedError } from './action.ts'
import { mayGoOn } from './passphrase.ts'
import { safeLine, wrapped } from './terminal-text.ts'

/** Said before anything is sealed, so that it can still be stopped. */
export function showReaders({ terminal }: Cli, readers: readonly Readers[], marking: Marking): void {
  terminal.say(
    `Who will be able to read it, ${formatMarking(marking)}:`,
    ...readerLines(readers, terminal.width),
  )
}

/** What the guidance asks to be weighed, and nobody has said was (L13): it stops nothing. */
export function showConsiderations({ terminal }: Pick<Cli, 'terminal'>, consider: readonly Reason[]): void {
  if (consider.length === 0) return
  terminal.say(
    CONSIDER,
    ...consider.flatMap(({ rule, sentence }) => wrapped(`  ${rule}  ${sentence}`, terminal.width, '      ')),
  )
}

/** Each mailbox with its agency and who can open it. */
export const readerLines = (readers: readonly Readers[], width: number): string[] =>
  readers.flatMap(({ mailbox, agency, says, members }) => [
    ...wrapped(safeLine(`  ${mailbox}${agency === null ? '' : `, ${agency}`}: ${says}`), width, '    '),
    ...(members === null
      ? []
      : wrapped(safeLine(`    members: ${members.join(', ') || 'nobody in office'}`), width, '      ')),
  ])

/** At a terminal it is asked whether they are meant; elsewhere nobody is there to ask. @throws FailedError */
export async function demandReadersMeant({ io }: Cli): Promise<void> {
  if (await mayGoOn(io, 'Seal it for them and send it? (yes or no) ')) return
  throw new FailedError('Nothing was sent.')
}

import type { Command } from 'commander'
import type { CaseChange, Written } from '../../domain/cases/change.ts'
import type { TakenFrom } from '../../sdk/cases/form-of-referral.ts'
import { changeCase, type OpenedCase, writtenBy } from '../../sdk/cases/notes.ts'
import { findCase, openCases, type ReadCases } from '../../sdk/cases/read-cases.ts'
import { type Cli, openSigning, type Signing } from '../account.ts'
import { type CommonOptions, UsageError, withAccount } from '../action.ts'
import { readBounded } from '../bounded-file.ts'
import { rememberDue } from '../due-actions.ts'
import { found, theOnly } from '../found.ts'
import { safeLine, wrapped } from '../terminal-text.ts'

/** A case as its own examples call it. */
export const CASE = 'ASB/2010/117'
/** A text of a case is a few thousand characters. */
const TEXT_LIMIT = 64 * 1024

/** A command about one case. */
export const ofCase = (group: Command, name: string, description: string): Command =>
  withAccount(group.command(name).description(description).argument('<case>', 'its id, or your number of it'))

/** Opens the case that is named. */
export async function openNamed(
  cli: Cli,
  options: CommonOptions,
  text: string,
): Promise<{ session: Signing; opened: OpenedCase; now: Date; written: Written }> {
  const session = await openSigning(cli, options)
  const now = cli.clock()
  const opened = await findCase(session, text, now)
  await rememberDue(cli, session, [opened])
  return { session, opened, now, written: writtenBy(session, now) }
}

/** Changes the case that is named, and says so: in one line, or the whole case with `--json`. */
export async function changeNamed(
  cli: Cli,
  options: CommonOptions,
  text: string,
  make: (written: Written) => CaseChange,
  says: (changed: OpenedCase) => string,
): Promise<void> {
  const { session, opened, now, written } = await openNamed(cli, options, text)
  const changed = await changeCase(session, opened, make(written), now)
  await rememberDue(cli, session, [changed])
  if (options.json) return cli.terminal.json(documentOf(changed))
  cli.terminal.say(says(changed))
}

/** Opens every case of one's mailboxes, or of one of them, and says which were left out since they could not be opened. */
export async function openAll(cli: Cli, session: Signing, mailbox?: string): Promise<ReadCases> {
  const read = await openCases(session, cli.clock(), mailbox)
  await rememberDue(cli, session, read.cases, mailbox === undefined && read.unreadable.length === 0)
  for (const { file, why } of read.unreadable)
    cli.terminal.note(
      ...wrapped(
        safeLine(`The case ${file.id} could not be opened, and is left out: ${why}`),
        cli.terminal.width,
      ),
    )
  return read
}

/** The referral that the case takes something over from. */
export async function takenFrom({ clock }: Cli, session: Signing, ref: string): Promise<TakenFrom> {
  const { referral, deliveries } = await found(session, ref)
  const delivery = deliveries.length === 0 ? null : await theOnly(session, ref, deliveries)
  return { referral, delivery, now: clock() }
}

/** A case as JSON: what the service knows, and what only the team does. */
export const documentOf = ({ file, notes }: OpenedCase) => ({ case: file, notes })

/** A text as it was typed; with `-` from the standard input, with `@FILE` from a file. @throws UsageError */
export async function textFrom(given: string): Promise<string> {
  const path = given === '-' ? '/dev/stdin' : given.startsWith('@') ? given.slice(1) : null
  if (path === null) return given
  const read = await readBounded(path, TEXT_LIMIT, { pipes: true })
  if (typeof read === 'string')
    throw new UsageError(`${given === '-' ? 'the standard input' : path} is ${read}`)
  return new TextDecoder().decode(read).replaceAll('\r\n', '\n').trimEnd()
}

/** What a person or an action of a case is called by. @throws UsageError */
export function itemNumber(text: string): number {
  if (/^[1-9][0-9]{0,5}$/.test(text)) return Number(text)
  throw new UsageError(`${text} is not a number that a person or an action has, such as 1`)
}

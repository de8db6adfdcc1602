import type { Command } from 'commander'
import { caseToSendIn } from '../../sdk/cases/case-to-send-in.ts'
import type { OpenedCase } from '../../sdk/cases/notes.ts'
import { putThread } from '../../sdk/cases/put-thread.ts'
import type { SentReferral } from '../../sdk/send.ts'
import { sentenceOf } from '../../sdk/sentence.ts'
import type { Cli, Signing } from '../account.ts'
import { type CommonOptions, FailedError, UsageError } from '../action.ts'
import { type FillingOptions, withFilling } from './filling.ts'

/** What `send` takes of a case. */
export type OfCaseOptions = FillingOptions & { case?: string }

export const withCase = (command: Command): Command =>
  withFilling(
    command.option(
      '--case <case>',
      'a case of yours: its people are filled in, and the exchange comes into it',
    ),
  )

/** @throws UsageError when people are named and no case */
export function demandCaseNamed({ case: which, person, with: further }: OfCaseOptions): void {
  if (which === undefined && (person !== undefined || further !== undefined))
    throw new UsageError('--person and --with are of a case: name it with --case')
}

/** The case that something is sent in. @throws ClientError when it is another mailbox's than the sending one */
export const caseFor = (
  cli: Cli,
  session: Signing,
  { case: which = '', from }: OfCaseOptions & { from: string },
): Promise<OpenedCase> => caseToSendIn(session, { which, from, now: cli.clock() })

/** Puts what was sent into its case. What was sent is sent, whatever becomes of that. */
export async function putSent(
  cli: Cli,
  session: Signing,
  opened: OpenedCase,
  { reference, thread }: SentReferral,
  { json }: CommonOptions,
): Promise<void> {
  const { id } = opened.file
  try {
    await putThread(session, opened, { thread, now: cli.clock() })
  } catch (error) {
    const why = sentenceOf(error)
    if (why === null) throw error
    throw new FailedError(
      `It was sent, and is not in the case: ${why} To put it there: despatch case add-thread ${id} ${reference}`,
    )
  }
  if (json !== true) cli.terminal.say(`It is in the case ${opened.notes.number ?? id}.`)
}

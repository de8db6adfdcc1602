import { type Argument, type Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import {
  ApiProblemError,
  ClientError,
  isApiProblem,
  LogInconsistentError,
  PinChangedError,
} from '../sdk/errors.ts'
import { sentenceOf } from '../sdk/sentence.ts'
import { type AccountOptions, accountOf, type Cli } from './account.ts'
import { COMMON_OPTIONS } from './help.ts'
import { raiseAlarm } from './kept-checkpoint.ts'
import { forgetSession } from './kept-session.ts'
import { safeLine } from './terminal-text.ts'

/** The command was used wrongly: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** What it printed says that it failed; there is nothing to add but the exit code 1 and this sentence. */
export class FailedError extends ClientError {
  override name = 'FailedError'
}

export type CommonOptions = AccountOptions & { json?: boolean }

/** `--json`, on everything that prints. */
export const jsonOption = (): Option => new Option('--json', 'print JSON').helpGroup(COMMON_OPTIONS)

/** `--passphrase-fd`, on everything that may need the key. */
export const passphraseOption = (): Option =>
  new Option(
    '--passphrase-fd <n>',
    'read the passphrase of the key from this file descriptor; npx hands on 0 alone',
  )
    .argParser(descriptor)
    .helpGroup(COMMON_OPTIONS)

/** An option or argument whose choices help and completion tell; the command itself says what is wrong with another. */
export const offering = <T extends Option | Argument>(what: T, choices: readonly string[]): T => {
  what.choices(choices).argParser((text: string) => text)
  return what
}

const common = (flags: string, description: string): Option =>
  new Option(flags, description).helpGroup(COMMON_OPTIONS)

/** The options of every command that is signed in. */
export function withAccount(command: Command): Command {
  return command
    .addOption(common('--server <server>', 'another service than the one signed in to last'))
    .addOption(common('--as <user>', 'another account than the one signed in last'))
    .addOption(passphraseOption())
    .addOption(jsonOption())
}

/**
 * The action of a command. A refusal or failure becomes one or two sentences and exit code 1, with `--json` also a
 * document on the standard output; wrong usage exit code 2; never a stack trace.
 */
export function action<O extends CommonOptions>(
  cli: Cli,
  command: Command,
  run: (options: O, args: string[]) => Promise<void>,
): void {
  command.action(async (...given: unknown[]) => {
    const options = command.opts<O>()
    const args = given
      .slice(0, -2)
      .flat()
      .filter((arg) => typeof arg === 'string')
    try {
      await run(options, args)
    } catch (error) {
      if (error instanceof CommanderError) throw error
      if (error instanceof UsageError) command.error(`error: ${safeLine(error.message)}`, { exitCode: 2 })
      if (error instanceof LogInconsistentError) await keepEvidence(cli, options, error)
      const remarks = [await sessionEnded(cli, options, error), cli.serviceClock.remark()]
      const message = [failureSentence(error), ...remarks.filter((remark) => remark !== null)].join(' ')
      if (options.json && !(error instanceof FailedError))
        cli.terminal.json({ error: documentOf(error, message) })
      throw new ClientError(message)
    }
  })
}

/** Ended from elsewhere, or by time: the session is forgotten, and it is said how another is begun. */
async function sessionEnded(cli: Cli, options: AccountOptions, error: unknown): Promise<string | null> {
  if (!isApiProblem(error, 'token-expired')) return null
  const account = await accountOf(cli, options)
  await forgetSession(cli, account)
  return safeLine(`The command for it: despatch login ${account.origin} --as ${account.login}`)
}

/** The sentence for whatever went wrong. */
function failureSentence(error: unknown): string {
  const sentence = sentenceOf(error)
  if (error instanceof PinChangedError) {
    const owner = error.owner.replace(/^mailbox:/, '')
    return safeLine(`${sentence} If the change is right, sign in again with --repin ${owner}.`)
  }
  if (error instanceof ApiProblemError && error.status >= 500 && error.instance !== null)
    return safeLine(`${sentence ?? error.message} (${error.instance})`)
  if (sentence !== null) return safeLine(sentence)
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return safeLine(
    `Something went wrong in this program, and nothing more was done (${what}). Please report it.`,
  )
}

function documentOf(error: unknown, message: string): object {
  if (!(error instanceof ApiProblemError)) return { message }
  const { type, title, status, detail, instance, extra } = error
  return { ...extra, type, title, status, detail, instance, message }
}

/** A proof that does not hold is kept, and stops everything, like a checkpoint that does not. */
async function keepEvidence(cli: Cli, options: AccountOptions, error: LogInconsistentError): Promise<void> {
  const { origin } = await accountOf(cli, options)
  await raiseAlarm(cli, origin, error)
}

export function descriptor(text: string): number {
  const n = Number(text)
  if (!/^\d{1,4}$/.test(text) || n === 1 || n === 2)
    throw new InvalidArgumentError('A file descriptor is a number, such as 3.')
  return n
}

/** Gathers an option that may be given several times, or once with commas. */
export const listed = (text: string, before: string[] = []): string[] => [
  ...before,
  ...text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
]

/** Gathers an option that may be given several times; commas belong to the value. */
export const repeated = (text: string, before: string[] = []): string[] => [...before, text]

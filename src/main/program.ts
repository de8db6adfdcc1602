import { Command, CommanderError } from 'commander'
import { COMMON_OPTIONS, helpWanted, layOutHelp, pointToHelp } from '../cli/help.ts'
import { exampleLines } from '../cli/taught.ts'
import { type Io, terminalOf } from '../cli/terminal.ts'
import { wrapped } from '../cli/terminal-text.ts'
import type { Ending } from './ending.ts'
import { OPERATOR_COMMANDS, registerOperatorCommands } from './operator-commands.ts'
import { ownVersion } from './own-version.ts'

/**
 * `despatch`: the operator's commands here, everyone else's from `cli/`, which is loaded only when one of
 * them (or the list of all) is asked for.
 *
 * @returns the exit code: 0 done, 1 refused or failed, 2 wrong usage
 */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
  const ending: Ending = { exitCode: 0 }
  const program = await composeProgram(io, { ending, whole: wantsWhole(args) })
  try {
    await program.parseAsync(helpWanted(program, args), { from: 'user' })
    return ending.exitCode
  } catch (error) {
    return refusal(error, io)
  }
}

/** Everything that can be typed after `despatch`. Nothing is run, and nothing is connected to. */
export async function composeProgram(
  io: Io,
  { ending = { exitCode: 0 }, whole = true }: { ending?: Ending; whole?: boolean } = {},
): Promise<Command> {
  const program = new Command('despatch').exitOverride().configureOutput({
    writeOut: (text) => io.out(text.replace(/\n$/, '')),
    writeErr: (text) => io.err(text.replace(/\n$/, '')),
  })
  const { width } = terminalOf(io)
  layOutHelp(program, width)
    .optionsGroup(COMMON_OPTIONS)
    .version(await ownVersion(), '-V, --version', 'print the version')
    .addHelpText('before', () => `${introduction(width).join('\n')}\n`)
    .addHelpText('after', () => `\n${wrapped(CONVENTIONS, width).join('\n')}`)
  if (whole) {
    const { registerCommands } = await import('../cli/commands.ts')
    registerCommands(program, io)
  }
  program.commandsGroup('Operator:')
  registerOperatorCommands(program, io, ending)
  program.commandsGroup('Help:').helpCommand(true)
  if (whole) {
    const { registerCompletion } = await import('../cli/completion.ts')
    registerCompletion(program)
  }
  pointToHelp(program)
  return program
}

function wantsWhole(args: readonly string[]): boolean {
  const command = args.find((arg) => !arg.startsWith('-'))
  const wantsVersion = args.length === 1 && ['-V', '--version'].includes(args[0] ?? '')
  return !wantsVersion && !(command !== undefined && OPERATOR_COMMANDS.includes(command))
}

function introduction(width: number): string[] {
  return [
    ...wrapped(
      'Despatch carries case referrals, protectively marked, between the agencies of a community-safety partnership. They are sealed on the sender’s machine and opened on the reader’s: nobody in between can read them.',
      width,
    ),
    '',
    ...wrapped(
      'The first three things to type (in the folder of a clone, npx despatch for despatch):',
      width,
    ),
    ...[
      {
        for: 'sign in, here to the demonstration (passphrase: .despatch/demo/passphrase)',
        type: 'despatch login http://localhost:8080 --as yot.officer --key .despatch/demo/people/yot.officer.asc',
      },
      { for: 'see what your mailboxes have received', type: 'despatch inbox' },
      { for: 'learn how to open what is there, or any other command', type: 'despatch help open' },
    ].flatMap((example) => exampleLines(example, width)),
  ]
}

const CONVENTIONS =
  'Whatever prints takes --json. The exit code is 0 when it is done, 1 when it was refused or failed, 2 for wrong usage. What is kept between commands (locked keys, pinned certificates, the last checkpoint) is in ~/.config/despatch, or where DESPATCH_HOME points.'

function refusal(error: unknown, io: Io): number {
  if (error instanceof CommanderError) {
    // The help was printed because a command has commands of its own, and none of them was named.
    if (error.code === 'commander.help' && error.exitCode !== 0)
      io.err('error: say which of the commands above is meant')
    // Help and version end this way too, with 0; a command's own `program.error` says its code.
    return error.exitCode === 0 || error.code === 'commander.error' ? error.exitCode : 2
  }
  io.err(error instanceof Error ? error.message : String(error))
  return error instanceof Error && 'exitCode' in error && error.exitCode === 2 ? 2 : 1
}

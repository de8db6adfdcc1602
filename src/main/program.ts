import { Command, CommanderError, Option } from 'commander'
import { SETTINGS } from '../config.ts'
import type { Io } from './io.ts'
import { ownVersion } from './own-version.ts'
import { ROLES, type Role } from './service.ts'

/**
 * `despatch`: the operator's commands here, everyone else's from `cli/`, which is loaded only when one of
 * them (or the list of all) is asked for.
 *
 * @returns the exit code: 0 done, 1 refused or failed, 2 wrong usage
 */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
  let exitCode = 0
  const program = new Command('despatch')
    .description('Secure case-referral mail between the agencies of a community-safety partnership.')
    .version(await ownVersion(), '-V, --version', 'print the version')
    .helpCommand(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text.replace(/\n$/, '')),
      writeErr: (text) => io.err(text.replace(/\n$/, '')),
    })

  program
    .command('serve')
    .description('start the service')
    .addOption(new Option('--role <role>', 'which part to run').choices(ROLES).default('all'))
    .option('--demo', 'load the demonstration partnership into an empty external database', false)
    .addHelpText('after', `\nSettings come from the environment:\n${settingsTable()}`)
    .action(async (options: { role: Role; demo: boolean }) => {
      const { serve } = await import('./serve.ts')
      exitCode = await serve(options, io)
    })
  program
    .command('demo')
    .description('play the journeys against the running service; leaves you signed in as the auditor')
    .option('--json', 'print one JSON object a step', false)
    .action(async (options: { json: boolean }) => {
      const { demo } = await import('./demo.ts')
      await demo(options, io)
    })
  program
    .command('doctor')
    .description('look at everything that has to be right for the service to run')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) => {
      const { doctor } = await import('./doctor.ts')
      exitCode = await doctor(options, io)
    })

  const own = new Set(program.commands.map((command) => command.name()))
  const command = args.find((arg) => !arg.startsWith('-'))
  const wantsVersion = args.length === 1 && ['-V', '--version'].includes(args[0] ?? '')
  if (!wantsVersion && !(command && own.has(command))) {
    const { registerCommands } = await import('../cli/commands.ts')
    registerCommands(program, io)
  }

  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    return refusal(error, io)
  }
}

function refusal(error: unknown, io: Io): number {
  if (error instanceof CommanderError) {
    // Help and version end this way too, with 0; a command's own `program.error` says its code.
    return error.exitCode === 0 || error.code === 'commander.error' ? error.exitCode : 2
  }
  io.err(error instanceof Error ? error.message : String(error))
  return error instanceof Error && 'exitCode' in error && error.exitCode === 2 ? 2 : 1
}

function settingsTable(): string {
  return SETTINGS.map(([name, fallback, meaning]) => {
    const or = fallback ? ` (${fallback})` : ''
    return `  ${name.padEnd(23)} ${meaning}${or}`
  }).join('\n')
}

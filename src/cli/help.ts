import { type Argument, type Command, Option } from 'commander'
import { filled, unitsOf } from './taught.ts'

/** The heading of the options that most commands share; beneath it, those of the command itself stand apart. */
export const COMMON_OPTIONS = 'Common options:'

/** What remains for a meaning beside its term; commander leaves narrower ones unwrapped. */
const NARROWEST = 20

/** How the help of a program, and of the commands that are added to it after this, is laid out in so many columns. */
export function layOutHelp(program: Command, width: number): Command {
  return program
    .configureOutput({ getOutHelpWidth: () => width, getErrHelpWidth: () => width })
    .configureHelp({
      minWidthToWrap: NARROWEST,
      commandUsage: (command) => usageOf(command, width),
      subcommandTerm: (command) =>
        [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' '),
      optionDescription: described,
      argumentDescription: described,
    })
    .addHelpOption(new Option('-h, --help', 'explain this command').helpGroup(COMMON_OPTIONS))
    .helpCommand('help [command]', 'explain a command')
}

/** The names down to the command, then what it cannot do without, then the rest. */
function usageOf(command: Command, width: number): string {
  const required = command.options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags)
  const units = [...namesOf(command), ...required, ...unitsOf(command.usage())]
  const [line = '', ...more] = filled(units, width, {
    first: ' '.repeat('Usage: '.length),
    other: '    ',
    broken: '',
  })
  return [line.trimStart(), ...more].join('\n')
}

/** `['despatch', 'log', 'verify']` */
export const namesOf = (command: Command): string[] => [
  ...(command.parent ? namesOf(command.parent) : []),
  command.name(),
]

const argumentTerm = (argument: Argument): string =>
  argument.required ? `<${argument.name()}>` : `[${argument.name()}]`

function described({ description, argChoices, defaultValue }: Argument | Option): string {
  const choices = argChoices === undefined ? '' : `: ${argChoices.join(', ')}`
  return `${description}${choices}${defaultValue === undefined ? '' : ` (${defaultValue})`}`
}

/** Every command below this one. */
export const commandsBelow = (command: Command): Command[] =>
  command.commands.flatMap((one) => [one, ...commandsBelow(one)])

/** Lets whatever is said of wrong usage end with where to read on. To be called when all commands are there. */
export function pointToHelp(program: Command): void {
  for (const command of [program, ...commandsBelow(program)]) {
    command.showHelpAfterError(`See: ${namesOf(command).join(' ')} --help`)
  }
}

/**
 * What people type to be helped, as commander understands it: nothing at all, `help log verify` (commander would
 * explain `log`), `sned --help` (commander would explain the whole, and not say that there is no such command).
 */
export function helpWanted(program: Command, args: readonly string[]): readonly string[] {
  const [first] = args
  if (first === undefined) return ['--help']
  const asks = first === 'help'
  if (!asks && !args.includes('--help') && !args.includes('-h')) return args
  const path: string[] = []
  let command = program
  for (const name of asks ? args.slice(1) : args) {
    if (name.startsWith('-') || command.commands.length === 0) break
    const found = command.commands.find((one) => one.name() === name)
    path.push(name)
    if (!found) return path
    command = found
  }
  return asks ? [...path, '--help'] : args
}

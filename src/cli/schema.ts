import type { Command } from 'commander'
import { isKindName, type Kind, kindOf, kinds } from '../domain/kinds.ts'
import type { Cli } from './account.ts'
import { action, jsonOption, UsageError } from './action.ts'

/** The kind that a person named. @throws UsageError listing those there are */
export function kindNamed(name: string): Kind {
  if (isKindName(name)) return kindOf(name)
  throw new UsageError(`there is no kind ${name}; the kinds are ${kinds.map(({ kind }) => kind).join(', ')}`)
}

export function registerSchema(program: Command, cli: Cli): void {
  const command = program
    .command('schema')
    .description('print the form of a kind of referral as JSON Schema, or a filled example')
    .argument('<kind>', kinds.map(({ kind }) => kind).join(', '))
    .option('--example', 'print a filled example, about invented people')
    .addOption(jsonOption())
  action<{ example?: boolean; json?: boolean }>(cli, command, async ({ example }, [name = '']) => {
    const kind = kindNamed(name)
    // Both are JSON already, with and without --json, so that `despatch schema K --example > data.json` works.
    cli.terminal.json(example ? kind.example : kind.schema)
  })
}

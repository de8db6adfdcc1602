import { Argument, type Command } from 'commander'
import { dayOf } from '../domain/day.ts'
import { type Form, isKindName, type Kind, kindOf, kinds } from '../domain/kinds.ts'
import type { Cli } from './account.ts'
import { action, jsonOption, offering, UsageError } from './action.ts'
import { taught } from './taught.ts'

/** The kind that a person named. @throws UsageError listing those there are */
export function kindNamed(name: string): Kind {
  if (isKindName(name)) return kindOf(name)
  throw new UsageError(`there is no kind ${name}; the kinds are ${kinds.map(({ kind }) => kind).join(', ')}`)
}

/** The form of one type of order. @throws UsageError listing those there are */
function formNamed({ kind, forms }: Kind, name: string): Form {
  if (forms === null) throw new UsageError(`the kind ${kind} has one form only; leave --order-type out`)
  const form = forms.all.find((candidate) => candidate.name === name)
  if (form) return form
  throw new UsageError(
    `there is no type of order ${name}; the types are ${forms.all.map((candidate) => candidate.name).join(', ')}`,
  )
}

type Options = { orderType?: string; example?: boolean; json?: boolean }

export function registerSchema(program: Command, cli: Cli): void {
  const command = program
    .command('schema')
    .description('print the form of a kind of referral as JSON Schema, or a filled example')
    .addArgument(
      offering(
        new Argument('<kind>', 'kind of referral'),
        kinds.map(({ kind }) => kind),
      ),
    )
    .option('--order-type <type>', 'of court-order: the form of one type of order, such as asbo')
    .option('--example', 'print a filled example, about invented people')
    .addOption(jsonOption())
  taught(command, {
    about: ['Both are JSON with and without --json. Nobody needs to be signed in.'],
    examples: [
      'despatch schema asb-incident --example > incident.json',
      {
        for: 'an order of one type, as if it were made today',
        type: 'despatch schema court-order --order-type asbo --example > order.json',
      },
      'despatch schema information-request',
    ],
    next: 'fill it in with an editor; despatch send --data FILE says which fields are wrong before anything leaves.',
  })
  action<Options>(cli, command, async ({ orderType, example }, [name = '']) => {
    const kind = kindNamed(name)
    const form = orderType === undefined ? kind.forms?.all[0] : formNamed(kind, orderType)
    // Both are JSON already, with and without --json, so that `despatch schema K --example > data.json` works.
    // An order is as of today: one of years ago has ended, and may not be sent as if it bound anybody.
    const filled = () => form?.exampleOn(dayOf(cli.clock())) ?? kind.example
    cli.terminal.json(example ? filled() : orderType === undefined ? kind.schema : form?.schema)
  })
}

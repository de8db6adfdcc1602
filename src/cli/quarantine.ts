import type { Command } from 'commander'
import type { HeldMail } from '../domain/wire/quarantine.ts'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { type ListOptions, listCommand, pageOf, printed } from './lists.ts'
import { taught } from './taught.ts'
import { shortTime } from './wording.ts'

/** `quarantine`, `quarantine release`, `quarantine dismiss`: mail that was held back from the inbox. */
export function registerQuarantine(program: Command, cli: Cli): void {
  const quarantine = program
    .command('quarantine')
    .description('see mail that was held back, and decide what becomes of it')
  taught(quarantine, {
    about: [
      'Mail that nobody could read, or that nothing bears out, does not go to the inbox. It is sealed to the mailbox like everything else, and waits here with the reason and what you can do.',
    ],
    examples: [
      'despatch quarantine',
      'despatch quarantine release 019a…',
      'despatch quarantine dismiss 019a…',
    ],
    next: 'despatch inbox shows what was released.',
  })

  const list = listCommand(quarantine, 'list', 'list what is held back', { isDefault: true })
  taught(list, {
    about: ['The same as despatch quarantine alone: newest first, each with its reason.'],
    examples: ['despatch quarantine list --mailbox yot@liverpool.gcsx.gov.test'],
    next: 'despatch quarantine release ID lets one into the inbox; dismiss lays it aside.',
  })
  action<ListOptions>(cli, list, async (options) => {
    const { client } = await openReading(cli, options)
    const { rows, next } = await client.quarantine(pageOf(options))
    if (options.json) return cli.terminal.json({ rows, next })
    printed(cli, ['ID', 'REASON', 'RECEIVED'], rows.map(recordOf), { next, empty: 'Nothing is held back.' })
  })

  decision(quarantine, cli, {
    name: 'release',
    description: 'let one into the inbox after all',
    about: 'It is shown there for what it is: what cannot be opened still cannot.',
    said: 'It goes to the inbox.',
  })
  decision(quarantine, cli, {
    name: 'dismiss',
    description: 'lay one aside for good',
    about:
      'It is never delivered, which is entered in the log. Its sender is not told by this: tell them yourself, and what to do.',
    said: 'It is laid aside.',
  })
}

function recordOf({ delivery, reason, at, mailbox, domain, size, keyIds, sentence }: HeldMail) {
  const keys = keyIds.length === 0 ? '' : `, encrypted to ${keyIds.join(', ')}`
  return {
    cells: [delivery, reason, shortTime(at)],
    beneath: [`from somebody at ${domain}, ${size} bytes${keys}`, `to ${mailbox}`, sentence],
  }
}

function decision(
  quarantine: Command,
  cli: Cli,
  {
    name,
    description,
    about,
    said,
  }: Record<'description' | 'about' | 'said', string> & {
    name: 'release' | 'dismiss'
  },
): void {
  const command = withAccount(
    quarantine.command(name).description(description).argument('<id>', 'as the list names it'),
  )
  taught(command, {
    about: [about],
    examples: [`despatch quarantine ${name} 0198f3a2-7c4e-7b1d-9a55-3f2b8c6d1e90`],
    next: 'despatch quarantine shows what else is held back.',
  })
  action<CommonOptions>(cli, command, async (options, [id = '']) => {
    const { client } = await openReading(cli, options)
    const decided = name === 'release' ? await client.releaseHeld(id) : await client.dismissHeld(id)
    if (options.json) return cli.terminal.json(decided)
    cli.terminal.say(said)
  })
}

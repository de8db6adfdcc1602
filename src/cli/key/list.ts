import type { Command } from 'commander'
import { personOf } from '../../domain/trust/state.ts'
import { Grant } from '../../domain/wire/grant.ts'
import type { KeyGrantResponse } from '../../domain/wire/key-response.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import { endingsFor } from '../../sdk/keys/ending.ts'
import { holdersIn } from '../../sdk/keys/holders.ts'
import { type Cli, openSigning } from '../account.ts'
import { action, type CommonOptions, withAccount } from '../action.ts'
import { recordTable, table } from '../table.ts'
import { taught } from '../taught.ts'
import { wrapped } from '../terminal-text.ts'
import { endingLines } from './endings.ts'
import { openingLines } from './openings.ts'

/** `key list`: the keys that one holds oneself, and what ends soon. */
export function registerKeyList(group: Command, cli: Cli): void {
  const list = withAccount(
    group.command('list', { isDefault: true }).description('list the keys that you hold, and what ends soon'),
  )
  taught(list, {
    about: [
      'Warnings come sixty, thirty and seven days before something ends: of your mailboxes, your own key and training; for a liaison officer or deputy, of the whole agency. They also see when its recovery key was brought out.',
    ],
    examples: ['despatch key list', 'despatch key list --json'],
    next: 'despatch key show MAILBOX says who holds its keys.',
  })
  action<CommonOptions>(cli, list, async (options) => {
    const { client, trust, key } = await openSigning(cli, options)
    const state = await trust.state()
    const [grants, endings] = [
      await client.keyGrants(),
      await endingsFor(state, key.getFingerprint(), cli.clock()),
    ]
    const isOfficer = personOf(state, key.getFingerprint())?.roles.some(
      (role) => role === 'liaison-officer' || role === 'deputy',
    )
    const openings = isOfficer ? await client.keyOpenings() : []
    const held = grants.map(heldOf)
    if (options.json) return cli.terminal.json({ keys: held, endings, openings })
    const columns = [
      { heading: 'MAILBOX', cut: true },
      ...['GENERATION', 'PART', 'UNTIL'].map((heading) => ({ heading })),
    ]
    const rows = held.map(({ mailbox, generation, part, expires }) => [
      mailbox,
      String(generation),
      part,
      expires.slice(0, 10),
    ])
    cli.terminal.say(
      ...(rows.length === 0 ? ['You hold no key of a mailbox.'] : table(columns, rows, cli.terminal.width)),
      ...endingLines(endings),
      ...openingLines(openings),
    )
  })
}

const heldOf = ({ mailbox, generation, part, statement }: KeyGrantResponse) => ({
  mailbox,
  generation,
  part,
  expires: parseStatement(Grant, statement).expires,
})

/** `key show`: who holds the keys of a mailbox. */
export function registerKeyShow(group: Command, cli: Cli): void {
  const show = withAccount(
    group
      .command('show')
      .description('show who holds the keys of a mailbox, its generation and its end')
      .argument('<mailbox>', 'address of the mailbox'),
  )
  taught(show, {
    about: [
      'For members of the mailbox and officers of its agency; to everybody else it is as if there were none. Everybody named here can read what comes for it, the recovery key of the agency included.',
    ],
    examples: ['despatch key show asb.team@liverpool.gcsx.gov.test'],
    next: 'despatch key add and despatch key remove change who they are.',
  })
  action<CommonOptions>(cli, show, async (options, [mailbox = '']) => {
    const { client, trust } = await openSigning(cli, options)
    const [keys, state] = [await client.mailboxKeys(mailbox), await trust.refresh()]
    const holders = holdersIn(keys, state)
    const trusted = state.mailboxes[mailbox]
    if (options.json) {
      const { generation, since } = keys
      return cli.terminal.json({
        mailbox,
        generation,
        since,
        fingerprint: trusted?.fingerprint ?? null,
        holders,
      })
    }
    cli.terminal.say(
      ...wrapped(
        `${mailbox}: generation ${keys.generation}${keys.since === null ? '' : `, since ${keys.since.slice(0, 10)}`}${trusted?.restricted ? ', restricted' : ''}.`,
        cli.terminal.width,
        '  ',
      ),
      `Fingerprint ${trusted?.fingerprint ?? 'none'}.`,
      ...recordTable(
        ['WHO', 'UNTIL'],
        holders.map(({ who, parts, generations, until }) => ({
          cells: [who, until],
          beneath: [`${parts.join(', ')} of generation ${generations}`],
        })),
        cli.terminal.width,
      ),
    )
  })
}

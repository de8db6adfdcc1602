import type { Command } from 'commander'
import { type KeyHistory, readKeyHistory } from '../../sdk/trust/key-history.ts'
import { detailsOf, headlineOf } from '../../sdk/trust/key-history-words.ts'
import { type Cli, openReading } from '../account.ts'
import { action, type CommonOptions, withAccount } from '../action.ts'
import { recordTable } from '../table.ts'
import { taught } from '../taught.ts'
import { safeLine, wrapped } from '../terminal-text.ts'

/** `audit key-history`: the certificates that a mailbox had, and by whose word. */
export function registerKeyHistory(group: Command, cli: Cli): void {
  const command = withAccount(
    group
      .command('key-history')
      .description('the keys that a mailbox had, from when to when and by whose word, from the trust log')
      .argument('<mailbox>', 'address of the mailbox'),
  )
  taught(command, {
    about: [
      'Read from the trust log, which this machine verifies from its first record on; the service is not believed. Each line has the place of its record there. Times are those that the statements say; what counts is the place.',
      'Who holds the keys of a mailbox is told to its members and the officers of its agency alone, and is not here: the trust log names the recovery key of the agency, which can open them all.',
    ],
    examples: [
      'despatch audit key-history yot@liverpool.gcsx.gov.test',
      'despatch audit key-history intelligence@merseyside.pnn.police.test --json',
    ],
    next: 'despatch key show MAILBOX says who holds them now, to whom that is told; despatch trust the state of all.',
  })
  action<CommonOptions>(cli, command, async (options, [mailbox = '']) => {
    const { trust } = await openReading(cli, options)
    const history = await readKeyHistory(trust, mailbox)
    if (options.json) return cli.terminal.json(history)
    print(cli, history)
  })
}

function print({ terminal }: Cli, { mailbox, agency, lines, periods }: KeyHistory): void {
  const { width } = terminal
  const doubted = lines.filter(({ believed }) => !believed).length
  terminal.say(
    ...wrapped(
      safeLine(
        `${mailbox}${agency === null ? '' : `, of ${agency}`}: ${many(periods.length, 'certificate')}.`,
      ),
      width,
      '  ',
    ),
    ...recordTable(
      ['FROM', 'UNTIL', 'BY THE WORD OF'],
      periods.map(({ fingerprint, by, vouched, from, until }) => ({
        cells: [
          from.time.slice(0, 10),
          until === null ? 'now' : `${until.time.slice(0, 10)} (${until.why})`,
          `${by}${vouched ? ' (vouched for)' : ''}`,
        ],
        beneath: [fingerprint],
      })),
      width,
    ),
    '',
    ...recordTable(
      ['RECORD', 'WHEN', 'WHAT'],
      lines.map((line) => ({
        cells: [String(line.leaf), line.time.slice(0, 16).replace('T', ' '), headlineOf(line)],
        beneath: detailsOf(line),
      })),
      width,
    ),
    '',
    doubted === 0
      ? 'All of it is by agencies that agreements bind to yours.'
      : `${many(doubted, 'record')} of agencies that no agreement binds to yours: not believed here.`,
  )
}

const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

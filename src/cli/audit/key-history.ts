import type { Command } from 'commander'
import { type KeyHistory, type KeyHistoryLine, readKeyHistory } from '../../sdk/trust/key-history.ts'
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

const HEADLINES: Readonly<Record<KeyHistoryLine['what'], string>> = {
  certified: 'certified',
  rotated: 'rotated: new keys under the same fingerprint',
  renewed: 'renewed',
  replaced: 'replaced by another key',
  vouched: 'vouched for',
  revoked: 'revoked',
  suspended: 'trust suspended',
  resumed: 'trust resumed',
  'root-succeeded': 'root of the agency succeeded by another',
  'recovery-key': 'recovery key of the agency, which can open it',
}

function headlineOf(line: KeyHistoryLine): string {
  const more =
    'reason' in line ? `: ${line.reason}` : 'compared' in line ? `, compared by ${line.compared}` : ''
  return `${HEADLINES[line.what]}${more}${line.believed ? '' : ' (NOT BELIEVED)'}`
}

function detailsOf(line: KeyHistoryLine): string[] {
  const { signer, by } = line
  const who =
    signer === null
      ? `for ${by}, by a key that this machine does not know`
      : signer.who === 'root'
        ? `by the root of ${by}, ${signer.fingerprint}`
        : signer.who === 'person'
          ? `for ${by} by ${signer.name}, ${signer.fingerprint}`
          : `for ${by}, by the key itself, ${signer.fingerprint}`
  return [
    ...('fingerprint' in line ? [`key ${line.fingerprint}`] : [`agency ${line.agency}`]),
    ...('generation' in line
      ? [`generation ${line.generation}${line.restricted ? ', restricted' : ''}`]
      : []),
    who,
  ]
}

const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

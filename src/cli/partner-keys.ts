import type { Command } from 'commander'
import type { SeenKey, SeenKeyOutcome } from '../domain/wire/partner-keys.ts'
import { ClientError } from '../sdk/errors.ts'
import { openDelivery } from '../sdk/open-delivery.ts'
import { handInKey } from '../sdk/partner-keys.ts'
import { type Cli, openReading, openSigning, type Signing } from './account.ts'
import { action, type CommonOptions, UsageError, withAccount } from './action.ts'
import { readBounded } from './bounded-file.ts'
import { found, theOnly } from './found.ts'
import { registerApproval } from './partner-key-approval.ts'
import { registerCertify } from './partner-key-certify.ts'
import { recordTable } from './table.ts'
import { taught } from './taught.ts'
import { shortTime } from './wording.ts'

const POLICE = 'intelligence@merseyside.pnn.police.test'
const ID = '0198f3a2-7c4e-7b1d-9a55-3f2b8c6d1e90'
const LARGEST_FILE = 1024 * 1024

/** `partner-keys` and its commands: keys of partners that were seen, and what becomes of them. */
export function registerPartnerKeys(program: Command, cli: Cli): void {
  const keys = program
    .command('partner-keys')
    .description('keys of partners that were seen: hand them in, compare, approve or reject them')
  taught(keys, {
    about: [
      'Nothing is sealed to a key that nobody has vouched for. Somebody sees a key: in a file, in the partner’s Web Key Directory, or in a mail. It waits here until a liaison officer has compared its fingerprint with the partner, outside the service, and approved it.',
    ],
    examples: [
      'despatch partner-keys',
      `despatch partner-keys import police.asc --for ${POLICE}`,
      `despatch partner-keys show ${ID}`,
    ],
    next: 'despatch drafts shows what waits for a key.',
  })

  const list = withAccount(
    keys.command('list', { isDefault: true }).description('list the keys that wait for approval'),
  )
  taught(list, {
    about: [
      'The same as despatch partner-keys alone, with who of your agency saw each where. First are those that hold back what your agency sends: what its own people reported, and what the partner’s own directory says.',
    ],
    examples: ['despatch partner-keys list', 'despatch partner-keys list --json'],
    next: 'despatch partner-keys show ID says what is different, and has the words to compare.',
  })
  action<CommonOptions>(cli, list, async (options) => {
    const { client } = await openReading(cli, options)
    const seen = await client.seenKeys()
    if (options.json) return cli.terminal.json({ keys: seen })
    cli.terminal.say(
      ...(seen.length === 0
        ? ['No key waits for approval.']
        : recordTable(['ID', 'MAILBOX'], seen.map(recordOf), cli.terminal.width)),
    )
  })

  registerImport(keys, cli)
  registerFind(keys, cli)
  registerApproval(keys, cli)
  registerCertify(keys, cli)
}

function registerImport(keys: Command, cli: Cli): void {
  const command = withAccount(
    keys
      .command('import')
      .description('hand in a key that you were given, or that came with a mail')
      .argument('[file]', 'the file with the key')
      .option('--for <mailbox>', 'whose key it is')
      .option('--fingerprint <digits>', 'which one, where the file has several keys of that mailbox')
      .option('--mail <ref>', 'take the key that came with this mail, in place of a file'),
  )
  taught(command, {
    about: [
      'The key is judged first: one that is weak, has ended, was revoked or is of another mailbox is refused, with what to ask of its holder. Of the others no more is kept than is needed. Nothing is believed by this.',
    ],
    examples: [
      `despatch partner-keys import police.asc --for ${POLICE}`,
      'despatch partner-keys import --mail MSG-G7MA2-T18A7-2',
    ],
    next: 'despatch partner-keys list shows it as waiting for a liaison officer.',
  })
  type Options = CommonOptions & { for?: string; fingerprint?: string; mail?: string }
  action<Options>(cli, command, async (options, [path]) => {
    if ((path === undefined) === (options.mail === undefined))
      throw new UsageError('Give a file or --mail REF, one of them.')
    if (path !== undefined && options.for === undefined)
      throw new UsageError('Say whose key it is: --for MAILBOX.')
    const outcomes =
      path === undefined
        ? await fromMail(cli, options, options.mail ?? '')
        : [await fromFile(cli, options, path)]
    if (options.json) return cli.terminal.json({ outcomes })
    cli.terminal.say(...outcomes.flatMap(outcomeLines))
  })

  async function fromFile(cli: Cli, options: Options, path: string): Promise<SeenKeyOutcome> {
    const file = await readBounded(path, LARGEST_FILE)
    if (typeof file === 'string') throw new ClientError(`${path} is ${file}.`)
    const { change, key } = await handInKey(await openReading(cli, options), file, {
      mailbox: (options.for ?? '').toLowerCase(),
      fingerprint: options.fingerprint?.replaceAll(/\s/g, '').toLowerCase() ?? null,
      source: 'file',
      now: cli.clock(),
    })
    return { change, key }
  }

  async function fromMail(cli: Cli, options: Options, ref: string): Promise<SeenKeyOutcome[]> {
    const session = await openSigning(cli, options)
    const carried = await carriedBy(cli, session, ref)
    const outcomes: SeenKeyOutcome[] = []
    for (const { address, key } of carried) {
      if (key === null) continue
      outcomes.push(
        await session.client.reportKey({ mailbox: address, armored: key.armored, source: 'mail' }),
      )
    }
    if (outcomes.length === 0)
      throw new ClientError(`${ref} carries no key of its sender that could be used.`)
    return outcomes
  }
}

async function carriedBy(cli: Cli, session: Signing, ref: string) {
  const { referral, deliveries } = await found(session, ref)
  const delivery = await theOnly(session, ref, deliveries)
  const opened = await openDelivery({ session, delivery, referral, filing: {}, now: cli.clock() })
  return opened.outcome === 'opened' && opened.origin === 'mail' ? opened.carriedKeys : []
}

function registerFind(keys: Command, cli: Cli): void {
  const command = withAccount(
    keys
      .command('find')
      .description('have the service ask the partner’s domain for a key (Web Key Directory)')
      .argument('<mailbox>', 'whose key is wanted'),
  )
  taught(command, {
    about: [
      'For liaison officers. The service asks over HTTPS, and what it finds waits like every other key: that the domain publishes it is no proof of whose it is.',
    ],
    examples: [`despatch partner-keys find ${POLICE}`],
    next: 'despatch partner-keys show ID has the words to compare it by.',
  })
  action<CommonOptions>(cli, command, async (options, [mailbox = '']) => {
    const { client } = await openReading(cli, options)
    const outcome = await client.findKey(mailbox.toLowerCase())
    if (options.json) return cli.terminal.json(outcome)
    cli.terminal.say(...outcomeLines(outcome))
  })
}

const CHANGED = {
  first: 'It would be the first key of that mailbox.',
  same: 'It is the key in use, and says nothing new: nothing waits.',
  renewed: 'It is the key in use, which has renewed itself.',
  changed:
    'It is ANOTHER key than the one in use. Until it is settled your agency seals nothing to that mailbox.',
} as const

const OF_OTHERS =
  'It is another key than the one in use. Another agency reported it; what yours sends is not held back.'

function outcomeLines({ change, key }: SeenKeyOutcome): string[] {
  if (key === null) return [CHANGED[change]]
  return [
    `A key of ${key.mailbox}, ${key.fingerprint} (${key.algorithm}), waits for a liaison officer.`,
    CHANGED[change],
    `To compare and approve it: despatch partner-keys show ${key.id}`,
  ]
}

function recordOf({ id, mailbox, fingerprint, algorithm, endsAt, inUse, holds, seen }: SeenKey) {
  const change = inUse === null ? 'first' : inUse === fingerprint ? 'renewed' : 'changed'
  return {
    cells: [id, mailbox],
    beneath: [
      `${fingerprint}, ${algorithm}${endsAt === null ? '' : `, until ${shortTime(endsAt)}`}`,
      change === 'changed' && !holds ? OF_OTHERS : CHANGED[change],
      ...seen.map(
        ({ source, at, by }) => `seen ${SEEN[source]} by ${by ?? 'another agency'}, ${shortTime(at)}`,
      ),
    ],
  }
}

const SEEN = { file: 'in a file', wkd: 'in the Web Key Directory of its domain', mail: 'in a mail' } as const

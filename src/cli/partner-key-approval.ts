import { type Command, Option } from 'commander'
import type { SeenKey } from '../domain/wire/partner-keys.ts'
import { REVOCATION_REASONS } from '../domain/wire/trust/certificate.ts'
import { ClientError } from '../sdk/errors.ts'
import { approveKey, judgeSeenKey, keyInUse } from '../sdk/partner-keys.ts'
import { revokePartnerKey } from '../sdk/revoke-partner-key.ts'
import { type Cli, openReading, openSigning, type Reading } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { comparisonLines } from './key-lines.ts'
import { type HeardOptions, heardFrom, withHeard } from './partner-key-heard.ts'
import { taught } from './taught.ts'
import { safeLine, wrapped } from './terminal-text.ts'

const ID = '0198f3a2-7c4e-7b1d-9a55-3f2b8c6d1e90'

/** `partner-keys show`, `approve` and `reject`: comparing a fingerprint outside the service, and saying so. */
export function registerApproval(keys: Command, cli: Cli): void {
  registerShow(keys, cli)
  registerApprove(keys, cli)
  registerReject(keys, cli)
  registerRevoke(keys, cli)
}

function registerShow(keys: Command, cli: Cli): void {
  const command = withAccount(
    keys
      .command('show')
      .description('what is different about a key, and its fingerprint in words and as a QR code')
      .argument('<key>', 'id of a key that waits, or a mailbox for the key that it has in use'),
  )
  taught(command, {
    about: [
      'Telephone the partner at a number that you knew before, and have them read you the words of their own key: you listen and compare, and do not read yours to them. Of a mailbox of your own it shows what you read to a partner.',
    ],
    examples: [
      `despatch partner-keys show ${ID}`,
      'despatch partner-keys show asb.team@liverpool.gcsx.gov.test',
    ],
    next: 'despatch partner-keys approve ID --words "…" says that they agree.',
  })
  action<CommonOptions>(cli, command, async (options, [key = '']) => {
    const session = await openSigning(cli, options)
    const now = cli.clock()
    if (key.includes('@')) {
      const { fingerprint, word } = await keyInUse(session, key.toLowerCase())
      if (options.json) return cli.terminal.json({ mailbox: key, fingerprint, word })
      return cli.terminal.say(`The key that ${key} has in use, ${word}.`, ...comparisonLines(fingerprint))
    }
    const seen = await keyOf(session, key)
    const { change, differences, seen: judged } = await judgeSeenKey(session, seen, now)
    const { fingerprint, algorithm, remarks } = judged
    if (options.json) return cli.terminal.json({ key: seen, change, differences, remarks })
    cli.terminal.say(
      ...[
        `A key of ${seen.mailbox}: ${algorithm}${judged.expires === null ? '' : `, until ${judged.expires.toISOString().slice(0, 10)}`}.`,
        ...differences,
        ...remarks,
      ].flatMap((line) => wrapped(safeLine(line), cli.terminal.width)),
      ...comparisonLines(fingerprint),
    )
  })
}

function registerApprove(keys: Command, cli: Cli): void {
  const command = withAccount(
    withHeard(
      keys
        .command('approve')
        .description('say in the trust log that a key is that mailbox’s')
        .argument('<id>', 'as the list names it'),
    ).option('--name <name>', 'what the mailbox is called, where it is new'),
  )
  taught(command, {
    about: [
      'For liaison officers and deputies. What you heard must be the fingerprint of this key, or nothing is approved. A key that has only renewed itself needs no comparison. From then on the partnership’s members seal to it, and it is shown as vouched for by your agency.',
    ],
    examples: [
      `despatch partner-keys approve ${ID} --words "gospel able …"`,
      `despatch partner-keys approve ${ID} --fingerprint "6967 1B5C …" --source in-person`,
    ],
    next: 'despatch drafts shows what waited for it and can go now.',
  })
  type Options = CommonOptions & HeardOptions & { name?: string }
  action<Options>(cli, command, async (options, [id = '']) => {
    const heard = heardFrom(options)
    const session = await openSigning(cli, options)
    const now = cli.clock()
    const seen = await keyOf(session, id)
    const judged = await judgeSeenKey(session, seen, now)
    if (judged.change !== 'same')
      await approveKey({ session, judged, heard, name: options.name ?? null, now })
    const settled = await session.client.settleKey(id, 'approved')
    if (options.json) return cli.terminal.json(settled)
    cli.terminal.say(
      `The key ${seen.fingerprint} of ${seen.mailbox} is approved: it stands in the trust log under your agency’s name.`,
    )
  })
}

function registerReject(keys: Command, cli: Cli): void {
  const command = withAccount(
    keys.command('reject').description('lay a key aside for good').argument('<id>', 'as the list names it'),
  )
  taught(command, {
    about: [
      'For liaison officers and deputies. What your agency held back for it goes to the key in use again; other agencies settle it for themselves.',
    ],
    examples: [`despatch partner-keys reject ${ID}`],
    next: 'Tell your co-ordinator where it came from, if its holder does not know it.',
  })
  action<CommonOptions>(cli, command, async (options, [id = '']) => {
    const { client } = await openReading(cli, options)
    const settled = await client.settleKey(id, 'rejected')
    if (options.json) return cli.terminal.json(settled)
    cli.terminal.say(`The key ${settled.fingerprint} of ${settled.mailbox} is rejected.`)
  })
}

function registerRevoke(keys: Command, cli: Cli): void {
  const command = withAccount(
    keys
      .command('revoke')
      .description('say in the trust log that a partner’s key is not to be used any more')
      .argument('<mailbox>', 'whose key it is')
      .addOption(
        new Option('--reason <reason>', 'why').choices([...REVOCATION_REASONS]).makeOptionMandatory(),
      ),
  )
  taught(command, {
    about: [
      'For liaison officers and deputies of the agency whose word the key is, such as when its holder says that it was stolen. At once nothing is sealed to it; what is for that mailbox waits for another key.',
    ],
    examples: ['despatch partner-keys revoke drug.alcohol@liverpoolpct.nhs.test --reason compromised'],
    next: 'despatch partner-keys import hands in the new one.',
  })
  type Options = CommonOptions & { reason: (typeof REVOCATION_REASONS)[number] }
  action<Options>(cli, command, async (options, [address = '']) => {
    const mailbox = address.toLowerCase()
    const session = await openSigning(cli, options)
    const { reason } = options
    const fingerprint = await revokePartnerKey({ session, mailbox, reason, now: cli.clock() })
    if (options.json) return cli.terminal.json({ mailbox, fingerprint, reason })
    cli.terminal.say(`The key ${fingerprint} of ${mailbox} is revoked. Nothing is sealed to it any more.`)
  })
}

async function keyOf({ client }: Pick<Reading, 'client'>, id: string): Promise<SeenKey> {
  const found = (await client.seenKeys()).find((one) => one.id === id)
  if (found) return found
  throw new ClientError('No key of that id waits. See: despatch partner-keys')
}

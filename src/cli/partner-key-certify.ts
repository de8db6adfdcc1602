import type { Command } from 'commander'
import { certifyOwnKey } from '../sdk/certify-partner-key.ts'
import { ClientError } from '../sdk/errors.ts'
import { type Cli, openSigning } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { readBounded } from './bounded-file.ts'
import { type HeardOptions, heardFrom, withHeard } from './partner-key-heard.ts'
import { taught } from './taught.ts'

const MAILBOX = 'control.room@merseyside.pnn.police.test'
const LARGEST_FILE = 1024 * 1024

/** `partner-keys certify`: the key of a mailbox of one's own agency that is read outside the service. */
export function registerCertify(keys: Command, cli: Cli): void {
  const command = withAccount(
    withHeard(
      keys
        .command('certify')
        .description('certify the key of a mailbox of your own agency that is read by mail')
        .argument('<file>', 'the file with the key, as its holder gave it to you')
        .requiredOption('--for <mailbox>', 'whose key it is, in a mail domain of your agency'),
    ).option('--name <name>', 'what the mailbox is called, where it is new'),
  )
  taught(command, {
    about: [
      'For liaison officers and deputies, where your agency reads a mailbox with a mail program and gpg of its own. What you heard of its holder must be the fingerprint of the key in the file, or nothing is certified. It is signed with your own key and stands in the trust log as your agency’s word, before which what another agency vouched for gives way. A key that has only renewed itself needs no comparison.',
    ],
    examples: [
      `despatch partner-keys certify new.asc --for ${MAILBOX} --words "gospel able …"`,
      {
        for: 'one that was only extended',
        type: `despatch partner-keys certify extended.asc --for ${MAILBOX}`,
      },
    ],
    next: 'despatch partner-keys show MAILBOX shows the key that it has in use.',
  })
  type Options = CommonOptions & HeardOptions & { for: string; name?: string }
  action<Options>(cli, command, async (options, [path = '']) => {
    const heard = heardFrom(options)
    const file = await readBounded(path, LARGEST_FILE)
    if (typeof file === 'string') throw new ClientError(`${path} is ${file}.`)
    const session = await openSigning(cli, options)
    const mailbox = options.for.toLowerCase()
    const name = options.name ?? null
    const key = await certifyOwnKey({ session, file, mailbox, heard, name, now: cli.clock() })
    if (options.json)
      return cli.terminal.json({ mailbox, fingerprint: key?.fingerprint ?? null, certified: key !== null })
    cli.terminal.say(
      key === null
        ? `That is the key that ${mailbox} has in use, and says nothing new.`
        : `The key ${key.fingerprint} of ${mailbox} is certified: it stands in the trust log as your agency’s word.`,
    )
  })
}

import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { InvitationShown } from '../domain/wire/enrolment.ts'
import { inWords } from '../sdk/agreement/words.ts'
import { enrol, lookUpInvitation } from '../sdk/enrolment/enrol.ts'
import { readLink } from '../sdk/enrolment/link.ts'
import { ClientError } from '../sdk/errors.ts'
import { makeUser } from '../sdk/key-making.ts'
import { nothingKept } from '../sdk/trust/kept-trust.ts'
import { type PrivateKey, unlockUserKey } from '../sdk/user-key.ts'
import { type Cli, clientOf } from './account.ts'
import { action, jsonOption, passphraseOption } from './action.ts'
import { newPassphrase } from './new-passphrase.ts'
import { readPassphrase } from './passphrase.ts'
import { personFolder, readText, writeCurrent, writeText } from './state.ts'
import { readTextFile } from './statement-file.ts'
import { taught } from './taught.ts'
import { wrapped } from './terminal-text.ts'
import { trustStore } from './trust-file.ts'

type Options = { passphraseFd?: number; json?: boolean }

/** `enrol`: a newcomer makes their key on their own machine, and proves it with the secret that they were given. */
export function registerEnrol(program: Command, cli: Cli): void {
  const command = program
    .command('enrol')
    .description('make your key, by the invitation that you were given')
    .argument('<invitation>', 'its address, or a file that holds it')
    .addOption(passphraseOption())
    .addOption(jsonOption())
  taught(command, {
    about: [
      'The key is made here and never leaves this machine; choose a passphrase for it. Your liaison officer compares what the service shows with the secret of the invitation, and appoints you by it. Better give a file than the address: addresses stand in the histories of shells.',
    ],
    examples: ['despatch enrol invitation.txt'],
    next: 'when your liaison officer has certified you: despatch login SERVER --as USER.',
  })
  action<Options>(cli, command, async (options, [given = '']) => {
    const link = readLink(await textOf(given))
    const client = clientOf(cli, link.origin)
    const invited = await lookUpInvitation(client, link)
    const account = { origin: client.origin, login: invited.login }
    const file = join(personFolder(cli.state, account), 'key.asc')
    const key = await keyFor(cli, invited, { file, fd: options.passphraseFd ?? null })
    await trustStore(cli.state, account).write(nothingKept(link.root, key.getFingerprint()))
    // By the clock as it is now: a key signs nothing that is older than itself, not by a second.
    await enrol(client, { link, invited, key, now: cli.clock() })
    await writeCurrent(cli.state, account)
    const fingerprint = key.getFingerprint()
    const { login, agency, title, number } = invited
    if (options.json)
      return cli.terminal.json({ ...account, agency, title, number, fingerprint, root: link.root })
    cli.terminal.say(
      `You have enrolled as ${login}, ${title} ${number} of ${agency}. Your key, in words:`,
      ...wrapped(`  ${inWords(fingerprint)}`, cli.terminal.width, '  '),
      `When your liaison officer has certified it: despatch login ${account.origin} --as ${login}`,
    )
  })
}

/** A new key, kept before the service hears of it; or the one of an enrolment that broke off. */
async function keyFor(
  { io, clock }: Cli,
  invited: InvitationShown,
  { file, fd }: { file: string; fd: number | null },
): Promise<PrivateKey> {
  const locked = await readText(file)
  if (locked !== null)
    return unlockUserKey(locked, () =>
      readPassphrase(io, { fd, question: `Passphrase of ${invited.login}’s key: ` }),
    )
  const passphrase = await newPassphrase(io, fd)
  const made = await makeUser(invited, passphrase, clock())
  await writeText(file, made.locked)
  return made.key
}

/** The invitation itself, or what stands in the file of that name. */
async function textOf(given: string): Promise<string> {
  if (/^https?:\/\//i.test(given)) return given
  const isFile = await access(given).then(
    () => true,
    () => false,
  )
  if (isFile) return readTextFile(given, 4096)
  // What was typed is not repeated: it may be most of a secret.
  throw new ClientError(
    'There is no such file, and this is not the address of an invitation, which looks like https://despatch.example.test/enrol#…',
  )
}

import type { Command } from 'commander'
import { encodeQR } from 'qr'
import { inWords, spaced } from '../sdk/agreement/words.ts'
import { type MadeKey, makeRoot, makeUser } from '../sdk/key-making.ts'
import type { Cli } from './account.ts'
import { action, jsonOption, passphraseOption } from './action.ts'
import { writeHolder } from './holder-file.ts'
import { newPassphrase } from './new-passphrase.ts'
import { writeNewFile } from './statement-file.ts'
import { taught } from './taught.ts'
import { wrapped } from './terminal-text.ts'

type MakeOptions = {
  agency: string
  address: string
  login: string
  title: string
  number: string
  out: string
  passphraseFd?: number
  json?: boolean
}

const ROOT_EXAMPLE =
  'despatch admin root make --agency "Example Police of Merseyside" --address information@merseyside.pnn.police.test --out root.asc'
const USER_EXAMPLE =
  'despatch admin user make --agency "Example Police of Merseyside" --login co-ordinator --title "CSP Co-ordinator" --number 1 --out me.asc'

/** `admin root make` and `admin user make`: keys that are made where no network is. */
export function registerKeyMaking(admin: Command, cli: Cli): void {
  const roots = admin.command('root').description('the root key of an agency')
  taught(roots, { examples: [ROOT_EXAMPLE], next: 'despatch agreement sign FILE --root root.asc.' })
  const root = roots
    .command('make')
    .description('make the root key of an agency; touches no network')
    .requiredOption('--agency <name>', 'the agency, by its whole name')
    .requiredOption('--address <address>', 'a mail address of it')
    .requiredOption('--out <file>', 'where the locked key goes; the certificate goes beside it')
    .addOption(passphraseOption())
    .addOption(jsonOption())
  taught(root, {
    about: [
      'Make two, the second as the successor, on a machine that is on no network, and keep them in two safes. Whoever has the root and its passphrase speaks for the agency. The fingerprint is printed in hex, in words and as a QR code: it is what the other agencies compare.',
      'gpg makes one as well (gpg --quick-generate-key NAME ed25519 cert,sign never, or rsa3072 in place of ed25519): what counts is that its primary key certifies and signs.',
    ],
    examples: [ROOT_EXAMPLE],
    next: 'despatch agreement sign FILE --root root.asc.',
  })
  action<MakeOptions>(cli, root, async (options) => {
    const of = `the root of ${options.agency}`
    await make(cli, options, of, (passphrase) => makeRoot(options, passphrase, cli.clock()))
  })

  const users = admin.command('user').description('the key of somebody whom nobody can invite yet')
  taught(users, { examples: [USER_EXAMPLE], next: 'despatch admin appoint writes what the root signs.' })
  const user = users
    .command('make')
    .description('make the key of a first co-ordinator or liaison officer; touches no network')
    .requiredOption('--agency <name>', 'the agency that will appoint them, by its whole name')
    .requiredOption('--login <user>', 'their sign-in name')
    .requiredOption('--title <title>', 'their post, which other agencies see')
    .requiredOption('--number <number>', 'their staff number, which other agencies see')
    .requiredOption('--out <file>', 'where the locked key goes; the certificate goes beside it')
    .addOption(passphraseOption())
    .addOption(jsonOption())
  taught(user, {
    about: [
      'Everybody else is invited, and makes their key with despatch enrol. Beside the key it writes what shows that they hold it: KEY.holder.json, signed with it in KEY.holder.json.asc.',
    ],
    examples: [USER_EXAMPLE],
    next: 'despatch admin appoint writes the appointment that the root signs.',
  })
  action<MakeOptions>(cli, user, async (options) => {
    const of = `the key of ${options.login}`
    const now = cli.clock()
    const { key } = await make(cli, options, of, (passphrase) => makeUser(options, passphrase, now))
    await writeHolder(options.out, { key, agency: options.agency, now })
  })
}

async function make(
  cli: Cli,
  { out, passphraseFd, json }: MakeOptions,
  of: string,
  making: (passphrase: string) => Promise<MadeKey>,
): Promise<MadeKey> {
  const made = await making(await newPassphrase(cli.io, passphraseFd ?? null))
  const certificate = `${out.replace(/\.asc$/, '')}.certificate.asc`
  await writeNewFile(out, made.locked)
  await writeNewFile(certificate, made.certificate)
  const { fingerprint } = made
  if (json) {
    cli.terminal.json({ file: out, certificate, fingerprint, words: inWords(fingerprint) })
    return made
  }
  cli.terminal.say(
    `${out} is ${of}, locked; ${certificate} is its certificate, for everybody.`,
    `  ${spaced(fingerprint)}`,
    ...wrapped(`  ${inWords(fingerprint)}`, cli.terminal.width, '  '),
    encodeQR(`OPENPGP4FPR:${fingerprint.toUpperCase()}`, 'ascii').trimEnd(),
  )
  return made
}

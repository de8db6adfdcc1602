import type { Command } from 'commander'
import { encodeQR } from 'qr'
import { fingerprintWords } from '../crypto/fingerprint-words.ts'
import { generateRootKey, generateUserKey, lockKey, type PrivateKey } from '../crypto/keys.ts'
import { spaced } from '../sdk/agreement/words.ts'
import type { Cli } from './account.ts'
import { action, jsonOption, passphraseOption } from './action.ts'
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

/** `admin root-make` and `admin user-make`: keys that are made where no network is. */
export function registerKeyMaking(admin: Command, cli: Cli): void {
  const root = admin
    .command('root-make')
    .description('make the root key of an agency; touches no network')
    .requiredOption('--agency <name>', 'the agency, by its whole name')
    .requiredOption('--address <address>', 'a mail address of it, such as information@council.example')
    .requiredOption('--out <file>', 'where the locked key goes; the certificate goes beside it')
    .addOption(passphraseOption())
    .addOption(jsonOption())
  taught(root, {
    about: [
      'Make two, the second as the successor, on a machine that is on no network, and keep them in two safes. Whoever has the root and its passphrase speaks for the agency. The fingerprint is printed in hex, in words and as a QR code: it is what the other agencies compare.',
      'gpg makes one as well: an RSA key of 3072 bits or ed25519, whose primary may sign and certify.',
    ],
    examples: [
      'despatch admin root-make --agency "Example-on-Sea Borough Council" --address information@example-on-sea.gcsx.gov.test --out root.asc',
      {
        for: 'the same by gpg',
        type: 'gpg --quick-generate-key "Example-on-Sea Borough Council <information@example-on-sea.gcsx.gov.test>" ed25519 cert,sign never',
      },
    ],
    next: 'despatch agreement sign FILE --root root.asc.',
  })
  action<MakeOptions>(cli, root, async (options) => {
    const { agency, address } = options
    const key = await generateRootKey({ name: `${agency}, root`, address, now: cli.clock() })
    await made(cli, options, { key, of: `the root of ${agency}` })
  })

  const user = admin
    .command('user-make')
    .description('make the key of a first co-ordinator or liaison officer, whom nobody can invite yet')
    .requiredOption('--login <user>', 'their sign-in name')
    .requiredOption('--title <title>', 'their post, which other agencies see')
    .requiredOption('--number <number>', 'their staff number, which other agencies see')
    .requiredOption('--out <file>', 'where the locked key goes; the certificate goes beside it')
    .addOption(passphraseOption())
    .addOption(jsonOption())
  taught(user, {
    about: ['Everybody else is invited, and makes their key with despatch enrol.'],
    examples: [
      'despatch admin user-make --login co-ordinator --title "CSP Co-ordinator" --number 1 --out me.asc',
    ],
    next: 'despatch admin appoint writes the appointment that the root signs.',
  })
  action<MakeOptions>(cli, user, async (options) => {
    const { login, title, number } = options
    const holder = { name: `${title} ${number}`, address: `${login}@despatch.invalid`, now: cli.clock() }
    await made(cli, options, { key: await generateUserKey(holder), of: `the key of ${login}` })
  })
}

async function made(
  cli: Cli,
  { out, passphraseFd, json }: MakeOptions,
  { key, of }: { key: PrivateKey; of: string },
): Promise<void> {
  const passphrase = await newPassphrase(cli.io, { fd: passphraseFd ?? null, of })
  const certificate = `${out.replace(/\.asc$/, '')}.certificate.asc`
  await writeNewFile(out, await lockKey(key, passphrase))
  await writeNewFile(certificate, key.toPublic().armor())
  const fingerprint = key.getFingerprint()
  const words = fingerprintWords(fingerprint)
  if (json) return cli.terminal.json({ file: out, certificate, fingerprint, words })
  cli.terminal.say(
    `${out} is ${of}, locked; ${certificate} is its certificate, for everybody.`,
    `  ${spaced(fingerprint)}`,
    ...wrapped(`  ${words.join(' ')}`, cli.terminal.width, '  '),
    encodeQR(`OPENPGP4FPR:${fingerprint.toUpperCase()}`, 'ascii').trimEnd(),
  )
}

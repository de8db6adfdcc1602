import type { Command } from 'commander'
import { Agreement } from '../domain/wire/agreement.ts'
import { parseStatement } from '../domain/wire/statement.ts'
import type { TrustType } from '../domain/wire/trust/record.ts'
import { signDraft } from '../sdk/agreement/sign.ts'
import { inWords, spaced } from '../sdk/agreement/words.ts'
import { ClientError } from '../sdk/errors.ts'
import { type PrivateKey, unlockUserKey } from '../sdk/user-key.ts'
import type { Cli } from './account.ts'
import { action, jsonOption, passphraseOption } from './action.ts'
import { readPassphrase } from './passphrase.ts'
import { fileNameOf, readStatementFile, readTextFile, writeNewFile } from './statement-file.ts'
import { taught } from './taught.ts'

const KEY_LIMIT = 256 * 1024

type SignOptions = { root: string; agency?: string; passphraseFd?: number; json?: boolean }

/** `agreement sign`: a detached signature beside the text, made offline. */
export function registerSign(agreement: Command, cli: Cli): void {
  const sign = agreement
    .command('sign')
    .description('sign a draft with the root of an agency; touches no network')
    .argument('<file>', 'the exact text, as it was drafted')
    .requiredOption('--root <file>', 'the root’s key, locked or not')
    .option('--agency <name>', 'whose root it is, where the text does not say')
    .addOption(passphraseOption())
    .addOption(jsonOption())
  taught(sign, {
    about: [
      'Writes FILE.<agency>.asc, the signature, and FILE.<agency>.root.asc, the certificate of the root, which both go back to whoever gathers them. It prints the gpg lines that do the same, for a root that is on a smart card or that this program is not to see.',
    ],
    examples: [
      'despatch agreement sign isp.json --root root.asc',
      'despatch agreement sign annex.json --root root.asc --agency "Example Council of Liverpool"',
    ],
    next: 'despatch agreement show FILE says who has signed and who is missing.',
  })
  action<SignOptions>(cli, sign, async (options, [path = '']) => {
    const { text, type } = await readStatementFile(path)
    const key = await unlockRoot(cli, options.root, options)
    const agency = options.agency ?? agencyOf(type, text, key.getFingerprint())
    const signature = `${path}.${fileNameOf(agency)}.asc`
    const certificate = `${path}.${fileNameOf(agency)}.root.asc`
    const signed = await signDraft(text, key, cli.clock())
    await writeNewFile(signature, signed.signature)
    await writeNewFile(certificate, signed.certificate)
    const { fingerprint } = signed
    const gpg = gpgLines(path, { signature, certificate, fingerprint })
    if (options.json) return cli.terminal.json({ agency, root: fingerprint, signature, certificate, gpg })
    cli.terminal.say(
      `Signed for ${agency}, by the root`,
      `  ${spaced(fingerprint)}`,
      `  ${inWords(fingerprint)}`,
      `${signature} and ${certificate} go back to whoever gathers the signatures. gpg does the same by`,
      ...gpg.map((line) => `  ${line}`),
    )
  })
}

/** A root's key from its file, unlocked. @throws ClientError, KeyError */
export async function unlockRoot(
  { io }: Pick<Cli, 'io'>,
  path: string,
  { passphraseFd }: { passphraseFd?: number },
): Promise<PrivateKey> {
  const armored = await readTextFile(path, KEY_LIMIT)
  return unlockUserKey(armored, () =>
    readPassphrase(io, { fd: passphraseFd ?? null, question: 'Passphrase of the root: ' }),
  )
}

/** The lines of gpg that sign a draft; `-u` takes the fingerprint whatever the user ids are. */
export const gpgLines = (
  path: string,
  { signature, certificate, fingerprint }: { signature: string; certificate: string; fingerprint: string },
): string[] => [
  `gpg --armor --detach-sign -u ${fingerprint.toUpperCase()} --output ${quoted(signature)} ${quoted(path)}`,
  `gpg --armor --export ${fingerprint.toUpperCase()} > ${quoted(certificate)}`,
]

const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`

function agencyOf(type: TrustType, text: string, fingerprint: string): string {
  if (type === 'agreement') {
    const { signatories } = parseStatement(Agreement, text)
    const found = signatories.find(({ root, successor }) => root === fingerprint || successor === fingerprint)
    if (found) return found.agency
    throw new ClientError(
      `The agreement names no root ${fingerprint}. If an agency's root has been replaced since, say whose it is with --agency.`,
    )
  }
  const said: { by?: unknown; agency?: unknown } = JSON.parse(text)
  const agency = said.by ?? said.agency
  if (typeof agency === 'string') return agency
  throw new ClientError('Say whose root it is: --agency NAME.')
}

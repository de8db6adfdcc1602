import { gpg, stopAgent } from './gpg.ts'
import { forgetGpgHome, gpgHome } from './gpg-home.ts'
import type { Keyring } from './keyring.ts'
import type { MailPartner } from './partners.ts'

/**
 * The partner's keys in the gpg program: an Ed25519 primary with a Curve25519 subkey, made on first use and
 * kept in `folder`. It has no passphrase, since nobody sits there to type one. Until there is something to do, gpg is
 * not started: a service that starts would wait for it.
 */
export async function openGpgKeyring(folder: string, partner: MailPartner): Promise<Keyring> {
  const home = await gpgHome(folder)
  const self = `<${partner.address}>`
  let made: Promise<void> | undefined
  const run = async (args: readonly string[], input?: string | Uint8Array) => {
    made ??= demandKey(home, partner)
    await made
    return gpg(home, args, input)
  }
  return {
    program: 'gpg',
    certificate: async () => text(await run(['--armor', '--export', self])),
    addContact: async (armored) => {
      await run(['--import'], armored)
    },
    open: async (armored) => {
      const { stdout, status } = await run(['--decrypt'], armored)
      return { entity: stdout, signer: signerOf(status) }
    },
    seal: async (entity, to) => {
      const who = ['--local-user', self, '--recipient', `<${to}>`, '--recipient', self]
      return text(await run(['--armor', ...who, '--sign', '--encrypt'], entity))
    },
    close: async () => {
      await stopAgent(home)
      await forgetGpgHome(home)
    },
  }
}

async function demandKey(home: string, { name, address }: MailPartner): Promise<void> {
  const { stdout } = await gpg(home, ['--list-secret-keys', '--with-colons'])
  if (new TextDecoder().decode(stdout).includes(`<${address}>`)) return
  await gpg(home, [
    '--passphrase',
    '',
    '--quick-generate-key',
    `${name} <${address}>`,
    'future-default',
    'default',
    'never',
  ])
}

const text = ({ stdout }: { stdout: Uint8Array }): string => new TextDecoder().decode(stdout)

/** `VALIDSIG` ends with the primary key's fingerprint, and follows only a good signature (doc/DETAILS of GnuPG). */
function signerOf(status: readonly string[]): string | null {
  const words = status.find((line) => line.startsWith('VALIDSIG '))?.split(' ')
  return words?.at(-1)?.toLowerCase() ?? null
}

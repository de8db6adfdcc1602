import { type Gnupg, gnupg } from '../foreign-programs.ts'

/** A home of GnuPG in which a partner makes keys of the sort that a test asks for. */
export type KeyMaker = Gnupg & {
  /** makes a key by GnuPG's parameters for keys without a passphrase, and gives its fingerprint in lower case */
  make(lines: readonly string[], options?: readonly string[]): string
  /** the certificate, armored */
  exported(fingerprint: string): Uint8Array
}

export const keyMaker = (): KeyMaker => {
  const place = gnupg()
  const unlocked = ['--passphrase', '']
  return {
    ...place,
    gpg: (args, input) => place.gpg([...unlocked, ...args], input),
    make(lines, options = []) {
      const file = place.file('parameters', ['%no-protection', ...lines, '%commit', ''].join('\n'))
      const status = place.status([...options, '--full-generate-key', file])
      const made = /KEY_CREATED [BP] ([0-9A-F]{40})/.exec(status)?.[1]
      if (!made) throw new Error(`gpg made no key: ${status}`)
      return made.toLowerCase()
    },
    exported: (fingerprint) => new Uint8Array(place.gpg(['--armor', '--export', fingerprint])),
  }
}

/** What is written of every key: whose it is, and until when. */
export const heldBy = (address: string, { name = 'Duty desk', until = '2y' } = {}): string[] => [
  `Name-Real: ${name}`,
  `Name-Email: ${address}`,
  `Expire-Date: ${until}`,
]

export const CURVE = [
  'Key-Type: EDDSA',
  'Key-Curve: ed25519',
  'Key-Usage: cert,sign',
  'Subkey-Type: ECDH',
  'Subkey-Curve: cv25519',
  'Subkey-Usage: encrypt',
]
export const rsa = (bits: number): string[] => [
  'Key-Type: RSA',
  `Key-Length: ${bits}`,
  'Key-Usage: cert,sign',
  'Subkey-Type: RSA',
  `Subkey-Length: ${bits}`,
  'Subkey-Usage: encrypt',
]

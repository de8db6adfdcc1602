import { gnupg, hasProgram, workplace } from '../crypto/foreign-programs.ts'

/** A partner's OpenPGP program with a key of its own, made by that very program. */
export type PartnerProgram = {
  certificate(): string
  /** Decrypts an armored message, demanding a good signature by the given certificate. */
  open(armored: string, signer: string): string
  /** Signs, and encrypts to the given certificate and to itself; armored. */
  seal(entity: Uint8Array, to: { address: string; certificate: string }): string
  remove(): void
}

export const PROGRAMS = ['gpg', 'sq', 'rnp'] as const
export type ProgramName = (typeof PROGRAMS)[number]

/** Those of the programs that are installed; says what would not be shown for want of another. */
export function installed(): ProgramName[] {
  return PROGRAMS.filter((program) => {
    const there = hasProgram(program)
    if (!there)
      console.info(`${program} is not installed: nothing is shown of it. "npm test" as root installs it.`)
    return there
  })
}

/** Opens the program with a new key for the address. */
export function openProgram(program: ProgramName, address: string): PartnerProgram {
  return OPEN[program](address)
}

const OPEN: Record<ProgramName, (address: string) => PartnerProgram> = { gpg, sq, rnp }

function gpg(address: string): PartnerProgram {
  const home = gnupg()
  const userId = `Example partner desk <${address}>`
  home.gpg(['--passphrase', '', '--quick-generate-key', userId, 'future-default', 'default', 'never'])
  return {
    certificate: () => home.gpg(['--armor', '--export', address]).toString(),
    open(armored, signer) {
      home.gpg(['--import'], signer)
      const status = home.status(['-o', home.path('clear'), '-d', home.file('sealed.asc', armored)])
      if (!status.includes('GOODSIG')) throw new Error(`gpg found no good signature: ${status}`)
      return home.run('cat', [home.path('clear')]).toString()
    },
    seal(entity, to) {
      home.gpg(['--import'], to.certificate)
      const who = ['-u', address, '-r', to.address, '-r', address]
      return home.gpg(['--armor', '-o', '-', '--sign', '--encrypt', ...who], entity).toString()
    },
    remove: home.remove,
  }
}

function sq(address: string): PartnerProgram {
  const place = workplace()
  const key = place.path('key.pgp')
  const userId = `Example partner desk <${address}>`
  place.run('sq', ['key', 'generate', '--userid', userId, '--export', key])
  const certificate = () => place.run('sq', ['key', 'extract-cert', key]).toString()
  return {
    certificate,
    // With a signer's certificate sq gives out nothing unless a signature by it is good.
    open: (armored, signer) => {
      const from = ['--signer-cert', place.file('signer.pgp', signer)]
      return place
        .run('sq', ['decrypt', '--recipient-key', key, ...from, place.file('in.asc', armored)])
        .toString()
    },
    seal(entity, to) {
      const readers = [place.file('to.pgp', to.certificate), place.file('self.pgp', certificate())]
      const who = ['--signer-key', key, ...readers.flatMap((file) => ['--recipient-cert', file])]
      return place.run('sq', ['encrypt', ...who, place.file('entity', entity)]).toString()
    },
    remove: place.remove,
  }
}

function rnp(address: string): PartnerProgram {
  const place = workplace()
  const common = ['--homedir', place.folder, '--password', '', '--overwrite']
  const userId = `Example partner desk <${address}>`
  place.run('rnpkeys', [...common, '--generate-key', '--userid', userId])
  const keep = (certificate: string) =>
    place.run('rnpkeys', [...common, '--import', place.file('contact.asc', certificate)])
  return {
    certificate: () => place.run('rnpkeys', [...common, '--export-key', address]).toString(),
    open(armored, signer) {
      keep(signer)
      const sealed = place.file('sealed.asc', armored)
      // rnp fails when a signature is not good or its signer is not known.
      place.run('rnp', [...common, '--decrypt', sealed, '--output', place.path('clear')])
      return place.run('cat', [place.path('clear')]).toString()
    },
    seal(entity, to) {
      keep(to.certificate)
      const who = ['--sign', '--userid', address, '--recipient', to.address, '--recipient', address]
      const out = ['--armor', '--output', place.path('sealed.asc')]
      place.run('rnp', [...common, '--encrypt', ...who, ...out, place.file('entity', entity)])
      return place.run('cat', [place.path('sealed.asc')]).toString()
    },
    remove: place.remove,
  }
}

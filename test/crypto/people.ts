import type { PrivateKey, PublicKey } from '../../src/crypto/keys.ts'
import { generateMailboxKey, generateUserKey } from '../../src/crypto/keys.ts'

/** The day on which the tests take place, unless one says otherwise. */
export const today = new Date('2010-03-01T09:30:00.000Z')

export const daysLater = (days: number): Date => new Date(today.getTime() + days * 86_400_000)

/** A plainly invented holder of a key, with both halves of it. */
export type Holder = { key: PrivateKey; certificate: PublicKey }

export const person = async (name: string, now = today): Promise<Holder> => {
  const address = `${name.toLowerCase().replaceAll(' ', '.')}@council.gcsx.gov.test`
  const key = await generateUserKey({ name, address, now })
  return { key, certificate: key.toPublic() }
}

export const mailbox = async (address: string, now = today): Promise<Holder> => {
  const key = await generateMailboxKey({ name: 'Placeholder desk', address, now })
  return { key, certificate: key.toPublic() }
}

export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
export const bytes = (content: string): Uint8Array => new TextEncoder().encode(content)

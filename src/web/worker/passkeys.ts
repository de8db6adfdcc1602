import { ClientError } from '../../sdk/errors.ts'
import { addPasskey as addPasskeyOf } from '../../sdk/passkeys.ts'
import { demandPassphrase } from '../../sdk/passphrase.ts'
import { markHere } from './browser-mark.ts'
import { keptHere, work } from './open-session.ts'

/** For whom a passkey is made: the sign-in name, the id of the account, and the passkeys that they have. */
export type PasskeyOwner = { login: string; id: string; known: string[] }

/** Whoever has proved in this session that it is they who add a passkey. It is for one. */
let asking: { label: string } | null = null

/**
 * Makes sure that it is the person themselves who add a passkey, by their passphrase: whoever finds the page open adds none.
 * @param label what it is to be called in their list
 * @throws WrongPassphraseError
 */
export async function prepareForPasskey(passphrase: string, label: string): Promise<PasskeyOwner> {
  asking = null
  const { session } = await work()
  const { login, id } = session.person
  await demandPassphrase(session, passphrase, await markHere(await keptHere(), login))
  const known = (await session.client.passkeys()).map(({ credential }) => credential)
  asking = { label }
  return { login, id, known }
}

/** Adds the passkey that was made; what its PRF gave is wiped. */
export async function addPasskey(credential: string, given: ArrayBuffer): Promise<void> {
  const output = new Uint8Array(given)
  try {
    if (asking === null) throw new ClientError('No passphrase was given for it. Begin again.')
    const { session, now } = await work()
    await addPasskeyOf(session, { credential, output, label: asking.label }, now)
    asking = null
  } finally {
    output.fill(0)
  }
}

/** What a passkey of the person's is called; null where there is none of that id. */
export async function passkeyCalled(id: string): Promise<string | null> {
  const { session } = await work()
  return (await session.client.passkeys()).find((one) => one.id === id)?.label ?? null
}

/** Removes a passkey: it signs in no more. @returns what it is called, and by what id its authenticator knows it */
export async function removePasskey(id: string): Promise<{ label: string; credential: string }> {
  const { label, credential } = await (await work()).session.client.removePasskey(id)
  return { label, credential }
}

import { ClientError } from '../sdk/errors.ts'
import { prfInput } from '../sdk/passkey-input.ts'

/** What an authenticator gave: the id of the passkey, in base64url, and the secret octets of its PRF, which are given to the session worker alone. */
export type Given = { credential: string; output: ArrayBuffer }

/** For whom a passkey is made. The name is shown by the authenticator; the id is kept in it and names nobody. */
export type Owner = { login: string; id: string; known: readonly string[] }

/** A passkey was not made or not used; the message says why, and what to do. */
class PasskeyError extends ClientError {
  override name = 'PasskeyError'
}

/** How long a person has to find their authenticator. */
const TIMEOUT_MS = 120_000
const ALGORITHMS = [-8, -7, -257]

/** Whether this browser knows of passkeys here: on a machine's own name or by HTTPS, and at no bare IP address. */
export const hasPasskeys = (): boolean => typeof PublicKeyCredential === 'function' && isSecureContext

/**
 * Has an authenticator make a passkey that the person can be found by, and asks its PRF. The authenticator demands a PIN, a
 * finger or a face.
 *
 * @throws PasskeyError in words for the person, such as where the authenticator or the browser has no PRF
 */
export async function makePasskey({ login, id, known }: Owner): Promise<Given> {
  const made = await asked('make', () =>
    navigator.credentials.create({
      publicKey: {
        rp: { name: 'Despatch' },
        user: { id: new TextEncoder().encode(id), name: login, displayName: login },
        // Nobody verifies its signature: what the PRF gives is proved instead (decision 0032).
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
        excludeCredentials: known.map(described),
        extensions: { prf: { eval: { first: prfInput(location.origin) } } },
        timeout: TIMEOUT_MS,
      },
    }),
  )
  const { prf } = made.getClientExtensionResults()
  if (prf?.enabled !== true) {
    await forgetPasskey(textOf(made.rawId))
    throw new PasskeyError(NO_PRF)
  }
  const first = prf.results?.first
  // Many give it only when the passkey is used.
  return first === undefined
    ? usePasskey([textOf(made.rawId)])
    : { credential: textOf(made.rawId), output: octetsOf(first) }
}

/**
 * Has the person choose one of their passkeys for this service and asks its PRF. Nobody's name is needed for it.
 *
 * @param only the ids that may be chosen; all that there are when it is left out
 * @throws PasskeyError in words for the person
 */
export async function usePasskey(only: readonly string[] = []): Promise<Given> {
  const used = await asked('use', () =>
    navigator.credentials.get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        allowCredentials: only.map(described),
        userVerification: 'required',
        extensions: { prf: { eval: { first: prfInput(location.origin) } } },
        timeout: TIMEOUT_MS,
      },
    }),
  )
  const first = used.getClientExtensionResults().prf?.results?.first
  if (first === undefined) throw new PasskeyError(NO_PRF)
  return { credential: textOf(used.rawId), output: octetsOf(first) }
}

/** Tells the authenticator that a passkey is of no more use, where the browser can: it may then offer it no more. */
export async function forgetPasskey(credential: string): Promise<void> {
  const signals = PublicKeyCredential as unknown as {
    signalUnknownCredential?(of: { rpId: string; credentialId: string }): Promise<void>
  }
  await signals
    .signalUnknownCredential?.({ rpId: location.hostname, credentialId: credential })
    .catch(() => undefined)
}

const NO_PRF =
  'This passkey cannot hold the secret that opens your key (the browser or the authenticator has no “PRF”). Nothing was changed. Use another browser, or another authenticator, such as a newer security key; your passphrase and kit go on working.'

/** What the browser's refusals mean (WebAuthn Level 3 §5.1.3 and §5.1.4). */
const REFUSALS: Readonly<Record<string, string>> = {
  InvalidStateError:
    'That authenticator has a passkey for your account already. Use another one, or remove the old one first.',
  SecurityError:
    'This browser uses no passkeys at this address. They work where the service has a name of its own and is reached by HTTPS.',
  ConstraintError:
    'That authenticator cannot keep a passkey that asks for a PIN, a finger or a face. Use another one.',
  NotSupportedError: NO_PRF,
}
const OTHERWISE = {
  make: 'No passkey was made: it was cancelled, or took too long. Try again.',
  use: 'No passkey was used: it was cancelled, or took too long, or there is none for this service on this machine. Try again, or sign in with your passphrase and kit.',
}

async function asked(what: 'make' | 'use', ask: () => Promise<Credential | null>) {
  if (!hasPasskeys()) throw new PasskeyError(REFUSALS.SecurityError ?? '')
  try {
    return (await ask()) as PublicKeyCredential
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    throw new PasskeyError(REFUSALS[name] ?? OTHERWISE[what])
  }
}

/** A copy that is the only one of ours: it is given away whole, and the browser's own goes with the credential. */
function octetsOf(given: BufferSource): ArrayBuffer {
  const view = ArrayBuffer.isView(given)
    ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
    : new Uint8Array(given)
  const copy = view.slice().buffer
  view.fill(0)
  return copy
}

const described = (credential: string): PublicKeyCredentialDescriptor => ({
  type: 'public-key',
  id: Uint8Array.from(atob(credential.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0)),
})

const textOf = (id: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(id)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

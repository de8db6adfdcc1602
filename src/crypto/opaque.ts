/**
 * OPAQUE (RFC 9807): a passphrase that the server never sees, nor anything that could be tried out against it without the
 * server's own secret. Every message is base64url text.
 *
 * Stretched by Argon2id with RFC 9106's second recommended option (64 MiB): some 0.4 s on an office machine. The first
 * would take 2 GiB.
 */
const STRETCHING = {
  typed: { keyStretching: 'memory-constrained' },
  // The least that Argon2id takes: 256 random bits are found by no trying.
  drawn: { keyStretching: { 'argon2id-custom': { memory: 8, iterations: 1, parallelism: 1 } } },
} as const

/** Whether a secret was thought of and typed by somebody, or drawn by chance with at least 128 bits: that need not be stretched. */
export type Secret = keyof typeof STRETCHING

/** WebAssembly, loaded when it is first needed: most commands and most processes never need it. */
async function library() {
  const { client, server, ready } = await import('@serenity-kit/opaque')
  await ready
  return { client, server }
}

/** Who it is between: a record made for one is none for the other. `origin` is the service's address. */
export type Parties = { login: string; origin: string }

/** A message of the other side is not one of OPAQUE. */
export class OpaqueError extends Error {
  override readonly name = 'OpaqueError'
}

const identifiers = ({ login, origin }: Parties) => ({ identifiers: { client: login, server: origin } })

/** One spelling of what was typed, whatever keyboard it came from (RFC 8265 §4.2: NFC). */
const spelt = (passphrase: string): string => passphrase.normalize('NFC')

/** The first message of a registration, and what the client keeps until the answer comes. */
export async function startRegistration(passphrase: string): Promise<{ request: string; kept: string }> {
  const { client } = await library()
  const made = client.startRegistration({ password: spelt(passphrase) })
  return { request: made.registrationRequest, kept: made.clientRegistrationState }
}

/**
 * Ends a registration on the client.
 *
 * @returns the record for the server to keep, and the export key: 64 bytes that the server never learns and that every
 *   sign-in with this record gives again
 * @throws OpaqueError when the answer is none
 */
export async function finishRegistration(
  passphrase: string,
  parties: Parties,
  { kept, response }: { kept: string; response: string },
  secret: Secret = 'typed',
): Promise<{ record: string; exportKey: Uint8Array<ArrayBuffer> }> {
  const { client } = await library()
  const made = understood(() =>
    client.finishRegistration({
      password: spelt(passphrase),
      clientRegistrationState: kept,
      registrationResponse: response,
      ...identifiers(parties),
      ...STRETCHING[secret],
    }),
  )
  return { record: made.registrationRecord, exportKey: bytesOf(made.exportKey) }
}

/** The first message of a sign-in, and what the client keeps until the answer comes. */
export async function startSignIn(passphrase: string): Promise<{ request: string; kept: string }> {
  const { client } = await library()
  const made = client.startLogin({ password: spelt(passphrase) })
  return { request: made.startLoginRequest, kept: made.clientLoginState }
}

/**
 * Ends a sign-in on the client.
 *
 * @returns the last message and the export key; null when the passphrase is wrong, the name unknown, or the server another
 * @throws OpaqueError when the answer is none
 */
export async function finishSignIn(
  passphrase: string,
  parties: Parties,
  { kept, response }: { kept: string; response: string },
  secret: Secret = 'typed',
): Promise<{ finish: string; exportKey: Uint8Array<ArrayBuffer> } | null> {
  const { client } = await library()
  const made = understood(() =>
    client.finishLogin({
      password: spelt(passphrase),
      clientLoginState: kept,
      loginResponse: response,
      ...identifiers(parties),
      ...STRETCHING[secret],
    }),
  )
  return made ? { finish: made.finishLoginRequest, exportKey: bytesOf(made.exportKey) } : null
}

/** The server's secret, made once: without it no record is of any use, and with another every record is void. */
export async function makeServerSetup(): Promise<string> {
  const { server } = await library()
  return server.createSetup()
}

/** The server's answer to a registration. Nothing need be kept of it. @throws OpaqueError */
export async function answerRegistration(setup: string, login: string, request: string): Promise<string> {
  const { server } = await library()
  return understood(
    () =>
      server.createRegistrationResponse({
        serverSetup: setup,
        userIdentifier: login,
        registrationRequest: request,
      }).registrationResponse,
  )
}

/**
 * The server's answer to a sign-in, and what it needs to judge the last message: secret.
 *
 * @param record null for a name that nobody has: the answer looks the same and takes as long (RFC 9807 §10.9)
 * @throws OpaqueError
 */
export async function answerSignIn(
  setup: string,
  parties: Parties,
  { record, request }: { record: string | null; request: string },
): Promise<{ response: string; kept: string }> {
  const { server } = await library()
  const made = understood(() =>
    server.startLogin({
      serverSetup: setup,
      registrationRecord: record,
      startLoginRequest: request,
      userIdentifier: parties.login,
      ...identifiers(parties),
    }),
  )
  return { response: made.loginResponse, kept: made.serverLoginState }
}

/** Whether the last message proves that the client knew the passphrase. */
export async function provesPassphrase(
  parties: Parties,
  { kept, finish }: { kept: string; finish: string },
): Promise<boolean> {
  const { server } = await library()
  try {
    server.finishLogin({ serverLoginState: kept, finishLoginRequest: finish, ...identifiers(parties) })
    return true
  } catch {
    return false
  }
}

/** Whether a record can be answered from: one that cannot would keep its owner out. */
export async function isRecord(setup: string, parties: Parties, record: string): Promise<boolean> {
  const { request } = await startSignIn('')
  return answerSignIn(setup, parties, { record, request }).then(
    () => true,
    () => false,
  )
}

/** The library tells what is wrong with a message by throwing, in words for programmers. */
function understood<T>(work: () => T): T {
  try {
    return work()
  } catch {
    throw new OpaqueError('This is not a message of OPAQUE (RFC 9807).')
  }
}

/** Base64url as the library writes it. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))
}

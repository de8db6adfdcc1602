import { dayOf } from '../domain/day.ts'
import type { TrustState } from '../domain/trust/state.ts'
import {
  CLIENT_BUILD_PATH,
  CLIENT_INDEX,
  type ClientBuild,
  readClientBuild,
} from '../domain/wire/client-build.ts'
import { clientPolicy } from '../domain/wire/client-policy.ts'
import { STATEMENT_LIMIT, StatementError } from '../domain/wire/statement.ts'
import type { AcknowledgedClient } from '../domain/wire/trust/annex.ts'
import { toHex } from '../log/bytes.ts'
import type { Hash } from '../log/tree.ts'
import type { AnnexForm } from './agreement/form.ts'
import { ClientError, UnreachableError } from './errors.ts'
import { readBounded } from './http.ts'
import { annexesOf } from './trust/annexes-of.ts'

/** The page that whoever signs in is given first, and one at another address: each is the first page of the build. */
const PAGES = ['/', '/inbox']
const ANSWER_TIME_MS = 60_000

/** What a browser client says that it is made of. */
export type SaidBuild = ClientBuild & {
  /** SHA-256 of the text that says it, in hexadecimal digits: it stands for the whole build */
  sha256: string
}

/** A build as it was found: what of it is not as it says, in words; nothing, where all of it is. */
export type FoundBuild = SaidBuild & { problems: string[] }

type Reach = { origin: string; hash: Hash; fetch?: typeof globalThis.fetch }

/** What a text says of a build. @throws ClientError */
export function saidBuild(text: string, hash: Hash): SaidBuild {
  try {
    return { ...readClientBuild(text), sha256: toHex(hash(new TextEncoder().encode(text))) }
  } catch (error) {
    if (!(error instanceof StatementError)) throw error
    throw new ClientError(`This does not say what a browser client is made of. ${error.message}`)
  }
}

/**
 * What the browser client at an origin says that it is made of. Nothing shows yet that it is.
 * @throws ClientError, UnreachableError
 */
export async function fetchSaidBuild(reach: Reach): Promise<SaidBuild> {
  const { bytes } = await fetched(reach, CLIENT_BUILD_PATH, STATEMENT_LIMIT)
  return saidBuild(new TextDecoder().decode(bytes), reach.hash)
}

/**
 * Fetches every file of the browser client at an origin and holds it against what the client says that it is made of: its octets,
 * and the policy that its pages and scripts come with. What it shows is what this machine was given now: a server can give others
 * something else.
 *
 * @param onFile told how many files are done
 * @throws ClientError, UnreachableError where it does not say, or does not answer
 */
export async function verifyServedBuild(
  reach: Reach,
  onFile: (done: number, all: number) => void = () => undefined,
): Promise<FoundBuild> {
  const said = await fetchSaidBuild(reach)
  const problems: string[] = []
  const wanted = said.files.flatMap((file) =>
    file.path === CLIENT_INDEX ? PAGES.map((at) => ({ ...file, at })) : [{ ...file, at: file.path }],
  )
  for (const [done, { at, size, sha256 }] of wanted.entries()) {
    try {
      const { bytes, policy } = await fetched(reach, at, size)
      if (bytes.length !== size || toHex(reach.hash(bytes)) !== sha256)
        problems.push(`${at} is not the file that it says.`)
      // Of the service where another serves it; a worker is under the policy of its own script.
      if (/(?:\/|\.html|\.js|^\/inbox)$/.test(at) && !has(policy, clientPolicy(said.service)))
        problems.push(`${at} comes without the policy that it must come with (Content-Security-Policy).`)
    } catch (error) {
      if (!(error instanceof ClientError)) throw error
      problems.push(`${at}: ${error.message}`)
    }
    onFile(done + 1, wanted.length)
  }
  return { ...said, problems }
}

/**
 * Under which agreements of the reader's own agency a build of the client for this service is acknowledged, and since when.
 * @param service the origin of the service that it speaks to
 */
export const acknowledgements = (
  state: TrustState,
  { service, sha256 }: { service: string; sha256: string },
): (AcknowledgedClient & { agreement: string })[] =>
  annexesOf(state, service).flatMap(({ agreement, clients }) =>
    clients.filter((one) => one.sha256 === sha256).map((one) => ({ ...one, agreement })),
  )

/**
 * The form of an annex with further builds of the client in it, as of today, and without those that are withdrawn.
 * @throws ClientError for a build of another service, and for one to be withdrawn that is not there
 */
export function withClients(
  form: AnnexForm,
  { added, withdrawn }: { added: readonly SaidBuild[]; withdrawn: readonly string[] },
  now: Date,
): AnnexForm {
  const absent = withdrawn.find((one) => !form.clients.some(({ sha256 }) => sha256 === one))
  if (absent !== undefined)
    throw new ClientError(`The annex of ${form.agreement} acknowledges no client with the digest ${absent}.`)
  const other = added.find(({ service }) => service !== null && service !== URL.parse(form.origin)?.origin)
  if (other)
    throw new ClientError(
      `This client speaks to ${other.service}, and the agreement is kept in the service at ${form.origin}.`,
    )
  const clients = form.clients.filter(({ sha256 }) => !withdrawn.includes(sha256))
  for (const { version, sha256 } of added) {
    if (!clients.some((one) => one.sha256 === sha256)) clients.push({ version, sha256, since: dayOf(now) })
  }
  return { ...form, clients }
}

/** Whether one of the policies of an answer says all that is demanded; further ones only forbid more. */
function has(policies: string | null, demanded: readonly string[]): boolean {
  return (policies ?? '').split(',').some((policy) => {
    const said = new Map<string, string>()
    // Of two directives of one name the first counts (CSP 3 §2.2.1).
    for (const directive of policy.split(';').map((one) => one.trim().replaceAll(/\s+/g, ' '))) {
      const [name = ''] = directive.toLowerCase().split(' ', 1)
      if (!said.has(name)) said.set(name, directive)
    }
    return demanded.every((directive) => said.get(directive.split(' ', 1)[0] ?? '') === directive)
  })
}

async function fetched(
  { origin, fetch: ask = fetch }: Reach,
  path: string,
  limit: number,
): Promise<{ bytes: Uint8Array; policy: string | null }> {
  const response = await ask(new URL(path, origin), {
    headers: { accept: 'text/html, */*;q=0.5' },
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_TIME_MS),
  }).catch(() => {
    throw new UnreachableError(`There is no answer from ${origin} for ${path}, or it leads elsewhere.`)
  })
  if (!response.ok) {
    await response.body?.cancel().catch(() => undefined)
    throw new ClientError(`${origin} answered ${response.status} for ${path}.`)
  }
  const bytes = await readBounded(response, limit, origin)
  return { bytes, policy: response.headers.get('content-security-policy') }
}

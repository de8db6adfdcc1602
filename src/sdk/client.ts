import Type, { type Static, type TSchema } from 'typebox'
import Value from 'typebox/value'
import { Directory } from '../domain/wire/directory.ts'
import { CertificateResponse, KeyGrantsResponse } from '../domain/wire/key-response.ts'
import { LogProof, LogRecordsResponse } from '../domain/wire/log-response.ts'
import {
  DeliveryStateResponse,
  InboxResponse,
  ReferenceResponse,
  ReferralView,
  SentResponse,
  type StatementRequest,
  SubmitResponse,
  ThreadResponse,
} from '../domain/wire/referral-response.ts'
import {
  type ChallengeRequest,
  ChallengeResponse,
  ServiceDescription,
  type SignInRequest,
  SignInResponse,
} from '../domain/wire/session.ts'
import { ClientError } from './errors.ts'
import { type HttpRequest, request, type Transport } from './http.ts'

const CertificatesResponse = Type.Object({
  certificates: Type.Array(CertificateResponse, { maxItems: 1_000 }),
})
const ProofResponse = Type.Object({ proof: Type.Union([LogProof, Type.Null()]) })
const Anything = Type.Unknown()

/** Which certificates: of a mailbox (all its states), of a person by login, or the one of a fingerprint. */
export type CertificateQuery = { mailbox: string } | { person: string } | { fingerprint: string }
export type PageQuery = { mailbox?: string; cursor?: string; limit?: number }

/** The service's routes as typed methods. Every answer is checked against its wire schema. */
export type Client = ReturnType<typeof createClient>

/**
 * A client of the service at `origin`. Connects to nothing by itself.
 *
 * Every method throws ApiProblemError when the service refuses, UnreachableError when it does not answer, and
 * ClientError when the answer is not what this program expects.
 *
 * @param origin `https://host[:port]`; `http` is taken for this machine itself only, because the token and the
 *   names of mailboxes travel in it
 * @param token an access token from sign-in; null for the open routes
 */
export const createClient = ({
  origin,
  fetch = globalThis.fetch,
  token = null,
}: {
  origin: string
  fetch?: typeof globalThis.fetch
  token?: string | null
}) => {
  const transport: Transport = { origin: checkedOrigin(origin), fetch, token }
  const asked = async <S extends TSchema>(schema: S, what: HttpRequest): Promise<Static<S>> =>
    readAnswer(schema, await request(transport, what), transport.origin)
  const get = <S extends TSchema>(schema: S, path: string) => asked(schema, { method: 'GET', path })
  const post = <S extends TSchema>(schema: S, path: string, body: object) =>
    asked(schema, { method: 'POST', path, body })
  const octets = (path: string, limit: number) =>
    request(transport, { method: 'GET', path, limit, carriesContent: true })

  return {
    origin: transport.origin,
    token,
    fetch,

    service: () => get(ServiceDescription, '/api/v1/service'),
    challenge: (body: ChallengeRequest) => post(ChallengeResponse, '/api/v1/session/challenge', body),
    signIn: (body: SignInRequest) => post(SignInResponse, '/api/v1/session', body),

    directory: () => get(Directory, '/api/v1/directory'),
    certificates: async (query: CertificateQuery) =>
      (await get(CertificatesResponse, `/api/v1/certificates?${queryText(query)}`)).certificates,
    keyGrants: async () => (await get(KeyGrantsResponse, '/api/v1/key-grants')).grants,

    /** The parts go in the order manifest, signature, content: the service reads them as they come. */
    submit: (parts: { manifest: string; signature: string; content: Uint8Array }) => {
      const form = new FormData()
      form.append('manifest', parts.manifest)
      form.append('signature', parts.signature)
      const content = new Blob([new Uint8Array(parts.content)], { type: 'application/octet-stream' })
      form.append('content', content, 'content')
      return asked(SubmitResponse, {
        method: 'POST',
        path: '/api/v1/referrals',
        body: form,
        carriesContent: true,
      })
    },
    referral: (id: string) => get(ReferralView, `/api/v1/referrals/${segment(id)}`),
    /** The sealed octets of the sender's own copy, at most `limit` bytes; the reading is logged. */
    ownContent: (id: string, limit: number) => octets(`/api/v1/referrals/${segment(id)}/content`, limit),
    proof: async (id: string) => (await get(ProofResponse, `/api/v1/referrals/${segment(id)}/proof`)).proof,

    inbox: (page: PageQuery = {}) => get(InboxResponse, `/api/v1/inbox${pageText(page)}`),
    sent: (page: PageQuery = {}) => get(SentResponse, `/api/v1/sent${pageText(page)}`),
    thread: (thread: string) => get(ThreadResponse, `/api/v1/threads/${segment(thread)}`),
    reference: (reference: string) => get(ReferenceResponse, `/api/v1/references/${segment(reference)}`),

    delivery: (id: string) => get(ReferralView, `/api/v1/deliveries/${segment(id)}`),
    receipt: (delivery: string, body: StatementRequest) =>
      post(DeliveryStateResponse, `/api/v1/deliveries/${segment(delivery)}/receipts`, body),
    /** The sealed octets, at most `limit` bytes; 409 `collect-first` before the caller's `collected` receipt. */
    deliveryContent: (id: string, limit: number) =>
      octets(`/api/v1/deliveries/${segment(id)}/content`, limit),
    filed: async (delivery: string, body: StatementRequest): Promise<void> => {
      await post(Anything, `/api/v1/deliveries/${segment(delivery)}/filed`, body)
    },

    /** Salt and record of the entries from `start` on that the caller may open. */
    logRecords: (start: bigint) => get(LogRecordsResponse, `/api/v1/log/records?start=${start}`),
    /** A file of the published tree (C2SP tlog-tiles), by its path below `/log/`. */
    logFile: (path: string, limit: number) => octets(`/log/${path}`, limit),
  }
}

/** The same client carrying an access token. */
export const withToken = ({ origin, fetch }: Client, token: string): Client =>
  createClient({ origin, fetch, token })

const readAnswer = <S extends TSchema>(schema: S, bytes: Uint8Array, origin: string): Static<S> => {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw notUnderstood(origin)
  }
  if (!Value.Check(schema, value)) throw notUnderstood(origin)
  return value
}

const notUnderstood = (origin: string): ClientError =>
  new ClientError(
    `The answer of ${origin} is not one that this program understands. Is it a Despatch service of this version?`,
  )

const segment = (text: string): string => encodeURIComponent(text)

const queryText = (query: CertificateQuery): string => new URLSearchParams({ ...query }).toString()

const pageText = ({ mailbox, cursor, limit }: PageQuery): string => {
  const query = new URLSearchParams()
  if (mailbox !== undefined) query.set('mailbox', mailbox)
  if (cursor !== undefined) query.set('cursor', cursor)
  if (limit !== undefined) query.set('limit', String(limit))
  return query.size > 0 ? `?${query}` : ''
}

const OWN_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]'])

const checkedOrigin = (text: string): string => {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username || url.password) {
    throw new ClientError('The address of a service looks like https://despatch.example.test.')
  }
  if (url.protocol === 'http:' && !OWN_MACHINE.has(url.hostname)) {
    throw new ClientError(`${url.host} must be reached over https; http is for this machine itself only.`)
  }
  return url.origin
}

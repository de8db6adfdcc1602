import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ClientError } from '../../sdk/errors.ts'
import { LONGEST_REQUEST, type WitnessAnswer } from '../../sdk/witness.ts'

/** The longest body, in octets: a request is counted in characters, none of which has more than three. */
const LONGEST_BODY = LONGEST_REQUEST * 3
const MOST_CONNECTIONS = 64
/** Milliseconds for a whole request, and between two on one connection. */
const REQUEST_MS = 10_000
const KEEP_ALIVE_MS = 60_000

/**
 * Listens for `POST …/add-checkpoint`; everything else is answered and no more. Plain HTTP: it stands behind a proxy that
 * speaks TLS, or on the log's own machine.
 *
 * @param answer to the body of a request
 * @param failed told when there is none, after a 500 was sent
 */
export async function listen(
  { host, port }: { host: string; port: number },
  answer: (body: string) => Promise<WitnessAnswer>,
  failed: (error: unknown) => void,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer(
    {
      headersTimeout: REQUEST_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: 8192,
      connectionsCheckingInterval: 2_000,
    },
    (request, response) => {
      respond(request, answer).then(
        (given) => send(response, given),
        (error: unknown) => {
          send(response, plain(500, 'The witness could not keep what it saw, and so has not signed it.'))
          failed(error)
        },
      )
    },
  )
  server.maxConnections = MOST_CONNECTIONS
  server.maxRequestsPerSocket = 10_000
  await started(server, host, port)
  const { port: chosen } = server.address() as AddressInfo
  return {
    port: chosen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
      }),
  }
}

function started(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new ClientError(`Nothing can listen on ${host}:${port} (${error.code ?? error.message}).`))
    })
    server.listen(port, host, resolve)
  })
}

async function respond(
  request: IncomingMessage,
  answer: (body: string) => Promise<WitnessAnswer>,
): Promise<WitnessAnswer> {
  const [path = ''] = (request.url ?? '').split('?')
  if (!path.endsWith('/add-checkpoint')) return plain(404, 'This is a witness: POST …/add-checkpoint.')
  if (request.method !== 'POST') return plain(405, 'POST is wanted.')
  const body = await read(request)
  if (body === 'too long') return plain(413, 'The request is too long.')
  if (body === 'broken off') return plain(400, 'The request was broken off.')
  if (body === null) return plain(400, 'The request is not text.')
  return answer(body.text)
}

async function read(request: IncomingMessage): Promise<{ text: string } | 'too long' | 'broken off' | null> {
  const pieces: Buffer[] = []
  let length = 0
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      length += piece.length
      if (length > LONGEST_BODY) return 'too long'
      pieces.push(piece)
    }
  } catch {
    return 'broken off'
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(pieces)) }
  } catch {
    return null
  }
}

function send(response: ServerResponse, { status, type, body }: WitnessAnswer): void {
  // What is not read to its end would be taken for the next request.
  const ends = status === 413 ? { connection: 'close' } : {}
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...ends }).end(body)
}

const plain = (status: number, words: string): WitnessAnswer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${words}\n`,
})

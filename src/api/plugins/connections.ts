import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { addressBlock } from '../../domain/address-block.ts'
import { type ProblemError, problem, toDocument } from '../../domain/problems.ts'

/** Connections at once; each costs some tens of kilobytes. */
const MOST_IN_ALL = 4_000
const MOST_PER_ADDRESS = 400

/**
 * Bounds connections, in all and by address. Behind trusted proxies, which bound their own clients, they are not told
 * apart by address.
 */
export function useConnectionShares(
  app: FastifyInstance,
  { behindProxies }: { behindProxies: boolean },
): void {
  app.server.maxConnections = MOST_IN_ALL
  // The size of the header is what is limited. Fields past a number would be dropped silently, and with them the one
  // in which a proxy says whom it speaks for.
  app.server.maxHeadersCount = 0
  if (behindProxies) return
  const open = new Map<string, number>()
  app.server.on('connection', (socket) => {
    const address = addressBlock(socket.remoteAddress ?? '')
    const count = (open.get(address) ?? 0) + 1
    open.set(address, count)
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1
      if (left > 0) open.set(address, left)
      else open.delete(address)
    })
    if (count > MOST_PER_ADDRESS) {
      endWith(socket, problem('too-many-requests', 'Your address has too many connections open.'), [
        'Retry-After: 5',
      ])
    }
  })
}

/** What the parser of HTTP, or the clock, says of a connection, as problems of ours. */
const FAULTS: Readonly<Record<string, () => ProblemError>> = {
  HPE_HEADER_OVERFLOW: () => problem('headers-too-large'),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: () => problem('headers-too-large'),
  ERR_HTTP_REQUEST_TIMEOUT: () => problem('too-slow'),
}

/** What becomes of a connection that carries no HTTP, or a request that never becomes whole. */
export type ConnectionFaults = {
  onFault(error: Error & { code?: string }, socket: Socket): void
  use(app: FastifyInstance): void
}

/**
 * Answers what the framework never sees with a problem document, and ends the connection: where a next request would
 * begin, nobody knows.
 */
export function connectionFaults(): ConnectionFaults {
  const answers = new WeakMap<Socket, ServerResponse>()
  return {
    onFault(error, socket) {
      const answer = answers.get(socket)
      // An answer that is half out must not have another in the middle of it.
      const isHalfOut = answer?.headersSent && !answer.writableEnded
      if (error.code === 'ECONNRESET' || !socket.writable || isHalfOut) socket.destroy()
      else
        endWith(
          socket,
          FAULTS[error.code ?? '']?.() ?? problem('invalid-request', 'This is not HTTP/1.1 (RFC 9112).'),
        )
    },
    use(app) {
      app.addHook('onRequest', async ({ raw }, reply) => {
        answers.set(raw.socket, reply.raw)
      })
      // Nothing is forwarded: this is no proxy.
      app.server.on('connect', (_request, socket) => endWith(socket, problem('not-found')))
    },
  }
}

function endWith(socket: Duplex, named: ProblemError, headers: readonly string[] = []): void {
  const body = JSON.stringify(toDocument(named))
  const head = [
    `HTTP/1.1 ${named.status} ${STATUS_CODES[named.status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    ...headers,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { CLIENT_BUILD_PATH, CLIENT_INDEX } from '../domain/wire/client-build.ts'
import { clientHeaders } from '../domain/wire/client-policy.ts'
import type { ClientFile, ClientFiles } from './client-files.ts'

const HEADERS = clientHeaders(null)
/** Their names do not say what is in them. */
const CHANGING = new Set<string>([CLIENT_INDEX, CLIENT_BUILD_PATH])

/**
 * Below these, what is not there is not there: programs ask, and are not to be given a page. Nor is there one at an address that begins
 * with two slashes, which reads like that of another host.
 */
const NOT_PAGES = /^\/(?:\/|(?:api|assets|log|trust|docs|help|\.well-known)(?:\/|$))/i
const YEAR_SECONDS = 31_536_000
/** Named among the codings that are understood, and not as one that is refused (RFC 9110 §12.5.3). */
const TAKES_BROTLI = /(?:^|,)\s*br\s*(?:,|$|;\s*q=(?!0(?:\.0*)?\s*(?:,|$)))/i

/** The page that the browser client begins with. */
export function sendIndex(files: ClientFiles, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const index = files.get(CLIENT_INDEX)
  if (!index) throw new Error('the browser client has no first page')
  return sendFile(index, { path: CLIENT_INDEX, request, reply })
}

/**
 * A file of the browser client, or its first page for an address of one of its own pages: it finds out which. Only what is in the table is ever
 * sent, so that no path leads anywhere else.
 *
 * @returns null for what is neither
 */
export function sendClient(
  files: ClientFiles,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | null {
  if (request.method !== 'GET' && request.method !== 'HEAD') return null
  const [path = ''] = request.url.split('?', 1)
  const file = files.get(path)
  if (file) return sendFile(file, { path, request, reply })
  const wantsPage = request.headers.accept?.includes('text/html') ?? false
  return wantsPage && !NOT_PAGES.test(path) ? sendIndex(files, request, reply) : null
}

function sendFile(
  file: ClientFile,
  { path, request, reply }: { path: string; request: FastifyRequest; reply: FastifyReply },
): FastifyReply {
  const { type, brotli } = file
  const compressed = TAKES_BROTLI.test(request.headers['accept-encoding']?.toString() ?? '')
  reply.status(200).headers(HEADERS).type(type)
  // At the address of a page a program gets another answer; everywhere else all get the same file.
  reply.header('vary', path === CLIENT_INDEX ? 'accept, accept-encoding' : 'accept-encoding')
  // The name of every other file says what is in it.
  reply.header(
    'cache-control',
    CHANGING.has(path) ? 'no-cache' : `public, max-age=${YEAR_SECONDS}, immutable`,
  )
  if (compressed) return reply.header('content-encoding', 'br').send(brotli)
  return reply.send(unpackedOnce(file))
}

const unpacked = new WeakMap<ClientFile, Uint8Array>()

/**
 * For the little that reads pages and knows no Brotli: one copy for all who ask. Unpacked for each, thousands of requests over one
 * connection, whose answers nobody takes, would hold gigabytes.
 */
function unpackedOnce(file: ClientFile): Uint8Array {
  const bytes = unpacked.get(file) ?? file.bytes
  unpacked.set(file, bytes)
  return bytes
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ClientFile, ClientFiles } from './client-files.ts'

/**
 * What the browser client may do, and nothing else (CSP level 3): run scripts of this origin, among them the WebAssembly of OPAQUE
 * and of SHA-256, and speak to this origin. No script or style stands in a page, no text becomes a script but the address of its own worker.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types despatch-worker',
].join('; ')

/** What no page of case work needs of a machine; and passkeys, for this origin alone. */
const NOT_NEEDED = ['camera', 'microphone', 'geolocation', 'usb', 'serial', 'payment', 'display-capture']
const PASSKEYS = ['publickey-credentials-create', 'publickey-credentials-get']

const HEADERS = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': [
    ...NOT_NEEDED.map((feature) => `${feature}=()`),
    ...PASSKEYS.map((feature) => `${feature}=(self)`),
  ].join(', '),
  vary: 'accept-encoding',
}

const INDEX = '/index.html'
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
  const index = files.get(INDEX)
  if (!index) throw new Error('the browser client has no first page')
  return sendFile(index, { path: INDEX, request, reply })
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
  { type, bytes, brotli }: ClientFile,
  { path, request, reply }: { path: string; request: FastifyRequest; reply: FastifyReply },
): FastifyReply {
  const compressed = TAKES_BROTLI.test(request.headers['accept-encoding']?.toString() ?? '')
  reply.status(200).headers(HEADERS).type(type)
  // The name of every other file says what is in it.
  reply.header('cache-control', path === INDEX ? 'no-cache' : `public, max-age=${YEAR_SECONDS}, immutable`)
  if (compressed) reply.header('content-encoding', 'br')
  return reply.send(compressed ? brotli : bytes)
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Config } from '../../config.ts'
import { problem, toDocument } from '../../domain/problems.ts'
import { StartRefusal } from '../../store/start-refusal.ts'
import { portSentence } from '../ports.ts'
import type { Status } from '../status.ts'

/** Nobody has a reason to be slow here, or to ask for much. */
const LIMITS = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
}
const CONNECTIONS = 50

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'",
  'cache-control': 'no-store',
  // A body that somebody sent is never read.
  connection: 'close',
}

type Answer = { status: number; type: string; text: string }

/**
 * A listener that answers `/healthz`, `/readyz` and `/metrics` and nothing else, on STATUS_PORT: for processes that
 * have no API, and for those that watch apart from whoever uses it.
 *
 * @throws StartRefusal when the port cannot be taken
 */
export async function statusRole({
  config,
  status,
}: {
  config: Pick<Config, 'host' | 'statusPort'>
  status: Pick<Status, 'readiness' | 'metrics' | 'metricsAccess'>
}): Promise<{ port: number; stop(): Promise<void> }> {
  const server = createServer(LIMITS, (request, response) => {
    void answer(request, status)
      .catch((): Answer => asProblem('internal'))
      .then((found) => send(request, response, found))
  })
  server.maxConnections = CONNECTIONS
  // What is no HTTP is not answered.
  server.on('clientError', (_error, socket) => socket.destroy())
  const port = await listening(server, config)
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  request: IncomingMessage,
  { readiness, metrics, metricsAccess }: Pick<Status, 'readiness' | 'metrics' | 'metricsAccess'>,
): Promise<Answer> {
  const { method = '', url = '' } = request
  if (!['GET', 'HEAD'].includes(method)) return asProblem('not-found')
  if (url === '/healthz') return asJson(200, { status: 'ok' })
  if (url === '/readyz') {
    const found = await readiness()
    return asJson(found.ready ? 200 : 503, found)
  }
  if (url === '/metrics' && metricsAccess(request)) {
    const { contentType, text } = await metrics.page()
    return { status: 200, type: contentType, text }
  }
  return asProblem('not-found')
}

function asJson(status: number, value: object): Answer {
  return { status, type: 'application/json; charset=utf-8', text: JSON.stringify(value) }
}

function asProblem(name: 'not-found' | 'internal'): Answer {
  const document = toDocument(problem(name))
  return { status: document.status, type: 'application/problem+json', text: JSON.stringify(document) }
}

function send({ method }: IncomingMessage, response: ServerResponse, { status, type, text }: Answer): void {
  const length = Buffer.byteLength(text)
  response.writeHead(status, { ...HEADERS, 'content-type': type, 'content-length': length })
  response.end(method === 'HEAD' ? undefined : text)
}

function listening(
  server: ReturnType<typeof createServer>,
  { host, statusPort }: Pick<Config, 'host' | 'statusPort'>,
): Promise<number> {
  const wanted = statusPort ?? 0
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const sentence = portSentence(error.code, host, wanted, 'STATUS_PORT')
      reject(sentence === null ? error : new StartRefusal(sentence))
    })
    server.listen(wanted, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : wanted)
    })
  })
}

import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const ROOT = join(import.meta.dirname, '../..')
const REPORT_LIMIT = 1024 * 1024

/** Serves the source to a browser as it stands: no bundle hides what it needs. */
export type SourceServer = {
  origin: string
  /** what a page has posted to `/report`, parsed */
  report: Promise<unknown>
  stop(): void
}

/**
 * @param page the module that the page at `/` runs, by its path in the project
 * @param files further ones, by their path with a slash before it
 */
export async function serveSource(
  page: string,
  files: ReadonlyMap<string, Uint8Array | string>,
): Promise<SourceServer> {
  const { promise: report, resolve } = Promise.withResolvers<unknown>()
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    answer(path, request).then(
      ({ type, body }) => response.writeHead(200, { 'content-type': type }).end(body),
      () => response.writeHead(404).end(),
    )
  })

  async function answer(path: string, request: IncomingMessage) {
    const given = files.get(path)
    if (given !== undefined) return { type: 'application/octet-stream', body: given }
    if (path === '/') {
      const body = `<!doctype html><title>test</title><script>${TELL_ERRORS}</script><script type="module" src="/${page}"></script>`
      return { type: 'text/html', body }
    }
    if (path === '/report') {
      resolve(JSON.parse(await bodyOf(request)))
      return { type: 'text/plain', body: '' }
    }
    if (!/^\/(src|test|node_modules)\/[\w@./-]+\.(m?js|ts)$/.test(path) || path.includes('..'))
      throw new Error('no file')
    const text = await readFile(join(ROOT, path), 'utf8')
    return { type: 'text/javascript', body: path.endsWith('.ts') ? forBrowser(text) : text }
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    report,
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** What goes wrong in the page is its report: nobody waits for one that cannot come. */
const TELL_ERRORS = `addEventListener('error', ({ message }) => fetch('/report', { method: 'POST', body: JSON.stringify(message ?? 'a file is missing') }), true)
addEventListener('unhandledrejection', ({ reason }) => fetch('/report', { method: 'POST', body: JSON.stringify(String(reason)) }))`

/** Without its types, and with libraries by their address: a browser knows no `node_modules`, and a worker no import map. */
function forBrowser(text: string): string {
  return stripTypeScriptTypes(text).replace(
    /^(import .*|\} )from '([^./'][^']*)'/gm,
    (_, before: string, name: string) => {
      const url = name === 'hash-wasm' ? HASH_WASM : import.meta.resolve(name)
      return `${before}from '${url.replace(pathToFileURL(ROOT).href, '')}'`
    },
  )
}

// Node takes its other build, which no browser can load.
const HASH_WASM = pathToFileURL(join(ROOT, 'node_modules/hash-wasm/dist/index.esm.js')).href

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) {
    body += chunk
    if (body.length > REPORT_LIMIT) throw new Error('too long')
  }
  return body
}

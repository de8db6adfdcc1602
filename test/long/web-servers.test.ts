import { type ChildProcess, spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { CLIENT_INDEX } from '../../src/domain/wire/client-build.ts'
import { clientHeaders } from '../../src/domain/wire/client-policy.ts'
import { exportClient } from '../../src/main/web/export.ts'
import { readyClient } from '../../src/main/web/ready.ts'
import { verifyServedBuild } from '../../src/sdk/client-build.ts'
import { freePort } from '../setup/ports.ts'

/**
 * The browser client as docs/operating.md has nginx and Caddy serve it: the settings are taken from there. They are not installed for
 * this, since either would begin to serve pages on the machine.
 */

const NGINX = '/usr/sbin/nginx'
const CADDY = '/usr/bin/caddy'
const SERVICE = 'https://despatch.example.test'
const sha256 = (data: Uint8Array): Uint8Array => hash('sha256', data, 'buffer')

let folder: string
let digest: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dsp-servers-'))
  const files = await readyClient((line) => {
    throw new Error(line)
  })
  if (!files) throw new Error('there is no client')
  digest = await exportClient(files, { folder: join(folder, 'web'), service: SERVICE, version: '0.1.0' })
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The example for a web server, for this folder and this port, without TLS. */
async function example(headers: string, port: number): Promise<string> {
  const page = await readFile(join(import.meta.dirname, '../../docs/operating.md'), 'utf8')
  const block = page.split('```').find((part) => part.includes(`/srv/despatch-web/${headers}`))
  if (block === undefined) throw new Error(`docs/operating.md has no example with ${headers}`)
  return block
    .replaceAll('/srv/despatch-web', join(folder, 'web'))
    .replace('listen 443 ssl', `listen 127.0.0.1:${port}`)
    .replace(/^web\.agency\.example\.test/m, `http://127.0.0.1:${port}`)
}

/** Runs a web server while a test runs, and waits until it answers. */
async function serve(command: string, args: string[], origin: string): Promise<void> {
  const server: ChildProcess = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  server.stderr?.on('data', (chunk) => {
    said += chunk
  })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  onTestFinished(async () => {
    server.kill()
    await ended
  })
  await vi.waitFor(
    async () => {
      if (server.exitCode !== null) throw new Error(`${command} has ended: ${said}`)
      expect((await fetch(origin)).status).toBe(200)
    },
    { timeout: 30_000, interval: 50 },
  )
}

async function expectServed(origin: string): Promise<void> {
  const found = await verifyServedBuild({ origin, hash: sha256 })
  expect(found).toMatchObject({ sha256: digest, service: SERVICE, problems: [] })
  for (const path of ['/', '/inbox', CLIENT_INDEX]) {
    const answer = await fetch(`${origin}${path}`, { headers: { accept: 'text/html' } })
    expect(await answer.text()).toContain(`name="despatch-service" content="${SERVICE}"`)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      ...clientHeaders(SERVICE),
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
  }
  expect((await fetch(`${origin}/assets/none.js`)).status).toBe(404)
}

describe('the example for a web server serves the client as it was exported', () => {
  it.skipIf(!existsSync(NGINX))('of nginx (where it is installed)', async () => {
    const port = await freePort('127.0.0.1')
    const settings = join(folder, 'nginx.conf')
    const own = `daemon off; pid ${folder}/nginx.pid; error_log stderr; events {}`
    const http = `include /etc/nginx/mime.types; access_log off; ${await example('headers.nginx.conf', port)}`
    // As root it would read the files as somebody who may not enter the folder.
    const user = process.getuid?.() === 0 ? 'user root;' : ''
    await writeFile(settings, `${user} ${own} http { ${http} }`)
    const origin = `http://127.0.0.1:${port}`
    await serve(NGINX, ['-c', settings], origin)
    await expectServed(origin)
  })

  it.skipIf(!existsSync(CADDY))('of Caddy (where it is installed)', async () => {
    const port = await freePort('127.0.0.1')
    const settings = join(folder, 'Caddyfile')
    await writeFile(settings, `{\n  admin off\n}\n${await example('headers.caddy', port)}`)
    const origin = `http://127.0.0.1:${port}`
    await serve(CADDY, ['run', '--config', settings, '--adapter', 'caddyfile'], origin)
    await expectServed(origin)
  })
})

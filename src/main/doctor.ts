import { connect as connectTo } from 'node:net'
import pg from 'pg'
import { type Config, readConfig } from '../config.ts'
import type { Databases } from '../store/databases.ts'
import { locateEmbedded } from '../store/embedded/locate.ts'
import { checkMigrated } from '../store/migrate.ts'
import { requireDataDirectory } from './data-directory.ts'
import type { Io } from './io.ts'
import { requireLogins } from './logins.ts'
import { MIGRATIONS } from './migrations.ts'
import { startFailure } from './start-failure.ts'

export interface Check {
  name: string
  ok: boolean
  /** What was found, or what to do about it. */
  says: string
}

/** `despatch doctor`: looks at everything that has to be right for the service to run. Exit code 1 if not. */
export async function doctor({ json }: { json: boolean }, io: Io): Promise<number> {
  const config = readConfig(io.env)
  const checks = await examine(config)
  if (json) io.out(JSON.stringify({ ok: checks.every((check) => check.ok), checks }))
  else for (const { name, ok, says } of checks) io.out(`${ok ? 'ok  ' : 'FAIL'}  ${name}: ${says}`)
  return checks.every((check) => check.ok) ? 0 : 1
}

async function examine(config: Config): Promise<Check[]> {
  const checks: Check[] = []
  const check = async (name: string, look: () => Promise<string>): Promise<boolean> => {
    try {
      checks.push({ name, ok: true, says: await look() })
      return true
    } catch (error) {
      checks.push({ name, ok: false, says: startFailure(error, config) ?? messageOf(error) })
      return false
    }
  }
  await check('Node', nodeVersion)
  await check('data directory', async () => {
    await requireDataDirectory(config.dataDir)
    return config.dataDir
  })
  let databases: Databases | null = null
  const reachable = await check('database', async () => {
    databases = config.database
      ? { ...config.database, embedded: false }
      : await locateEmbedded(config.dataDir)
    if (!databases) throw new Error('the embedded PostgreSQL is not running: despatch serve starts it')
    return askVersion(databases.runtimeUrl)
  })
  const found = databases as Databases | null
  if (reachable && found) {
    const current = await check(
      'migrations',
      async () => `current (${await checkMigrated(found.runtimeUrl, MIGRATIONS)})`,
    )
    if (current && !found.embedded) {
      await check('logins', async () => {
        await requireLogins(found, 'all')
        return 'each has the rights of its part'
      })
    }
  }
  await check('HTTP', () => askHealth(`http://${authority(config.host, config.port)}/healthz`))
  await check('SMTP', () => askBanner(config.host, config.smtpPort))
  return checks
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function nodeVersion(): Promise<string> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 24 || (major === 24 && minor >= 12)) return process.versions.node
  throw new Error(`${process.versions.node} is too old: start through npm or npx, which bring 24.12 or later`)
}

async function askVersion(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return `PostgreSQL ${rows[0]?.server_version} answers`
  } finally {
    await client.end()
  }
}

async function askHealth(url: string): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(3_000) }).catch(() => {
    throw new Error(`nothing answers at ${url}`)
  })
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`)
  return `${url} answers ${answer.status}`
}

function askBanner(host: string, port: number): Promise<string> {
  const at = authority(host, port)
  return new Promise((resolve, reject) => {
    const socket = connectTo({ host: reachableHost(host), port, timeout: 3_000 })
    const fail = () => {
      socket.destroy()
      reject(new Error(`no mail gateway answers at ${at}`))
    }
    socket.once('error', fail).once('timeout', fail).once('close', fail)
    socket.once('data', (greeting) => {
      // RFC 5321 §3.1: a server that takes mail greets with 220.
      if (!greeting.toString('latin1').startsWith('220')) return fail()
      socket.end('QUIT\r\n')
      resolve(`${at} greets`)
    })
  })
}

const authority = (host: string, port: number) =>
  `${host.includes(':') ? `[${reachableHost(host)}]` : reachableHost(host)}:${port}`

/** Listening everywhere is answered here. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}

/**
 * `npm run up:local [-- --once] [-- --postgres 15]`: starts the services of docker-compose.yml as processes of this
 * machine, with the demonstration partnership, plays journey 1 through them, and stops them on Ctrl-C.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, stderr } from 'node:process'
import { parseArgs } from 'node:util'
import { playFirstJourney } from '../src/demo/play.ts'
import { freePort, requirePort } from '../src/main/ports.ts'
import { stopSignals } from '../src/main/stop-signals.ts'
import { readComposeFile } from './up-local/compose-file.ts'
import { prepare } from './up-local/place.ts'
import { POSTGRES_VERSIONS, type PostgresVersion } from './up-local/postgres.ts'
import { type Up, up } from './up-local/up.ts'

const ROOT = join(import.meta.dirname, '..')
const HOST = '127.0.0.1'
const say = (line: string) => console.log(line)

async function main(): Promise<number> {
  const { once, postgres } = readOptions()
  const signals = stopSignals((exitCode) => process.exit(exitCode))
  const folder = await mkdtemp(join(tmpdir(), 'dup-'))
  let running: Up | undefined
  try {
    const port = await requirePort(HOST, 8080, 'PORT').then(
      () => 8080,
      () => freePort(HOST),
    )
    const file = await readComposeFile(join(ROOT, 'docker-compose.yml'), {
      // The partners are the demonstration's, invented: the real DNS knows nothing of them.
      DNS_SERVERS: 'none',
      ...definedSettings(),
      PUBLIC_URL: `http://localhost:${port}`,
    })
    const secretsFolder = join(folder, 'secrets')
    execFileSync('sh', [join(ROOT, 'deploy/make-secrets.sh'), secretsFolder], {
      stdio: ['ignore', 'ignore', 2],
    })
    const place = await prepare(file, folder, { root: ROOT, secretsFolder, fixed: { 'api:8080': port } })
    say(
      `Starting ${Object.keys(file.services).length} services of docker-compose.yml, on PostgreSQL ${postgres}`,
    )
    // The demonstration's mail partners stand beside the gateway, and load the partnership.
    const starting = up(file, place, { postgres, more: { gateway: ['--demo'] }, say })
    running = await Promise.race([starting, signals.asked.then(() => undefined)])
    if (!running) {
      running = await starting
      return 0
    }
    const dataDir = place.path('api', '/data')
    await symlink(place.path('gateway', '/data/demo'), join(dataDir, 'demo'))
    await Promise.race([playFirstJourney({ dataDir, out: say }), running.fallen])
    say('')
    say(`Journey 1 went through. The service is at http://localhost:${port}`)
    if (once) return 0
    say(`Data: ${dataDir}, removed at the end. Ctrl-C stops.`)
    await Promise.race([signals.asked, running.fallen])
    return 0
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  } finally {
    await running?.down()
    await rm(folder, { recursive: true, force: true })
    signals.release()
  }
}

function readOptions(): { once: boolean; postgres: PostgresVersion } {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: { once: { type: 'boolean', default: false }, postgres: { type: 'string', default: '18' } },
  })
  const postgres = POSTGRES_VERSIONS.find((version) => version === values.postgres)
  if (!postgres) throw new Error(`--postgres must be one of ${POSTGRES_VERSIONS.join(', ')}`)
  return { once: values.once, postgres }
}

/** Settings of this terminal that the file may refer to. */
function definedSettings(): Record<string, string> {
  const { SERVICE_DOMAIN = '', LOG_LEVEL = '', TRUSTED_PROXIES = '' } = process.env
  return { SERVICE_DOMAIN, LOG_LEVEL, TRUSTED_PROXIES }
}

process.exitCode = await main()

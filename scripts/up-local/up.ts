import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { ComposeFile, ComposeService } from './compose-file.ts'
import type { Place } from './place.ts'
import { type PostgresVersion, startPostgres } from './postgres.ts'
import { startProcess } from './process.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../..')
const HEALTHY_WITHIN_MS = 120_000
const STOP_WITHIN_MS = 30_000

export type Up = {
  /** The process number of a service that runs. */
  pid(service: string): number
  /** Rejects when a service that should run has ended. */
  fallen: Promise<never>
  /** Stops all, in the opposite order of their start. */
  down(): Promise<void>
}

type Running = { pid: number; ended: Promise<number>; stop(): Promise<void> }

/**
 * Starts every service of the file when what it depends on is as far as it says: `node src/main.ts` in place of our
 * image, PostgreSQL and Redis of this machine in place of theirs.
 *
 * @param more words at the end of a service's command
 */
export async function up(
  { services }: ComposeFile,
  place: Place,
  {
    postgres,
    more = {},
    say,
  }: { postgres: PostgresVersion; more?: Record<string, string[]>; say: (line: string) => void },
): Promise<Up> {
  const running = new Map<string, Running>()
  let stopping = false
  let fall = (_error: Error) => {}
  const fallen = new Promise<never>((_resolve, reject) => {
    fall = reject
  })
  fallen.catch(() => undefined)

  async function down(): Promise<void> {
    stopping = true
    for (const [name, service] of [...running].reverse()) {
      await service.stop()
      running.delete(name)
      say(`${name} has stopped`)
    }
  }

  const started = new Map<string, Promise<void>>()
  const start = (name: string): Promise<void> => {
    const begun = started.get(name) ?? begin(name)
    started.set(name, begun)
    return begun
  }

  async function begin(name: string): Promise<void> {
    const service = services[name]
    if (!service) throw new Error(`the file has no service ${name}`)
    const needs = Object.entries(service.depends_on ?? {})
    await Promise.all(needs.map(([other]) => start(other)))
    if (stopping) return
    const process = await startService(name, service)
    running.set(name, process)
    const oneShot = Object.values(services).some(
      ({ depends_on = {} }) => depends_on[name]?.condition === 'service_completed_successfully',
    )
    if (oneShot) {
      const code = await process.ended
      running.delete(name)
      if (code !== 0) throw new Error(`${name} ended with exit code ${code}`)
      say(`${name} has done its work`)
      return
    }
    void process.ended.then((code) => {
      if (!stopping) fall(new Error(`${name} ended by itself, with exit code ${code}`))
    })
    await healthy(name, service, process)
    say(`${name} is up (process ${process.pid})`)
  }

  async function startService(name: string, service: ComposeService): Promise<Running> {
    const command = place.command(name, service.command ?? [])
    if (service.image.startsWith('postgres:')) return startDatabase(name, command)
    const [program, args]: [string, string[]] = service.image.startsWith('redis:')
      ? [command[0] ?? '', [...command.slice(1), '--bind', '127.0.0.1', '--dir', place.path(name, '/data')]]
      : [process.execPath, ['src/main.ts', ...command, ...(more[name] ?? [])]]
    const started = startProcess(program, args, { cwd: ROOT, env: environment(name) })
    void started.ended.then((code) => {
      if (code !== 0 && !stopping) say(`${name}: ${started.said()}`)
    })
    return { pid: started.pid, ended: started.ended, stop: () => started.stop(STOP_WITHIN_MS) }
  }

  /** What the image's entrypoint does: makes a cluster, starts it, runs what is in /docker-entrypoint-initdb.d. */
  async function startDatabase(name: string, command: readonly string[]): Promise<Running> {
    const settings = command.flatMap((word) => {
      const [, key, value] = /^(\w+)=(.*)$/.exec(word) ?? []
      return key === undefined || value === undefined ? [] : [[key, value]]
    })
    const {
      POSTGRES_USER = '',
      POSTGRES_PASSWORD_FILE = '',
      POSTGRES_INITDB_ARGS = '',
    } = place.environment(name)
    const password = (await readFile(POSTGRES_PASSWORD_FILE, 'utf8')).trim()
    const database = await startPostgres({
      version: postgres,
      port: place.port(name, 5432),
      password,
      initdbArgs: POSTGRES_INITDB_ARGS.split(' '),
      settings: Object.fromEntries(settings),
    })
    const ended = new Promise<number>(() => {})
    try {
      await run('bash', [place.path(name, '/docker-entrypoint-initdb.d/10-despatch.sh')], {
        env: {
          PATH: process.env.PATH,
          PGHOST: '127.0.0.1',
          PGPORT: String(database.port),
          PGPASSWORD: password,
          POSTGRES_USER,
          SECRETS: place.path(name, '/run/secrets'),
        },
      })
    } catch (error) {
      await database.stop()
      throw error
    }
    return { pid: database.pid, ended, stop: database.stop }
  }

  async function healthy(name: string, { healthcheck }: ComposeService, { ended }: Running): Promise<void> {
    const [how, ...words] = healthcheck?.test ?? []
    if (healthcheck?.disable || how === undefined) return
    const [program = '', ...args] = how === 'CMD-SHELL' ? ['sh', '-c', ...words] : words
    const [mapped = '', ...rest] = [
      program === 'node' ? process.execPath : program,
      ...place.command(name, args),
    ]
    await until(`${name} does not become healthy`, ended, () =>
      run(mapped, rest, { cwd: ROOT, env: environment(name) }).then(
        () => null,
        (error: Error) => error.message,
      ),
    )
    const port = place.environment(name).STATUS_PORT
    if (port === undefined) return
    // It is alive from its first moment on; that it has started is another question.
    await until(`${name} does not become ready`, ended, () =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        async (answer) => (answer.ok ? null : await answer.text()),
        (error: Error) => error.message,
      ),
    )
  }

  async function until(
    otherwise: string,
    ended: Promise<number>,
    look: () => Promise<string | null>,
  ): Promise<void> {
    const deadline = Date.now() + HEALTHY_WITHIN_MS
    for (let fault = await look(); fault !== null; fault = await look()) {
      if (Date.now() > deadline) throw new Error(`${otherwise}: ${fault}`)
      const code = await Promise.race([ended, pause(200)])
      if (code !== undefined || stopping) throw new Error(`${otherwise}: it ended`)
    }
  }

  const environment = (name: string): Record<string, string | undefined> => ({
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    ...place.environment(name),
  })

  try {
    await Promise.all(Object.keys(services).map(start))
  } catch (error) {
    await Promise.allSettled(started.values())
    await down()
    throw error
  }
  return { pid: (name) => running.get(name)?.pid ?? 0, fallen, down }
}

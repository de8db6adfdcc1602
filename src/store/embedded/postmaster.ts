import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { open, readFile, readlink, realpath, rename, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Program } from './program.ts'
import type { SystemUser } from './system-user.ts'

/** A running PostgreSQL: the process that owns the cluster, and where it listens. */
export interface Postmaster {
  pid: number
  port: number
}

const LOG_LIMIT = 10 * 1024 * 1024
const READY_WITHIN_MS = 60_000

/**
 * The postmaster that runs on this cluster, whoever started it. `postmaster.pid` may be stale and its
 * number taken by another program, so the process must also stand in the cluster's directory, as a
 * postmaster does.
 */
export async function runningPostmaster(cluster: string): Promise<Postmaster | null> {
  const lock = await readLockFile(cluster)
  if (!lock) return null
  const stands = await readlink(`/proc/${lock.pid}/cwd`).catch(() => null)
  return stands === (await realpath(cluster)) ? { pid: lock.pid, port: lock.port } : null
}

/**
 * Starts PostgreSQL and waits until it takes connections.
 * @returns `busy` when another process came first, in which case its postmaster is to be looked for
 */
export async function launch(options: {
  program: Program
  cluster: string
  logFile: string
  user: SystemUser | null
  settings: Record<string, string>
  /** a free one otherwise */
  port?: number
}): Promise<Postmaster | 'busy'> {
  const { program, cluster, logFile, user, settings } = options
  await keepSmall(logFile)
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort())
    const before = await stat(logFile).then(
      (found) => found.size,
      () => 0,
    )
    const log = openSync(logFile, 'a', 0o600)
    const child = spawn(
      join(program.native, 'bin/postgres'),
      [
        '-D',
        cluster,
        '-p',
        String(port),
        ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
      ],
      {
        ...(user ?? {}),
        cwd: '/',
        env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
        stdio: ['ignore', log, log],
        // A session of its own: Ctrl-C in the terminal must reach us alone, or the database would stop first.
        detached: true,
      },
    )
    closeSync(log)
    child.unref()
    let ended: string | null = null
    child.once('error', (error) => {
      ended = error.message
    })
    child.once('exit', (code, signal) => {
      ended ??= `it ended with ${signal ?? `exit code ${code}`}`
    })
    const deadline = Date.now() + READY_WITHIN_MS
    while (ended === null) {
      const lock = await readLockFile(cluster)
      if (lock && lock.pid === child.pid && lock.ready) return { pid: lock.pid, port }
      if (Date.now() > deadline) {
        child.kill('SIGQUIT')
        throw new Error(`PostgreSQL was not ready within ${READY_WITHIN_MS / 1000} s; its log is ${logFile}`)
      }
      await delay(10)
    }
    const said = await readFrom(logFile, before)
    if (said.includes('lock file "postmaster.pid" already exists')) return 'busy'
    if (said.includes('could not create any TCP/IP sockets') && attempt < 4) continue
    const fatal = /(?:FATAL|PANIC):\s+(.*)/.exec(said)?.[1] ?? ended
    throw new Error(`PostgreSQL did not start (${fatal}); its log is ${logFile}`)
  }
}

/** Stops a postmaster: sessions are ended and everything is written; after ten seconds without a goodbye. */
export async function stopPostmaster({ pid }: Postmaster): Promise<void> {
  // PostgreSQL: SIGINT is the fast, SIGQUIT the immediate shutdown (recovered from at the next start).
  signal(pid, 'SIGINT')
  for (let waited = 0; alive(pid); waited += 20) {
    if (waited === 10_000) signal(pid, 'SIGQUIT')
    if (waited >= 20_000) throw new Error(`PostgreSQL (process ${pid}) does not stop`)
    await delay(20)
  }
}

/** Sends a signal to a process that may have ended. */
export function signal(pid: number, name: 'SIGINT' | 'SIGQUIT' | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const alive = (pid: number) => signal(pid, 0)

// postmaster.pid, by line: process id, data directory, start time, port, socket directory, listen address,
// shared memory key, status (`ready` when connections are taken).
async function readLockFile(cluster: string) {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  if (!Number.isInteger(pid) || pid < 2 || !Number.isInteger(port)) return null
  return { pid, port, ready: lines[7]?.trim() === 'ready' }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function keepSmall(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  )
  if (size > LOG_LIMIT) await rename(logFile, `${logFile}.1`)
}

async function readFrom(path: string, position: number): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(64 * 1024), position })
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}

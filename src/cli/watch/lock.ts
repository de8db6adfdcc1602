import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { ClientError } from '../../sdk/errors.ts'
import type { Places } from './places.ts'
import { codeOf, readRegular } from './regular-file.ts'

const LockFile = Type.Object(
  {
    token: Type.String({ maxLength: 40 }),
    pid: Type.Integer({ minimum: 1 }),
    host: Type.String({ maxLength: 255 }),
    /** when the process was started, as the system counts it; null where it does not say */
    started: Type.Union([Type.String({ maxLength: 40 }), Type.Null()]),
    since: Type.String({ maxLength: 30 }),
  },
  { additionalProperties: false },
)
type LockFile = Static<typeof LockFile>

/** The watch that holds the folder shows that it lives this often, in ms; one that has not for four times as long is dead. */
const BEAT_MS = 5_000
const TRIES = 5

export type Lock = {
  /** @throws ClientError when somebody else has taken the folder over */
  demandHeld(): Promise<void>
  release(): Promise<void>
}

/**
 * Takes the folder for this watch alone. The lock of a dead one is taken over: on this machine a process is known by
 * its id and when it was started, on another by its lock being touched.
 *
 * @throws ClientError when another watch has it
 */
export async function takeLock(
  { own, folder }: Pick<Places, 'own' | 'folder'>,
  { now, beatMs = BEAT_MS }: { now: Date; beatMs?: number },
): Promise<Lock> {
  const path = join(own, 'lock')
  const mine: LockFile = {
    token: randomUUID(),
    pid: process.pid,
    host: hostname(),
    started: await startOf(process.pid),
    since: now.toISOString(),
  }
  for (let tried = 1; tried <= TRIES; tried++) {
    if (await create(path, mine)) return held(path, mine, beatMs)
    const theirs = await readLock(path)
    if (theirs.text === null) continue
    if (await lives(path, theirs, beatMs)) throw inUse(folder, theirs.lock)
    await putAside(path, theirs.text)
  }
  throw inUse(folder, null)
}

async function create(path: string, lock: LockFile): Promise<boolean> {
  try {
    await writeFile(path, `${JSON.stringify(lock)}\n`, { flag: 'wx', mode: 0o600, flush: true })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

function held(path: string, mine: LockFile, beatMs: number): Lock {
  const beat = setInterval(() => {
    const now = new Date()
    // A beat that fails is told by `demandHeld`, which comes before anything is sent.
    utimes(path, now, now).catch(() => undefined)
  }, beatMs)
  beat.unref()
  return {
    async demandHeld() {
      const { lock } = await readLock(path)
      if (lock?.token === mine.token) return
      throw new ClientError('Another watch has taken this folder over, so this one stops.')
    },
    async release() {
      clearInterval(beat)
      if ((await readLock(path)).lock?.token === mine.token) await rm(path, { force: true })
    },
  }
}

async function lives(
  path: string,
  { text, lock }: { text: string | null; lock: LockFile | null },
  beatMs: number,
): Promise<boolean> {
  if (lock?.host === hostname()) {
    const known = await isRunning(lock)
    if (known !== null) return known
  }
  // On another machine, or unreadable because it is just being written: only time tells.
  const before = await stat(path).catch(() => null)
  await pause(beatMs * 4)
  const after = await stat(path).catch(() => null)
  return after !== null && (after.mtimeMs !== before?.mtimeMs || (await readLock(path)).text !== text)
}

/** Null where the system does not say enough. */
async function isRunning({ pid, started }: LockFile): Promise<boolean | null> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false
  }
  const now = await startOf(pid)
  return started === null || now === null ? null : now === started
}

/** proc(5): the 22nd field of `stat`, in ticks since the machine was started; the 2nd may hold spaces. */
async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

/** Moves a dead lock out of the way, and back if it was not the dead one after all. */
async function putAside(path: string, dead: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  if ((await readLock(aside)).text === dead) await rm(aside, { force: true })
  else await rename(aside, path)
}

async function readLock(path: string): Promise<{ text: string | null; lock: LockFile | null }> {
  const found = await readRegular(path, 4096)
  if (typeof found === 'string') return { text: found === 'gone' ? null : '', lock: null }
  const text = new TextDecoder().decode(found.bytes)
  try {
    const value: unknown = JSON.parse(text)
    return { text, lock: Value.Check(LockFile, value) ? value : null }
  } catch {
    return { text, lock: null }
  }
}

function inUse(folder: string, lock: LockFile | null): ClientError {
  const whose = lock ? ` by process ${lock.pid} on ${lock.host}, since ${lock.since}` : ''
  return new ClientError(`${folder} is being watched already${whose}. Two watches would send things twice.`)
}

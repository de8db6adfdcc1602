import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, link, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { ClientError } from '../../sdk/errors.ts'
import { codeOf } from './error-code.ts'
import type { Places } from './places.ts'

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
/** A lock is a line, in bytes. */
const LOCK_LIMIT = 4096

export type Lock = {
  /**
   * Shows that this watch lives, and that the folder is still its own. Ask just before anything that a second watch
   * must not do as well: a machine that was suspended does not know for how long.
   *
   * @throws LockLostError when somebody else has taken the folder over
   */
  demandHeld(): Promise<void>
  release(): Promise<void>
}

/** What is said of a folder that somebody else has, or has taken over. */
export type LockWords = { inUse(folder: string, whose: string): string; lost: string }

const WHY: LockWords = {
  inUse: (folder, whose) =>
    `${folder} is being watched already${whose}. Two watches would send things twice.`,
  lost: 'Another watch has taken this folder over, so this one stops.',
}

/** Another watch has the folder now, and has gone on with what was begun here. */
export class LockLostError extends ClientError {
  override name = 'LockLostError'
}

/**
 * Takes the folder for this watch alone. The lock of a dead one is taken over: on this machine a process is known by
 * its id and when it was started, on another by its lock being touched.
 *
 * @throws ClientError when another watch has it
 */
export async function takeLock(
  { own, folder }: Pick<Places, 'own' | 'folder'>,
  { now, beatMs = BEAT_MS, why = WHY }: { now: Date; beatMs?: number; why?: LockWords },
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
    if (await create(path, mine)) return held(path, mine, beatMs, why)
    const theirs = await readLock(path)
    if (theirs.text === null) continue
    if (await lives(path, theirs, beatMs)) throw inUse(folder, theirs.lock, why)
    await putAside(path, theirs)
  }
  throw inUse(folder, null, why)
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

function held(path: string, mine: LockFile, beatMs: number, { lost }: LockWords): Lock {
  const beat = setInterval(() => {
    // A beat that fails is told by `demandHeld`. Another's lock is never touched: that would keep it young.
    renew(path, mine).then(
      (state) => {
        if (state === 'lost') clearInterval(beat)
      },
      () => undefined,
    )
  }, beatMs)
  beat.unref()
  return {
    async demandHeld() {
      if ((await renew(path, mine)) === 'held') return
      clearInterval(beat)
      throw new LockLostError(lost)
    },
    async release() {
      clearInterval(beat)
      if ((await readLock(path)).lock?.token === mine.token) await rm(path, { force: true })
    },
  }
}

/**
 * Touches the lock where it is this watch's own, and looks once more. Who takes it over moves it away first and then
 * looks whether it was touched: so one of the two sees the other.
 */
async function renew(path: string, { token }: LockFile): Promise<'held' | 'lost' | 'gone'> {
  let file: FileHandle
  try {
    file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'gone'
    throw error
  }
  try {
    if (lockIn(await textOf(file))?.token !== token) return 'lost'
    const now = new Date()
    // By the open file and not by its name, which may be another's by now.
    await file.utimes(now, now)
  } finally {
    await file.close()
  }
  const { text, lock } = await readLock(path)
  return text === null ? 'gone' : lock?.token === token ? 'held' : 'lost'
}

async function lives(path: string, before: FoundLock, beatMs: number): Promise<boolean> {
  if (before.lock?.host === hostname()) {
    const known = await isRunning(before.lock)
    if (known !== null) return known
  }
  // On another machine, or unreadable because it is just being written: only time tells.
  await pause(beatMs * 4)
  const after = await readLock(path)
  return after.text !== null && !isSameLock(after, before)
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
async function putAside(path: string, dead: FoundLock): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  const found = await readLock(aside)
  if (!isSameLock(found, dead)) await putBack(aside, path, found)
  await rm(aside, { force: true })
}

/** Where somebody else has made a lock meanwhile, theirs stands, and whose this was finds out. */
async function putBack(aside: string, path: string, { lock }: FoundLock): Promise<void> {
  try {
    await link(aside, path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    // SMB and FAT have no hard links; to create it fails just as well where something stands.
    if (lock) await create(path, lock)
  }
}

/** A lock as it was found: `text` null when there is none, `touched` in ms. */
type FoundLock = { text: string | null; lock: LockFile | null; touched: number | null }

const isSameLock = (a: FoundLock, b: FoundLock): boolean => a.text === b.text && a.touched === b.touched

async function readLock(path: string): Promise<FoundLock> {
  let file: FileHandle
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    return { text: codeOf(error) === 'ENOENT' ? null : '', lock: null, touched: null }
  }
  try {
    // Looked at first: what is touched in between counts as touched later.
    const found = await file.stat()
    if (!found.isFile()) return { text: '', lock: null, touched: found.mtimeMs }
    const text = await textOf(file)
    return { text, lock: lockIn(text), touched: found.mtimeMs }
  } finally {
    await file.close()
  }
}

/** A lock is touched while it is read, by its own watch: that is no change of what it says. */
async function textOf(file: FileHandle): Promise<string> {
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(LOCK_LIMIT), position: 0 })
  return buffer.toString('utf8', 0, bytesRead)
}

function lockIn(text: string): LockFile | null {
  try {
    const value: unknown = JSON.parse(text)
    return Value.Check(LockFile, value) ? value : null
  } catch {
    return null
  }
}

function inUse(folder: string, lock: LockFile | null, { inUse }: LockWords): ClientError {
  const whose = lock ? ` by process ${lock.pid} on ${lock.host}, since ${lock.since}` : ''
  return new ClientError(inUse(folder, whose))
}

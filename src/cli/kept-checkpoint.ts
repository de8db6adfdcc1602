import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Type from 'typebox'
import { type KeptCheckpoint, syncCheckpoint } from '../sdk/checkpoint.ts'
import { ClientError, LogInconsistentError } from '../sdk/errors.ts'
import type { Cli, Reading } from './account.ts'
import { goOver } from './lost-checkpoints.ts'
import { keepSignedSize, readSignedSizes } from './signed-sizes.ts'
import { readJson, readText, type State, serverFolder, writeJson, writeText } from './state.ts'

const AlarmFile = Type.Object({ time: Type.String(), message: Type.String() })

/** The last checkpoint of a server that was consistent, as its signed note. */
export const readKept = (state: State, origin: string): Promise<string | null> =>
  readKeptIn(serverFolder(state, origin))

/** The same, by the folder that the server has in the state. */
export const readKeptIn = (folder: string): Promise<string | null> => readText(join(folder, 'checkpoint'))

const alarmFile = (state: State, origin: string): string =>
  join(serverFolder(state, origin), 'log-alarm.json')

/**
 * Nothing is sent to or read from a server whose log has once contradicted itself, even if it looks right again: a
 * person has to look into it.
 */
export async function demandNoAlarm({ state }: Pick<Cli, 'state'>, origin: string): Promise<void> {
  const path = alarmFile(state, origin)
  const alarm = await readJson(path, AlarmFile)
  if (!alarm) return
  throw new ClientError(
    `On ${alarm.time} the log of ${origin} contradicted what this machine had seen, so nothing is sent there. ` +
      `Tell the auditor: the evidence is in ${path}. Remove that file when it is explained.`,
  )
}

/**
 * Brings the kept checkpoint up to date before anything else is done with a server. A contradiction is written down
 * with its evidence and stops everything.
 *
 * @param candidate a checkpoint from elsewhere, such as a proof's; the published one when left out
 */
export async function keepCheckpoint(
  { state, clock, terminal }: Pick<Cli, 'state' | 'clock'> & Partial<Pick<Cli, 'terminal'>>,
  reading: Pick<Reading, 'client' | 'service' | 'hash'> & Partial<Pick<Reading, 'formerLogKeys'>>,
  candidate?: string,
): Promise<KeptCheckpoint | null> {
  const { origin } = reading.client
  const folder = serverFolder(state, origin)
  const given = candidate === undefined ? {} : { candidate }
  let previous = await readKept(state, origin)
  try {
    if (previous !== null) {
      const gone = await goOver(folder, reading, { ...given, previous, notes: () => readSeen(folder) })
      terminal?.note(...gone.lines)
      previous = gone.kept
    }
    const kept = await syncCheckpoint(reading, { previous, ...given })
    if (kept && kept.note !== previous) {
      await keepSeen(folder, reading.service.logKey, kept)
      await writeText(join(folder, 'checkpoint'), kept.note)
    }
    return kept
  } catch (error) {
    if (!(error instanceof LogInconsistentError)) throw error
    await raiseAlarm({ state, clock }, origin, error)
    throw new ClientError(
      `${error.message} Nothing is sent to ${origin} from now on. Tell the auditor: the evidence is in ${alarmFile(state, origin)}.`,
    )
  }
}

/** So many checkpoints are kept of a server, the newest ones. */
const MOST_SEEN = 100

/**
 * Keeps a checkpoint beside those that were seen before, by its size, and how far the key has signed. What is held against an
 * export under a key that was given up is the last checkpoint under it, so that one stays, however many come after.
 *
 * @param folder that of the server
 */
export async function keepSeen(folder: string, vkey: string, { size, note }: KeptCheckpoint): Promise<void> {
  const seen = join(folder, 'checkpoints')
  await writeText(join(seen, String(size)), note)
  await keepSignedSize(folder, vkey, size)
  const last = new Set((await readSignedSizes(folder)).map(String))
  const sizes = await sizesSeen(seen)
  for (const old of sizes.slice(0, -MOST_SEEN)) if (!last.has(old)) await rm(join(seen, old), { force: true })
}

/** The signed notes of the checkpoints that this machine has seen of a server: the newest hundred, and the last under each key; smallest first. */
export async function readSeen(folder: string): Promise<string[]> {
  const seen = join(folder, 'checkpoints')
  const notes = await Promise.all((await sizesSeen(seen)).map((size) => readText(join(seen, size))))
  return notes.filter((note) => note !== null)
}

async function sizesSeen(seen: string): Promise<string[]> {
  const names = (await readdir(seen).catch(() => [])).filter((name) => /^(0|[1-9]\d{0,19})$/.test(name))
  return names.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
}

/** Writes the contradiction down: the signed notes are evidence against whoever signed both. */
export async function raiseAlarm(
  { state, clock }: Pick<Cli, 'state' | 'clock'>,
  origin: string,
  error: LogInconsistentError,
): Promise<void> {
  await writeJson(alarmFile(state, origin), {
    time: clock().toISOString(),
    message: error.message,
    kept: await readKept(state, origin),
    shown: error.note,
  })
}

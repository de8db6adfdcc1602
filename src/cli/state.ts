import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import Type, { type Static, type TSchema } from 'typebox'
import Value from 'typebox/value'
import { ClientError } from '../sdk/errors.ts'
import { readBounded } from './bounded-file.ts'

/**
 * What the command keeps between runs, under `$DESPATCH_HOME`, else `$XDG_CONFIG_HOME/despatch`, else
 * `~/.config/despatch`; folders 0700, files 0600, each replaced whole.
 *
 *     current.json                        the account that commands use
 *     servers/<host>/pins.json            fingerprints and the log key first seen
 *     servers/<host>/checkpoint           the newest checkpoint that was consistent
 *     servers/<host>/checkpoints/<size>   those seen before, the newest hundred
 *     servers/<host>/verified.json        how far log verify has come without signing in; in a person's folder, as them
 *     folders/<digest of a log's key>/    verified.json and folder.json: how far log verify has come in folders
 *     servers/<host>/log-alarm.json       written when one was not: stops everything
 *     servers/<host>/people/<login>/      key.asc (locked), device.asc (locked), session.json, sent/<id>.json,
 *                                         due.json: by which days something is to be done in cases
 */
export type State = { folder: string }

export type Account = { origin: string; login: string }

const CurrentFile = Type.Object({ origin: Type.String(), login: Type.String() })

export function stateOf(env: Readonly<Record<string, string | undefined>>): State {
  const folder =
    env.DESPATCH_HOME || join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'despatch')
  return { folder }
}

/** The account that was signed in last; null when there is none. */
export const readCurrent = (state: State): Promise<Account | null> =>
  readJson(join(state.folder, 'current.json'), CurrentFile)

export const writeCurrent = (state: State, account: Account): Promise<void> =>
  writeJson(join(state.folder, 'current.json'), account)

/** The folder of a server: its host and port as a file name. */
export function serverFolder(state: State, origin: string): string {
  return join(state.folder, 'servers', new URL(origin).host.replaceAll(/[^a-z0-9.-]/g, '_'))
}

/** The folder of a person at a server. */
export function personFolder(state: State, { origin, login }: Account): string {
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(login)) {
    throw new ClientError('A sign-in name has lower-case letters, digits, dots and hyphens only.')
  }
  return join(serverFolder(state, origin), 'people', login)
}

/** Nothing that is kept here is longer: bytes. Pins of a partnership are a few hundred kilobytes. */
const LONGEST = 16 * 1024 * 1024

/** The text of a file; null when there is none. */
export async function readText(path: string): Promise<string | null> {
  const read = await readBounded(path, LONGEST)
  if (read === 'missing') return null
  if (read instanceof Uint8Array) return new TextDecoder().decode(read)
  throw new ClientError(`${path} cannot be read.`)
}

/** @throws ClientError when the file is there but is not what we write */
export async function readJson<S extends TSchema>(path: string, schema: S): Promise<Static<S> | null> {
  const text = await readText(path)
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    if (Value.Check(schema, value)) return value
  } catch {
    // said below
  }
  throw new ClientError(`${path} is damaged. Remove it and sign in again.`)
}

/** Replaces the file in one step, so that a reader or a crash never meets half of it. */
export async function writeText(path: string, text: string): Promise<void> {
  const fresh = `${path}.${randomUUID()}`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(fresh, text, { mode: 0o600, flag: 'wx' })
    await rename(fresh, path)
  } catch {
    await rm(fresh, { force: true }).catch(() => undefined)
    throw new ClientError(`${path} cannot be written. Check the folder, or set DESPATCH_HOME to another.`)
  }
}

export const writeJson = (path: string, value: unknown): Promise<void> =>
  writeText(path, `${JSON.stringify(value, null, 2)}\n`)

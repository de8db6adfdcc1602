import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { nameOfKey, originNumber, originOf } from '../sdk/begun-anew.ts'
import {
  type KeptCheckpoint,
  type LogAccess,
  openSeenCheckpoint,
  openSignedCheckpoint,
} from '../sdk/checkpoint.ts'
import { ClientError } from '../sdk/errors.ts'
import { formerKeys } from '../sdk/pin-log-key.ts'
import type { Cli } from './account.ts'
import { readKeptIn, readSeen } from './kept-checkpoint.ts'
import { readLost } from './lost-checkpoints.ts'
import { pinsIn } from './pins-file.ts'
import { readSignedSize } from './signed-sizes.ts'

/**
 * A log that this machine has seen before. `keys`: the pinned one, and those before it; `kept`: the checkpoint that was seen last;
 * `seen`: all that were; `reach`: how far a key that was given up is known here to have signed the log, null for the pinned key;
 * `folder`: that of the server in the state.
 */
export type KnownLog = {
  host: string
  folder: string
  reach: bigint | null
  kept: string | null
  seen: string[]
  keys: Required<Pick<LogAccess, 'service' | 'formerLogKeys'>>
}

/**
 * How far a log is believed under one of its keys: null where that is the pinned one; as far as it is known here to have signed
 * where it was given up; and not at all where it is neither.
 */
export async function reachOf({ folder, keys }: KnownLog, vkey: string): Promise<bigint | null> {
  if (vkey === keys.service.logKey) return null
  return keys.formerLogKeys.includes(vkey) ? readSignedSize(folder, vkey) : 0n
}

/** The checkpoints that this machine has seen of a log, opened; what cannot be is passed over. */
export async function openSeen({ seen, keys }: KnownLog): Promise<KeptCheckpoint[]> {
  const opened = await Promise.all(seen.map((note) => openSeenCheckpoint(note, keys).catch(() => null)))
  return opened.filter((one) => one !== null)
}

/**
 * The key by which this machine knows the log of disclosures that a checkpoint is of: the pinned one of its name, or one before it
 * that signed it; null where it knows no log of that name.
 */
export async function keyKnownFor({ state }: Pick<Cli, 'state'>, note: string): Promise<string | null> {
  const servers = join(state.folder, 'servers')
  for (const name of await readdir(servers).catch(() => [])) {
    const pins = pinsIn(join(servers, name))
    const pinned = await pins.get('log')
    const keys = [...(pinned === null ? [] : [pinned]), ...(await formerKeys(pins, 'log'))]
    const [first = null, ...others] = keys.filter((key) => nameOfKey(key) === originOf(note))
    for (const key of first === null ? [] : [first, ...others])
      if (await openSignedCheckpoint(note, key).catch(() => null)) return key
    if (first !== null) return first
  }
  return null
}

/**
 * The server whose pinned key this is, or was; null when this machine knows no log of that name.
 *
 * @param of what the key came with
 * @throws ClientError for a key of the same name that is not the pinned one
 */
export async function knownLog(
  cli: Pick<Cli, 'state'>,
  owner: 'log' | 'trust',
  vkey: string,
  of: 'export' | 'report' = 'export',
): Promise<KnownLog | null> {
  const servers = join(cli.state.folder, 'servers')
  const what = owner === 'log' ? 'log key' : 'trust log’s key'
  for (const name of await readdir(servers).catch(() => [])) {
    const folder = join(servers, name)
    // A colon is no character for the name of a folder: before the port it is written as `_`.
    const host = name.replace(/_(\d+)$/, ':$1')
    const pins = pinsIn(folder)
    const pinned = await pins.get(owner)
    const former = await formerKeys(pins, owner)
    if (pinned !== null && (pinned === vkey || former.includes(vkey))) {
      const keys = { service: { logKey: pinned }, formerLogKeys: former }
      // Of a log that began anew, what came under a later name is no part of this one; what it has no more is.
      const isBefore = (note: string) => originNumber(originOf(note)) <= originNumber(nameOfKey(vkey))
      const lost = (await readLost(folder)).filter((note) => originOf(note) === nameOfKey(vkey))
      const kept = await readKeptIn(folder)
      const seen = [...(await readSeen(folder)).filter(isBefore), ...lost]
      const reach = pinned === vkey ? null : await readSignedSize(folder, vkey)
      return { host, folder, reach, kept: kept !== null && isBefore(kept) ? kept : null, seen, keys }
    }
    const names = [...(pinned === null ? [] : [pinned]), ...former].map(nameOfKey)
    if (names.includes(nameOfKey(vkey))) {
      throw new ClientError(`The ${of}’s ${what} is not the one pinned for ${host}. It is not that log.`)
    }
  }
  return null
}

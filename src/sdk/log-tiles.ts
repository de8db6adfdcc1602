import { FULL_WIDTH, HASH_SIZE, parseTilePath, tilePath } from '../log/tiles.ts'
import type { TileReader } from '../log/tree.ts'
import type { LogSource } from '../log/verify.ts'
import type { Client } from './client.ts'
import { ApiProblemError, LogInconsistentError } from './errors.ts'

/** The longest files of the tree that are read, in bytes: a note; 256 hashes; 256 short entries. */
export const NOTE_LIMIT = 64 * 1024
const TILE_LIMIT = FULL_WIDTH * HASH_SIZE
export const BUNDLE_LIMIT = 256 * 1024

/** The newest signed checkpoint; null when the log has not published one yet. */
export async function readCheckpointNote(client: Pick<Client, 'logFile'>): Promise<string | null> {
  const bytes = await fileOrNull(client, 'checkpoint', NOTE_LIMIT)
  return bytes === null ? null : new TextDecoder().decode(bytes)
}

/** The published tree as a source for verification. Records are given apart: the server shows them to those who may. */
export function publishedLog(client: Pick<Client, 'logFile'>): Omit<LogSource, 'record'> {
  return {
    async checkpoint() {
      const note = await readCheckpointNote(client)
      if (note === null) throw new LogInconsistentError('The service has published no checkpoint.', null)
      return note
    },
    tile: (path) => fileOrNull(client, path, TILE_LIMIT),
    entries: (path) => fileOrNull(client, path, BUNDLE_LIMIT),
  }
}

/** Reads hashes for proofs. A narrow tile may have given way to the full one since (C2SP tlog-tiles). */
export function tileReader(client: Pick<Client, 'logFile'>): TileReader {
  return {
    async hashes(level, n, width) {
      const narrow = await fileOrNull(client, tilePath(level, n, width), TILE_LIMIT)
      const bytes = narrow ?? (await fileOrNull(client, tilePath(level, n, FULL_WIDTH), TILE_LIMIT))
      if (bytes && bytes.length >= width * HASH_SIZE && bytes.length % HASH_SIZE === 0) return bytes
      throw new LogInconsistentError(
        `The log’s file ${tilePath(level, n, width)} is missing or cut short.`,
        null,
      )
    },
  }
}

/** The place after the last entry that a tile, or a bundle, at this path stands for; null for a path of neither. */
export function endOfTile(path: string): bigint | null {
  const address = parseTilePath(path)
  if (!address) return null
  const { level, n, width } = address
  const span = BigInt(FULL_WIDTH) ** BigInt(level === 'entries' ? 0 : level)
  return (n * BigInt(FULL_WIDTH) + BigInt(width)) * span
}

async function fileOrNull(
  client: Pick<Client, 'logFile'>,
  path: string,
  limit: number,
): Promise<Uint8Array | null> {
  try {
    return await client.logFile(path, limit)
  } catch (error) {
    if (error instanceof ApiProblemError && error.status === 404) return null
    throw error
  }
}

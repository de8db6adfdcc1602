import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readExport } from '../../src/cli/export-folder.ts'
import { parseCheckpoint } from '../../src/log/checkpoint.ts'
import type { LogVerification } from '../../src/log/verify.ts'
import { exportLog } from '../../src/sdk/export-log.ts'
import { readCheckpointNote } from '../../src/sdk/log-tiles.ts'
import type { Session } from '../../src/sdk/session.ts'
import { type LogVerdict, verifyLog } from '../../src/sdk/verify-log.ts'

/** Exports all that a service publishes, as it is, into a folder. */
export async function exportInto(folder: string, session: Session): Promise<void> {
  const note = (await readCheckpointNote(session.client)) ?? ''
  const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1))
  if (!checkpoint) throw new Error('the service publishes no checkpoint')
  for await (const { path, bytes } of exportLog(session, { note, ...checkpoint })) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
}

/**
 * What an auditor finds who verifies an export offline.
 *
 * @param onEntry is told of each entry, in the order of the log
 */
export async function verifyFolder(
  folder: string,
  hash: Session['hash'],
  onEntry?: LogVerification['onEntry'],
): Promise<LogVerdict> {
  const { source, vkey } = await readExport(folder)
  return verifyLog({ source, vkey, hash, ...(onEntry ? { onEntry } : {}) })
}

/** Changes one byte of a file. */
export async function changeByte(path: string, at: (bytes: Buffer) => number): Promise<void> {
  const bytes = await readFile(path)
  const offset = at(bytes)
  bytes.writeUInt8(bytes.readUInt8(offset) ^ 1, offset)
  await writeFile(path, bytes)
}

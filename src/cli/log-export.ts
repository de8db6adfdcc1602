import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { type KeptCheckpoint, openSignedCheckpoint } from '../sdk/checkpoint.ts'
import { ClientError } from '../sdk/errors.ts'
import { exportLog, exportTrust, treeFiles } from '../sdk/export-log.ts'
import { annexesOf, witnessKeysOf } from '../sdk/trust/annexes-of.ts'
import { type Cli, openReading, type Reading } from './account.ts'
import type { CommonOptions } from './action.ts'
import { keepCheckpoint, readSeen } from './kept-checkpoint.ts'
import { witnessingFor, witnessingJson, witnessingLines } from './log-witnessed.ts'
import { type ProgressOptions, progressOf } from './progress.ts'
import { serverFolder } from './state.ts'

export type ExportLogOptions = CommonOptions & ProgressOptions & { dir: string }

/** Writes an export of the log, and of the trust log beside it, into a new folder. */
export async function exportTo(cli: Cli, options: ExportLogOptions): Promise<void> {
  const folder = resolve(options.dir)
  await demandEmpty(folder)
  const reading = await openReading(cli, options)
  const checkpoint = await keepCheckpoint(cli, reading)
  if (!checkpoint) throw new ClientError('The log has published nothing yet, so there is nothing to export.')
  const { size } = checkpoint
  const witnessing = await witnessingFor(reading, checkpoint.note)
  const witnesses = witnessKeysOf(annexesOf(await reading.trust.state(), reading.service.origin))
  const beside = { witnesses, past: await earlierSeen(cli, reading, size) }
  const trust = await writeTrust(folder, reading, witnesses)
  const tree = treeFiles(checkpoint, beside)
  const [tellFiles, tellEntries] = ['files of the tree', 'entries'].map((what) =>
    progressOf(cli, options, what),
  )
  let [files, ofTree, records] = [0, 0, 0]
  for await (const { path, bytes, records: given } of exportLog(reading, checkpoint, beside)) {
    await writeBelow(folder, path, bytes)
    files += 1
    if (given) {
      records += given.count
      tellEntries?.(given.end, size)
    } else {
      ofTree += 1
      tellFiles?.(ofTree, tree)
    }
  }
  files += trust.files
  if (options.json) {
    const counts = { size, files, records, trustRecords: trust.size, checkpoints: beside.past.length }
    return cli.terminal.json({ folder, ...counts, witnesses: witnessingJson(witnessing) })
  }
  cli.terminal.say(
    `Exported ${size} entries to ${folder}: ${files} files, ${records} records that you may open, and ${trust.size} of the trust log.`,
    ...witnessingLines(witnessing),
    `Check it anywhere with: despatch log verify ${folder}`,
  )
}

/** The trust log is written first: without the checkpoint of the log itself it is no export yet. */
async function writeTrust(
  folder: string,
  reading: Reading,
  witnesses: readonly string[],
): Promise<{ size: number; files: number }> {
  const { note, leaves } = await reading.trust.published()
  let files = 0
  for await (const { path, bytes } of exportTrust(
    reading,
    { note, size: BigInt(leaves.length) },
    { witnesses },
  )) {
    await writeBelow(folder, path, bytes)
    files += 1
  }
  return { size: leaves.length, files }
}

/** What this machine has seen before of the log that is exported. */
async function earlierSeen(cli: Cli, { client, service }: Reading, size: bigint): Promise<KeptCheckpoint[]> {
  const notes = await readSeen(serverFolder(cli.state, client.origin))
  const seen = await Promise.all(
    notes.map((note) => openSignedCheckpoint(note, service.logKey).catch(() => null)),
  )
  return seen.filter((one) => one !== null).filter((one) => one.size < size)
}

/** Demands a folder that is new or empty. */
export async function demandEmpty(folder: string): Promise<void> {
  const there = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw new ClientError(`${folder} is not a folder that can be written to.`)
  })
  if (there.length > 0) throw new ClientError(`${folder} is not empty. Name a new folder with --dir.`)
}

/** Writes a new file below a folder. */
export async function writeBelow(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const whole = join(folder, path)
  // An index comes from the server: nothing it says may lead out of the folder.
  if (!whole.startsWith(folder + sep)) throw new ClientError('The service names a file outside the export.')
  try {
    await mkdir(dirname(whole), { recursive: true, mode: 0o700 })
    await writeFile(whole, bytes, { mode: 0o600, flag: 'wx' })
  } catch {
    throw new ClientError(
      `${whole} cannot be written. Check the space on the disk and begin again in a new folder.`,
    )
  }
}

import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stage } from '../../../src/services/log/stage.ts'
import { newFolder } from '../../cli/folder.ts'
import { newMachine } from '../../cli/run.ts'
import { livesOf } from '../../log/lives.ts'
import { startTestService } from '../../setup/service.ts'

/** An export as `despatch log export --dir` writes it, of a log that a service published. */
export type ExportedLog = {
  folder: string
  size: number
  /** the note of a checkpoint that the same service signed when the log was about half as long */
  older: string
  /** files of that checkpoint and of the export's own, for whoever holds the log against what was seen before */
  olderFile: string
  newestFile: string
  /** the private text of the log's key, which a dishonest operator has */
  signer: string
  remove(): Promise<void>
}

/** Records staged by one statement. */
const LOT = 5_000

/** Has a service publish so many entries, and an auditor export them. */
export async function exportLog(entries: number): Promise<ExportedLog> {
  const [service, place] = await Promise.all([startTestService(), newFolder()])
  try {
    const published = async (): Promise<string> => (await fetch(`${service.origin}/log/checkpoint`)).text()
    const sizeOf = (note: string): number => Number(note.split('\n')[1])
    const records = livesOf(entries).map((life) => ({ ...life, referralId: null }))
    const stageAll = async (from: number, to: number): Promise<string> => {
      for (let at = from; at < to; at += LOT)
        await stage(service.database.db, records.slice(at, Math.min(at + LOT, to)))
      return until(async () => sizeOf(await published()) >= to, published)
    }
    const older = await stageAll(0, Math.floor(entries / 2))
    const auditor = await newMachine({
      env: { DESPATCH_PASSPHRASE_FILE: join(service.config.dataDir, 'demo', 'passphrase') },
    })
    const told = async (...args: string[]) => {
      const { code, err } = await auditor.despatch(...args)
      if (code !== 0) throw new Error(err)
    }
    const key = join(service.config.dataDir, 'demo', 'people', 'auditor.asc')
    const folder = join(place, 'export')
    // What is seen here is an earlier checkpoint in the export.
    await told('login', service.origin, '--as', 'auditor', '--key', key)
    await told('log', 'checkpoint')
    const newest = await stageAll(Math.floor(entries / 2), entries)
    await told('log', 'export', '--dir', folder)
    await rm(auditor.home, { recursive: true, force: true })
    const [olderFile, newestFile] = [join(place, 'older'), join(place, 'newest')]
    await Promise.all([writeFile(olderFile, older), writeFile(newestFile, newest)])
    const logKey = await readFile(join(service.config.dataDir, 'keys', 'sequencer', 'log.key'), 'utf8')
    const [signer = ''] = logKey.split('\n')
    const size = sizeOf(await readFile(join(folder, 'checkpoint'), 'utf8'))
    const remove = () => rm(place, { recursive: true, force: true })
    return { folder, size, older, olderFile, newestFile, signer, remove }
  } finally {
    await service.stop()
  }
}

async function until<T>(arrived: () => Promise<boolean>, read: () => Promise<T>): Promise<T> {
  while (!(await arrived())) await new Promise((resolve) => setTimeout(resolve, 20))
  return read()
}

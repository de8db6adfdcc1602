import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the running service says it is to be found. */
export type Running = { origin: string }

/**
 * Reads where the service runs that keeps its data in this folder.
 * @throws Error with a sentence for the person when none has run there
 */
export async function findRunning(dataDir: string): Promise<Running> {
  const text = await readFile(join(dataDir, 'run.json'), 'utf8').catch(() => {
    throw new Error(`No service has run with its data in ${dataDir}. Start it first: npm start`)
  })
  const value: unknown = JSON.parse(text)
  if (typeof value === 'object' && value !== null && 'origin' in value && typeof value.origin === 'string') {
    return { origin: value.origin }
  }
  throw new Error(`${join(dataDir, 'run.json')} is damaged. Restart the service.`)
}

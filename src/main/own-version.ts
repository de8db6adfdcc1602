import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The version in package.json. */
export async function ownVersion(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../../package.json'), 'utf8')
  const { version } = JSON.parse(text)
  return String(version)
}

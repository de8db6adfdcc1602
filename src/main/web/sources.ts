import { createHash } from 'node:crypto'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The project's own folder. */
export const ROOT = join(import.meta.dirname, '../../..')
/** Where the browser client is built to, in a folder for the sources that it was made of. */
export const BUILT = join(ROOT, 'dist/web')

/** The folder of what was built of sources with this digest. */
export const builtFrom = (digest: string): string => join(BUILT, digest.slice(0, 16))

/** All that the build reads: the client, the rooms that it may use, what they are built with and how. */
const SOURCES = ['src/{web,sdk,domain,crypto,log,mail,main/web}/**/*', 'package-lock.json']

/** SHA-256 over the names and the text of all that the browser client is made of: some 900 files, in a few hundredths of a second. */
export async function sourcesDigest(): Promise<string> {
  const files: string[] = []
  for await (const entry of glob(SOURCES, { cwd: ROOT, withFileTypes: true }))
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name))
  files.sort()
  const texts = await Promise.all(files.map((path) => readFile(path)))
  const hash = createHash('sha256')
  for (const [at, path] of files.entries()) {
    const text = texts[at] ?? new Uint8Array()
    hash.update(`${path.slice(ROOT.length)}\n${text.length}\n`).update(text)
  }
  return hash.digest('hex')
}

import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import type { ClientFile, ClientFiles } from '../../api/client-files.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * The built browser client, whole and in memory: what is served are these files and no others, whatever path is asked for.
 *
 * @throws Error for a file of a type that nobody expects there
 */
export async function readClientFiles(folder: string): Promise<ClientFiles> {
  const files = new Map<string, ClientFile>()
  for (const { name, parentPath } of (await readdir(folder, { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile() && !entry.name.endsWith('.br'),
  )) {
    const path = join(parentPath, name)
    const type = TYPES[extname(name)]
    if (type === undefined) throw new Error(`${path} is of no type that the browser client is made of.`)
    const brotli = await readFile(`${path}.br`)
    files.set(`/${relative(folder, path)}`, {
      ...{ type, brotli },
      get bytes() {
        return brotliDecompressSync(brotli)
      },
    })
  }
  return files
}

import { hash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { CLIENT_BUILD_PATH, type ClientBuild, writeClientBuild } from '../../domain/wire/client-build.ts'

const compress = promisify(brotliCompress)

/**
 * Puts beside the files of a build what says what they are (`domain/wire/client-build.ts`), and each of them once more compressed, once and well.
 *
 * @returns the digest of the build
 */
export async function finish(
  folder: string,
  { version, service }: Pick<ClientBuild, 'version' | 'service'>,
): Promise<string> {
  const paths = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.br'))
    .map(({ name, parentPath }) => `/${relative(folder, join(parentPath, name))}`)
    .filter((path) => path !== CLIENT_BUILD_PATH)
  const files: ClientBuild['files'] = []
  for (const path of paths) {
    const bytes = await readFile(join(folder, path))
    await compressed(join(folder, path), bytes)
    files.push({ path, size: bytes.length, sha256: hash('sha256', bytes) })
  }
  const text = writeClientBuild({ version, service, files })
  await writeFile(join(folder, CLIENT_BUILD_PATH), text)
  await compressed(join(folder, CLIENT_BUILD_PATH), Buffer.from(text))
  return hash('sha256', text)
}

async function compressed(path: string, bytes: Uint8Array): Promise<void> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 }
  await writeFile(`${path}.br`, await compress(bytes, { params }))
}

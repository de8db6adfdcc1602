import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientFiles } from '../../api/client-files.ts'
import { readClientFiles } from './files.ts'
import { builtFrom, sourcesDigest } from './sources.ts'

/**
 * The browser client as these sources make it. Built first where it is not there yet, or was made of others, by a process of its
 * own: what builds it takes more memory than the service.
 *
 * @param say told why there is none
 * @returns null where it is not there and cannot be built; everything else works without it
 */
export async function readyClient(say: (line: string) => void): Promise<ClientFiles | null> {
  try {
    const folder = builtFrom(await sourcesDigest())
    if (!existsSync(folder)) await buildApart()
    return await readClientFiles(folder)
  } catch (error) {
    say(
      `The browser client is not served, everything else is: it could not be built. ${error instanceof Error ? error.message : String(error)} Install with npm ci, development packages included, and look at: npm run build:web`,
    )
    return null
  }
}

async function buildApart(): Promise<void> {
  const builder = spawn(process.execPath, [join(import.meta.dirname, 'build.ts')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  builder.stderr.on('data', (piece: Buffer) => {
    said = `${said}${piece}`.slice(-2_000)
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    builder.once('error', reject).once('close', resolve)
  })
  if (code !== 0) throw new Error(said.trim().split('\n').at(-1) ?? '')
}

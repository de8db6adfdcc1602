import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const made: string[] = []

/** A folder of a test's own, removed when its file has been run. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dsp-cli-'))
  made.push(folder)
  return folder
}

afterAll(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true })
})

import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { inject } from 'vitest'

/** A folder of a test's own, removed when the run has ended. */
export const newFolder = (): Promise<string> => mkdtemp(join(inject('folders'), 'cli-'))

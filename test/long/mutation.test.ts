import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('of all small changes to the rules of the partnership, its tests notice 85 in a hundred at least', async () => {
  const root = join(import.meta.dirname, '../..')
  // It shows how far it has come, and at its end which changes nothing noticed.
  const run = spawn(process.execPath, ['test/mutation/run.ts'], { cwd: root, stdio: 'inherit' })
  expect(await once(run, 'exit')).toEqual([0, null])
})

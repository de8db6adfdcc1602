/**
 * Loaded before the program in a process of its own: kills that process, as kill -9 does, when it gives a checkpoint its
 * name, before or after, as DIES says. Everything else is the program as it is.
 */
import files from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { env, kill, pid } from 'node:process'

const rename = files.rename
Object.assign(files, {
  rename: async (from: string, to: string) => {
    const isCheckpoint = /\/seen\/[0-9a-f]{32}$/.test(to)
    if (isCheckpoint && env.DIES === 'before') kill(pid, 'SIGKILL')
    await rename(from, to)
    if (isCheckpoint && env.DIES === 'after') kill(pid, 'SIGKILL')
  },
})
syncBuiltinESMExports()

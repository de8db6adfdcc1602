/**
 * Loaded before the program in a process of its own: kills that process, as kill -9 does, at the point that
 * DIES_AT names. Everything else is the program as it is.
 */
import files from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { env, kill, pid } from 'node:process'
import { DEATH_POINTS, isDeathPoint } from './death-point.ts'

const { DIES_AT } = env
if (!isDeathPoint(DIES_AT)) throw new Error('DIES_AT names no point')
const point = DEATH_POINTS[DIES_AT]
let passed = 0

type Naming = (from: string, to: string) => Promise<void>

const deadly =
  (naming: Naming): Naming =>
  async (from, to) => {
    const isThere = point.name.test(to) && ++passed === point.times
    if (isThere && point.when === 'before') kill(pid, 'SIGKILL')
    await naming(from, to)
    if (isThere) kill(pid, 'SIGKILL')
  }

Object.assign(files, { rename: deadly(files.rename), link: deadly(files.link) })
syncBuiltinESMExports()

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { median } from '../interleave.ts'
import { lessIsBetter, type Row } from '../row.ts'
import { writeLogFolder } from '../seed/log-folder.ts'
import type { Verified } from '../verifying.ts'

const ENTRIES = { whole: 1_000_000, quick: 5_000 }
/** What the process may hold at its most, MB. */
const MEMORY_MB = 300
const MB = 1_000_000
/** As the first line of `src/main.ts` starts the command. */
const AS_COMMAND = ['--max-semi-space-size=4', '--no-parallel-scavenge']

const row: Row = {
  name: 'log-verify',
  about:
    'A million entries verified from a folder: every tile and the tree; and with the history’s invariants, the records from the export’s files. Peer: leaf and node hashes of the same entries in memory, by the same hash, in one thread.',
  async measure({ rounds, quick, progress }) {
    const folder = await mkdtemp(join(tmpdir(), 'db-'))
    try {
      const entries = quick ? ENTRIES.quick : ENTRIES.whole
      await writeLogFolder(folder, entries)
      progress(`wrote a log of ${entries.toLocaleString('en-GB')} entries`)
      const found: Record<'bare' | 'tree' | 'history', Verified[]> = { bare: [], tree: [], history: [] }
      // Whatever else the machine does falls on all three: each is measured between the others.
      for (let round = 0; round < rounds; round += 1) {
        for (const what of ['bare', 'tree', 'history'] as const) {
          const one = await inProcess(what, folder)
          if (one.entries !== entries) throw new Error(`${what}: ${one.entries} entries of ${entries}`)
          found[what].push(one)
          progress(`${what}: ${Math.round(one.ms)} ms, ${Math.round(one.peak / MB)} MB`)
        }
      }
      const time = (what: Verified[]) => median(what.map(({ ms }) => ms))
      const peak = (what: Verified[]) => Math.max(...what.map((one) => one.peak)) / MB
      const bare = { unit: 'ms', peer: 'bare hashing', peerValue: time(found.bare) }
      const budget = { unit: 'MB', peer: 'the budget', peerValue: MEMORY_MB }
      return [
        lessIsBetter({ name: 'log-verify, tiles and tree', value: time(found.tree), ...bare }),
        lessIsBetter({ name: 'log-verify, with invariants', value: time(found.history), ...bare }),
        lessIsBetter({
          name: 'log-verify, peak',
          value: Math.max(peak(found.tree), peak(found.history)),
          ...budget,
        }),
      ]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}
export default row

/** Each in a process of its own, so that its memory is its own. */
async function inProcess(what: string, folder: string): Promise<Verified> {
  const program = join(import.meta.dirname, '../verifying.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [...AS_COMMAND, program, what, folder])
  return JSON.parse(stdout)
}

/**
 * A process of its own for `rows/log-verify.ts`: verifies the log in a folder, or only hashes it, and says how long that took
 * and how much memory the process ever held. `node verifying.ts bare|tree|history FOLDER`.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { argv } from 'node:process'
import { readExport } from '../src/cli/export-folder.ts'
import { nodeHashes } from '../src/cli/hashes.ts'
import { createLogReader } from '../src/cli/log-reader.ts'
import { createHistory } from '../src/domain/history.ts'
import { openCheckpoint } from '../src/log/checkpoint.ts'
import { flatRoot } from '../src/log/hashes.ts'
import { readVerifier } from '../src/log/keys.ts'
import { bundleEnds, HASH_SIZE, tilePath, tileWidth } from '../src/log/tiles.ts'
import { verifyLog } from '../src/log/verify.ts'
import { sha256 } from '../src/services/log/hash.ts'
import { peakMemory } from './process-figures.ts'

/** What the process says at its end: milliseconds, and bytes. */
export type Verified = { ms: number; peak: number; entries: number }

const [, , what = '', folder = ''] = argv
const { ms, entries } = await (what === 'bare' ? bareHashing() : verification(what === 'history'))
const found: Verified = { ms, entries, peak: await peakMemory(process.pid) }
process.stdout.write(JSON.stringify(found))

/** Leaf and node hashes of RFC 6962 over entries that are in memory, and nothing else. */
async function bareHashing() {
  const { source, vkey } = await readExport(folder)
  const { size } = await openCheckpoint(await source.checkpoint(), await readVerifier(vkey))
  const bundles: Buffer[] = []
  for (let n = 0n; tileWidth(size, 0, n) > 0; n += 1n)
    bundles.push(await readFile(join(folder, tilePath('entries', n, tileWidth(size, 0, n)))))
  const hashes = nodeHashes()
  const taken = bundles.map((bundle) => bundleEnds(bundle).ends)
  const began = performance.now()
  let entries = 0
  const row: Uint8Array[] = []
  for (const [at, bundle] of bundles.entries()) {
    const ends = taken[at] ?? []
    const leaves = new Uint8Array(ends.length * HASH_SIZE)
    hashes.leaves(bundle, ends, leaves)
    entries += ends.length
    // The last, which need not be full, costs what a full one does.
    row.push(flatRoot(hashes, leaves.length === 256 * HASH_SIZE ? leaves : new Uint8Array(256 * HASH_SIZE)))
  }
  return { ms: performance.now() - began, entries }
}

async function verification(withHistory: boolean) {
  const { source, vkey } = await readExport(folder)
  // As somebody has it who was given no record.
  const { recordsFile: _, ...tree } = source
  const history = createHistory()
  const hashes = nodeHashes()
  const began = performance.now()
  const reader = createLogReader(folder, source)
  const { size, problems, opened } = await verifyLog({
    ...{ vkey, hash: sha256, hashes },
    ...(withHistory ? { source, stretches: reader.stretches, onEntry: history.add } : { source: tree }),
  })
  const ms = performance.now() - began
  await reader.stop()
  const { violationCount, referrals } = history.verdict()
  if (problems.length > 0 || violationCount > 0)
    throw new Error(problems[0] ?? 'the history breaks its rules')
  if (withHistory && (opened !== size || referrals === 0)) throw new Error('not every record was opened')
  return { ms, entries: Number(size) }
}

/**
 * A process of its own for `rows/log-verify.ts`: verifies the log in a folder, or only hashes it, and says how long that took
 * and how much memory the process ever held. `node verifying.ts bare|tree|history FOLDER`.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { argv } from 'node:process'
import { readExport } from '../src/cli/export-folder.ts'
import { nodeHashes } from '../src/cli/hashes.ts'
import { createHistory } from '../src/domain/history.ts'
import { fromBase64 } from '../src/log/base64.ts'
import { flatRoot } from '../src/log/hashes.ts'
import { bundleEnds, HASH_SIZE, tilePath } from '../src/log/tiles.ts'
import { type LogSource, verifyLog } from '../src/log/verify.ts'
import { sha256 } from '../src/services/log/hash.ts'
import { peakMemory } from './process-figures.ts'
import { type PagedRecord, pagePath } from './seed/log-folder.ts'

/** What the process says at its end: milliseconds, and bytes. */
export type Verified = { ms: number; peak: number; entries: number }

const [, , what = '', folder = ''] = argv
const { ms, entries } = await (what === 'bare' ? bareHashing() : verification(what === 'history'))
const found: Verified = { ms, entries, peak: await peakMemory(process.pid) }
process.stdout.write(JSON.stringify(found))

/** Leaf and node hashes of RFC 6962 over entries that are in memory, and nothing else. */
async function bareHashing() {
  const pages = (await readdir(join(folder, 'pages'))).length
  const bundles: Buffer[] = []
  for (let n = 0; n < pages; n += 1) bundles.push(await readBundle(n))
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

async function readBundle(n: number): Promise<Buffer> {
  for (let width = 256; width > 0; width -= 1) {
    const bytes = await readFile(join(folder, tilePath('entries', BigInt(n), width))).catch(() => null)
    if (bytes) return bytes
  }
  throw new Error(`there is no bundle ${n} in ${folder}`)
}

async function verification(withHistory: boolean) {
  const { source, vkey } = await readExport(folder)
  const history = createHistory()
  const began = performance.now()
  const { size, problems, opened } = await verifyLog({
    source: withHistory ? { ...source, records: pages } : source,
    vkey,
    hash: sha256,
    hashes: nodeHashes(),
    ...(withHistory ? { onEntry: history.add } : {}),
  })
  const ms = performance.now() - began
  const { violationCount, referrals } = history.verdict()
  if (problems.length > 0 || violationCount > 0)
    throw new Error(problems[0] ?? 'the history breaks its rules')
  if (withHistory && (opened !== size || referrals === 0)) throw new Error('not every record was opened')
  return { ms, entries: Number(size) }
}

/** Records by the page, as a server gives them. */
async function pages(first: bigint, end: bigint): ReturnType<NonNullable<LogSource['records']>> {
  const page: PagedRecord[] = JSON.parse(await readFile(pagePath(folder, Number(first / 256n)), 'utf8'))
  const from = Number(first % 256n)
  return page
    .slice(from, from + Number(end - first))
    .map(({ type, salt, record }) => ({ type, salt: fromBase64(salt) ?? new Uint8Array(), record }))
}

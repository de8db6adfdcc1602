import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readExport, readTrustExport } from '../../../src/cli/export-folder.ts'
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from '../../../src/log/checkpoint.ts'
import { readSigner, readVerifier } from '../../../src/log/keys.ts'
import { signNote } from '../../../src/log/note.ts'
import { verifyLog } from '../../../src/log/verify.ts'
import { verifyPast } from '../../../src/sdk/past.ts'
import { hostOf, verifyTrustExport } from '../../../src/sdk/trust/verify-export.ts'
import { sha256 } from '../../log/reference.ts'
import { seeded } from '../../mail/foreign/mutate.ts'
import { bundlesOf, type Changes, entriesOf, flipped, forged, rebuilt, whileChanged } from './changes.ts'
import { type ExportedLog, exportLog } from './exported-log.ts'
import { buildGoVerifier, type GoVerifier, hasGo } from './go-verifier.ts'

/** A file of an export by what it is; a flipped byte in any of them is to be found. */
const KINDS: readonly [what: string, path: RegExp][] = [
  ['the checkpoint', /^checkpoint$/],
  ['the key', /^log\.vkey$/],
  ['a full tile of leaves', /^tile\/0\/[x\d/]+$/],
  ['the narrow tile of leaves', /^tile\/0\/.*\.p\//],
  ['a tile above', /^tile\/[1-9]\//],
  ['a full bundle', /^tile\/entries\/[x\d/]+$/],
  ['the narrow bundle', /^tile\/entries\/.*\.p\//],
  ['a record', /^records\//],
  ['an earlier checkpoint', /^checkpoints\//],
  ['the checkpoint of the trust log', /^trust\/checkpoint$/],
  ['its key', /^trust\/log\.vkey$/],
  ['its tile', /^trust\/tile\/0\//],
  ['its bundle', /^trust\/tile\/entries\//],
  ['a record of it', /^trust\/records\//],
]

/**
 * An export of a service, verified by us and by a program of others: both take it, and both refuse the same.
 *
 * @param flips how often a byte is flipped in each kind of file; every file once where it is `every`
 */
export function describeVerifiedByTwo(entries: number, flips: number | 'every', seed = 20_100_301): void {
  describe.runIf(hasGo())(`an export of ${entries} entries, verified by us and by Go’s sumdb/tlog`, () => {
    let log: ExportedLog
    let go: GoVerifier
    let texts: Uint8Array[]

    beforeAll(async () => {
      ;[log, go] = await Promise.all([exportLog(entries), buildGoVerifier()])
      texts = await entriesOf(log.folder, log.size)
    }, 1_800_000)
    afterAll(() => Promise.all([log?.remove(), go?.remove()]))

    /** Whether each of the two takes the export as it lies there. */
    const judged = async (seen?: string) => {
      const { source, vkey, note, past } = await readExport(log.folder)
      const from =
        seen === undefined
          ? undefined
          : await openCheckpoint(await readFile(seen, 'utf8'), await readVerifier(vkey))
      const ours = await verifyLog({ source, vkey, hash: sha256, ...(from ? { from } : {}) })
      const newest = { size: ours.size ?? 0n, root: ours.root ?? new Uint8Array() }
      const of = { source, vkey, hash: sha256, newest, past, compared: [{ name: 'checkpoint', note }] }
      const problems = async () => [
        ...ours.problems,
        ...(ours.size === null ? [] : (await verifyPast({ ...of, witnesses: [] })).problems),
      ]
      // Records are replayed where all else is in order.
      const taken = (await problems()).length === 0 && (await trustProblems()).length === 0
      return { ours: taken, go: go.judge(log.folder, seen).accepted }
    }
    const trustProblems = async (): Promise<string[]> => {
      const trust = await readTrustExport(log.folder)
      if (!trust) return ['there is none']
      const host = hostOf(trust.vkey)
      return (await verifyTrustExport(trust, { host, kept: [], hash: sha256 })).problems
    }
    const refused = async (changes: Changes, what: string, seen?: string) =>
      expect(await whileChanged(log.folder, changes, () => judged(seen)), what).toEqual({
        ours: false,
        go: false,
      })

    const checkpointOf = async (tree: { size: bigint; root: Uint8Array }): Promise<Uint8Array> => {
      const note = await readFile(join(log.folder, 'checkpoint'), 'utf8')
      const origin = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1))?.origin ?? ''
      return Buffer.from(await signNote(formatCheckpoint({ origin, ...tree }), await readSigner(log.signer)))
    }

    it('is taken by both: every tile, entry and record, and it continues an older checkpoint', async () => {
      expect(log.size).toBeGreaterThanOrEqual(entries)
      const trust = (await readFile(join(log.folder, 'trust', 'checkpoint'), 'utf8')).split('\n')[1]
      expect(Number(trust)).toBeGreaterThan(10)
      expect(go.judge(log.folder).said).toBe(
        `verified: ${log.size} entries, ${log.size} records; trust log: ${trust} entries, ${trust} records`,
      )
      expect(await judged()).toEqual({ ours: true, go: true })
      expect(await judged(log.olderFile)).toEqual({ ours: true, go: true })
      expect(await judged()).toEqual({ ours: true, go: true })
    })

    it('is refused by both with one bit flipped, whichever file it is in', async () => {
      const chance = seeded(seed)
      const paths = (await readdir(log.folder, { recursive: true, withFileTypes: true }))
        .filter((file) => file.isFile())
        .map((file) => relative(log.folder, join(file.parentPath, file.name)))
        .sort()
      for (const [what, pattern] of KINDS) {
        const such = paths.filter((path) => pattern.test(path))
        expect(such.length, what).toBeGreaterThan(0)
        const sample =
          flips === 'every'
            ? such
            : Array.from({ length: flips }, () => such[Math.floor(chance() * such.length)] ?? '')
        for (const path of sample) {
          const changes = await flipped(log.folder, path, chance)
          await refused(changes, `${path}, seed ${seed}`)
        }
      }
    })

    it('is refused by both with an entry dropped, also where the whole tree was made to fit', async () => {
      const dropped = texts.toSpliced(Math.floor(log.size / 3), 1)
      await refused(bundlesOf(dropped), 'the bundles alone')
      const { files, root } = await rebuilt(dropped)
      await refused(files, 'bundles and tiles')
      // Signed anew with the log's own key: only who has seen an older checkpoint finds out.
      const checkpoint = await checkpointOf({ size: BigInt(dropped.length), root })
      await refused(new Map([...files, ['checkpoint', checkpoint]]), 'signed anew', log.olderFile)
    })

    it('is refused by both with two entries swapped, also where the whole tree was made to fit', async () => {
      const [a, b] = [7, Math.floor(log.size / 2) - 1]
      const swapped = texts.with(a, texts[b] ?? new Uint8Array()).with(b, texts[a] ?? new Uint8Array())
      await refused(bundlesOf(swapped), 'the bundles alone')
      const lowest = [...(await rebuilt(swapped)).files].filter(([path]) => !/^tile\/[1-9]/.test(path))
      await refused(new Map(lowest), 'bundles and the tiles of leaves')
      const { files, root } = await rebuilt(swapped)
      await refused(files, 'bundles and tiles')
      const checkpoint = await checkpointOf({ size: BigInt(log.size), root })
      await refused(new Map([...files, ['checkpoint', checkpoint]]), 'signed anew', log.olderFile)
    })

    it('is refused by both with an older checkpoint of its own: it is shorter than what is there, and than what was seen', async () => {
      const older = Buffer.from(log.older)
      await refused(new Map([['checkpoint', older]]), 'more files than entries')
      const { files } = await rebuilt(texts.slice(0, Number(log.older.split('\n')[1])))
      const gone = (await readdir(join(log.folder, 'tile'), { recursive: true, withFileTypes: true }))
        .filter((file) => file.isFile())
        .map((file) => relative(log.folder, join(file.parentPath, file.name)))
        .filter((path) => !files.has(path))
        .map((path) => [path, null] as const)
      const shorter = new Map([...gone, ...files, ['checkpoint', older] as const])
      await refused(shorter, 'the log as it was', log.newestFile)
    })

    it('is refused by both with a forged signature', async () => {
      await refused(await forged(log.folder), 'signed by another key of the same name')
    })

    it('is refused by both with a narrow tile that was extended wrongly', async () => {
      const width = log.size % 256
      const n = String(Math.floor(log.size / 256)).padStart(6, '0')
      const number = n.startsWith('000') ? n.slice(3) : `x${n.slice(0, 3)}/${n.slice(3)}`
      const path = `tile/0/${number}.p/${width}`
      const narrow = await readFile(join(log.folder, path))
      const longer = Buffer.concat([narrow, Buffer.alloc(32, 7)])
      await refused(new Map([[path, longer]]), 'a hash too many')
      await refused(new Map([[`tile/0/${number}.p/${width + 1}`, longer]]), 'a wider one that nothing signs')
      await refused(
        new Map([[`tile/0/${number}.p/${width - 1}`, Buffer.alloc((width - 1) * 32, 7)]]),
        'a narrower one that is not its beginning',
      )
      // The log grows by one entry, signed, and what stood in its narrow tile before is another: the tree is whole in itself.
      const grown = [
        ...texts.with(Math.floor(log.size / 2) - 1, Buffer.from('another')),
        Buffer.from('one more'),
      ]
      const { files, root } = await rebuilt(grown)
      const checkpoint = await checkpointOf({ size: BigInt(grown.length), root })
      await refused(new Map([...files, ['checkpoint', checkpoint]]), 'signed over', log.newestFile)
    })
  })
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { openCheckpoint } from '../../src/log/checkpoint.ts'
import { readVerifier } from '../../src/log/keys.ts'
import { verifyInclusion } from '../../src/log/proof.ts'
import { parseProof } from '../../src/log/proof-file.ts'
import { leafHash } from '../../src/log/tree.ts'
import { MIGRATIONS } from '../../src/main/migrations.ts'
import { sha256 } from '../../src/services/log/hash.ts'
import { readProofs } from '../../src/services/log/read-proof.ts'
import { rememberSubtrees } from '../../src/services/log/remember-subtrees.ts'
import { connect } from '../../src/store/connect.ts'
import { startEmbedded } from '../../src/store/embedded/start.ts'
import { migrate } from '../../src/store/migrate.ts'
import { interleave } from '../interleave.ts'
import { lessIsBetter, type Row } from '../row.ts'
import { seedLog } from '../seed/log-entries.ts'

const SIZES = { small: 10_000, large: 1_000_000 }
const LIMIT_MS = 1
/** Proofs read one after the other in a measurement. */
const TIMES = 400
/** Records that are asked for by one question, as under load. */
const TOGETHER = 64

const row: Row = {
  name: 'log-proof',
  about:
    'One record’s proof, from the question to its text, in a log of a million entries. Peers: a log of ten thousand, and a limit of a millisecond; and 64 proofs by one question.',
  async measure({ rounds, quick, progress }) {
    const logs: Awaited<ReturnType<typeof startLog>>[] = []
    try {
      const small = await startLog(SIZES.small)
      logs.push(small)
      const large = await startLog(quick ? SIZES.small * 2 : SIZES.large)
      logs.push(large)
      progress('both logs are filled')
      const times = quick ? 20 : TIMES
      for (const log of logs) {
        await log.demandRight()
        await log.mean(times, 1)
      }
      const one = await interleave(
        rounds,
        () => large.mean(times, 1),
        () => small.mean(times, 1),
      )
      const many = await interleave(
        rounds,
        () => large.mean(times / 20, TOGETHER),
        () => small.mean(times / 20, TOGETHER),
      )
      const ten = 'ten thousand entries'
      const limit = { unit: 'ms', peer: 'a limit', peerValue: LIMIT_MS }
      return [
        lessIsBetter({ name: 'log-proof', unit: 'ms', peer: ten, ...one }),
        lessIsBetter({ name: 'log-proof, beside a limit', ...limit, value: one.value }),
        lessIsBetter({ name: `log-proof, each of ${TOGETHER} together`, unit: 'ms', peer: ten, ...many }),
      ]
    } finally {
      for (const log of logs) await log.stop()
    }
  },
}
export default row

/** A database of its own with a published log of so many entries. */
async function startLog(size: number) {
  const dataDir = await mkdtemp(join(tmpdir(), 'db-'))
  const embedded = await startEmbedded({ dataDir, logger: pino({ level: 'silent' }) })
  await migrate(embedded.ownerUrl, MIGRATIONS)
  const vkey = await seedLog(embedded.superuserUrl(), size)
  const { db, close } = connect(embedded.runtimeUrl, { max: 1, applicationName: 'bench' })
  const subtrees = rememberSubtrees()
  /** Ids all over the log, the same in every run. */
  const some = (count: number, turn: number) =>
    Array.from({ length: count }, (_, at) => BigInt(((turn * 7919 + at * 104_729) % size) + 1))
  return {
    /** Milliseconds for each of so many proofs, `together` by one question. */
    async mean(times: number, together: number): Promise<number> {
      const began = performance.now()
      for (let turn = 0; turn < times; turn += 1) {
        const found = await readProofs(db, some(together, turn), subtrees)
        if (found.size !== together) throw new Error(`${found.size} proofs for ${together} records`)
      }
      return (performance.now() - began) / (times * together)
    },
    /** What is measured are proofs that hold. */
    async demandRight() {
      const proofs = await readProofs(db, [1n, BigInt(size), ...some(8, 3)], subtrees)
      for (const { proof, entry } of proofs.values()) {
        const read = parseProof(proof)
        if (!read) throw new Error('the proof is not one')
        const { root, size: signed } = await openCheckpoint(read.checkpoint, await readVerifier(vkey))
        const leaf = leafHash(sha256, new TextEncoder().encode(entry))
        if (!verifyInclusion(sha256, { index: read.index, size: signed, leaf, root, proof: read.hashes }))
          throw new Error(`the proof of entry ${read.index} does not hold`)
      }
    },
    async stop() {
      await close()
      await embedded.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

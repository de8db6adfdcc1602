import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { stage } from '../../src/services/log/stage.ts'
import { connect } from '../../src/store/connect.ts'
import { interleave, quantile } from '../interleave.ts'
import { lessIsBetter, moreIsBetter, type Row } from '../row.ts'
import { type ServiceProcess, startServiceProcess } from '../service-process.ts'

/** Records that wait when the sequencer looks. */
const WAITING = { whole: 20_000, quick: 1_000 }
/** Entries that one checkpoint is signed for, as the sequencer has it. */
const BATCH = 256
const COMMITS_PER_SECOND = 500
const LANES = 16
/** What a commit may wait for its checkpoint, ms. */
const LIMIT_MS = 300

const row: Row = {
  name: 'log-sequencing',
  about:
    'Entries that the sequencer publishes in a second when many wait. Peer: the same bytes written to a file, synchronised, and inserted, 256 at a time, without a tree. And at 500 commits in a second, the time from a commit to its checkpoint. Peer: a limit of 300 ms.',
  async measure({ rounds, seconds, quick, progress }) {
    const service = await startServiceProcess()
    const { db, close } = connect(service.databases.runtimeUrl, { max: LANES, applicationName: 'bench' })
    const published = await listen(service)
    const bare = await withoutTree(service)
    try {
      const waiting = quick ? WAITING.quick : WAITING.whole
      const record = (n: number) => ({ type: 'read', record: recordOf(n), referralId: null })
      const sequenced = async (): Promise<number> => {
        const lot = Array.from({ length: waiting }, (_, n) => record(n))
        const ids = await stage(db, lot)
        const began = performance.now()
        await published.until(db, ids.at(-1) ?? 0n)
        return (waiting * 1000) / (performance.now() - began)
      }
      progress('warming both up')
      await sequenced()
      await bare.run(BATCH * 4)
      const figures = await interleave(rounds, sequenced, () => bare.run(waiting))
      progress(`${COMMITS_PER_SECOND} commits a second`)
      const waits = await commitToCheckpoint({ db, published, seconds: quick ? 1 : seconds * rounds, record })
      progress(`${Math.round(waits.perSecond)} commits a second were made`)
      const limit = { unit: 'ms', peer: 'a limit', peerValue: LIMIT_MS }
      return [
        moreIsBetter({
          name: 'log-sequencing',
          unit: 'entries/s',
          peer: 'the same without a tree',
          ...figures,
        }),
        lessIsBetter({
          name: 'log-sequencing, p50 to checkpoint',
          ...limit,
          value: quantile(waits.times, 0.5),
        }),
        lessIsBetter({
          name: 'log-sequencing, p99 to checkpoint',
          ...limit,
          value: quantile(waits.times, 0.99),
        }),
      ]
    } finally {
      await bare.end()
      await published.end()
      await close()
      await service.stop()
    }
  },
}
export default row

type Published = Awaited<ReturnType<typeof listen>>
type Db = ReturnType<typeof connect>['db']

const recordOf = (n: number): string =>
  JSON.stringify({ despatch: 'read/1', what: 'log', filters: { start: String(n) }, by: 'bench' })

/** Hears of every publication: when it was, and how long the log was then. */
async function listen(service: ServiceProcess) {
  const client = new pg.Client(service.databases.runtimeUrl)
  await client.connect()
  await client.query('listen despatch_published')
  const heard: { size: bigint; at: number }[] = []
  client.on('notification', ({ payload }) => {
    // What witnesses release is told of by a word.
    if (/^\d+$/.test(payload ?? '')) heard.push({ size: BigInt(payload ?? 0), at: performance.now() })
  })
  const entered = async (db: Db, id: bigint) =>
    db.selectFrom('log_entry').select('idx').where('staged_id', '=', id).executeTakeFirst()
  return {
    heard,
    async until(db: Db, id: bigint): Promise<void> {
      while (!(await entered(db, id))) {
        // A publication may be told of just before it is listened for.
        const signal = AbortSignal.timeout(100)
        await once(client, 'notification', { signal }).catch(() => {})
      }
    },
    end: () => client.end(),
  }
}

/** Commits at an even pace; how long each waited until a checkpoint had it, ms. */
async function commitToCheckpoint({
  db,
  published,
  seconds,
  record,
}: {
  db: Db
  published: Published
  seconds: number
  record(n: number): Parameters<typeof stage>[1][number]
}) {
  const committed = new Map<bigint, number>()
  const began = performance.now()
  let next = 0
  const lane = async () => {
    for (let n = next++; n < seconds * COMMITS_PER_SECOND; n = next++) {
      const due = began + (n * 1000) / COMMITS_PER_SECOND - performance.now()
      if (due > 0) await wait(due)
      const [id = 0n] = await db.transaction().execute((tx) => stage(tx, [record(n)]))
      committed.set(id, performance.now())
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  const perSecond = (committed.size * 1000) / (performance.now() - began)
  for (const id of committed.keys()) await published.until(db, id)
  const ids = [...committed.keys()]
  const rows = await db
    .selectFrom('log_entry')
    .select(['idx', 'staged_id'])
    .where(
      'staged_id',
      '>=',
      ids.reduce((a, b) => (a < b ? a : b)),
    )
    .execute()
  const times: number[] = []
  for (const { idx, staged_id } of rows) {
    const at = committed.get(staged_id)
    const told = published.heard.find(({ size }) => size > idx)
    // The notification may overtake the answer to the commit.
    if (at !== undefined && told) times.push(Math.max(0, told.at - at))
  }
  if (times.length !== committed.size) throw new Error('some commits were never told of')
  return { times, perSecond }
}

/** What the disk and the database take for as many bytes, whatever is computed from them. */
async function withoutTree(service: ServiceProcess) {
  const client = new pg.Client(service.databases.superuserUrl)
  await client.connect()
  await client.query(`
    create table bench_staged (id bigint primary key, record text not null);
    create table bench_pending (staged_id bigint primary key);
    create table bench_entry (idx bigint primary key, staged_id bigint not null unique references bench_staged,
      entry text not null, leaf bytea not null check (octet_length(leaf) = 32));
    create table bench_checkpoint (size bigint primary key, note text not null)`)
  const entry = `despatch-entry/1\nread\n${'A'.repeat(43)}=\n`
  const note = 'A'.repeat(250)
  const leaf = Buffer.alloc(32, 1)
  let size = 0
  return {
    async run(count: number): Promise<number> {
      const end = size + count
      await client.query(
        `with staged as (insert into bench_staged select n, $3 from generate_series($1::bigint, $2::bigint - 1) n)
         insert into bench_pending select n from generate_series($1::bigint, $2::bigint - 1) n`,
        [size, end, recordOf(0)],
      )
      const began = performance.now()
      while (size < end) {
        const lot = Math.min(BATCH, end - size)
        const { rows } = await client.query<{ id: string }>(
          'select id, record from bench_pending join bench_staged on id = staged_id order by id limit $1',
          [lot],
        )
        const ids = rows.map(({ id }) => id)
        const entries = ids.map(() => entry)
        const file = await open(join(service.dataDir, 'bench-batch'), 'w')
        await file.writeFile(JSON.stringify({ ids, entries, note }))
        await file.sync()
        await file.close()
        await client.query(
          `with entered as (insert into bench_entry
              select $1::bigint + n - 1, id, entry, leaf
                from unnest($2::bigint[], $3::text[], $4::bytea[]) with ordinality as lot (id, entry, leaf, n)),
            gone as (delete from bench_pending where staged_id = any ($2::bigint[]))
            insert into bench_checkpoint values ($1::bigint + $5, $6)`,
          [size, ids, entries, ids.map(() => leaf), lot, note],
        )
        size += lot
      }
      return (count * 1000) / (performance.now() - began)
    },
    end: () => client.end(),
  }
}

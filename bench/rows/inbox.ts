import { quantile } from '../interleave.ts'
import { lessIsBetter, type Row } from '../row.ts'
import { BUSY_READER, QUIET_DESK, seedReferrals } from '../seed/referrals.ts'
import { type ServiceProcess, startServiceProcess } from '../service-process.ts'

/** One list as a client asks for it, again and again. */
type Ask = { list: string; ask: () => Promise<unknown> }
type Desk = { service: ServiceProcess; asks: Ask[] }

const MANY = 1_000_000
const FEW = 10_000
/** Requests of a measurement; the p95 leaves the slowest ten of them out. */
const REQUESTS = 200

const row: Row = {
  name: 'inbox',
  about:
    'How long a page of a list takes over the API, 95 of 100 times, with a million referrals; peer: the same with ten thousand.',
  async measure({ rounds, quick, progress }) {
    const few = await openDesk(quick ? 1_000 : FEW, progress)
    try {
      const many = await openDesk(quick ? 10_000 : MANY, progress)
      try {
        const measured = []
        for (const [at, { list, ask }] of many.asks.entries()) {
          progress(list)
          const peer = few.asks[at]
          if (!peer) throw new Error('both desks have the same lists')
          const times = { many: [] as number[], few: [] as number[] }
          for (let turn = 0; turn < (rounds * REQUESTS) / (quick ? 10 : 1); turn += 1) {
            times.many.push(await milliseconds(ask))
            times.few.push(await milliseconds(peer.ask))
          }
          measured.push(
            lessIsBetter({
              name: `inbox, ${list}`,
              unit: 'ms p95',
              peer: 'ten thousand',
              value: quantile(times.many, 0.95),
              peerValue: quantile(times.few, 0.95),
            }),
          )
        }
        return measured
      } finally {
        await many.service.stop()
      }
    } finally {
      await few.service.stop()
    }
  },
}

/** A service of its own with so many referrals, and the lists of a person whose desk is busy, all asked for once. */
async function openDesk(referrals: number, progress: (line: string) => void): Promise<Desk> {
  const service = await startServiceProcess({
    prepare: ({ superuserUrl }) => seedReferrals(superuserUrl, referrals, progress),
  })
  try {
    const { client } = await service.session(BUSY_READER)
    const get = (path: string) => async () => {
      const answer = await fetch(new URL(`/api/v1${path}`, client.origin), {
        headers: { authorization: `Bearer ${client.token}` },
      })
      const body = await answer.text()
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${body}`)
    }
    const first = await client.inbox({})
    const [newest] = first.rows
    // A tenth of the list further down, as somebody who looks for last month's.
    const cursor = first.next === null ? '' : String((BigInt(first.next) * 9n) / 10n)
    const asks = [
      { list: 'first page', ask: get('/inbox') },
      { list: 'later page', ask: get(`/inbox?cursor=${cursor}`) },
      { list: 'quiet desk', ask: get(`/inbox?mailbox=${QUIET_DESK}`) },
      { list: 'sent', ask: get('/sent') },
      { list: 'thread', ask: get(`/threads/${newest?.thread}`) },
    ]
    for (const { ask } of asks) for (let turn = 0; turn < 20; turn += 1) await ask()
    return { service, asks }
  } catch (error) {
    await service.stop()
    throw error
  }
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

export default row

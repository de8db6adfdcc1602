import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import { handBack, type LeasedDelivery, leaseDue } from '../services/deliveries/lease.ts'
import { type Attempted, type AttemptOutcome, recordAttempts } from '../services/deliveries/record-attempt.ts'
import { faultOf } from '../services/fault.ts'
import { isOutage } from '../services/outage.ts'
import { readStanding } from '../services/routes/standing.ts'
import { togetherOrAlone } from '../services/together.ts'
import { BEGIN_WITHIN_MS, type DeliverDependencies, deliver } from './deliver.ts'
import { createStillSo, type StillSo } from './still-so.ts'

/** Deliveries to one partner that are under way at once: as many as there are connections to its server. */
const LANES = 5
/** Leases taken by one statement; the next are taken when so many are left. */
const LEASES = 25
const LEASES_LEFT = 10
/** How long a partner's route stays ours when nothing is left to do: what comes next needs no job to be found. */
const LINGER_MS = 10_000
/** Between two attempts at a partner who cannot be reached, of which there is one at a time. */
const UNREACHED_PAUSE_MS = 250

export type DispatchDependencies = DeliverDependencies & { clock: () => Date; logger: Logger }

/** The deliveries by mail that this process has in hand, each partner's apart from the others'. */
export type Dispatch = {
  /** Looks for what is due to a partner's domain and delivers it, until nothing is. */
  look(domain: string): void
  /** The same where deliveries to that partner are, or just were, under way here. @returns whether they are */
  goOn(domain: string): boolean
  /** Begins no more, gives back the leases of what was not begun, and waits for what is in hand, so long at most. */
  stop(withinMs: number): Promise<void>
}

type Held = { leased: LeasedDelivery; beginBy: number }

/** One partner's domain: whatever happens to it holds up nobody else. */
type Route = {
  domain: string
  hand: Held[]
  /** whether more may be due */
  more: boolean
  leasing: Promise<void> | null
  lanes: number
  /** as many as the partner takes connections */
  most: number
  /** the last attempt found the partner's server; when not, one lane tries until one does */
  reached: boolean
  /** whether it was neither paused nor re-routed since a delivery was leased, as of a second ago */
  stillSo: StillSo
  /** set while there is nothing to do */
  leaving: NodeJS.Timeout | null
}

export function createDispatch(dependencies: DispatchDependencies): Dispatch {
  const { db, logger } = dependencies
  const routes = new Map<string, Route>()
  const running = new Set<Promise<void>>()
  const stopping = new AbortController()
  const record = togetherOrAlone<Attempted, true>(
    async (lot) => {
      await recordAttempts(dependencies, lot)
      return lot.map(() => true)
    },
    { most: 100 },
  )

  /** As many lanes as there is work for. */
  function spread(route: Route): void {
    const work = route.hand.length + (route.more ? 1 : 0)
    const wanted = stopping.signal.aborted ? 0 : Math.min(route.reached ? route.most : 1, work)
    while (route.lanes < wanted) {
      route.lanes += 1
      const lane = runLane(route)
        .catch((error) => logger.error(faultOf(error), 'deliveries failed; the next sweep goes on'))
        .finally(() => {
          running.delete(lane)
          route.lanes -= 1
          spread(route)
          if (route.lanes === 0) leaveSoon(route)
        })
      running.add(lane)
    }
  }

  function leaveSoon(route: Route): void {
    clearTimeout(route.leaving ?? undefined)
    route.leaving = setTimeout(() => {
      if (route.lanes === 0) routes.delete(route.domain)
    }, LINGER_MS).unref()
  }

  /** One mail after another. The last is recorded while the next is sent, and no more than that one is unrecorded. */
  async function runLane(route: Route): Promise<void> {
    let recorded = Promise.resolve()
    while (!stopping.signal.aborted && (route.reached || route.lanes === 1)) {
      const held = route.hand.shift()
      if (!held) {
        if (!route.more) break
        await lease(route)
        continue
      }
      // The next are leased while these are under way.
      if (route.reached && route.more && route.hand.length <= LEASES_LEFT) lease(route).catch(() => undefined)
      const attempted = await attempt(route, held)
      await recorded
      recorded = attempted === null ? Promise.resolve() : recordOne(attempted)
      if (!route.reached) {
        await recorded
        await retreat(route)
      }
    }
    await recorded
  }

  /** Takes more leases; never twice at once for one partner. */
  function lease(route: Route): Promise<void> {
    route.leasing ??= (async (): Promise<void> => {
      const limit = route.reached ? LEASES : 1
      const began = performance.now()
      route.more = false
      const leased = await leaseDue(db, route.domain, limit)
      if (stopping.signal.aborted) return handBack(db, leased)
      if (leased.length === limit) route.more = true
      for (const one of leased) {
        // What is begun after the minute that it was counted in would be one too many in the next.
        const within = Math.min(BEGIN_WITHIN_MS, one.withinMs ?? BEGIN_WITHIN_MS)
        route.hand.push({ leased: one, beginBy: began + within })
        route.most = Math.min(LANES, one.route.maxConnections ?? LANES)
      }
    })().finally(() => {
      route.leasing = null
      spread(route)
    })
    return route.leasing
  }

  /** @returns null when there is nothing to record */
  async function attempt(route: Route, { leased, beginBy }: Held): Promise<Attempted | null> {
    try {
      const mayBegin = () => route.stillSo(leased)
      if (!(await mayBegin())) {
        // What was leased with it is too. By another way it is leased anew when the next sweep looks.
        await handBack(db, [leased, ...route.hand.splice(0).map((rest) => rest.leased)])
        return null
      }
      const delivered = performance.now() > beginBy ? null : await deliver(dependencies, leased, mayBegin)
      if (delivered === null) {
        await handBack(db, [leased])
        return null
      }
      route.reached = delivered.reached
      spread(route)
      return { leased, attempt: delivered.attempt }
    } catch (error) {
      onOurSide(leased, error)
      // What is wrong with this delivery itself will be wrong the next time: it is put off further and further, and
      // ends like one that a partner puts off.
      return isPassing(error) ? null : { leased, attempt: OURS }
    }
  }

  async function recordOne(attempted: Attempted): Promise<void> {
    try {
      await record(attempted)
    } catch (error) {
      onOurSide(attempted.leased, error)
    }
  }

  function onOurSide({ id }: LeasedDelivery, error: unknown): void {
    logger.error({ delivery: id, ...faultOf(error) }, 'a delivery failed on our side')
  }

  /** A partner who cannot be reached is tried by one lane, with one lease at a time. */
  async function retreat(route: Route): Promise<void> {
    const rest = route.hand.splice(0)
    if (rest.length > 0) route.more = true
    await handBack(
      db,
      rest.map(({ leased }) => leased),
    )
    await pause(UNREACHED_PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
  }

  function look(domain: string): void {
    if (stopping.signal.aborted) return
    const route =
      routes.get(domain) ??
      newRoute(
        domain,
        createStillSo(() => readStanding(db, domain)),
      )
    routes.set(domain, route)
    route.more = true
    spread(route)
  }

  return {
    look,
    goOn(domain) {
      const here = routes.has(domain)
      if (here) look(domain)
      return here
    },
    async stop(withinMs) {
      stopping.abort()
      const rest = [...routes.values()].flatMap(({ hand }) => hand.splice(0))
      for (const { leaving } of routes.values()) clearTimeout(leaving ?? undefined)
      await handBack(
        db,
        rest.map(({ leased }) => leased),
      ).catch((error) =>
        logger.error(faultOf(error), 'leases could not be given back; they end by themselves'),
      )
      const late = new AbortController()
      await Promise.race([
        Promise.allSettled(running),
        pause(withinMs, undefined, { signal: late.signal }).catch(() => undefined),
      ])
      late.abort()
    },
  }
}

const OURS: AttemptOutcome = {
  outcome: 'retry',
  host: '-',
  tls: null,
  code: null,
  reply: 'Something is wrong on our side; the log of the service says what.',
  fault: 'ours',
}

/** Whether what failed, or what it failed from, is an outage: the lease ends by itself, and then it is tried again. */
const isPassing = (error: unknown): boolean =>
  isOutage(error) || (error instanceof Error && error.cause !== undefined && isPassing(error.cause))

const newRoute = (domain: string, stillSo: StillSo): Route => ({
  domain,
  stillSo,
  hand: [],
  more: false,
  leasing: null,
  lanes: 0,
  most: LANES,
  reached: true,
  leaving: null,
})

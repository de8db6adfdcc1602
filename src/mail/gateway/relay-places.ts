import { type Lane, newLane } from './relay-transaction.ts'

export type PlaceLimits = {
  /** connections to one partner's server at once */
  perServer: number
  /** connections to all of them at once */
  inAll: number
  /** messages over one connection; many servers end it after a hundred by themselves */
  messages: number
  /** milliseconds that a connection may stand idle */
  idleMs: number
}

export type RelayPlaces = {
  /**
   * A lane of the server's, with a connection that stood idle where there is one; waits until one is free.
   *
   * @param most lanes of this server's, where it takes fewer than `perServer`
   * @throws NoPlace when `untilMs` (of `performance.now`) comes first, or after `close`
   */
  take(server: string, untilMs: number, most?: number): Promise<Lane>
  giveBack(server: string, lane: Lane): void
  /** Ends what stands idle, and takes no more. */
  close(): void
}

/** No connection became free in time: nothing was attempted. */
export class NoPlace extends Error {
  override readonly name = 'NoPlace'
}

type Waiting = { server: string; take(): boolean; refuse(): void }
type Kept = { lane: Lane; leave(): void }

/** Who may have a connection, and the connections that stand idle. */
export function createPlaces(limits: PlaceLimits): RelayPlaces {
  /** Lanes in use and idle, by server. */
  const held = new Map<string, number>()
  const idle = new Map<string, Kept[]>()
  let waiting: Waiting[] = []
  let total = 0
  let closed = false

  function count(server: string, change: 1 | -1): void {
    const now = (held.get(server) ?? 0) + change
    if (now === 0) held.delete(server)
    else held.set(server, now)
    total += change
  }

  function freeLane(server: string, most: number): Lane | undefined {
    const kept = idle.get(server)?.at(-1)
    if (kept) {
      kept.leave()
      return kept.lane
    }
    if ((held.get(server) ?? 0) >= Math.min(most, limits.perServer)) return undefined
    if (total >= limits.inAll && !endOneIdle()) return undefined
    count(server, 1)
    return newLane()
  }

  /** Makes room for another server, by the connection that stood idle longest with its own. */
  function endOneIdle(): boolean {
    for (const [server, [kept]] of idle) {
      if (!kept) continue
      kept.leave()
      end(server, kept.lane)
      return true
    }
    return false
  }

  function end(server: string, lane: Lane): void {
    lane.connection?.goodbye()
    lane.connection = null
    count(server, -1)
  }

  function keep(server: string, lane: Lane): void {
    const { connection } = lane
    if (closed || !connection?.usable() || lane.sent >= limits.messages) {
      end(server, lane)
      return
    }
    const kept = idle.get(server) ?? []
    idle.set(server, kept)
    const over = () => {
      entry.leave()
      end(server, lane)
      serve()
    }
    const timer = setTimeout(over, limits.idleMs).unref()
    connection.ended.addEventListener('abort', over, { once: true })
    const entry: Kept = {
      lane,
      leave() {
        clearTimeout(timer)
        connection.ended.removeEventListener('abort', over)
        kept.splice(kept.indexOf(entry), 1)
        if (kept.length === 0) idle.delete(server)
      },
    }
    kept.push(entry)
  }

  /** In the order in which they came; one whose server has no place left does not hold up the others. */
  function serve(): void {
    if (waiting.length > 0) waiting = waiting.filter((one) => !one.take())
  }

  return {
    async take(server, untilMs, most = limits.perServer) {
      if (closed) throw new NoPlace('Nothing more is relayed: the service stops.')
      const lane = freeLane(server, most)
      if (lane) return lane
      const { promise, resolve, reject } = Promise.withResolvers<Lane>()
      const refuse = () => {
        clearTimeout(timer)
        waiting = waiting.filter((other) => other !== one)
        reject(new NoPlace('No connection became free in time.'))
      }
      const timer = setTimeout(refuse, Math.max(0, untilMs - performance.now()))
      const one: Waiting = {
        server,
        refuse,
        take() {
          const free = freeLane(server, most)
          if (!free) return false
          clearTimeout(timer)
          resolve(free)
          return true
        },
      }
      waiting.push(one)
      return promise
    },
    giveBack(server, lane) {
      keep(server, lane)
      serve()
    },
    close() {
      closed = true
      for (const one of waiting) one.refuse()
      while (endOneIdle());
    },
  }
}

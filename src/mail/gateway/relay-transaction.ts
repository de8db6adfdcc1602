import { faulted, type RelayOutcome, relayed } from './outcome.ts'
import { NotBegun, type RelayConnection, relayConnection, SourceFault } from './relay-connection.ts'
import type { RelayRequest, RelayResult, SeenServer } from './relay-request.ts'
import { BadPin } from './relay-tls.ts'

/** A place for one connection at a time, which one transaction after another uses. */
export type Lane = {
  /** null before the first, and after a fault */
  connection: RelayConnection | null
  /** messages that went over this connection */
  sent: number
  /** a transaction was left half-way: RSET comes before the next */
  halfway: boolean
}

export const newLane = (): Lane => ({ connection: null, sent: 0, halfway: false })

const DEADLINE_MS = 10 * 60_000

/**
 * One transaction on the lane's connection, which is made where there is none. One that stood idle and turns out to be
 * dead before the server has asked for the message is replaced: that was no attempt at this message.
 *
 * When the connection is lost after the message was sent and before the answer, the outcome is `retry`: the partner
 * may get the message twice, with the same Message-ID, but never not at all.
 *
 * @throws SourceFault when the message could not be read: the connection is gone then, and with it what was sent;
 *   BadPin
 */
export async function transact(lane: Lane, request: RelayRequest): Promise<RelayResult> {
  const { host, deadlineMs = DEADLINE_MS } = request
  let late = false
  const deadline = setTimeout(() => {
    late = true
    lane.connection?.drop(tookTooLong())
  }, deadlineMs)
  try {
    const stoodIdle = lane.connection?.usable() ?? false
    const first = await attempt(lane, request)
    const result = stoodIdle && first.diedIdle && !late ? await attempt(lane, request) : first
    return { ...result.outcome, host, tls: result.tls, dsn: result.dsn, seen: result.seen }
  } finally {
    clearTimeout(deadline)
  }
}

type Attempt = {
  outcome: RelayOutcome
  tls: string | null
  dsn: boolean | null
  seen: SeenServer | null
  diedIdle: boolean
}

async function attempt(lane: Lane, request: RelayRequest): Promise<Attempt> {
  const seenOf = () => ({ tls: lane.connection?.tls ?? null, seen: lane.connection?.seen ?? null })
  try {
    const connection = await ready(lane, request)
    const { response, ehlo } = await connection.send(request.envelope, request.message)
    lane.sent += 1
    const dsn = ehlo.some((line) => /^DSN\b/i.test(line))
    return { outcome: relayed(response), ...seenOf(), dsn, diedIdle: false }
  } catch (error) {
    const seen = seenOf()
    const begun = !(error instanceof NotBegun)
    const outcome = faulted(begun ? error : error.cause)
    // 421: the server is about to close (RFC 5321 §3.8). A refusal of the message leaves the connection as it was.
    const ended = outcome.fault !== null || outcome.code === 421
    const ours = error instanceof SourceFault || error instanceof BadPin
    if (ended || ours) forget(lane)
    else lane.halfway = true
    if (ours) throw error
    const diedIdle = !begun && ended && outcome.fault !== 'timeout'
    return { outcome, ...seen, dsn: null, diedIdle }
  }
}

/** The lane's connection, fit for a transaction. */
async function ready(lane: Lane, request: RelayRequest): Promise<RelayConnection> {
  const idle = lane.connection
  if (idle?.usable()) {
    try {
      if (lane.halfway) await idle.reset()
      lane.halfway = false
      return idle
    } catch (error) {
      throw new NotBegun('The connection could not be made ready.', { cause: error })
    }
  }
  idle?.drop()
  const fresh = relayConnection(request)
  Object.assign(lane, { connection: fresh, sent: 0, halfway: false })
  await fresh.connect()
  return fresh
}

function forget(lane: Lane): void {
  lane.connection?.drop()
  lane.connection = null
}

const tookTooLong = () => Object.assign(new Error('The transaction took too long.'), { code: 'ETIMEDOUT' })

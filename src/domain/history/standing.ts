import { type TransportState, transportStep } from '../delivery.ts'

/**
 * How far a delivery is known to have come: its transport, and once it is there whether a reader of ours has collected it, or a partner's
 * server said that it received it. From there nothing leads back, not even a withdrawal.
 */
export type Reached = TransportState | 'collected' | 'received'

/** The transport that is meant. */
export const transportOf = (reached: Reached): TransportState =>
  reached === 'collected' || reached === 'received' ? 'delivered' : reached

/**
 * How a referral stands: whose it is, and how far it has come to each of its recipients. Standings are shared: a million
 * referrals have some hundreds of different ones.
 */
export type Standing = {
  /** the sender's mailbox; null for mail from a partner */
  from: string | null
  to: ReadonlyMap<string, Reached>
  /** whether it is still on its way to somebody */
  open: boolean
}

/** A standing as it is kept in a file. */
export type KeptStanding = { from: string | null; to: [mailbox: string, state: Reached][] }

/** States from which a delivery goes on by itself, or by a partner's report. */
const ON_ITS_WAY: ReadonlySet<Reached> = new Set(['quarantined', 'accepted', 'relayed'])

export type Standings = {
  first(from: string | null, to: readonly string[], state: TransportState): Standing
  /** The standing after a step for one recipient; null when the delivery's table of steps has no such step. */
  after(standing: Standing, mailbox: string, state: Reached): Standing | null
  read(kept: KeptStanding): Standing
}

/** Standings of which each is found by what leads to it, one after the other: nothing is put together that might be read in two ways. */
type Step = { standing?: Standing; next: Map<string | null, Step> }

export function createStandings(): Standings {
  const known = new Map<string, Standing>()
  const firsts: Step = { next: new Map() }
  const following = new Map<Standing, Map<Reached, Map<string, Standing>>>()

  const shared = (from: string | null, to: ReadonlyMap<string, Reached>): Standing => {
    const key = JSON.stringify([from, ...to])
    const same = known.get(key)
    if (same) return same
    const made = { from, to, open: [...to.values()].some((state) => ON_ITS_WAY.has(state)) }
    known.set(key, made)
    return made
  }

  const first: Standings['first'] = (from, to, state) => {
    let step = stepTo(stepTo(firsts, state), from)
    for (const mailbox of to) step = stepTo(step, mailbox)
    step.standing ??= shared(from, new Map(to.map((mailbox) => [mailbox, state])))
    return step.standing
  }

  return {
    first,
    after(standing, mailbox, state) {
      const next = following.get(standing)?.get(state)?.get(mailbox)
      if (next) return next
      const was = standing.to.get(mailbox)
      if (was === undefined) return null
      // A partner's report may overtake our own note that it was relayed, which may be made again; what was withdrawn never left.
      const isLateNote = state === 'relayed' && !['accepted', 'quarantined', 'withdrawn'].includes(was)
      if (isLateNote) return standing
      if (!isStep(was, state)) return null
      // Only whoever sent it takes it back: mail of a partner is not ours to withdraw.
      if (state === 'withdrawn' && standing.from === null) return null
      const made = shared(standing.from, new Map(standing.to).set(mailbox, state))
      const steps = following.get(standing) ?? new Map<Reached, Map<string, Standing>>()
      following.set(standing, steps)
      steps.set(state, (steps.get(state) ?? new Map<string, Standing>()).set(mailbox, made))
      return made
    },
    read: ({ from, to }) => shared(from, new Map(to)),
  }
}

function stepTo(from: Step, by: string | null): Step {
  const known = from.next.get(by)
  if (known) return known
  const made: Step = { next: new Map() }
  from.next.set(by, made)
  return made
}

/** The table of a delivery's steps, and that one is collected where it was delivered. */
function isStep(was: Reached, state: Reached): boolean {
  if (state === 'collected') return was === 'delivered' || was === 'received'
  return was !== 'collected' && was !== 'received' && transportStep(was, transportOf(state))
}

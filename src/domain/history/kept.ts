import type { KeptDestructions } from './destructions.ts'
import type { KeptStanding, Standing } from './standing.ts'
import type { Unjudged, Violation } from './verdict.ts'

/** Where the referrals of a history stand: the open ones with the entry that accepted them, and those that have ended. */
export type Referrals = {
  open: Map<string, { entry: bigint; standing: Standing }>
  ended: Map<string, Standing>
}

/** Referrals as plain values, to be kept as JSON. */
export type KeptReferrals = {
  standings: KeptStanding[]
  /** id, index of the accepting entry, place among `standings` */
  open: [referral: string, entry: string, standing: number][]
  /** ids of referrals that have ended, for each of `standings` */
  ended: string[][]
}

/** What is remembered between two runs over one log: plain values, to be kept as JSON. */
export type KeptHistory = KeptReferrals & {
  /** the index of the next entry */
  next: string
  /** unopened entries so far, that begin a referral and that continue one */
  unopened: { beginnings: number; continuations: number }
  violations: (Omit<Violation, 'entry'> & { entry: string })[]
  violationCount: number
  unjudged: Unjudged[]
  destructions: KeptDestructions
}

export function keepReferrals({ open, ended }: Referrals): KeptReferrals {
  const places = new Map<Standing, number>()
  const placeOf = (standing: Standing): number => {
    const known = places.get(standing) ?? places.size
    places.set(standing, known)
    return known
  }
  const keptOpen = Array.from(open, ([referral, { entry, standing }]): [string, string, number] => [
    referral,
    String(entry),
    placeOf(standing),
  ])
  const byStanding = new Map<Standing, string[]>()
  for (const [referral, standing] of ended) {
    placeOf(standing)
    const ids = byStanding.get(standing)
    if (ids) ids.push(referral)
    else byStanding.set(standing, [referral])
  }
  const standings = [...places.keys()]
  return {
    standings: standings.map(({ from, to }) => ({ from, to: [...to] })),
    open: keptOpen,
    ended: standings.map((standing) => byStanding.get(standing) ?? []),
  }
}

/** @param read gives the shared standing of a kept one */
export function readReferrals(
  kept: KeptReferrals | undefined,
  read: (kept: KeptStanding) => Standing,
): Referrals {
  const referrals: Referrals = { open: new Map(), ended: new Map() }
  const standings = kept?.standings.map(read) ?? []
  for (const [referral, entry, at] of kept?.open ?? []) {
    const standing = standings[at]
    if (standing) referrals.open.set(referral, { entry: BigInt(entry), standing })
  }
  for (const [at, ids] of (kept?.ended ?? []).entries()) {
    const standing = standings[at]
    if (standing) for (const referral of ids) referrals.ended.set(referral, standing)
  }
  return referrals
}

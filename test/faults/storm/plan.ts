import { chanceOf } from './chance.ts'

/** Everything that can be killed: the service's processes, what they stand on, and the partner's mail server. */
export const PARTS = [
  'api',
  'worker',
  'gateway',
  'sequencer-1',
  'sequencer-2',
  'postgres',
  'redis',
  'partner',
] as const
export type Part = (typeof PARTS)[number]

/** One blow: these are killed at once. */
export type Blow = {
  /** when so many errands are done */
  at: number
  parts: Part[]
  /** they are started again when so many more errands were tried, in vain or not */
  away: number
}

/** What the traffic is, and what strikes it when. Nothing in it is left to the clock. */
export type Plan = { seed: number; submissions: number; mails: number; parts: readonly Part[]; blows: Blow[] }

/** So many tries at most pass before what was struck is started again. */
const LONGEST_AWAY = 20
/** When each part was struck once: of a hundred blows so many strike two at once, and so many everything. */
const OF_TWO = 15
const OF_ALL = 5

/**
 * Plans a storm. The same seed gives the same plan. The first blows strike each part once, by itself; further ones also
 * two at once, or everything, like a power cut.
 *
 * @param parts what runs, and is struck
 * @param blows how many, spread evenly over the traffic, give or take chance
 */
export function planStorm(
  seed: number,
  {
    submissions,
    mails,
    parts = PARTS,
    blows,
  }: { submissions: number; mails: number; parts?: readonly Part[]; blows: number },
): Plan {
  const chance = chanceOf(seed)
  const spread = (submissions + mails) / (blows + 1)
  let round: Part[] = []
  const next = (): Part => {
    if (round.length === 0) round = chance.shuffled(parts)
    return round.shift() ?? 'api'
  }
  return {
    seed,
    submissions,
    mails,
    parts,
    blows: Array.from({ length: blows }, (_, n) => ({
      at: Math.floor(spread * (n + 0.5) + chance.below(Math.max(1, Math.floor(spread)))),
      parts: n < parts.length ? [next()] : struck(chance.below(100), parts, next),
      away: chance.below(LONGEST_AWAY + 1),
    })),
  }
}

function struck(lot: number, all: readonly Part[], next: () => Part): Part[] {
  if (lot < OF_ALL) return [...all]
  return lot < OF_ALL + OF_TWO ? [...new Set([next(), next()])] : [next()]
}

/** A plan in words, a line for each blow. */
export function tellPlan({ seed, submissions, mails, parts: all, blows }: Plan): string {
  return [
    `seed ${seed}: ${submissions} submissions, ${mails} mails, ${blows.length} blows`,
    ...blows.map(
      ({ at, parts, away }) =>
        `  after ${at}: kill ${parts.length === all.length ? 'everything' : parts.join(' and ')}, back after ${away} tries`,
    ),
  ].join('\n')
}

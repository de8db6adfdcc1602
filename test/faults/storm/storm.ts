import { env } from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { account } from './account.ts'
import { everyPage, observe } from './observe.ts'
import { type Part, type Plan, planStorm, tellPlan } from './plan.ts'
import { openSite, type Site } from './site.ts'
import { prepareTraffic, type Sender } from './traffic.ts'
import { runStorm, type Weather } from './weather.ts'

/** What a storm came to. */
export type Outcome = Weather & {
  /** What does not balance, and the plan; empty when nothing was lost, doubled or disordered. */
  findings: string[]
  /** Mails in the partner's mailbox beyond one for each submission, which promise 4 allows. */
  duplicates: number
  /** Entries of the log. */
  entries: number
}

/** How much traffic, what runs, how many blows, and whether the two minutes of a dead worker's lease are let be over. */
export type Size = {
  submissions: number
  mails: number
  parts?: readonly Part[]
  blows: number
  skipLeases: boolean
}

/** The seed: STORM_SEED of the environment to have a storm again, or any. */
export const stormSeed = (): number => Number(env.STORM_SEED) || Math.floor(Math.random() * 2 ** 31)

/**
 * Starts every role, drives traffic both ways, kills and restarts everything by a seed, waits until all is quiet and
 * accounts for every referral from outside.
 *
 * @param tell is given lines of progress
 * @throws when something is refused that may not be, or it does not become quiet
 */
export async function weatherStorm(
  seed: number,
  { skipLeases, ...size }: Size,
  tell: (line: string) => void = () => {},
): Promise<Outcome> {
  const plan = planStorm(seed, size)
  const site = await openSite(plan.parts)
  let balances = false
  try {
    const { errands, sent, sender } = await prepareTraffic(site, plan)
    tell(`${errands.length} referrals are sealed`)
    const weather = await runStorm(plan, site, errands, (done) => {
      if (done % 100 === 0) tell(`${done} of ${errands.length} are answered for`)
    })
    tell(`the storm is over, after ${weather.tries} tries; killed: ${JSON.stringify(weather.killed)}`)
    await sender.signInAgain()
    await quiet(site, sender, skipLeases ? letTimePass : async () => {})
    const seen = await observe(site, sender.client)
    const found = [...account(sent, seen, site.config.serviceDomain), ...site.gaveUp()]
    balances = found.length === 0
    return {
      ...weather,
      findings: balances ? [] : described(plan, site, found),
      duplicates: seen.partner.length - sent.submissions.length,
      entries: seen.log.length,
    }
  } catch (error) {
    throw new Error(described(plan, site, [String(error)]).join('\n'), { cause: error })
  } finally {
    await site.end({ keep: !balances })
  }
}

/** What is said of a storm that did not end well: enough to have it again, and to look at what it left. */
function described(plan: Plan, { folder }: Site, findings: string[]): string[] {
  const again = `have it again with STORM_SEED=${plan.seed}; what it left is in ${folder}`
  return [...findings, tellPlan(plan), again]
}

/**
 * As if it were later: the pauses between two attempts are over, and the two minutes for which the lease of a worker
 * is respected that may be dead. One that is five seconds old is: an attempt on this machine takes less.
 */
async function letTimePass({ asSuperuser }: Site): Promise<void> {
  await asSuperuser("update delivery set next_attempt_at = now() where state = 'accepted'")
  await asSuperuser(
    "update delivery set lease_until = now() where lease_until < now() + interval '115 seconds'",
  )
}

const QUIET_WITHIN_MS = 600_000
const LOOK_EVERY_MS = 250

/** Resolves when nothing waits any more: every delivery is made, and the log is written. */
async function quiet(site: Site, sender: Sender, meanwhile: (site: Site) => Promise<void>): Promise<void> {
  const deadline = Date.now() + QUIET_WITHIN_MS
  for (;;) {
    await meanwhile(site)
    const waiting = await stillWaiting(site, sender)
    if (waiting.length === 0) return
    if (Date.now() > deadline) throw new Error(`after ${QUIET_WITHIN_MS / 1000} s ${waiting.join(', ')}`)
    await pause(LOOK_EVERY_MS)
  }
}

async function stillWaiting({ asSuperuser }: Site, { client }: Sender): Promise<string[]> {
  const [pending] = await asSuperuser('select count(*)::int as entries from log_pending')
  const rows = await everyPage((cursor) => client.sent({ limit: 200, ...cursor }))
  const states = rows.flatMap(({ referral, to }) =>
    to
      .filter(({ state }) => state !== 'delivered')
      .map(({ mailbox, state }) => `${referral} to ${mailbox} is ${state}`),
  )
  return pending?.entries === 0 ? states : [...states, `${pending?.entries} entries wait`]
}

import { createDestructions } from './history/destructions.ts'
import {
  eventOf,
  type HistoryEntry,
  type HistoryEvent,
  isBeginning,
  isContinuation,
} from './history/event.ts'
import { type KeptHistory, keepReferrals, readReferrals } from './history/kept.ts'
import { createStandings, type Reached, type Standing, transportOf } from './history/standing.ts'
import type { HistoryVerdict, Invariant, OpenReferral, Unjudged, Violation } from './history/verdict.ts'

export type { HistoryEntry } from './history/event.ts'
export type { KeptHistory } from './history/kept.ts'

/** Violations of each invariant, and open referrals, that are told in full; the others are counted. */
const MOST_TOLD = 100

export type History = {
  /** The next entry, in the order of the log. */
  add(entry: HistoryEntry): void
  /** What is added from now on is read later than the rest: something that was opened before may have been destroyed since. */
  goOn(): void
  /** @param everything whether the reader may open every entry: what is missing then, and not destroyed, is a violation */
  verdict(everything?: boolean): HistoryVerdict
  /** From which mailbox a referral was sent, as the entry that accepts it says; null for mail, and where that was not opened. */
  senderOf(referral: string): string | null
  keep(): KeptHistory
}

/**
 * Reads a log's entries in order and tells where the history that they tell cannot be true: {@link INVARIANTS}. What
 * stands behind an erased or withheld entry is unknown: what could hang on it is not judged, and that is said.
 *
 * Of an open referral its recipients are held; of one that has ended no more than its id and a shared standing, some
 * hundred bytes, since it may still be read. Entries are not held.
 *
 * @param kept what an earlier run over the beginning of the same log kept
 * @param now when it is read, by the reader's own clock: what is said to be of a later day is a violation
 */
export function createHistory(kept?: KeptHistory, { now }: { now?: Date } = {}): History {
  const standings = createStandings()
  const { open, ended } = readReferrals(kept, standings.read)
  const unopened = kept ? { ...kept.unopened } : { beginnings: 0, continuations: 0 }
  const violations: Violation[] = (kept?.violations ?? []).map((one) => ({
    ...one,
    entry: BigInt(one.entry),
  }))
  const unjudged = new Map<string, Unjudged>((kept?.unjudged ?? []).map((one) => [one.invariant, { ...one }]))
  const told = new Map<Invariant, number>()
  for (const { invariant } of violations) told.set(invariant, (told.get(invariant) ?? 0) + 1)
  let violationCount = kept?.violationCount ?? 0
  let next = BigInt(kept?.next ?? 0)
  const destructions = createDestructions(kept?.destructions, { from: next, ...(now ? { now } : {}) })

  const violation = (entry: bigint, referral: string | null, invariant: Invariant, says: string): void => {
    violationCount += 1
    const known = told.get(invariant) ?? 0
    told.set(invariant, known + 1)
    // Of each invariant some: a hundred of one kind hide none of another.
    if (known < MOST_TOLD) violations.push({ entry, referral, invariant, says })
  }
  const doubt = (invariant: Invariant, why: string): void => {
    const known = unjudged.get(invariant) ?? { invariant, times: 0, why }
    unjudged.set(invariant, { ...known, times: known.times + 1 })
  }

  /** How an open one goes on, or an ended one: that never opens again, since no step leads back. */
  const move = (referral: string, to: Standing): void => {
    const held = open.get(referral)
    if (held && to.open) {
      held.standing = to
      return
    }
    if (held) open.delete(referral)
    ended.set(referral, to)
  }

  const accept = (index: bigint, event: HistoryEvent & { does: 'accept' }): void => {
    const { referral, from, to, held, keptUntil, created } = event
    if (keptUntil !== null) destructions.keepUntil(index, keptUntil)
    const ahead = created === null ? null : destructions.follow(index, created)
    if (ahead) violation(ahead.by, null, 'destruction', ahead.says)
    const before = open.get(referral)
    if (before || ended.has(referral)) {
      const by = before ? ` by entry ${before.entry}` : ''
      violation(index, referral, 'accepted-once', `it is accepted again, and was accepted before${by}`)
      return
    }
    const standing = standings.first(from, to, held ? 'quarantined' : 'accepted')
    if (standing.open) open.set(referral, { entry: index, standing })
    else ended.set(referral, standing)
  }

  const step = (index: bigint, event: HistoryEvent & { does: 'step' }, standing: Standing): void => {
    const { referral, mailbox, state } = event
    const after = standings.after(standing, mailbox, state)
    if (after) {
      if (after !== standing) move(referral, after)
    } else if (unopened.continuations > 0) doubt('steps', HIDDEN_STEP)
    else {
      const was = standing.to.get(mailbox)
      violation(
        index,
        referral,
        'steps',
        `it is said to be ${said(state)} for ${mailbox}, where it was ${was}`,
      )
    }
  }

  const answer = (index: bigint, event: HistoryEvent & { does: 'answer' }, standing: Standing): void => {
    // Most receipts are of what was collected before.
    if (standing.to.get(event.mailbox) === 'collected') return
    const collected = standings.after(standing, event.mailbox, 'collected')
    if (collected) {
      move(event.referral, collected)
      return
    }
    const was = standing.to.get(event.mailbox)
    if (unopened.continuations > 0) doubt('delivered-first', HIDDEN_STEP)
    else
      violation(
        index,
        event.referral,
        'delivered-first',
        `${event.mailbox} says that it was ${event.event}, and it was not delivered there: it was ${was}`,
      )
  }

  const goOn = (index: bigint, event: Exclude<HistoryEvent, { does: 'accept' }>): void => {
    const standing = open.get(event.referral)?.standing ?? ended.get(event.referral)
    if (!standing) {
      if (unopened.beginnings > 0) doubt('accepted-first', HIDDEN_BEGINNING)
      else
        violation(
          index,
          event.referral,
          'accepted-first',
          `${deed(event)}, and no entry before this one accepts it`,
        )
      return
    }
    if (event.does === 'file') {
      if (standing.from !== null)
        violation(
          index,
          event.referral,
          'steps',
          'it is filed like mail of a partner, and was sent from here',
        )
      return
    }
    const own = event.does === 'read' && event.mailbox === standing.from
    if (!own && !standing.to.has(event.mailbox)) {
      violation(
        index,
        event.referral,
        'recipients-only',
        `${deed(event)}, and that mailbox is ${event.does === 'read' ? 'neither its sender nor a recipient' : 'no recipient of it'}`,
      )
    } else if (event.does === 'step') step(index, event, standing)
    else if (event.does === 'answer') answer(index, event, standing)
  }

  return {
    add({ index, type, record }) {
      next = index + 1n
      if (record === null) {
        destructions.miss(index)
        if (isBeginning(type)) unopened.beginnings += 1
        else if (isContinuation(type)) unopened.continuations += 1
        else if (type === 'continued') destructions.rename(index, null)
        return
      }
      if (type === 'destroyed') {
        for (const wrong of destructions.destroy(index, record)) violation(index, null, 'destruction', wrong)
        return
      }
      const event = eventOf(type, record)
      if (event === 'unreadable') violation(index, null, 'readable', `its record is none of the type ${type}`)
      else if (event?.does === 'accept') accept(index, event)
      else if (event) goOn(index, event)
      else if (type === 'continued' && !destructions.rename(index, record))
        violation(index, null, 'readable', `its record is none of the type ${type}`)
    },
    goOn: () => destructions.goOn(next),
    verdict(everything = false) {
      const destruction = destructions.verdict()
      const ahead = destructions.ahead().map(({ by, says }) => ofDestruction(by, says))
      const gone = everything
        ? destruction.missingFirst.map((entry) => ofDestruction(BigInt(entry), MISSING))
        : []
      return {
        entries: next,
        referrals: open.size + ended.size,
        violations: [...violations, ...ahead, ...gone],
        violationCount: violationCount + ahead.length + (everything ? destruction.missing : 0),
        open: firstOf(open, MOST_TOLD).map(openReferral),
        openCount: open.size,
        destruction,
        unjudged: [
          ...unjudged.values(),
          ...(open.size > 0 && unopened.continuations > 0
            ? [{ invariant: 'ending' as const, times: open.size, why: HIDDEN_STEP }]
            : []),
          ...(everything || destruction.missing === 0
            ? []
            : [{ invariant: 'destruction' as const, times: destruction.missing, why: NOT_GIVEN }]),
        ],
      }
    },
    senderOf: (referral) => (open.get(referral)?.standing ?? ended.get(referral))?.from ?? null,
    keep: () => ({
      next: String(next),
      unopened: { ...unopened },
      violations: violations.map((one) => ({ ...one, entry: String(one.entry) })),
      violationCount,
      unjudged: [...unjudged.values()],
      destructions: destructions.keep(),
      ...keepReferrals({ open, ended }),
    }),
  }
}

const HIDDEN_BEGINNING = 'an entry that is erased or withheld may be the one that accepts it'
const HIDDEN_STEP = 'an entry that is erased or withheld may be the step that is missing'
const NOT_GIVEN = 'what is not given to you may be withheld, or gone'

const MISSING = 'its record is missing without a destruction'

const ofDestruction = (entry: bigint, says: string): Violation => ({
  ...{ entry, referral: null, invariant: 'destruction', says },
})

function firstOf<K, V>(map: ReadonlyMap<K, V>, most: number): [K, V][] {
  const found: [K, V][] = []
  for (const entry of map) {
    if (found.length === most) break
    found.push(entry)
  }
  return found
}

const openReferral = ([referral, { entry, standing }]: [
  string,
  { entry: bigint; standing: Standing },
]): OpenReferral => ({
  referral,
  entry,
  to: Array.from(standing.to, ([mailbox, state]) => ({ mailbox, state: transportOf(state) })),
})

const said = (state: Reached): string => {
  if (state === 'accepted') return 'released'
  return state === 'received' ? 'delivered' : state
}

function deed(event: Exclude<HistoryEvent, { does: 'accept' }>): string {
  if (event.does === 'step') return `it is said to be ${said(event.state)} for ${event.mailbox}`
  if (event.does === 'answer') return `${event.mailbox} says that it was ${event.event}`
  if (event.does === 'report') return `a reader at ${event.mailbox} is reported`
  return event.does === 'read' ? `it was read at ${event.mailbox}` : 'it was filed'
}

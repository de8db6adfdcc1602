import { own, personNamed, type TrustState } from './state.ts'

/**
 * What somebody believes of a trust log who begins from a root: the agencies that are bound to it by agreements which
 * both have signed, directly or through others, and what those agencies say. Nothing of anybody else's.
 *
 * Agencies that were bound to it once, and are no more, keep the people and keys that they had, so that what they signed
 * can still be read; they are in no agreement, and nothing is sealed to them.
 *
 * @param began fingerprint of the root that was given. One that has been succeeded leads to its successor; one that is merely
 *   named as a successor leads nowhere, since anybody can name it
 */
export function believedFrom(state: TrustState, began: string): TrustState {
  const anchor = rootNow(state, began)
  const start = [...Object.values(state.agencies), ...Object.values(state.formerAgencies)].find(
    ({ root }) => root === anchor,
  )
  const { now, ever } = start ? reach(state, start.name) : { now: new Set<string>(), ever: new Set<string>() }
  const agreements = kept(state.agreements, ({ signed }) => signed.some((name) => now.has(name)))
  const versions = Object.values(agreements).flatMap((one) => one.versions)
  // A protocol goes by the rules of its accord (I4).
  const rulesFor = new Set(versions.map(({ document: { id, accord } }) => accord ?? id))
  return {
    ...state,
    anchor,
    agreements,
    agencies: kept(state.agencies, ({ name }) => now.has(name)),
    formerAgencies: kept(state.formerAgencies, ({ name }) => ever.has(name)),
    people: kept(state.people, ({ agency }) => ever.has(agency)),
    persons: kept(state.persons, (fingerprint) => ever.has(own(state.people, fingerprint)?.agency ?? '')),
    logins: kept(state.logins, (person) => ever.has(personNamed(state, person)?.agency ?? '')),
    mailboxes: kept(state.mailboxes, ({ agency, by }) => ever.has(agency) && ever.has(by)),
    revoked: kept(state.revoked, ({ by }) => ever.has(by)),
    suspensions: state.suspensions.filter(({ by, agency }) => ever.has(by) && ever.has(agency)),
    // They go with the agreement: who amended it may have left before anybody here was in it, and its rules stand.
    amendments: state.amendments.filter(({ document }) => rulesFor.has(document.agreement)),
  }
}

/** The root that has taken the place of another, by now. */
function rootNow(state: TrustState, began: string): string {
  const seen = new Set<string>()
  let root = began
  // No root comes back, so this ends; whatever a log holds, nobody turns in circles.
  for (
    let next: string | undefined = root;
    next !== undefined && !seen.has(next);
    next = own(state.succeeded, root)
  ) {
    seen.add(next)
    root = next
  }
  return root
}

/** The agencies that are bound to one now, and those that were at any time. */
function reach(state: TrustState, start: string): { now: Set<string>; ever: Set<string> } {
  const signed = new Map<string, string[]>()
  const ever = new Set([start])
  let now = new Set<string>()
  for (const link of state.links) {
    signed.set(link.agreement, link.signed)
    now = boundTo(start, [...signed.values()])
    for (const name of now) ever.add(name)
  }
  return { now, ever }
}

function boundTo(start: string, groups: readonly string[][]): Set<string> {
  const bound = new Set<string>()
  let next = groups.filter((group) => group.includes(start))
  while (next.length > 0) {
    const size = bound.size
    for (const name of next.flat()) bound.add(name)
    next = bound.size === size ? [] : groups.filter((group) => group.some((name) => bound.has(name)))
  }
  return bound
}

const kept = <T>(of: Readonly<Record<string, T>>, isKept: (one: T) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(of).filter(([, one]) => isKept(one)))

import { addDays, within } from '../day.ts'
import { inOffice, revocationOf, type TrustedPerson, type TrustState } from './state.ts'

/** A responsible authority without a Designated Liaison Officer, or soon without one (U3, S4 §2.2.1). */
export type MissingOfficer = {
  rule: 'U3'
  agency: string
  /** the last day on which one is in office, `YYYY-MM-DD`; null where none is */
  until: string | null
  sentence: string
  /** the command that it begins with; null where they are in office and only to be appointed anew */
  command: string | null
}

/** How many days ahead the end of an appointment is told. */
const AHEAD_DAYS = 30

/**
 * The responsible authorities of the agreements in force that have no liaison officer in office, or none beyond thirty days. A deputy
 * does what the officer may and is not one: the duty is to nominate the officer.
 *
 * @param day `YYYY-MM-DD`
 */
export function missingOfficers(state: TrustState, day: string): MissingOfficer[] {
  return responsibleAuthorities(state, day).flatMap((agency) => {
    const until = lastDayCovered(officersOf(state, agency), state, day)
    if (until !== null && until > addDays(day, AHEAD_DAYS)) return []
    const sentence =
      until === null
        ? `${agency} is a responsible authority and has no Designated Liaison Officer in office. It has the duty to nominate one: its root appoints them, once they were invited.`
        : `The appointment of the Designated Liaison Officer of ${agency} ends on ${until}, and nobody is appointed after that. It has the duty to nominate one: appoint them anew before then.`
    return [
      { rule: 'U3', agency, until, sentence, command: until === null ? 'despatch admin nominate' : null },
    ]
  })
}

/** By name, in an agreement that is in force and that they have signed. */
function responsibleAuthorities(state: TrustState, day: string): string[] {
  const names = Object.values(state.agreements).flatMap(({ versions }) =>
    versions
      .filter(({ document }) => within(day, document))
      .flatMap(({ document, signed }) =>
        document.signatories
          .filter(
            ({ agency, legalClasses }) => legalClasses.includes('responsible') && signed.includes(agency),
          )
          .map(({ agency }) => agency),
      ),
  )
  return [...new Set(names)].sort()
}

const officersOf = (state: TrustState, agency: string): TrustedPerson[] =>
  Object.values(state.people).filter(
    (person) =>
      person.agency === agency &&
      person.roles.includes('liaison-officer') &&
      person.ended === null &&
      revocationOf(state, person.fingerprint) === undefined,
  )

/** The last day that is covered without a gap from today on; null where today is not. */
function lastDayCovered(officers: readonly TrustedPerson[], state: TrustState, day: string): string | null {
  let last: string | null = null
  for (const officer of officers.filter((one) => inOffice(state, one, day)))
    if (last === null || officer.until > last) last = officer.until
  if (last === null) return null
  // Whoever is appointed for later takes over where they begin by the day after.
  for (const officer of officers.toSorted((a, b) => (a.from < b.from ? -1 : 1)))
    if (officer.from <= addDays(last, 1) && officer.until > last) last = officer.until
  return last
}

import Value from 'typebox/value'
import { ResearchRequest } from './marac-research.ts'

/**
 * The findings that answer a request of research as they begin: which case it is, before which conference, and the people whom the
 * request names. Of each it has what says who that is; where they live, and what is sensitive, whoever asked knows already.
 *
 * @param request the filled form of what is answered
 * @returns null where that is no such request
 */
export function findingsBegun(request: unknown): object | null {
  if (!Value.Check(ResearchRequest, request)) return null
  const { caseReference, conference, people } = request
  return {
    form: 'findings',
    caseReference,
    conference,
    people: people.map(({ name, aliases, dateOfBirth, youngPerson, as }) => ({
      name,
      ...(aliases === undefined ? {} : { aliases }),
      ...(dateOfBirth === undefined ? {} : { dateOfBirth }),
      ...(youngPerson === undefined ? {} : { youngPerson }),
      as,
    })),
  }
}

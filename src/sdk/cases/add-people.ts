import type { CasePerson, CaseText } from '../../domain/cases/case-text.ts'
import { addPerson } from '../../domain/cases/change.ts'
import type { Named } from '../../domain/cases/places.ts'
import { maybeSame } from '../../domain/cases/same-person.ts'
import type { Session } from '../session.ts'
import { changeCase, newItemId, type OpenedCase, writtenBy } from './notes.ts'

/** Somebody to be put into a case. */
export type NewPerson = Pick<Named, 'person' | 'roles'>

/**
 * Puts people into a case.
 *
 * @param again whether somebody is added who seems to be there already: where a person was written down on purpose they are
 */
export async function addPeople(
  session: Session,
  opened: OpenedCase,
  people: readonly NewPerson[],
  { again, now }: { again: boolean; now: Date },
): Promise<{ changed: OpenedCase; added: CasePerson[] }> {
  const written = writtenBy(session, now)
  const candidates = people.map((one) => ({ ...one, id: newItemId(now) }))
  const changed = await changeCase(
    session,
    opened,
    (notes) =>
      candidates.reduce(
        (before, one) => (again || !isThere(before, one) ? addPerson(one.id, one, written)(before) : before),
        notes,
      ),
    now,
  )
  const ids = new Set(candidates.map(({ id }) => id))
  return { changed, added: changed.notes.people.filter(({ id }) => ids.has(id)) }
}

/** As the same words say, or by name or other name where no date of birth differs. */
const isThere = ({ people }: CaseText, { person }: NewPerson): boolean =>
  people.some(
    (one) =>
      JSON.stringify(one.person) === JSON.stringify(person) ||
      maybeSame(person, one.person)?.contradicted === false,
  )

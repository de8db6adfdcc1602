import type { CasePerson } from '../../domain/cases/case-text.ts'
import { linksOf } from '../../domain/cases/links.ts'
import { maybeSame, type SamePerson, type Wanted } from '../../domain/cases/same-person.ts'
import type { OpenedCase } from './notes.ts'

/** Somebody in a case who may be whom one looks for. It is a guess: only a person can say that it is so. */
export type FoundPerson = { in: OpenedCase; person: CasePerson; same: SamePerson }

/** Who in these cases may be the person that is looked for, the likeliest first (Q12). */
export function findPeople(cases: readonly OpenedCase[], wanted: Wanted): FoundPerson[] {
  const found = cases.flatMap((one) =>
    one.notes.people.flatMap((person) => {
      const same = maybeSame(wanted, person.person)
      return same ? [{ in: one, person, same }] : []
    }),
  )
  return found.sort((a, b) => likelihood(b.same) - likelihood(a.same))
}

const likelihood = ({ reasons, contradicted }: SamePerson): number => reasons.length - (contradicted ? 10 : 0)

/** Other cases of the same mailbox that may name somebody of this one, and are not linked to it for that yet (Q11). */
export function proposedLinks(
  { file, notes }: OpenedCase,
  person: CasePerson,
  cases: readonly OpenedCase[],
): FoundPerson[] {
  const linked = linksOf(notes)
    .filter(({ why }) => why.includes('same-person'))
    .map((link) => link.case)
  const others = cases.filter(
    (one) => one.file.id !== file.id && one.file.mailbox === file.mailbox && !linked.includes(one.file.id),
  )
  return findPeople(others, person.person).filter(({ same }) => !same.contradicted)
}

import { isRole, relationsOf } from '../../domain/roles.ts'
import { ruleSet } from '../../domain/rule-sets.ts'
import type { Directory } from '../../domain/wire/directory.ts'

/** Whose rows are counted for somebody, as a sentence. */
export const scopeOf = ({ roles }: { roles: readonly string[] }): string =>
  relationsOf(roles.filter(isRole), 'read-register').has('any')
    ? 'All of the register was counted.'
    : 'What one agency sent or received was counted, and what was refused to it.'

/** The lowest marking of the scheme that the partnership uses which says that it is not for everybody. */
export function usualMarking({ agreements }: Pick<Directory, 'agreements'>): string {
  const schemes = agreements.map((agreement) => ruleSet(agreement.ruleSet).marking.scheme)
  return schemes.length > 0 && schemes.every((scheme) => scheme === 'GSC')
    ? 'OFFICIAL'
    : 'PROTECT – MANAGEMENT'
}

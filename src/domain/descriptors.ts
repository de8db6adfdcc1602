import { RULE_SETS } from './rule-sets.ts'
import type { Marking } from './wire/referral-fields.ts'
import type { RuleChange } from './wire/trust/rules.ts'

/**
 * Whether every descriptor of the marking is a known one. An unknown one is some other text in a marking's
 * place, a name perhaps, and must not come into a manifest, a filing or the log (promise 7).
 *
 * @param added those that amendments have added to rule sets (`descriptorsAdded`)
 */
export function hasKnownDescriptors(
  { scheme, descriptors }: Marking,
  added: readonly string[] = [],
): boolean {
  const ofSets = RULE_SETS.filter(({ marking }) => marking.scheme === scheme)
  const known = [...ofSets.flatMap(({ marking }) => marking.descriptors), ...added]
  return descriptors.every((descriptor) => known.includes(descriptor))
}

/** The descriptors that amendments have ever added: what bears one that has ended was marked so all the same. */
export const descriptorsAdded = (amendments: readonly { changes: readonly RuleChange[] }[]): string[] =>
  amendments.flatMap(({ changes }) =>
    changes.flatMap((one) => (one.change === 'add-descriptor' ? [one.descriptor] : [])),
  )

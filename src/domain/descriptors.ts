import { RULE_SETS } from './rule-sets.ts'
import type { Marking, Scheme } from './wire/referral-fields.ts'

/** Every descriptor that a rule set of the scheme knows. */
function descriptorsOf(scheme: Scheme): readonly string[] {
  return RULE_SETS.filter(({ marking }) => marking.scheme === scheme).flatMap(
    ({ marking }) => marking.descriptors,
  )
}

/**
 * Whether every descriptor of the marking is a known one. An unknown one is some other text in a marking's
 * place, a name perhaps, and must not come into a manifest, a filing or the log (promise 7).
 */
export function hasKnownDescriptors({ scheme, descriptors }: Marking): boolean {
  const known = descriptorsOf(scheme)
  return descriptors.every((descriptor) => known.includes(descriptor))
}

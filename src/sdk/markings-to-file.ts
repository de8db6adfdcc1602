import { descriptorsAdded } from '../domain/descriptors.ts'
import { LEVELS } from '../domain/marking-levels.ts'
import { RULE_SETS, ruleSet } from '../domain/rule-sets.ts'
import type { Directory } from '../domain/wire/directory.ts'
import { type Marking, SCHEMES, type Scheme } from '../domain/wire/referral-fields.ts'

/** What a marking is put together from: the levels of one scheme, lowest first, and its descriptors. */
export type MarkingsOffered = { scheme: Scheme; levels: readonly string[]; descriptors: readonly string[] }

/**
 * The markings under which mail from a partner can be filed: those of the scheme that it bears itself, from its own level upwards.
 * Where it bears none, all of the schemes of the agreements in force that both sides have signed, else of those that the reader's
 * agency has; above their ceilings too, since what came is marked as it must be handled.
 *
 * @param own the mail's own marking; null where it has none
 * @param day `YYYY-MM-DD`
 */
export function markingsToFile(
  { agreements, mailboxes }: Pick<Directory, 'agreements' | 'mailboxes'>,
  { mailbox, domain, own, day }: { mailbox: string; domain: string; own: Marking | null; day: string },
): MarkingsOffered[] {
  const added = descriptorsAdded(agreements.flatMap(({ amendments }) => amendments))
  const agency = mailboxes.find(({ address }) => address === mailbox)?.agency
  const ours = agreements.filter(
    ({ from, until, signatories }) =>
      from <= day && day <= until && signatories.some((signatory) => signatory.agency === agency),
  )
  const shared = ours.filter(({ signatories }) => signatories.some(({ domains }) => domains.includes(domain)))
  const agreed = (shared.length > 0 ? shared : ours).map((one) => ruleSet(one.ruleSet).marking.scheme)
  const schemes = own !== null ? [own.scheme] : SCHEMES.filter((one) => agreed.includes(one))
  return (schemes.length > 0 ? schemes : SCHEMES).map((scheme) => {
    const levels = LEVELS[scheme]
    const known = RULE_SETS.filter(({ marking }) => marking.scheme === scheme)
    return {
      scheme,
      levels: own === null ? levels : levels.slice(levels.indexOf(own.level)),
      descriptors: [...new Set([...known.flatMap(({ marking }) => marking.descriptors), ...added])],
    }
  })
}

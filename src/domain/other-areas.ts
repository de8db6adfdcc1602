import { agreementBetween } from './agreement-between.ts'
import type { Directory, ListedAgreement } from './wire/directory.ts'
import type { AgreementReference, Purpose } from './wire/referral-fields.ts'

/** The area that an agreement gives an agency which has signed it; undefined where it has not. */
export const areaOf = ({ signatories }: ListedAgreement, agency: string): string | undefined =>
  signatories.find((one) => one.agency === agency)?.area

/**
 * The areas of two agencies that an agreement of both is not made for: what they share keeps to the agreements of these as well
 * (F18, S4 §2.2.4). None of an agency towards itself.
 *
 * @param one and `other`: their ids in the directory
 */
export function areasOutside(agreement: ListedAgreement, one: string, other: string): string[] {
  if (one === other) return []
  const areas = [one, other].flatMap((agency) => areaOf(agreement, agency) ?? [])
  return [...new Set(areas)].filter((area) => !agreement.areas.includes(area))
}

/**
 * The agreements that a referral keeps to besides the one it goes under: for each area outside that, the newest in force under the
 * same rules that sender and recipient have signed, of those that cover its purpose where there is one. An area that has none is left for `decide` to tell of.
 *
 * @param sender and `recipients`: ids of agencies
 * @param day `YYYY-MM-DD`
 */
export function otherAgreementsFor(
  agreement: ListedAgreement,
  { sender, recipients, purpose }: { sender: string; recipients: readonly string[]; purpose: Purpose },
  { agreements }: Pick<Directory, 'agreements'>,
  day: string,
): AgreementReference[] {
  const found = recipients.flatMap((recipient) =>
    areasOutside(agreement, sender, recipient).flatMap((area) => {
      const ofArea = agreements.filter(
        ({ areas, ruleSet }) => areas.includes(area) && ruleSet === agreement.ruleSet,
      )
      const between = (those: ListedAgreement[]) =>
        agreementBetween([sender, recipient], { agreements: those }, day)
      return between(ofArea.filter(({ purposes }) => purposes.includes(purpose))) ?? between(ofArea) ?? []
    }),
  )
  return [...new Set(found)].map(({ id, version }) => ({ id, version }))
}

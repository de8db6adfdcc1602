import { hasSigned } from '../../domain/agreement-between.ts'
import { within } from '../../domain/day.ts'
import { kindOf } from '../../domain/kinds.ts'
import type { Directory, ListedAgreement } from '../../domain/wire/directory.ts'
import type { AgreementReference, Purpose } from '../../domain/wire/referral-fields.ts'
import { ClientError } from '../errors.ts'
import type { ReferralRequest } from '../referral-request.ts'

/** That of the kind, where none is asked for. */
export const purposeOf = ({ kind, purpose }: Pick<ReferralRequest, 'kind' | 'purpose'>): Purpose =>
  purpose ?? kindOf(kind).defaults.purpose

/** Under what something can be shared: between whom, and for what. */
type Sharing = Pick<ReferralRequest, 'from' | 'to' | 'kind' | 'purpose'>

/**
 * The agreements in force that cover all parties, each of which its sender may choose: those for this purpose and these areas first, and
 * of them the newest. The first is taken where nobody chooses.
 *
 * @param day `YYYY-MM-DD`
 */
export function agreementsFor(sharing: Sharing, directory: Directory, day: string): ListedAgreement[] {
  const agencies = new Set([sharing.from, ...sharing.to].map((address) => agencyOf(directory, address)))
  const covers = ({ signatories, areas }: ListedAgreement) =>
    signatories.every(({ agency, area }) => !agencies.has(agency) || areas.includes(area))
  const isFor = ({ purposes }: ListedAgreement) => purposes.includes(purposeOf(sharing))
  const rank = (agreement: ListedAgreement) => (isFor(agreement) ? 0 : 2) + (covers(agreement) ? 0 : 1)
  return inForceOn(directory, day)
    .filter((agreement) => [...agencies].every((agency) => hasSigned(agreement, agency)))
    .sort((a, b) => rank(a) - rank(b))
}

/**
 * The agreement of a name that covers all parties, newest version.
 * @throws ClientError naming those that do
 */
export function agreementNamed(
  id: string,
  sharing: Sharing,
  directory: Directory,
  day: string,
): AgreementReference {
  const all = agreementsFor(sharing, directory, day)
  const found = all.find((agreement) => agreement.id === id)
  if (found) return { id, version: found.version }
  const others = [...new Set(all.map((agreement) => agreement.id))]
  throw new ClientError(
    `${id} is not in force today between all of these agencies. ${others.length === 0 ? 'No agreement is.' : `In force between them: ${others.join(', ')}.`}`,
  )
}

export const agencyOf = ({ mailboxes }: Directory, address: string): string =>
  mailboxes.find((box) => box.address === address)?.agency ?? ''

/** Newest version first. */
const inForceOn = ({ agreements }: Directory, day: string): ListedAgreement[] =>
  agreements.filter((agreement) => within(day, agreement)).sort((a, b) => b.version - a.version)

/** The agreement that is named, else the first that covers all parties; else one that the sender has signed, for `decide` to judge. */
export function agreementFor(
  request: Sharing & Pick<ReferralRequest, 'agreement'>,
  directory: Directory,
  day: string,
): ListedAgreement {
  const named = request.agreement
  if (named) {
    const found = directory.agreements.find(({ id, version }) => id === named.id && version === named.version)
    if (!found) throw new ClientError(`There is no agreement ${named.id}, version ${named.version}.`)
    return found
  }
  const inForce = inForceOn(directory, day)
  const chosen =
    agreementsFor(request, directory, day)[0] ??
    inForce.find((agreement) => hasSigned(agreement, agencyOf(directory, request.from))) ??
    inForce[0]
  if (chosen) return chosen
  throw new ClientError(
    'No agreement is in force today, so nothing can be shared. Ask your CSP Co-ordinator.',
  )
}

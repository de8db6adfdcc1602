import type { TrustState } from '../../domain/trust/state.ts'

/** An agreement as it stands on a day. */
export type AgreementStanding = {
  id: string
  version: number
  title: string
  from: string
  until: string
  review: string
  /** whole days until the review; negative when it is past */
  reviewInDays: number
  endsInDays: number
  /** what there is to be done; null when there is nothing */
  due: string | null
  signed: string[]
  notSigned: string[]
}

/** From how many days before on people are reminded. The service's indicators use the last, 60, 30 and 7. */
export const REMINDED_DAYS = 60

/** Every agreement that is believed, and whether its review or its end is near (I5). */
export function agreementStandings(state: TrustState, today: string): AgreementStanding[] {
  return Object.values(state.agreements).map(({ document, signed }) => {
    const { id, version, title, from, until, review, signatories } = document
    const [reviewInDays, endsInDays] = [daysUntil(today, review), daysUntil(today, until)]
    return {
      id,
      version,
      title,
      from,
      until,
      review,
      reviewInDays,
      endsInDays,
      due: dueSentence({ id, review, until, reviewInDays, endsInDays }),
      signed,
      notSigned: signatories.map(({ agency }) => agency).filter((agency) => !signed.includes(agency)),
    }
  })
}

function dueSentence(of: {
  id: string
  review: string
  until: string
  reviewInDays: number
  endsInDays: number
}): string | null {
  const { id, review, until, reviewInDays, endsInDays } = of
  if (endsInDays < 0) return `The agreement ${id} ended on ${until}: nothing is shared under it.`
  if (endsInDays <= REMINDED_DAYS)
    return `The agreement ${id} ends on ${until}, in ${inDays(endsInDays)}: draft its next version.`
  if (reviewInDays < 0)
    return `The review of ${id} was due on ${review}, ${inDays(-reviewInDays)} ago: review it and draft its next version.`
  if (reviewInDays <= REMINDED_DAYS)
    return `${id} is to be reviewed by ${review}, in ${inDays(reviewInDays)}.`
  return null
}

const inDays = (days: number): string => (days === 1 ? '1 day' : `${days} days`)

const daysUntil = (today: string, day: string): number =>
  Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000)

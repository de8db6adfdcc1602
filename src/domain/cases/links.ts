import type { CaseLink, CaseText, LinkReason } from './case-text.ts'
import { type CaseChange, CaseChangeError, room, type Written } from './change.ts'

/**
 * Links between cases of one mailbox (Q11). Each stands in both cases, and is written into one after the other: when the second
 * writing fails, the link is half there. What was written last counts, an ending too, and whoever reads both puts it into the
 * other (`missingEnds`).
 */

/** A link to another case, the reasons that it has already kept. @throws CaseChangeError to itself */
export const linkTo =
  (other: string, why: LinkReason, written: Written): CaseChange =>
  (notes) => {
    if (other === notes.id) throw new CaseChangeError('A case is not linked to itself.')
    const before = linkOf(notes, other)
    if (before && !before.ended && before.why.includes(why)) return notes
    const reasons = before && !before.ended ? [...before.why, why] : [why]
    return withLink(notes, { case: other, why: reasons, ended: false, ...after(before, written) })
  }

/** Ends a link. */
export const unlinkFrom =
  (other: string, written: Written): CaseChange =>
  (notes) => {
    const before = linkOf(notes, other)
    if (!before || before.ended) return notes
    return withLink(notes, { ...before, ended: true, ...after(before, written) })
  }

/** Takes over one end of a link as the other case has it, where that is the later. */
export const takeLink =
  (other: string, link: CaseLink): CaseChange =>
  (notes) => {
    const mine = linkOf(notes, other)
    const mirrored = { ...link, case: other }
    return mine && later(mine, mirrored) === mine ? notes : withLink(notes, mirrored)
  }

/** The links that hold. */
export const linksOf = ({ links }: CaseText): CaseLink[] => links.filter(({ ended }) => !ended)

/** What is missing in which of these cases for every link to stand in both. */
export function missingEnds(cases: readonly CaseText[]): { id: string; change: CaseChange }[] {
  const byId = new Map(cases.map((one) => [one.id, one]))
  return cases.flatMap((one) =>
    one.links.flatMap((link) => {
      const other = byId.get(link.case)
      if (!other || other.mailbox !== one.mailbox) return []
      const change = takeLink(one.id, link)
      return change(other) === other ? [] : [{ id: other.id, change }]
    }),
  )
}

const linkOf = ({ links }: CaseText, other: string): CaseLink | undefined =>
  links.find((one) => one.case === other)

const withLink = (notes: CaseText, link: CaseLink): CaseText => ({
  ...notes,
  links: room('links', [...notes.links.filter((one) => one.case !== link.case), link]),
})

/** Whoever changes a link has seen what was there: theirs is the later, whatever their clock says. */
const after = (before: CaseLink | undefined, { at, by }: Written): Written =>
  before === undefined || before.at < at
    ? { at, by }
    : { at: new Date(Date.parse(before.at) + 1).toISOString(), by }

/** The later of the two ends, the same whichever is asked first. */
function later(one: CaseLink, other: CaseLink): CaseLink {
  if (one.at !== other.at) return one.at > other.at ? one : other
  return keyOf(one) >= keyOf(other) ? one : other
}

/** Of one moment an ending counts; else any order will do that is the same on both sides. */
const keyOf = ({ ended, why, by }: CaseLink): string => `${ended ? 1 : 0} ${why.join()} ${by}`

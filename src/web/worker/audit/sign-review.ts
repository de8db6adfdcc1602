import { openReview } from '../../../sdk/audit/papers.ts'
import type { ReportFile } from '../../../sdk/audit/report/sums.ts'
import { reportOf, signReview as sign } from '../../../sdk/audit/sign.ts'
import { newestSeen, work } from '../open-session.ts'
import { loggedOrNone } from './logged.ts'
import { sameAsSeen } from './reviews.ts'
import { zipOf } from './zip.ts'

/** A report as one archive; `leaf`: the log's entry that has the digest of what was signed, null until it is published. */
export type Report = { archive: Blob; name: string; leaf: string | null; draft: boolean }

/** Ends a review: signs its report with one's own key. After that nothing of it changes. */
export async function signReview({
  review: id,
  version,
}: {
  review: string
  version: number
}): Promise<Report> {
  const { session, now } = await work()
  const opened = await sameAsSeen(session, { review: id, version }, now)
  const newest = () => newestSeen(session)
  let files: ReportFile[] = []
  const { review, report, signed } = await sign(session, opened, {
    ...{ newest, now },
    // It is made again from what is kept sealed, should this browser end before it has saved it.
    async keep(made) {
      files = made
    },
  })
  const logged = await loggedOrNone(session, review, {
    ...{ statements: [signed], newest, logKey: report.logKey },
  })
  return {
    archive: zipOf([...files, ...logged], now),
    name: nameOf(id, false),
    leaf: review.signatures[0]?.leaf ?? null,
    draft: false,
  }
}

/** The report as it stands: a draft, or the very one that was signed with all its signatures and proofs. */
export async function reviewReport(id: string): Promise<Report> {
  const { session, now } = await work()
  const opened = await openReview(session, id, now)
  const { report, files } = await reportOf(session, opened, { newest: () => newestSeen(session), now })
  const draft = report.contents.isDraft
  return {
    archive: zipOf(files, now),
    name: nameOf(id, draft),
    leaf: opened.review.signatures[0]?.leaf ?? null,
    draft,
  }
}

const nameOf = (id: string, draft: boolean): string => `review-${id.slice(-12)}${draft ? '-draft' : ''}.zip`

import { operations } from '../../domain/wire/operations.ts'
import { announceReview } from '../../services/reviews/announce.ts'
import { deleteReview, keepReview } from '../../services/reviews/keep.ts'
import { readPapers, readReview, readReviews } from '../../services/reviews/read.ts'
import { signReview } from '../../services/reviews/sign.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forCaller, type Route } from '../route.ts'

/** How long an announcement or a signature waits for its log entry before it is answered without. */
const ENTRY_WAIT_MS = 1000

/** What auditors work at. */
export function reviewRoutes(dependencies: ApiDependencies): Route[] {
  const { publication } = dependencies
  return [
    forCaller(operations.readReviews, async (caller, { query }) =>
      readReviews(dependencies, caller, query.before),
    ),

    forCaller(operations.readReview, async (caller, { params }) =>
      readReview(dependencies, caller, params.id),
    ),

    forCaller(operations.readReviewPapers, async (caller, { params }, reply) => {
      const sealed = await readPapers(dependencies, caller, params.id)
      return reply
        .type('application/octet-stream')
        .send(Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length))
    }),

    forCaller(operations.keepReview, async (caller, { params, form }) =>
      keepReview(dependencies, caller, { id: params.id, about: form.review, content: form.content }),
    ),

    forCaller(operations.deleteReview, async (caller, { params, query }) =>
      deleteReview(dependencies, caller, { id: params.id, version: Number(query.version) }),
    ),

    forCaller(operations.announceReview, async (caller, { params, body }) => {
      await publication.proof(await announceReview(dependencies, caller, params.id, body), ENTRY_WAIT_MS)
      return readReview(dependencies, caller, params.id)
    }),

    forCaller(operations.signReview, async (caller, { params, body }) => {
      await publication.proof(await signReview(dependencies, caller, params.id, body), ENTRY_WAIT_MS)
      return readReview(dependencies, caller, params.id)
    }),
  ]
}

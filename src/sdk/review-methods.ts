import { operations } from '../domain/wire/operations.ts'
import type { AnnounceRequest, ReviewAbout, SignReviewRequest } from '../domain/wire/review.ts'
import { call, fetchOctets } from './call.ts'
import type { Transport } from './http.ts'

/** The part of the client that is about auditors' reviews. */
export const reviewMethods = (transport: Transport) => ({
  /** The reviews of one's agency, the newest first. */
  reviews: (before?: string) =>
    call(transport, operations.readReviews, { query: before === undefined ? {} : { before } }),
  review: (id: string) => call(transport, operations.readReview, { params: { id } }),
  reviewPapers: (id: string, limit: number) =>
    fetchOctets(transport, operations.readReviewPapers, { params: { id } }, limit),
  keepReview: (id: string, about: ReviewAbout, content: Uint8Array) =>
    call(transport, operations.keepReview, {
      params: { id },
      form: { review: JSON.stringify(about), content },
    }),
  deleteReview: async (id: string, version: number): Promise<void> => {
    await call(transport, operations.deleteReview, { params: { id }, query: { version: String(version) } })
  },
  announceReview: (id: string, body: AnnounceRequest) =>
    call(transport, operations.announceReview, { params: { id }, body }),
  signReview: (id: string, body: SignReviewRequest) =>
    call(transport, operations.signReview, { params: { id }, body }),
})

import Type from 'typebox'
import { Uuid } from '../primitives.ts'
import {
  AnnounceRequest,
  Review,
  ReviewAboutText,
  ReviewGone,
  ReviewsResponse,
  SignReviewRequest,
} from '../review.ts'
import { operation } from './operation.ts'

const Version = Type.String({ pattern: '^[1-9][0-9]{0,6}$', maxLength: 7, description: 'a version, decimal' })
const one = { params: Type.Object({ id: Uuid }), means: { id: 'the review' } } as const
const shared = { action: 'review-disclosures', tag: 'Reviews' } as const
const asItIs = { description: 'The review as it is now.', schema: Review }

/** What auditors work at: samples of a month and selections of the register, with papers that the service cannot read. */
export const reviewOperations = {
  readReviews: operation({
    ...shared,
    id: 'readReviews',
    method: 'GET',
    path: '/api/v1/reviews',
    ration: 'list',
    summary: 'The reviews of your agency',
    description:
      'Those of all its auditors, the one that was begun last first, a hundred at a time. What exactly was announced and signed, each review says by itself.',
    query: Type.Object({ before: Type.Optional(Uuid) }, { additionalProperties: false }),
    means: { before: 'the review that the last page named' },
    answers: { 200: { description: 'A page.', schema: ReviewsResponse } },
    problems: [],
    example: {},
  }),
  readReview: operation({
    ...shared,
    ...one,
    id: 'readReview',
    method: 'GET',
    path: '/api/v1/reviews/{id}',
    summary: 'One review',
    description: 'How far it is, where its announcement stands in the log, and who signed it.',
    answers: { 200: asItIs },
    problems: ['not-found'],
    example: { params: { id: '$REVIEW' } },
  }),
  readReviewPapers: operation({
    ...shared,
    ...one,
    id: 'readReviewPapers',
    method: 'GET',
    path: '/api/v1/reviews/{id}/papers',
    ration: 'draft',
    summary: 'The sealed papers of a review',
    description: 'An OpenPGP message to the auditors of the agency, as one of their clients made it.',
    answers: { 200: { description: 'The octets.', media: ['application/octet-stream'] } },
    problems: ['not-found'],
    example: { params: { id: '$REVIEW' }, save: 'papers.pgp' },
  }),
  keepReview: operation({
    ...shared,
    ...one,
    id: 'keepReview',
    method: 'PUT',
    path: '/api/v1/reviews/{id}',
    ration: 'draft',
    summary: 'Keep the papers of a review',
    description:
      'A new review under an id of your own (UUIDv7), or papers in the place of those whose version you name: a colleague’s later change is not overwritten. They must be sealed to auditors of your agency, you among them, and to nobody else. A signed review is not changed.',
    form: { fields: { review: ReviewAboutText }, file: 'content' },
    answers: { 200: asItIs },
    problems: ['not-found', 'conflict', 'sealed-object-refused', 'no-certificate', 'too-many-requests'],
    example: {
      params: { id: '$NEW_REVIEW' },
      form: { review: 'review.json', content: 'papers-content.pgp' },
    },
  }),
  deleteReview: operation({
    ...shared,
    ...one,
    id: 'deleteReview',
    method: 'DELETE',
    path: '/api/v1/reviews/{id}',
    summary: 'Delete a review that is not signed',
    description: 'For good, if it is still of the version that you saw. What was announced stays in the log.',
    query: Type.Object({ version: Version }, { additionalProperties: false }),
    means: { ...one.means, version: 'the version that you saw' },
    answers: { 200: { description: 'It is gone.', schema: ReviewGone } },
    problems: ['not-found', 'conflict'],
    example: { params: { id: '$OLD_REVIEW' }, query: { version: '1' } },
  }),
  announceReview: operation({
    ...shared,
    ...one,
    id: 'announceReview',
    method: 'POST',
    path: '/api/v1/reviews/{id}/announcement',
    summary: 'Announce the sample of a review',
    description:
      'Enters in the log who is going to draw how many leaves of which month, and the digest of 32 random bytes of yours. The sample follows from those bytes and the tree that ends with this entry, so that neither you nor the service can choose it. Once for each review; the same again has the first answer.',
    body: AnnounceRequest,
    answers: { 201: asItIs },
    problems: ['not-found', 'conflict', 'nothing-to-review', 'too-many-requests'],
    example: { params: { id: '$REVIEW' }, body: { file: 'announcement.json' } },
  }),
  signReview: operation({
    ...shared,
    ...one,
    id: 'signReview',
    method: 'POST',
    path: '/api/v1/reviews/{id}/signatures',
    summary: 'Sign a review, or countersign it',
    description:
      'A `review/1` statement signed with your own key ends the work at it; a `review-countersigned/1` is a second auditor’s. The digest of either is entered in the log.',
    body: SignReviewRequest,
    answers: { 201: asItIs },
    problems: ['not-found', 'conflict', 'signature-not-yours', 'signature-invalid', 'too-many-requests'],
    example: { params: { id: '$DONE_REVIEW' }, body: { file: 'review-signature.json' } },
  }),
}

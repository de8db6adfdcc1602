import { GapsResponse } from '../gaps.ts'
import { operation } from './operation.ts'

/** What agencies agree on, against what they do. */
export const agreementOperations = {
  readGaps: operation({
    id: 'readGaps',
    method: 'GET',
    path: '/api/v1/agreements/gaps',
    action: 'see-agreement-gaps',
    tag: 'Register',
    summary: 'Pairs that share without a current agreement',
    description:
      'Of every two agencies that have disclosed anything to each other in the last twelve months: those between which no agreement is in force today, or the last one ends within 60 days (I8). A liaison officer sees the pairs that their own agency is one of.',
    answers: { 200: { description: 'The pairs; none where all is well.', schema: GapsResponse } },
    problems: [],
    example: {},
  }),
}

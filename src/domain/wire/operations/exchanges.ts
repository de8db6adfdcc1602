import Type from 'typebox'
import { OwedAnswersQuery, OwedAnswersResponse } from '../owed-answers.ts'
import { pageFields } from '../paging.ts'
import { Address, Thread } from '../primitives.ts'
import {
  AnswerFilter,
  InboxFilter,
  InboxResponse,
  ReferenceResponse,
  SentResponse,
  ThreadResponse,
} from '../referral-response.ts'
import { operation } from './operation.ts'

/** What says how a list is read page by page. */
export const pageMeanings = {
  cursor: 'where to go on: the `next` of the page before',
  limit: 'rows of a page, at most 200; 50 unless told',
} as const

const ANSWERS_LEFT =
  'what asks for an answer and has none yet: all of it (`needed`), what is to be answered by the next working day (`due`), or what should have been by now (`overdue`)'

const signedField = { signed: Type.Optional(Type.Enum(['yes'])) }

const listOfMailboxes = {
  method: 'GET',
  tag: 'Exchanges',
  query: Type.Object(
    { mailbox: Type.Optional(Address), answer: Type.Optional(AnswerFilter), ...signedField, ...pageFields },
    { additionalProperties: false },
  ),
  means: {
    mailbox: 'one of your mailboxes; all of them unless told',
    answer: `only ${ANSWERS_LEFT}`,
    signed:
      'with each row what somebody signed of it, to be verified by your own program: the manifest, or of mail from a partner its filing',
    ...pageMeanings,
  },
  problems: [],
  example: { query: { mailbox: '$MAILBOX', limit: '20' } },
} as const

/** Inbox, sent, threads, references. */
export const exchangeOperations = {
  readInbox: operation({
    ...listOfMailboxes,
    id: 'readInbox',
    path: '/api/v1/inbox',
    action: 'see-received',
    summary: 'What your mailboxes received',
    description: 'Deliveries to the mailboxes that you may open, newest first.',
    query: Type.Object(
      {
        mailbox: Type.Optional(Address),
        answer: Type.Optional(InboxFilter),
        count: Type.Optional(Type.Enum(['yes'])),
        ...signedField,
        ...pageFields,
      },
      { additionalProperties: false },
    ),
    means: {
      ...listOfMailboxes.means,
      answer: `${listOfMailboxes.means.answer}; or what nobody has looked at (\`new\`)`,
      count: 'how many rows all pages have together, which is counted to a thousand',
    },
    answers: { 200: { description: 'A page.', schema: InboxResponse } },
  }),
  readSent: operation({
    ...listOfMailboxes,
    id: 'readSent',
    path: '/api/v1/sent',
    action: 'see-sent',
    summary: 'What your mailboxes sent',
    description: 'Referrals of your mailboxes, newest first, with how each recipient stands.',
    answers: { 200: { description: 'A page.', schema: SentResponse } },
  }),
  readOwedAnswers: operation({
    id: 'readOwedAnswers',
    method: 'GET',
    path: '/api/v1/owed-answers',
    action: 'see-owed-answers',
    tag: 'Exchanges',
    summary: 'Which answers your agency owes',
    description:
      'For its liaison officer and the deputy: what has reached the mailboxes of your own agency, asks for an answer by a day and has none, or was only acknowledged or taken on where information is asked for. The longest due first. What the register says of each, and no content. Entered in the log as a reading.',
    query: OwedAnswersQuery,
    means: {
      mailbox: 'one mailbox of your agency; all of them unless told',
      answer: `${ANSWERS_LEFT}; all of it unless told`,
      ...pageMeanings,
    },
    answers: { 200: { description: 'A page.', schema: OwedAnswersResponse } },
    problems: [],
    example: { query: { answer: 'overdue', limit: '20' } },
  }),
  readThread: operation({
    id: 'readThread',
    method: 'GET',
    path: '/api/v1/threads/{thread}',
    action: 'see-referral',
    tag: 'Exchanges',
    summary: 'One exchange',
    description: 'Everything in it that your mailboxes are party to, oldest first.',
    params: Type.Object({ thread: Thread }),
    means: { thread: 'the exchange, as referrals name it' },
    answers: { 200: { description: 'The exchange.', schema: ThreadResponse } },
    problems: ['not-found', 'withdrawn'],
    example: { params: { thread: '$THREAD' } },
  }),
  resolveReference: operation({
    id: 'resolveReference',
    method: 'GET',
    path: '/api/v1/references/{reference}',
    action: 'see-referral',
    tag: 'Exchanges',
    summary: 'What a reference stands for',
    description:
      'Finds a referral, among those of your mailboxes, by the reference that people read to each other, such as ASB-7K3F9-QX2M4-P. Small letters and missing hyphens do not matter.',
    params: Type.Object({ reference: Type.String({ maxLength: 40 }) }),
    means: { reference: 'the reference' },
    answers: {
      200: { description: 'What it stands for; empty when none of yours.', schema: ReferenceResponse },
    },
    problems: ['withdrawn'],
    example: { params: { reference: '$REFERENCE' } },
  }),
}

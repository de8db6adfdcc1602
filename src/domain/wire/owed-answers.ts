import Type, { type Static } from 'typebox'
import { MOST_ROWS, pageFields } from './paging.ts'
import { Address, CalendarDate, Nullable, Time, Uuid } from './primitives.ts'
import { Urgency } from './referral-fields.ts'
import { AnswerFilter, AnswerState, TransportState } from './referral-response.ts'

/** Where the list goes on: the day and the place of the last row of a page. */
const OwedCursor = Type.String({ maxLength: 32, description: 'the `next` of the page before' })

export const OwedAnswersQuery = Type.Object(
  {
    mailbox: Type.Optional(Address),
    answer: Type.Optional(AnswerFilter),
    ...pageFields,
    cursor: Type.Optional(OwedCursor),
  },
  { additionalProperties: false },
)

/** What a mailbox of the agency was asked to answer by a day, and has not: what the register says of it, and nothing of its content. */
export const OwedAnswer = Type.Object(
  {
    delivery: Uuid,
    referral: Uuid,
    reference: Type.String({ maxLength: 20 }),
    kind: Type.String({ maxLength: 200 }),
    marking: Nullable(Type.String({ maxLength: 200 })),
    from: Nullable(Address),
    /** For mail from a partner: the domain it came from. */
    fromDomain: Nullable(Type.String({ maxLength: 200 })),
    /** that was asked */
    mailbox: Address,
    urgency: Nullable(Urgency),
    respondBy: CalendarDate,
    state: TransportState,
    /** how far the mailbox has come with it, none of which answers it */
    answer: Nullable(AnswerState),
    acceptedAt: Time,
  },
  { additionalProperties: false },
)
export type OwedAnswer = Static<typeof OwedAnswer>

export const OwedAnswersResponse = Type.Object(
  { rows: Type.Array(OwedAnswer, { maxItems: MOST_ROWS }), next: Nullable(Type.String({ maxLength: 32 })) },
  { additionalProperties: false },
)
export type OwedAnswersResponse = Static<typeof OwedAnswersResponse>

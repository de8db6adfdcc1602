import Type, { type Static } from 'typebox'
import { Address, Fingerprint, Slug, Time } from './primitives.ts'
import { Signature, StatementText } from './texts.ts'

/** Lists of one mailbox. */
export const MOST_LISTS = 50
/** As many as a referral can go to. */
const MOST_MEMBERS = 20

/** What a member of a mailbox signs of a list that it keeps: the mailboxes that `@name` stands for. */
export const RecipientList = Type.Object(
  {
    despatch: Type.Literal('recipient-list/1'),
    /** whose list it is */
    mailbox: Address,
    name: Slug,
    members: Type.Array(Address, { minItems: 1, maxItems: MOST_MEMBERS, uniqueItems: true }),
    time: Time,
  },
  { additionalProperties: false },
)
export type RecipientList = Static<typeof RecipientList>

export const KeepListRequest = Type.Object(
  { statement: StatementText, signature: Signature },
  { additionalProperties: false },
)
export type KeepListRequest = Static<typeof KeepListRequest>

/** A list as it is kept; `signer` is the fingerprint of whoever wrote it. */
export const KeptList = Type.Object(
  { mailbox: Address, name: Slug, statement: StatementText, signature: Signature, signer: Fingerprint },
  { additionalProperties: false },
)
export type KeptList = Static<typeof KeptList>

export const RecipientListsResponse = Type.Object(
  { lists: Type.Array(KeptList, { maxItems: 5000 }) },
  { additionalProperties: false },
)
export type RecipientListsResponse = Static<typeof RecipientListsResponse>

export const ListGone = Type.Object(
  { mailbox: Address, name: Slug, gone: Type.Literal(true) },
  { additionalProperties: false },
)
export type ListGone = Static<typeof ListGone>

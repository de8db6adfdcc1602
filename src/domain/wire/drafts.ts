import Type, { type Static } from 'typebox'
import { Address, Nullable, Sha256, Time, Uuid } from './primitives.ts'
import { Login } from './texts.ts'

/** Drafts of one mailbox, and for how long one is kept after it was changed. */
export const MOST_DRAFTS = 100
export const DRAFT_DAYS = 30
/** The most that one may be, sealed, in bytes. */
export const DRAFT_LIMIT = 25 * 1024 * 1024

const Version = Type.Integer({ minimum: 0, maximum: 1_000_000 })
const WaitsFor = Type.Array(Address, { maxItems: 50, uniqueItems: true })

/**
 * What the service knows of a sealed draft: whose it is, and for whose keys it waits. What it is about nobody can read
 * but the mailbox.
 */
export const Draft = Type.Object(
  {
    id: Uuid,
    mailbox: Address,
    /** addresses whose keys it waits for; none when it only waits for its author */
    waitsFor: WaitsFor,
    /** whether every one of them has a key now, as far as the service can say; the client sees for itself */
    ready: Type.Boolean(),
    version: Version,
    size: Type.Integer({ minimum: 1, maximum: DRAFT_LIMIT }),
    sha256: Sha256,
    /** null where it was somebody of another agency */
    createdBy: Nullable(Login),
    createdAt: Time,
    changedAt: Time,
    endsAt: Time,
  },
  { additionalProperties: false },
)
export type Draft = Static<typeof Draft>

export const DraftsResponse = Type.Object(
  { drafts: Type.Array(Draft, { maxItems: 5000 }) },
  { additionalProperties: false },
)
export type DraftsResponse = Static<typeof DraftsResponse>

/** Beside the sealed draft. `version` is that of the one that it takes the place of, 0 for a new one. */
export const DraftAbout = Type.Object(
  { mailbox: Address, waitsFor: WaitsFor, version: Version },
  { additionalProperties: false },
)
export type DraftAbout = Static<typeof DraftAbout>

/** The same as the text of a part of a form. */
export const DraftAboutText = Type.String({
  minLength: 2,
  maxLength: 20_000,
  description: 'JSON: mailbox, waitsFor, version',
})

export const DraftGone = Type.Object({ id: Uuid, gone: Type.Literal(true) }, { additionalProperties: false })
export type DraftGone = Static<typeof DraftGone>

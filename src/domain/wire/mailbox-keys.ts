import Type, { type Static } from 'typebox'
import { PARTS } from './grant.ts'
import { Address, Fingerprint, Nullable, Time } from './primitives.ts'
import { Armored, Signature, StatementText } from './texts.ts'
import { TrustRecord } from './trust/record.ts'

const closed = { additionalProperties: false } as const
const Part = Type.Enum([...PARTS])
const Generation = Type.Integer({ minimum: 1, maximum: 100_000 })

/**
 * The most grants of one request: of a mailbox with a hundred members, five officers and a recovery key all of
 * twenty-eight generations. More go in several requests.
 */
export const MOST_GRANTS = 6_000
/** The octets of such a request: a grant takes 1.1 KB with its token and 0.8 KB without, and the certificates a few more. */
export const KEYS_LIMIT = 8 * 1024 * 1024

/** A grant that is handed in. `sealedToken` is null where a token that stands already is granted for longer. */
export const GrantRequest = Type.Object(
  {
    statement: StatementText,
    signature: Signature,
    /** binary OpenPGP message in base64 */
    sealedToken: Nullable(Type.String({ maxLength: 20_000 })),
  },
  closed,
)
export type GrantRequest = Static<typeof GrantRequest>

/**
 * A new generation of a mailbox's keys, whole: what the trust log is to say of it (the certificate, and who was appointed
 * or dismissed), the three locked parts, a grant for everybody who is to hold one, and for those who are to have them the
 * parts of earlier generations.
 */
export const KeyChangeRequest = Type.Object(
  {
    /** the number of the new generation: one more than the one in use, or somebody else was faster */
    generation: Generation,
    records: Type.Array(TrustRecord, { minItems: 1, maxItems: 50 }),
    parts: Type.Array(Type.Object({ part: Part, locked: Armored }, closed), {
      minItems: PARTS.length,
      maxItems: PARTS.length,
    }),
    grants: Type.Array(GrantRequest, { minItems: 1, maxItems: MOST_GRANTS }),
  },
  closed,
)
export type KeyChangeRequest = Static<typeof KeyChangeRequest>

/** Grants of keys that there are, and what the trust log is to say beside: a renewed certificate. */
export const GrantsRequest = Type.Object(
  {
    records: Type.Array(TrustRecord, { maxItems: 10 }),
    grants: Type.Array(GrantRequest, { maxItems: MOST_GRANTS }),
  },
  closed,
)
export type GrantsRequest = Static<typeof GrantsRequest>

/** One grant as members and officers of the mailbox see it: who holds which part, and until when. */
export const GrantView = Type.Object(
  {
    generation: Generation,
    part: Part,
    grantee: Fingerprint,
    granter: Fingerprint,
    statement: StatementText,
    signature: Signature,
    expires: Time,
  },
  closed,
)
export type GrantView = Static<typeof GrantView>

/** A mailbox's keys: which generation is in use, and who holds what. Withdrawn grants are not among them. */
export const MailboxKeysResponse = Type.Object(
  {
    mailbox: Address,
    /** 0 before the first */
    generation: Type.Integer({ minimum: 0 }),
    /** when the generation in use began */
    since: Nullable(Time),
    grants: Type.Array(GrantView, { maxItems: 50_000 }),
  },
  closed,
)
export type MailboxKeysResponse = Static<typeof MailboxKeysResponse>

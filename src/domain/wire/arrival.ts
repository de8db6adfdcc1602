import Type, { type Static } from 'typebox'
import { Address, ContentDigest, Domain, KeyId, Nullable, Sha256, Thread, Time, Uuid } from './primitives.ts'
import { Held } from './quarantine.ts'
import { SenderChecks } from './sender-checks.ts'

/**
 * What the gateway states of mail from a partner, signed by the service key. It stands where a manifest would.
 *
 * `authentication` says what bears the domain out. Earlier statements said `relay-address` also where nothing did.
 *
 * `raw` is the digest of the mail as received when it was encrypted, else of the sealed form
 * (`sealedByService`), so that no digest of clear text is ever kept. `unproven` is always true: a joined reply
 * stays unproven until a reader's client has verified it and signs `filed/1`.
 */
export const Arrival = Type.Object(
  {
    despatch: Type.Literal('arrival/1'),
    id: Uuid,
    thread: Thread,
    inReplyTo: Nullable(Uuid),
    mailbox: Address,
    domain: Domain,
    messageId: Type.String({
      pattern: '^[!-~]{1,998}$',
      maxLength: 998,
      description: 'a Message-ID, printable ASCII without spaces',
    }),
    raw: Type.Object({ sha256: Sha256, sealedByService: Type.Boolean() }, { additionalProperties: false }),
    content: Type.Array(ContentDigest, { minItems: 1, maxItems: 1 }),
    authentication: Type.Object(
      {
        method: Type.Enum(['relay-address', 'spf', 'dkim', 'none']),
        result: Type.Enum(['pass', 'none']),
        domain: Domain,
      },
      { additionalProperties: false },
    ),
    /** what DNS said of the sender; left out where it was not asked */
    checks: Type.Optional(SenderChecks),
    keyIds: Type.Array(KeyId, { maxItems: 50 }),
    /** why it was held back from the inbox; left out where it was not */
    held: Type.Optional(Held),
    unproven: Type.Literal(true),
    received: Time,
  },
  { additionalProperties: false },
)
export type Arrival = Static<typeof Arrival>

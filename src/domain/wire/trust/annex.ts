import Type, { type Static } from 'typebox'
import { CalendarDate, Fingerprint, Line, Nullable, Sha256, Slug, Time } from '../primitives.ts'

/** A verifier key in the form of C2SP signed-note: `<name>+<key id>+<base64>`. */
export const VerifierKey = Type.String({
  pattern: '^[^+\\s]{1,255}\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]{8,100}$',
  maxLength: 400,
  description: 'a verifier key, such as despatch.example.test/log+0a1b2c3d+AR…',
})

/**
 * A build of the browser client that the agencies have acknowledged: the version it calls itself, the digest of its manifest
 * (`wire/client-build.ts`), and since when, the day of the annex that named it first.
 */
export const AcknowledgedClient = Type.Object(
  { version: Line(40), sha256: Sha256, since: CalendarDate },
  { additionalProperties: false },
)
export type AcknowledgedClient = Static<typeof AcknowledgedClient>

/**
 * The keys of the service that an agreement is kept in: of its log, of its trust log, of what it signs itself, and of the
 * witnesses, with how many of these must have seen a checkpoint; and the builds of the browser client. Signed by the roots of `annexQuorum` responsible
 * authorities, so that a key can be exchanged without an agreement anew. Numbered from 1, each with the digest of the one
 * before.
 */
export const Annex = Type.Object(
  {
    despatch: Type.Literal('annex/2'),
    agreement: Slug,
    number: Type.Integer({ minimum: 1, maximum: 100_000 }),
    previous: Nullable(Sha256),
    origin: Line(300),
    log: Type.Array(VerifierKey, { minItems: 1, maxItems: 10, uniqueItems: true }),
    trust: Type.Array(VerifierKey, { minItems: 1, maxItems: 10, uniqueItems: true }),
    service: Type.Array(Fingerprint, { minItems: 1, maxItems: 10, uniqueItems: true }),
    witnesses: Type.Array(
      Type.Object({ agency: Line(200), key: VerifierKey }, { additionalProperties: false }),
      { maxItems: 50 },
    ),
    quorum: Type.Integer({ minimum: 0, maximum: 50 }),
    clients: Type.Array(AcknowledgedClient, { maxItems: 20 }),
    time: Time,
  },
  { additionalProperties: false },
)
export type Annex = Static<typeof Annex>

import Type, { type Static } from 'typebox'
import { Fingerprint, Nullable, Time } from './primitives.ts'
import { Armored, Signature, StatementText } from './texts.ts'

/** A service is given another key every few years: no more exchanges are told of than this. */
export const MOST_SERVICE_EXCHANGES = 16

/**
 * The service's own key is handed on to the next: what `from` has signed of arrivals still counts where it stands in the log
 * before the entry at `entries`, and nowhere else. Null while the exchange is only announced.
 *
 * `log` is what the log called itself then.
 */
export const ServiceKeyStatement = Type.Object(
  {
    despatch: Type.Literal('service-key/1'),
    from: Fingerprint,
    to: Fingerprint,
    log: Type.String({ minLength: 1, maxLength: 300 }),
    entries: Nullable(Type.String({ pattern: '^(0|[1-9][0-9]{0,18})$' })),
    time: Time,
  },
  { additionalProperties: false },
)
export type ServiceKeyStatement = Static<typeof ServiceKeyStatement>

/**
 * Such a statement with its signatures. That of the key before is missing where it was lost: then the next one alone says so, and
 * nobody goes over to it without being told.
 */
export const ServiceExchange = Type.Object(
  {
    statement: StatementText,
    /** by the next key */
    signature: Signature,
    /** by the key before */
    signatureBefore: Nullable(Signature),
    /** armored certificate of the key before */
    certificate: Armored,
  },
  { additionalProperties: false },
)
export type ServiceExchange = Static<typeof ServiceExchange>

import Type, { type Static } from 'typebox'
import { Domain, Nullable } from './primitives.ts'

const SPF_RESULTS = ['none', 'neutral', 'pass', 'fail', 'softfail', 'temperror', 'permerror'] as const
const DKIM_RESULTS = ['none', 'pass', 'fail', 'policy', 'neutral', 'temperror', 'permerror'] as const
export const DMARC_RESULTS = ['none', 'pass', 'fail', 'temperror', 'permerror'] as const

/**
 * What DNS says of who brought a mail: SPF (RFC 7208) of the envelope sender, DKIM (RFC 6376) of every signature that
 * was looked at, DMARC (RFC 9989) of the address in From. The words are those of RFC 8601 §2.7.
 */
export const SenderChecks = Type.Object(
  {
    spf: Type.Object(
      { result: Type.Enum(SPF_RESULTS), domain: Nullable(Domain) },
      { additionalProperties: false },
    ),
    dkim: Type.Array(
      Type.Object({ result: Type.Enum(DKIM_RESULTS), domain: Domain }, { additionalProperties: false }),
      { maxItems: 5 },
    ),
    dmarc: Type.Object(
      {
        result: Type.Enum(DMARC_RESULTS),
        domain: Nullable(Domain),
        /** what the domain asks for mail that fails */
        policy: Nullable(Type.Enum(['none', 'quarantine', 'reject'])),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
export type SenderChecks = Static<typeof SenderChecks>

/** No answer could be had from DNS: what would have been said of a mail that fails everything for now. */
export const UNCHECKED: SenderChecks = {
  spf: { result: 'temperror', domain: null },
  dkim: [],
  dmarc: { result: 'temperror', domain: null, policy: null },
}

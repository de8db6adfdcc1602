import Type, { type Static } from 'typebox'
import type { Manifest } from './manifest.ts'
import { Salt } from './primitives.ts'
import { type ReferralFields, referralFields } from './referral-fields.ts'

/** What the sender promises inside the seal: every field of the manifest but the digests, and a salt. */
export const Terms = Type.Object(
  { despatch: Type.Literal('terms/1'), ...referralFields, salt: Salt },
  { additionalProperties: false },
)
export type Terms = Static<typeof Terms>

const SHARED = Object.keys(referralFields) as (keyof ReferralFields)[]

/**
 * The fields in which terms and manifest differ, by name; empty when they agree. Comparison is of the JSON
 * text, so the order of an array counts: both are written by one client from one value.
 */
export function termsDiffer(terms: Terms, manifest: Manifest): (keyof ReferralFields)[] {
  return SHARED.filter((field) => JSON.stringify(terms[field]) !== JSON.stringify(manifest[field]))
}

/** No query counts further: what is past this is past saying, and counting it would cost the rest its database. */
export const MOST = 100_000

/**
 * The smallest UUIDv7 (RFC 9562 §5.7) of a point in time. Ids that we make begin with their time, so that an index
 * that ends in an id can be asked for a span of time.
 */
export function firstIdOf(at: Date): string {
  const time = Math.max(0, at.getTime()).toString(16).padStart(12, '0').slice(-12)
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}

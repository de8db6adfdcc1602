const MOST = 100

/** The Message-ID of a referral's mail form: `<id@service-domain>`. */
export function messageIdOf(id: string, serviceDomain: string): string {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(id) || !/^[A-Za-z0-9.-]{1,190}$/.test(serviceDomain)) {
    throw new RangeError('A message id needs a plain id and a domain.')
  }
  return `<${id}@${serviceDomain}>`
}

/**
 * The message ids in a Message-ID, In-Reply-To or References value, in order, each with its angle brackets and at
 * most once. Anything else in the value is passed over; at most 100 are read, the newest (last) kept.
 */
export function readMessageIds(value: string): string[] {
  const found = value.match(/<[^<>\s]{1,250}>/g) ?? []
  return [...new Set(found)].slice(-MOST)
}

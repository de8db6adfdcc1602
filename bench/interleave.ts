/**
 * Measures ours, the peer, ours, the peer …, so that whatever else the machine does meanwhile falls on both.
 *
 * @returns the median of each side
 */
export async function interleave(
  rounds: number,
  ours: () => Promise<number>,
  peer: () => Promise<number>,
): Promise<{ value: number; peerValue: number }> {
  const values: number[] = []
  const peerValues: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    values.push(await ours())
    peerValues.push(await peer())
  }
  return { value: median(values), peerValue: median(peerValues) }
}

/** The middle one; of an even number the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  if (low === undefined || high === undefined) throw new RangeError('no figures, no median')
  return (low + high) / 2
}

/**
 * The value that the given part of all of them does not exceed: `quantile(times, 0.95)` is the p95.
 *
 * @param part between 0 and 1
 */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const found = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)]
  if (found === undefined) throw new RangeError('no figures, no quantile')
  return found
}

/**
 * How often something can be done in a second.
 *
 * @param seconds how long it is tried
 * @param once does it once
 * @param lanes how many do it at the same time
 */
export async function perSecond(
  seconds: number,
  once: (turn: number) => Promise<unknown>,
  lanes = 1,
): Promise<number> {
  const began = performance.now()
  const until = began + seconds * 1000
  let turns = 0
  const lane = async () => {
    while (performance.now() < until) await once(turns++)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return (turns * 1000) / (performance.now() - began)
}

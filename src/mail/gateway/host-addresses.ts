import type { Resolve } from './mta-sts.ts'

/** The addresses of a host, a few of them; none where it has none. @throws Error when the DNS fails */
export async function addressesOf(resolve: Resolve, host: string): Promise<string[]> {
  const asked = await Promise.allSettled([resolve(host, 'A'), resolve(host, 'AAAA')])
  const found = asked.flatMap((one) =>
    one.status === 'fulfilled' && Array.isArray(one.value) ? one.value : [],
  )
  const addresses = found.filter((one) => typeof one === 'string').slice(0, 4)
  const broken = asked.find((one) => one.status === 'rejected' && !isNothing(one.reason))
  if (addresses.length === 0 && broken?.status === 'rejected') throw broken.reason
  return addresses
}

/** Whether the DNS said that there is no such name or record: an answer, and not a failure. */
export const isNothing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOTFOUND' || error.code === 'ENODATA')

import { addressesOf } from './host-addresses.ts'
import { fault, getOverHttps } from './https-get.ts'
import type { Resolve } from './mta-sts.ts'
import { isPublicAddress } from './public-address.ts'

const WITHIN_MS = 15_000
/** A key with many signatures and a photo. */
const MOST_BYTES = 512 * 1024

/**
 * Gets files of Web Key Directories over HTTPS (draft-koch-openpgp-webkey-service §3.1), from public addresses only and
 * following no redirect: the name of a partner's domain must not lead us to a machine beside our own.
 *
 * @param authorities PEM of the authorities that are trusted; null for the public ones
 * @param allowed which addresses may be asked
 * @returns a function that gives `no-host` where the host has no address, `nothing` where it has no such file
 */
export function keysOverHttps({
  resolve,
  authorities = null,
  port = 443,
  allowed = isPublicAddress,
}: {
  resolve: Resolve
  authorities?: string[] | null
  port?: number
  allowed?: (address: string) => boolean
}): (host: string, path: string) => Promise<Uint8Array | 'no-host' | 'nothing'> {
  return async (host, path) => {
    const found = await addressesOf(resolve, host)
    if (found.length === 0) return 'no-host'
    const address = found.find(allowed)
    if (address === undefined) throw fault('NOT_PUBLIC')
    const { status, body } = await getOverHttps({
      address,
      host,
      port,
      path,
      accept: 'application/octet-stream',
      authorities,
      withinMs: WITHIN_MS,
      mostBytes: MOST_BYTES,
    })
    if (status === 404 || status === 410) return 'nothing'
    if (status !== 200) throw fault(`HTTP_${status}`)
    return new Uint8Array(body)
  }
}

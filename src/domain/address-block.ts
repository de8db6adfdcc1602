const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/
/** RFC 4291 §2.5.5.2, as the URL parser writes it. */
const MAPPED = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/
/** Hextets of the prefix that one customer is given (RFC 6177 §2). */
const PREFIX_HEXTETS = 4

/**
 * Who is likely behind an IP address, for limits: of IPv4 the address; of IPv6 its /64, since whoever has one address
 * there has them all. Text that is no address, such as a proxy may pass on, is all one stranger.
 *
 * @returns a short text, the same for every way of writing an address
 */
export function addressBlock(address: string): string {
  const bare = address.split('%', 1)[0] ?? ''
  if (IPV4.test(bare)) return bare
  // The URL parser knows every way of writing one, and writes it in one way (RFC 5952).
  const host = bare.length <= 45 ? URL.parse(`http://[${bare}]/`)?.hostname : undefined
  if (host === undefined) return 'unknown'
  const halves = MAPPED.exec(host)
    ?.slice(1)
    .map((half) => Number.parseInt(half, 16))
  if (halves) return halves.flatMap((half) => [half >> 8, half & 0xff]).join('.')
  const [before = '', after] = host.slice(1, -1).split('::')
  const first = before === '' ? [] : before.split(':')
  const last = after === undefined || after === '' ? [] : after.split(':')
  const zeroes = after === undefined ? 0 : 8 - first.length - last.length
  const all = [...first, ...Array<string>(zeroes).fill('0'), ...last]
  return `${all.slice(0, PREFIX_HEXTETS).join(':')}::/64`
}

/** The /48 that an IPv6 address lies in, the most that one customer is commonly given (RFC 6177 §2); null of any other. */
export function addressNetwork(address: string): string | null {
  const block = addressBlock(address)
  return block.endsWith('::/64') ? `${block.split(':').slice(0, 3).join(':')}::/48` : null
}

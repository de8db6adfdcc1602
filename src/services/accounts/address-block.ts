/** Where a caller is, as guesses are counted. */
export type AddressBlock = {
  /** the IPv4 address, or the /64 of an IPv6 address: within it anybody chooses addresses as they like */
  block: string
  /** the /48 that an IPv6 address lies in, the most that one customer is commonly given (RFC 6177 §2); null of IPv4 */
  network: string | null
}

/** The block and the network of an address; of what is no IP address the text itself. */
export function addressBlock(address: string): AddressBlock {
  const groups = groupsOf(address)
  if (groups === null) return { block: address, network: null }
  // An IPv4 address in an IPv6 one (RFC 4291 §2.5.5.2) is how a socket for both says it.
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    const [high = 0, low = 0] = groups.slice(6)
    return { block: [high >> 8, high & 255, low >> 8, low & 255].join('.'), network: null }
  }
  const text = (count: number) =>
    `${groups
      .slice(0, count)
      .map((group) => group.toString(16))
      .join(':')}::/${count * 16}`
  return { block: text(4), network: text(3) }
}

/** The eight groups of an IPv6 address, whatever way it is written; null of anything else. */
function groupsOf(address: string): number[] | null {
  if (!address.includes(':') || address.length > 64) return null
  const [bare = ''] = address.split('%')
  const written = URL.parse(`http://[${bare}]/`)?.hostname.slice(1, -1)
  if (written === undefined) return null
  const [head = [], tail = []] = written
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''))
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16))
}

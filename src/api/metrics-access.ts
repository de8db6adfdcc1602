import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { BlockList, isIPv4 } from 'node:net'

/** What a proxy adds to a request that it passes on. Whoever has one of these is not on this machine for sure. */
const PASSED_ON = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

/** Whether a request may read the metrics. */
export type MetricsAccess = (request: {
  headers: IncomingHttpHeaders
  /** the connection that it came over, whatever it says of itself */
  socket: { remoteAddress?: string | undefined }
}) => boolean

/**
 * Who may read the metrics: with a token, whoever has it; without one, whoever asks straight from this machine.
 * Metrics name nobody, but they tell how much is shared with whom.
 *
 * @param token null where none is set
 * @param trustedProxies addresses and networks that other people's requests come from
 */
export function metricsAccess({
  token,
  trustedProxies,
}: {
  token: string | null
  trustedProxies: readonly string[]
}): MetricsAccess {
  const proxies = blockList(trustedProxies)
  return ({ headers, socket }) => {
    if (token !== null) return isBearer(headers.authorization, token)
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:/i, '')
    return (
      isLoopback(address) &&
      !proxies.check(address, isIPv4(address) ? 'ipv4' : 'ipv6') &&
      PASSED_ON.every((name) => headers[name] === undefined) &&
      isLocalName(headers.host)
    )
  }
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

/** Compared by digest, so that the time it takes tells neither length nor beginning. */
function isBearer(authorization: string | undefined, token: string): boolean {
  const [, given] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? []
  return timingSafeEqual(digest(given ?? ''), digest(token))
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const isLoopback = (address: string): boolean => /^127\./.test(address) || address === '::1'

/** A proxy beside us that adds nothing may still keep the name it was asked for; so does a browser that was lured. */
function isLocalName(host = ''): boolean {
  const name = URL.parse(`http://${host}`)?.hostname ?? ''
  return name === 'localhost' || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name)
}

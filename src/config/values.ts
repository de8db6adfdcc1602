import { isIP } from 'node:net'

/** The forms of settings: each gives the value, or null where the text is none. */

export function parsePort(value: string): number | null {
  if (!/^\d{1,5}$/.test(value)) return null
  const port = Number(value)
  return port <= 65535 ? port : null
}

export function parseOrigin(value: string): string | null {
  const url = URL.parse(value)
  if (!url || !['http:', 'https:'].includes(url.protocol)) return null
  const bare = url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password
  return bare ? url.origin : null
}

/** A name or an address. What a URL may have besides, such as `*`, means many hosts in a policy of a page. */
const HOST_NAME = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/
const THIS_MACHINE = /^(?:localhost|127\.0\.0\.1|\[::1\])$/

/** An origin that people's browsers speak to: of https, but for this machine. */
export function parseServiceOrigin(value: string): string | null {
  const origin = parseOrigin(value)
  const url = origin === null ? null : new URL(origin)
  const named = url !== null && HOST_NAME.test(url.hostname)
  return named && (url.protocol === 'https:' || THIS_MACHINE.test(url.hostname)) ? origin : null
}

/** Origins with commas between, each exactly as a browser writes it; none is `*`, `null`, a pattern or named twice. */
export function parseWebOrigins(value: string): string[] | null {
  const named = value.split(',').map((one) => one.trim())
  const right = named.every((one) => parseServiceOrigin(one) === one) && new Set(named).size === named.length
  return right && named.length <= 50 ? named : null
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`)

export function parseDomain(value: string): string | null {
  const domain = value.toLowerCase()
  return domain.length <= 253 && DOMAIN.test(domain) ? domain : null
}

/** One label of a name (RFC 6376 §3.1 allows more); it is also in the name of a file. */
export function parseSelector(value: string): string | null {
  return new RegExp(`^${LABEL}$`).test(value) ? value : null
}

export function parseHost(value: string): string | null {
  return /^[a-zA-Z0-9.:-]{1,253}$/.test(value) ? value : null
}

const SMTP_PORT = 25

export function parseSmtp(value: string): { host: string; port: number } | null {
  const url = URL.parse(value)
  if (url?.protocol !== 'smtp:' || url.username || url.password || url.search || url.hash) return null
  const host = parseHost(url.hostname.replace(/^\[(.*)\]$/, '$1'))
  if (host === null || !['', '/'].includes(url.pathname) || url.port === '0') return null
  return { host, port: url.port === '' ? SMTP_PORT : Number(url.port) }
}

export function parseAddress(value: string): string | null {
  const [, local = '', domain = ''] = /^([A-Za-z0-9._+-]{1,64})@([^@]+)$/.exec(value) ?? []
  const isDotAtom = local.split('.').every((atom) => atom !== '')
  return isDotAtom && parseDomain(domain) !== null ? `${local}@${domain.toLowerCase()}` : null
}

export function parseRedisUrl(value: string): string | null {
  const url = URL.parse(value)
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || !url.hostname || url.search || url.hash)
    return null
  return /^\/?\d{0,3}$/.test(url.pathname) ? value : null
}

export function parseNetworks(value: string): string[] | null {
  const networks = value.split(',').map((part) => part.trim())
  return networks.every(isNetwork) ? networks : null
}

export function parseAddresses(value: string): string[] | null {
  const addresses = value.split(',').map((part) => part.trim().toLowerCase())
  return addresses.every((address) => isIP(address) !== 0) ? addresses : null
}

export function parseDnsServers(value: string): string[] | 'none' | null {
  if (value.toLowerCase() === 'none') return 'none'
  const servers = value.split(',').map((part) => part.trim())
  return servers.every(isDnsServer) ? servers : null
}

/** An address, or one with a port: `192.0.2.1:5353`, `[2001:db8::1]:5353`. */
function isDnsServer(value: string): boolean {
  const [, address = value, port] = /^\[?([0-9a-fA-F.:]+?)\]?(?::(\d{1,5}))?$/.exec(value) ?? []
  return isIP(value) !== 0 || (isIP(address) !== 0 && port !== undefined && parseStatusPort(port) !== null)
}

function isNetwork(value: string): boolean {
  const [address = '', bits, more] = value.split('/')
  const version = isIP(address)
  if (version === 0 || more !== undefined) return false
  if (bits === undefined) return true
  // A network of every address would let anyone say who they are.
  return /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128)
}

export function parseStatusPort(value: string): number | null {
  const port = parsePort(value)
  return port === 0 ? null : port
}

/** Within the two months in which anybody is told at all. */
export function parseWorkingDays(value: string): number | null {
  return /^(?:[1-9]|1\d)$/.test(value) ? Number(value) : null
}

export function parseToken(value: string): string | null {
  return /^[!-~]{16,200}$/.test(value) ? value : null
}

export function parseDatabaseUrl(value: string): string | null {
  const url = URL.parse(value)
  return url && /^postgres(ql)?:$/.test(url.protocol) ? value : null
}

import { ClientError } from '../errors.ts'

/**
 * What a newcomer is given outside the service. The secret and the root's fingerprint stand in the fragment of the
 * address, which no program sends to a server (RFC 3986 §3.5).
 */
export type InvitationLink = { origin: string; secret: string; root: string }

export const writeLink = ({ origin, secret, root }: InvitationLink): string =>
  `${origin}/enrol#${secret}.${root}`

/** The same invitation as an address elsewhere, where an agency serves the browser client from an origin of its own. */
export const linkAt = (link: string, origin: string): string => writeLink({ ...readLink(link), origin })

/** Reads the address as it was given, on paper or in a file. @throws ClientError */
export function readLink(text: string): InvitationLink {
  const url = text.length > 1000 ? null : URL.parse(text.trim())
  const found = /^#([A-Za-z0-9_-]{22})\.([0-9a-f]{40}|[0-9a-f]{64})$/.exec(url?.hash ?? '')
  const [, secret, root] = found ?? []
  if (url && url.pathname === '/enrol' && secret !== undefined && root !== undefined)
    return { origin: url.origin, secret, root }
  throw new ClientError(
    'This is not a whole invitation. It looks like https://despatch.example.test/enrol#…; what stands after the # belongs to it.',
  )
}

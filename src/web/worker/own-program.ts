import { acknowledgements, fetchSaidBuild } from '../../sdk/client-build.ts'
import { serviceOrigin } from '../service-origin.ts'
import { work } from './open-session.ts'

/** What this program says of itself, and what the trust log says of that. */
export type OwnProgram = {
  version: string
  /** the digest that stands for all its files */
  sha256: string
  files: number
  /** where its files come from, and the service that it speaks to */
  from: string
  service: string
  acknowledged: { agreement: string; since: string }[]
}

/**
 * What the files that this page came with are said to be, by whoever serves them, looked up in the trust log.
 * @throws ClientError, UnreachableError
 */
export async function ownProgram(): Promise<OwnProgram> {
  const { session } = await work()
  const service = serviceOrigin()
  const from = self.location.origin
  const { version, sha256, files } = await fetchSaidBuild({ origin: from, hash: session.hash })
  const found = acknowledgements(await session.trust.state(), { service, sha256 })
  return {
    ...{ version, sha256, files: files.length, from, service },
    acknowledged: found.map(({ agreement, since }) => ({ agreement, since })),
  }
}

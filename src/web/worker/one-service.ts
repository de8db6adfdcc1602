import { ClientError } from '../../sdk/errors.ts'
import type { Kept } from './kept.ts'

const NAME = 'service'

/**
 * Demands that a page of this origin speaks to the service that it spoke to before: what this browser remembers is of that one.
 * @param service its origin; remembered the first time
 * @throws ClientError
 */
export async function demandOneService(kept: Kept, service: string): Promise<void> {
  if (await kept.replace(NAME, null, service)) return
  const known = await kept.get(NAME)
  if (known === service) return
  throw new ClientError(
    `This page spoke to the service at ${known} when this browser was last here, and would now speak to ${service}. Nothing was sent. Ask whoever serves this page; where it is right, remove what the browser keeps of this site.`,
  )
}

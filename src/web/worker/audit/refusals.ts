import { check } from '../../../domain/wire/check.ts'
import {
  RefusalFilters,
  type RefusalRow,
  type RefusalsByRuleResponse,
} from '../../../domain/wire/register-response.ts'
import { ClientError } from '../../../sdk/errors.ts'
import { work } from '../open-session.ts'

/** What refusals are narrowed by, as it stands in an address; what is left out narrows nothing. */
export type RefusalAsked = { rule?: string; since?: string; until?: string }

/** A page of refusals, with how many each rule has refused; `next`: where it goes on, null at its end. */
export type RefusalsPage = {
  rows: RefusalRow[]
  next: string | null
  byRule: RefusalsByRuleResponse['rules']
}

const PAGE = 50

/** What the partnership's rules did not let through, newest first. The service enters that it was read in the log. */
export async function refusals({
  asked,
  after,
}: {
  asked: RefusalAsked
  after: string | null
}): Promise<RefusalsPage> {
  const { client } = (await work()).session
  const filters = demandFilters(asked)
  const [{ rows, next }, { rules }] = await Promise.all([
    client.refusals(filters, { limit: PAGE, ...(after === null ? {} : { cursor: after }) }),
    client.refusalsByRule(filters),
  ])
  return { rows, next, byRule: rules }
}

/** All that the filters leave, as CSV; one reading in the log. */
export async function refusalsFile(asked: RefusalAsked): Promise<Blob> {
  const { client } = (await work()).session
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for await (const piece of client.refusalsExport('csv', demandFilters(asked)))
    pieces.push(new Uint8Array(piece))
  return new Blob(pieces)
}

/** What stands in an address is anybody's. */
function demandFilters(asked: RefusalAsked): RefusalFilters {
  if (check(RefusalFilters, asked).length === 0) return asked
  throw new ClientError('The refusals cannot be asked for that. Clear what was typed and choose again.')
}

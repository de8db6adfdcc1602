import { DEFAULT_PAGE } from '../domain/wire/paging.ts'

/** The page that an address asks for. */
export function pageOf({ cursor, limit }: { cursor?: string | undefined; limit?: string | undefined }) {
  return { cursor, limit: limit === undefined ? DEFAULT_PAGE : Number(limit) }
}

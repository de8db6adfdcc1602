import { ClientError } from './errors.ts'

/** More pages than this has no list of a service that keeps its own limits. */
const MOST_PAGES = 1_000

/**
 * Every page of a list that goes from the newest id to the oldest, in their order. A service that sends us round in circles, or on for
 * ever, would never let us finish: each page goes on at an older id than the one before.
 *
 * @param ask a page, of what is older than that id
 * @throws ClientError where the list does not end
 */
export async function* wholeList<Page extends { next: string | null }>(
  ask: (before: string | undefined) => Promise<Page>,
): AsyncGenerator<Page> {
  let before: string | undefined
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await ask(before)
    yield page
    if (page.next === null) return
    if (before !== undefined && page.next >= before) break
    before = page.next
  }
  throw new ClientError('The service gives a list that does not end. Tell the operator.')
}

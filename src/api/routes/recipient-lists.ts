import { operations } from '../../domain/wire/operations.ts'
import { deleteRecipientList, keepRecipientList, readRecipientLists } from '../../services/recipient-lists.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forCaller, type Route } from '../route.ts'

/** Lists of recipients that the members of a mailbox keep. */
export function recipientListRoutes(dependencies: ApiDependencies): Route[] {
  return [
    forCaller(operations.readRecipientLists, async (caller) => ({
      lists: await readRecipientLists(dependencies, caller),
    })),

    forCaller(operations.keepRecipientList, async (caller, { params, body }) =>
      keepRecipientList(dependencies, caller, { ...params, ...body }),
    ),

    forCaller(operations.deleteRecipientList, async (caller, { params }) =>
      deleteRecipientList(dependencies, caller, params),
    ),
  ]
}

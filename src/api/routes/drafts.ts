import { operations } from '../../domain/wire/operations.ts'
import { deleteDraft, keepDraft, readDraftContent, readDrafts } from '../../services/drafts.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forCaller, type Route } from '../route.ts'

/** Compositions that wait, sealed to the mailbox that they are to be sent from. */
export function draftRoutes(dependencies: ApiDependencies): Route[] {
  return [
    forCaller(operations.readDrafts, async (caller) => ({ drafts: await readDrafts(dependencies, caller) })),

    forCaller(operations.readDraftContent, async (caller, { params }, reply) => {
      const sealed = await readDraftContent(dependencies, caller, params.id)
      return reply
        .type('application/octet-stream')
        .send(Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length))
    }),

    forCaller(operations.keepDraft, async (caller, { params, form }) =>
      keepDraft(dependencies, caller, { id: params.id, about: form.draft, content: form.content }),
    ),

    forCaller(operations.deleteDraft, async (caller, { params, query }) =>
      deleteDraft(dependencies, caller, { id: params.id, version: Number(query.version) }),
    ),
  ]
}

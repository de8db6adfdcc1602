import { operations } from '../../domain/wire/operations.ts'
import { keepCase, readCase, readCaseContent, readCases } from '../../services/cases.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forCaller, type Route } from '../route.ts'

/** What a team keeps of its cases, sealed to its mailbox. */
export function caseRoutes(dependencies: ApiDependencies): Route[] {
  return [
    forCaller(operations.readCases, async (caller, { query }) => readCases(dependencies, caller, query)),

    forCaller(operations.readCase, async (caller, { params }) => readCase(dependencies, caller, params.id)),

    forCaller(operations.readCaseContent, async (caller, { params }, reply) => {
      const sealed = await readCaseContent(dependencies, caller, params.id)
      return reply
        .type('application/octet-stream')
        .send(Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length))
    }),

    forCaller(operations.keepCase, async (caller, { params, form }) =>
      keepCase(dependencies, caller, { id: params.id, about: form.case, content: form.content }),
    ),
  ]
}

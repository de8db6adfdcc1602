import { CASE_LIMIT, type CaseAbout } from '../domain/wire/cases.ts'
import { operations } from '../domain/wire/operations.ts'
import { call, fetchOctets } from './call.ts'
import type { Transport } from './http.ts'

/** The part of the client that is about sealed case notes. */
export const caseMethods = (transport: Transport) => ({
  /** The cases of one's mailboxes, or of one of them, the newest first: a page. */
  cases: (query: { mailbox?: string; before?: string } = {}) =>
    call(transport, operations.readCases, { query }),
  case: (id: string) => call(transport, operations.readCase, { params: { id } }),
  caseContent: (id: string) =>
    fetchOctets(transport, operations.readCaseContent, { params: { id } }, CASE_LIMIT),
  keepCase: (id: string, about: CaseAbout, content: Uint8Array) =>
    call(transport, operations.keepCase, { params: { id }, form: { case: JSON.stringify(about), content } }),
})

import Type from 'typebox'
import { CaseAboutText, CaseFile, CasesResponse } from '../cases.ts'
import { Address, Uuid } from '../primitives.ts'
import { operation } from './operation.ts'

const one = { params: Type.Object({ id: Uuid }), means: { id: 'the case' } } as const
const shared = { action: 'keep-cases', tag: 'Cases' } as const

/** What a team keeps of its cases, sealed to its mailbox. */
export const caseOperations = {
  readCases: operation({
    ...shared,
    id: 'readCases',
    method: 'GET',
    path: '/api/v1/cases',
    summary: 'The cases of your mailboxes',
    description:
      'The newest first, a hundred to a page. The service knows neither what they are about nor which of them are closed: that stands inside their seal.',
    query: Type.Object(
      { mailbox: Type.Optional(Address), before: Type.Optional(Uuid) },
      { additionalProperties: false },
    ),
    means: { mailbox: 'one mailbox only', before: 'the `next` of the page before' },
    answers: { 200: { description: 'The cases.', schema: CasesResponse } },
    problems: [],
    example: { query: { mailbox: '$MAILBOX' } },
  }),
  readCase: operation({
    ...shared,
    ...one,
    id: 'readCase',
    method: 'GET',
    path: '/api/v1/cases/{id}',
    summary: 'A case, as the service knows it',
    description: 'Its mailbox, its version and its times; no word of its notes.',
    answers: { 200: { description: 'The case.', schema: CaseFile } },
    problems: ['not-found'],
    example: { params: { id: '$CASE' } },
  }),
  readCaseContent: operation({
    ...shared,
    ...one,
    id: 'readCaseContent',
    method: 'GET',
    path: '/api/v1/cases/{id}/content',
    ration: 'content',
    summary: 'The sealed notes of a case',
    description:
      'An OpenPGP message to the mailbox alone, as a member’s client made it: inside is a `case/1`. The reading is not entered in the log, since a team’s own notes are disclosed to nobody.',
    answers: { 200: { description: 'The octets.', media: ['application/octet-stream'] } },
    problems: ['not-found'],
    example: { params: { id: '$CASE' }, save: 'case.pgp' },
  }),
  keepCase: operation({
    ...shared,
    ...one,
    id: 'keepCase',
    method: 'PUT',
    path: '/api/v1/cases/{id}',
    ration: 'content',
    summary: 'Keep the notes of a case',
    description:
      'Of a new case under an id of your own (UUIDv7), or in the place of the notes whose version you name: 409 says that a colleague has changed them since, so read them again and make your change in what they say now. They must be sealed to that mailbox’s current key and to nothing else.',
    form: { fields: { case: CaseAboutText }, file: 'content' },
    answers: { 200: { description: 'The case as it is kept.', schema: CaseFile } },
    problems: ['not-found', 'conflict', 'sealed-object-refused', 'no-certificate', 'too-many-requests'],
    example: { params: { id: '$NEW_CASE' }, form: { case: 'case.json', content: 'case-content.pgp' } },
  }),
}

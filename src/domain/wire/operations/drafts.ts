import Type from 'typebox'
import { Draft, DraftAboutText, DraftGone, DraftsResponse } from '../drafts.ts'
import { Uuid } from '../primitives.ts'
import { operation } from './operation.ts'

const Version = Type.String({ pattern: '^[1-9][0-9]{0,6}$', maxLength: 7, description: 'a version, decimal' })
const one = { params: Type.Object({ id: Uuid }), means: { id: 'the draft' } } as const
const shared = { action: 'keep-drafts', tag: 'Drafts' } as const

/** Compositions that wait, sealed to the mailbox that they are to be sent from. */
export const draftOperations = {
  readDrafts: operation({
    ...shared,
    id: 'readDrafts',
    method: 'GET',
    path: '/api/v1/drafts',
    summary: 'The drafts of your mailboxes',
    description:
      'The one that was changed last comes first. A draft ends thirty days after it was changed; `ready` says whether everybody whose key it waits for has one now.',
    answers: { 200: { description: 'The drafts.', schema: DraftsResponse } },
    problems: [],
    example: {},
  }),
  readDraftContent: operation({
    ...shared,
    ...one,
    id: 'readDraftContent',
    method: 'GET',
    path: '/api/v1/drafts/{id}/content',
    ration: 'draft',
    summary: 'A sealed draft',
    description: 'An OpenPGP message to the mailbox alone, as a member’s client made it.',
    answers: { 200: { description: 'The octets.', media: ['application/octet-stream'] } },
    problems: ['not-found'],
    example: { params: { id: '$DRAFT' }, save: 'draft.pgp' },
  }),
  keepDraft: operation({
    ...shared,
    ...one,
    id: 'keepDraft',
    method: 'PUT',
    path: '/api/v1/drafts/{id}',
    ration: 'draft',
    summary: 'Keep a sealed draft',
    description:
      'A new one under an id of your own (UUIDv7), or in the place of one whose version you name: a colleague’s later change is not overwritten. It must be sealed to that mailbox’s current key and to nothing else.',
    form: { fields: { draft: DraftAboutText }, file: 'content' },
    answers: { 200: { description: 'The draft as it is kept.', schema: Draft } },
    problems: ['conflict', 'sealed-object-refused', 'no-certificate', 'too-many-requests'],
    example: { params: { id: '$NEW_DRAFT' }, form: { draft: 'draft.json', content: 'draft-content.pgp' } },
  }),
  deleteDraft: operation({
    ...shared,
    ...one,
    id: 'deleteDraft',
    method: 'DELETE',
    path: '/api/v1/drafts/{id}',
    summary: 'Delete a draft',
    description: 'For good, if it is still of the version that you saw.',
    query: Type.Object({ version: Version }, { additionalProperties: false }),
    means: { ...one.means, version: 'the version that you saw' },
    answers: { 200: { description: 'It is gone.', schema: DraftGone } },
    problems: ['not-found', 'conflict'],
    example: { params: { id: '$OLD_DRAFT' }, query: { version: '1' } },
  }),
}

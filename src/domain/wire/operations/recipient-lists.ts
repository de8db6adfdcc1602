import Type from 'typebox'
import { Address, Slug } from '../primitives.ts'
import { KeepListRequest, KeptList, ListGone, RecipientListsResponse } from '../recipient-lists.ts'
import { operation } from './operation.ts'

const shared = { action: 'keep-recipient-lists', tag: 'Drafts' } as const
const one = {
  ...shared,
  path: '/api/v1/mailboxes/{address}/lists/{name}',
  params: Type.Object({ address: Address, name: Slug }, { additionalProperties: false }),
  means: { address: 'the mailbox whose list it is', name: 'the name of the list' },
} as const

/** Lists of recipients: signed by a member, expanded by the sender's own program. */
export const recipientListOperations = {
  readRecipientLists: operation({
    ...shared,
    id: 'readRecipientLists',
    method: 'GET',
    path: '/api/v1/recipient-lists',
    summary: 'The lists of recipients of your mailboxes',
    description:
      'Each as the statement that a member signed: verify it before you send to whom it names. A referral names mailboxes; the service expands no list.',
    answers: { 200: { description: 'The lists.', schema: RecipientListsResponse } },
    problems: [],
    example: {},
  }),
  keepRecipientList: operation({
    ...one,
    id: 'keepRecipientList',
    method: 'PUT',
    summary: 'Keep a list of recipients',
    description:
      'A new one, or in the place of the one of that name. Its statement is of this hour, and signed by you.',
    body: KeepListRequest,
    answers: { 200: { description: 'The list as it is kept.', schema: KeptList } },
    problems: ['signature-not-yours', 'signature-invalid', 'too-many-requests'],
    example: { params: { address: '$MAILBOX', name: 'asb-panel' }, body: { file: 'list.json' } },
  }),
  deleteRecipientList: operation({
    ...one,
    id: 'deleteRecipientList',
    method: 'DELETE',
    summary: 'Delete a list of recipients',
    description: 'What was sent to those on it stays sent.',
    answers: { 200: { description: 'It is gone.', schema: ListGone } },
    problems: ['not-found'],
    example: { params: { address: '$MAILBOX', name: 'old-list' } },
  }),
}

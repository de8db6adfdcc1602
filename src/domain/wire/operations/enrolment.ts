import Type from 'typebox'
import {
  AgencyPerson,
  EnrolmentRequest,
  Invitation,
  InvitationQuestion,
  InvitationRequest,
  InvitationShown,
  InvitationsResponse,
  PeopleResponse,
  SuspendAccount,
} from '../enrolment.ts'
import { Uuid } from '../primitives.ts'
import { Login } from '../texts.ts'
import { operation } from './operation.ts'

const byLogin = {
  params: Type.Object({ login: Login }, { additionalProperties: false }),
  means: { login: 'the sign-in name of somebody of your agency' },
}

/** How somebody comes into the partnership, and who is in an agency. */
export const enrolmentOperations = {
  invite: operation({
    id: 'invite',
    method: 'POST',
    path: '/api/v1/invitations',
    action: 'invite',
    tag: 'Enrolment',
    summary: 'Invite somebody',
    description:
      'The service learns by what the invitation is found, and not its secret, which goes to the newcomer outside the service and proves their key. It ends after 14 days. Another for the same sign-in name takes its place.',
    body: InvitationRequest,
    answers: { 201: { description: 'It can be enrolled by.', schema: Invitation } },
    problems: ['conflict', 'not-found'],
    example: { body: { file: 'invitation.json' } },
  }),
  readInvitations: operation({
    id: 'readInvitations',
    method: 'GET',
    path: '/api/v1/invitations',
    action: 'invite',
    tag: 'Enrolment',
    summary: 'Invitations that you may settle',
    description:
      'Those of your agency, and those that you made yourself, newest first, with what the newcomer has sent.',
    answers: { 200: { description: 'The invitations.', schema: InvitationsResponse } },
    problems: [],
    example: {},
  }),
  withdrawInvitation: operation({
    id: 'withdrawInvitation',
    method: 'POST',
    path: '/api/v1/invitations/{id}/withdraw',
    action: 'invite',
    tag: 'Enrolment',
    summary: 'Withdraw an invitation',
    description: 'Nobody enrols by it any more.',
    params: Type.Object({ id: Uuid }, { additionalProperties: false }),
    means: { id: 'the invitation' },
    answers: { 200: { description: 'It is withdrawn.', schema: Invitation } },
    problems: ['not-found'],
    example: { params: { id: '$INVITATION' } },
  }),
  readInvitation: operation({
    id: 'readInvitation',
    method: 'POST',
    path: '/api/v1/enrolment/invitation',
    action: 'enrol',
    tag: 'Enrolment',
    summary: 'See the invitation that one was given',
    description:
      'By the id that is worked out of its secret; one that has ended reads like one that never was.',
    body: InvitationQuestion,
    ration: 'sign-in',
    answers: { 200: { description: 'Who is invited, as what.', schema: InvitationShown } },
    problems: ['not-found'],
    example: { body: { file: 'invitation-id.json' } },
  }),
  enrol: operation({
    id: 'enrol',
    method: 'POST',
    path: '/api/v1/enrolment',
    action: 'enrol',
    tag: 'Enrolment',
    summary: 'Enrol by an invitation',
    description:
      'An `enrolment/1` statement, signed by the key that the newcomer has made, with its certificate and an HMAC under a key worked out of the secret. Nobody can sign in by it before the liaison officer has compared the HMAC and certified the key. It may be sent again, five times in all.',
    body: EnrolmentRequest,
    ration: 'sign-in',
    answers: { 201: { description: 'It waits for the liaison officer.', schema: InvitationShown } },
    problems: ['not-found', 'conflict', 'signature-invalid', 'step-not-allowed'],
    example: { body: { file: 'enrolment.json' } },
  }),
  readPeople: operation({
    id: 'readPeople',
    method: 'GET',
    path: '/api/v1/people',
    action: 'see-people',
    tag: 'Enrolment',
    summary: 'The people of your agency',
    description:
      'Accounts with roles, mailboxes, training and state. Of no other agency: its people are posts and numbers.',
    answers: { 200: { description: 'The people.', schema: PeopleResponse } },
    problems: [],
    example: {},
  }),
  suspendAccount: operation({
    id: 'suspendAccount',
    method: 'POST',
    path: '/api/v1/people/{login}/suspend',
    action: 'look-after-accounts',
    tag: 'Enrolment',
    summary: 'Suspend an account',
    description:
      'At once: no further request of theirs is answered. Their appointment stays, and the account can be lifted again.',
    ...byLogin,
    body: SuspendAccount,
    answers: { 200: { description: 'It is suspended.', schema: AgencyPerson } },
    problems: ['not-found', 'step-not-allowed'],
    example: { params: { login: 'yot.officer' }, body: { json: { reason: 'absence' } } },
  }),
  readmitAccount: operation({
    id: 'readmitAccount',
    method: 'POST',
    path: '/api/v1/people/{login}/readmit',
    action: 'look-after-accounts',
    tag: 'Enrolment',
    summary: 'End the suspension of an account',
    description: 'What they may do is what they are appointed to.',
    ...byLogin,
    answers: { 200: { description: 'It is active again.', schema: AgencyPerson } },
    problems: ['not-found', 'step-not-allowed'],
    example: { params: { login: 'yot.officer' } },
  }),
}

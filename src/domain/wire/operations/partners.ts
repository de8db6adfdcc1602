import Type from 'typebox'
import {
  PartnerRoute,
  PartnersResponse,
  RemindersRequest,
  RerouteRequest,
  RetryResponse,
  RouteTest,
} from '../partners.ts'
import { Domain, Uuid } from '../primitives.ts'
import { operation } from './operation.ts'

const ofPartner = {
  action: 'run-partners',
  tag: 'Partners',
  params: Type.Object({ domain: Domain }),
  means: { domain: 'the domain of the partner’s mail' },
  problems: ['not-found'],
} as const
const POLICE = { params: { domain: 'merseyside.pnn.police.test' } } as const
const route = { 200: { description: 'The way as it is now.', schema: PartnerRoute } } as const

/** How mail leaves for each partner, and what the co-ordinator does about it. */
export const partnerOperations = {
  readPartners: operation({
    id: 'readPartners',
    method: 'GET',
    path: '/api/v1/partners',
    action: 'see-partners',
    tag: 'Partners',
    summary: 'How mail to the partners leaves',
    description:
      'Every partner that is reached by mail: its server, what waits for it, when a mail was last taken, what was answered last, and when certificates end.',
    answers: { 200: { description: 'The partners, by domain.', schema: PartnersResponse } },
    problems: [],
    example: {},
  }),
  pausePartner: operation({
    ...ofPartner,
    id: 'pausePartner',
    method: 'POST',
    path: '/api/v1/partners/{domain}/pause',
    summary: 'Let nothing more leave for a partner',
    description:
      'What is under way is finished. What waits goes on waiting, and expires when its time has come. Entered in the log, like everything that changes a way.',
    answers: route,
    example: POLICE,
  }),
  resumePartner: operation({
    ...ofPartner,
    id: 'resumePartner',
    method: 'POST',
    path: '/api/v1/partners/{domain}/resume',
    summary: 'Let mail leave again',
    description: 'What is due leaves within seconds.',
    answers: route,
    example: POLICE,
  }),
  retryPartner: operation({
    ...ofPartner,
    id: 'retryPartner',
    method: 'POST',
    path: '/api/v1/partners/{domain}/retry',
    summary: 'Try at once what waits',
    description:
      'Makes everything due that waits for its next attempt, such as when the partner’s server is back.',
    answers: { 200: { description: 'How many deliveries that were.', schema: RetryResponse } },
    example: POLICE,
  }),
  reroutePartner: operation({
    ...ofPartner,
    id: 'reroutePartner',
    method: 'PUT',
    path: '/api/v1/partners/{domain}/route',
    summary: 'Lay down another way',
    description:
      'From now on mail goes to that host, known by its certificate, by an authority, or by its name and public authorities; or to the domain’s MX, under its MTA-STS policy alone. Never in clear.',
    body: RerouteRequest,
    answers: route,
    problems: ['not-found', 'invalid-request'],
    example: { ...POLICE, body: { file: 'route.json' } },
  }),
  setPartnerReminders: operation({
    ...ofPartner,
    id: 'setPartnerReminders',
    method: 'PUT',
    path: '/api/v1/partners/{domain}/reminders',
    summary: 'Say whether a partner is reminded',
    description:
      'Whether its mailboxes are reminded by mail of what they were asked for and have not answered: false where the partner wants none. What waits to leave is not sent then. Entered in the log.',
    body: RemindersRequest,
    answers: route,
    problems: ['not-found', 'invalid-request'],
    example: { ...POLICE, body: { json: { reminders: true } } },
  }),
  testPartner: operation({
    ...ofPartner,
    id: 'testPartner',
    method: 'POST',
    path: '/api/v1/partners/{domain}/tests',
    summary: 'Send a test message',
    description:
      'An encrypted message that says that it is a test, to one of the partner’s mailboxes, by the way that referrals take. It is sent also while the way is paused. Ask for the test to see what the server answered.',
    answers: { 201: { description: 'It will be sent within seconds.', schema: RouteTest } },
    problems: ['not-found', 'no-certificate', 'too-many-requests'],
    example: POLICE,
  }),
  readPartnerTest: operation({
    ...ofPartner,
    id: 'readPartnerTest',
    method: 'GET',
    path: '/api/v1/partners/{domain}/tests/{id}',
    params: Type.Object({ domain: Domain, id: Uuid }),
    means: { ...ofPartner.means, id: 'the test' },
    summary: 'What came of a test message',
    description: 'Without an answer as long as no worker has sent it.',
    answers: { 200: { description: 'The test.', schema: RouteTest } },
    example: { params: { ...POLICE.params, id: '$TEST' } },
  }),
}

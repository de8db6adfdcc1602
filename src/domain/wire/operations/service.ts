import { Health, Readiness } from '../service-response.ts'
import { ServiceDescription } from '../session.ts'
import { operation } from './operation.ts'

const open = { action: 'describe-service', tag: 'Service', method: 'GET', problems: [], example: {} } as const

/** What the service says of itself. */
export const serviceOperations = {
  describeService: operation({
    ...open,
    id: 'describeService',
    path: '/api/v1/service',
    summary: 'What to pin of this service',
    description:
      'Origin, version, limits, the key that the log’s checkpoints are signed with and the certificate that arrival statements are signed with. A client pins key and certificate on first sight and refuses others afterwards.',
    answers: { 200: { description: 'What the service says of itself.', schema: ServiceDescription } },
  }),
  checkHealth: operation({
    ...open,
    id: 'checkHealth',
    ration: 'none',
    path: '/healthz',
    summary: 'Whether the process lives',
    description: 'Answers as long as the process does. It looks at nothing else.',
    answers: { 200: { description: 'It lives.', schema: Health } },
  }),
  checkReadiness: operation({
    ...open,
    id: 'checkReadiness',
    path: '/readyz',
    summary: 'Whether the service can do its work',
    description:
      'Whether the database answers and is current, what is accepted is being entered in the log, there is room on the disk, and whatever other part this process has does its work. The answer comes within two seconds.',
    answers: {
      200: { description: 'It is ready.', schema: Readiness },
      503: { description: 'It is not ready: a check has failed, and says which and why.', schema: Readiness },
    },
  }),
  readMetrics: operation({
    ...open,
    id: 'readMetrics',
    path: '/metrics',
    summary: 'Metrics for Prometheus',
    description:
      'What waits and for how long, answers by route and status, relay attempts, and the process itself, in the text format of Prometheus. With the bearer token that the operator has set, and where none is set, to direct requests from the machine itself; for everybody else there is nothing here.',
    answers: {
      200: { description: 'The metrics.', media: ['text/plain; version=0.0.4; charset=utf-8'] },
    },
    problems: ['not-found'],
  }),
  readOpenApi: operation({
    ...open,
    id: 'readOpenApi',
    path: '/openapi.json',
    summary: 'This document',
    description: 'The API as an OpenAPI 3.1 document. Programs may keep it for five minutes.',
    answers: { 200: { description: 'The document.', media: ['application/json'] } },
  }),
  readApiPage: operation({
    ...open,
    id: 'readApiPage',
    path: '/docs/api',
    summary: 'This document as a page',
    description: 'The same document to be read and printed. The page has no script.',
    answers: { 200: { description: 'The page.', media: ['text/html; charset=utf-8'] } },
  }),
  readFrontPage: operation({
    ...open,
    id: 'readFrontPage',
    path: '/',
    summary: 'What stands at this address',
    description:
      'The browser client. Where it was not built: a page for whoever opens the address in a browser that says what this is, and how to sign in by the command.',
    answers: { 200: { description: 'The page.', media: ['text/html; charset=utf-8'] } },
  }),
  readEnrolPage: operation({
    ...open,
    id: 'readEnrolPage',
    path: '/enrol',
    summary: 'What to do with an invitation',
    description:
      'The browser client, which enrols. Where it was not built: a page that says how to enrol by the command. The secret stands in the fragment of the address, which the browser does not send.',
    answers: { 200: { description: 'The page.', media: ['text/html; charset=utf-8'] } },
  }),
  readHelpOnUnencryptedMail: operation({
    ...open,
    id: 'readHelpOnUnencryptedMail',
    path: '/help/unencrypted-mail',
    summary: 'Why mail in clear was not taken',
    description: 'The page that the gateway points to when it refuses mail that is not encrypted.',
    answers: { 200: { description: 'The page.', media: ['text/html; charset=utf-8'] } },
  }),
}

import Type from 'typebox'
import { operation } from './operation.ts'

/** Being told at once, over a connection that stays open. */
export const eventOperations = {
  readEvents: operation({
    id: 'readEvents',
    method: 'GET',
    path: '/api/v1/events',
    action: 'hear-changes',
    tag: 'Events',
    ration: 'events',
    summary: 'Be told that something of your mailboxes has changed',
    description:
      'A stream of server-sent events (HTML Living Standard §9.2) that stays open. `listening` comes first and says of which lists of which mailboxes you are told; then `changed` with list, mailbox and, where it is one alone, the ids of referral and exchange, and no content; `again` when the service may have missed something; `ended` last, with why: `stopping`, `signed-out`, `mailboxes`, `time`. Events have no ids and nothing is told twice, so `Last-Event-ID` changes nothing: whenever `listening` or `again` comes, ask for what you show. Who may hear is judged anew before each event and every few seconds. A comment comes when nothing else does.',
    query: Type.Object(
      { seconds: Type.Optional(Type.String({ pattern: '^(?:0|[1-9][0-9]{0,2})$', maxLength: 3 })) },
      { additionalProperties: false },
    ),
    means: {
      seconds:
        'end it after so many seconds, up to 999; 0 only says what you would be told. Otherwise it ends with the access token at the latest',
    },
    answers: { 200: { description: 'The stream.', media: ['text/event-stream'] } },
    problems: [],
    example: { query: { seconds: '0' } },
  }),
}

import Type, { type Static } from 'typebox'
import { Time } from './primitives.ts'

/**
 * A sign-in statement, composed by the client from a nonce that the server gave: a client never signs bytes
 * that it received. `origin` is the server's `PUBLIC_URL`, so that a proof for one server is none for another.
 */
export const Challenge = Type.Object(
  {
    despatch: Type.Literal('challenge/1'),
    origin: Type.String({
      pattern: '^https?://[!-~]{1,290}$',
      maxLength: 300,
      description: 'the web address of the service',
    }),
    nonce: Type.String({
      pattern: '^[A-Za-z0-9_-]{22,86}$',
      maxLength: 86,
      description: 'a nonce of 16 to 64 bytes in base64url',
    }),
    time: Time,
  },
  { additionalProperties: false },
)
export type Challenge = Static<typeof Challenge>

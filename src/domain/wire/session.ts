import Type, { type Static } from 'typebox'
import { RIGHTS } from './grant.ts'
import { Address, Time, Uuid } from './primitives.ts'
import { Login, Nonce, Signature, StatementText } from './texts.ts'

/** Asks for a challenge: whoever signs it with that login's key is signed in. */
export const ChallengeRequest = Type.Object({ login: Login }, { additionalProperties: false })
export type ChallengeRequest = Static<typeof ChallengeRequest>

/** What the client composes its `challenge/1` statement from; it never signs bytes it was given. */
export const ChallengeResponse = Type.Object(
  { nonce: Nonce, origin: Type.String({ maxLength: 300 }), expiresAt: Time },
  { additionalProperties: false },
)
export type ChallengeResponse = Static<typeof ChallengeResponse>

/** A signed `challenge/1` statement. */
export const SignInRequest = Type.Object(
  { login: Login, statement: StatementText, signature: Signature },
  { additionalProperties: false },
)
export type SignInRequest = Static<typeof SignInRequest>

/** A short-lived access token, and who it is for. */
export const SignInResponse = Type.Object(
  {
    accessToken: Type.String({ maxLength: 4096 }),
    expiresAt: Time,
    person: Type.Object(
      {
        id: Uuid,
        login: Login,
        agency: Uuid,
        title: Type.String({ maxLength: 200 }),
        roles: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 16 }),
        mailboxes: Type.Array(
          Type.Object(
            {
              address: Address,
              rights: Type.Array(Type.Enum([...RIGHTS])),
            },
            { additionalProperties: false },
          ),
          { maxItems: 1000 },
        ),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
export type SignInResponse = Static<typeof SignInResponse>

/** What a client pins at sign-in: the origin, the log's verifier key, the service's own certificate. */
export const ServiceDescription = Type.Object(
  {
    name: Type.Literal('despatch'),
    version: Type.String({ maxLength: 64 }),
    origin: Type.String({ maxLength: 300 }),
    serviceDomain: Type.String({ maxLength: 253 }),
    /** Verifier key of the log, in the form of C2SP signed-note. */
    logKey: Type.String({ maxLength: 400 }),
    /** The same of the trust log. */
    trustKey: Type.String({ maxLength: 400 }),
    /** Armored certificate that arrival statements are signed with. */
    serviceCertificate: Type.String({ maxLength: 20_000 }),
    limits: Type.Object(
      { contentBytes: Type.Integer(), manifestBytes: Type.Integer() },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
export type ServiceDescription = Static<typeof ServiceDescription>

import { ChallengeRequest, ChallengeResponse, SignInRequest, SignInResponse } from '../session.ts'
import { operation } from './operation.ts'

/** Signing in. */
export const sessionOperations = {
  askChallenge: operation({
    id: 'askChallenge',
    method: 'POST',
    path: '/api/v1/session/challenge',
    action: 'sign-in',
    ration: 'sign-in',
    tag: 'Signing in',
    summary: 'Ask for a challenge',
    description:
      'Gives a nonce for one sign-in under that login, good for two minutes. Compose from it the text `{"despatch":"challenge/1","origin":…,"nonce":…,"time":…}`, exactly as JSON.stringify would write it, and sign that; never sign text that a service gave you. Logins that nobody has get an answer of the same sort.',
    body: ChallengeRequest,
    answers: { 200: { description: 'What to compose the challenge from.', schema: ChallengeResponse } },
    problems: [],
    example: { body: { json: { login: 'asb.caseworker' } } },
  }),
  signIn: operation({
    id: 'signIn',
    method: 'POST',
    path: '/api/v1/session',
    action: 'sign-in',
    ration: 'sign-in',
    tag: 'Signing in',
    summary: 'Sign in with the signed challenge',
    description:
      'Takes the text of the challenge and its detached, armored OpenPGP signature by the key that is registered for the login. The access token is good for a quarter of an hour; whether its holder may still act is looked up at every call.',
    body: SignInRequest,
    answers: { 201: { description: 'An access token, and who it is for.', schema: SignInResponse } },
    problems: ['sign-in-refused'],
    example: { body: { file: 'sign-in.json' } },
  }),
}

import { PasskeyFinishRequest, PasskeyStartRequest, PasskeyStartResponse } from '../passkey.ts'
import { PassphraseFinishRequest, PassphraseStartRequest, PassphraseStartResponse } from '../passphrase.ts'
import {
  ChallengeRequest,
  ChallengeResponse,
  PasskeySignInResponse,
  PassphraseSignInResponse,
  RefreshRequest,
  RefreshResponse,
  SignInRequest,
  SignInResponse,
} from '../session.ts'
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
      'Takes the text of the challenge and its detached, armored OpenPGP signature by the key that is registered for the login, or by that of a device that its person has approved, which `device` then names. The access token is good for a quarter of an hour; whether its holder may still act is looked up at every call.',
    body: SignInRequest,
    answers: { 201: { description: 'An access token, and who it is for.', schema: SignInResponse } },
    problems: ['sign-in-refused', 'account-dormant'],
    example: { body: { file: 'sign-in.json' } },
  }),
  beginPassphraseSignIn: operation({
    id: 'beginPassphraseSignIn',
    method: 'POST',
    path: '/api/v1/session/passphrase/start',
    action: 'sign-in',
    ration: 'sign-in',
    tag: 'Signing in',
    summary: 'Begin to sign in by passphrase',
    description:
      'Takes the first message of OPAQUE (RFC 9807) and gives the answer to it, good for two minutes. The passphrase is not sent, and nothing that could be guessed at. This already counts as an attempt, since the client can tell from the answer whether the passphrase was right; after a few, each must wait longer than the last, and after ten none is taken for a day. All of it is the same for names that nobody has.',
    body: PassphraseStartRequest,
    answers: { 200: { description: 'The answer to the first message.', schema: PassphraseStartResponse } },
    problems: ['account-locked'],
    example: { body: { file: 'passphrase-start.json' } },
  }),
  finishPassphraseSignIn: operation({
    id: 'finishPassphraseSignIn',
    method: 'POST',
    path: '/api/v1/session/passphrase',
    action: 'sign-in',
    ration: 'sign-in',
    tag: 'Signing in',
    summary: 'Sign in by passphrase',
    description:
      'Takes the last message of OPAQUE, which proves the passphrase, and the `state` of the first answer, once. Beside the tokens it gives the person’s own key, wrapped: the account secret of their printed kit, which the service never has, is needed to open it.',
    body: PassphraseFinishRequest,
    answers: {
      201: { description: 'Tokens, and the wrapped key.', schema: PassphraseSignInResponse },
    },
    problems: ['sign-in-refused', 'account-dormant'],
    example: { body: { file: 'passphrase-finish.json' } },
  }),
  beginPasskeySignIn: operation({
    id: 'beginPasskeySignIn',
    method: 'POST',
    path: '/api/v1/session/passkey/start',
    action: 'sign-in',
    ration: 'sign-in',
    tag: 'Signing in',
    summary: 'Begin to sign in by passkey',
    description:
      'Takes the id of a passkey and the first message of OPAQUE (RFC 9807), made with what the passkey’s PRF gives in place of a passphrase, and gives the answer to it, good for two minutes. It is the same for passkeys that nobody has.',
    body: PasskeyStartRequest,
    answers: { 200: { description: 'The answer to the first message.', schema: PasskeyStartResponse } },
    problems: [],
    example: { body: { file: 'passkey-start.json' } },
  }),
  finishPasskeySignIn: operation({
    id: 'finishPasskeySignIn',
    method: 'POST',
    path: '/api/v1/session/passkey',
    action: 'sign-in',
    ration: 'sign-in',
    tag: 'Signing in',
    summary: 'Sign in by passkey',
    description:
      'Takes the last message of OPAQUE, which proves what the passkey’s PRF gives, and the `state` of the first answer, once. Beside the tokens it gives the copy of the person’s own key that is wrapped for this passkey; opening it takes what the PRF gives as well.',
    body: PasskeyFinishRequest,
    answers: { 201: { description: 'Tokens, and the wrapped key.', schema: PasskeySignInResponse } },
    problems: ['sign-in-refused', 'account-dormant'],
    example: { body: { file: 'passkey-finish.json' } },
  }),
  refreshSession: operation({
    id: 'refreshSession',
    method: 'POST',
    path: '/api/v1/session/refresh',
    action: 'sign-in',
    ration: 'sign-in',
    tag: 'Signing in',
    summary: 'Have new tokens for a session',
    description:
      'Takes a refresh token, once, and gives a new one with a new access token. A token that comes a second time was copied: the session ends with all that belongs to it. A session ends after 12 hours in which it was not refreshed, and after 7 days in any case.',
    body: RefreshRequest,
    answers: { 201: { description: 'The next tokens.', schema: RefreshResponse } },
    problems: ['token-expired', 'not-signed-in', 'account-dormant'],
    example: { body: { file: 'refresh.json' } },
  }),
}

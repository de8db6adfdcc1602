import Type from 'typebox'

/** The name a person signs in with. */
export const Login = Type.String({
  pattern: '^[a-z0-9][a-z0-9._-]{0,63}$',
  maxLength: 64,
  description: 'a sign-in name of lower-case letters, digits, dots and hyphens',
})

/** 32 random bytes in base64url, used once. */
export const Nonce = Type.String({
  pattern: '^[A-Za-z0-9_-]{43}$',
  maxLength: 43,
  description: '32 bytes in base64url, 43 characters',
})

/** The most characters of a statement's text and of its signature. */
export const STATEMENT_TEXT_LIMIT = 65_536
export const SIGNATURE_LIMIT = 10_000

/** The exact text of a signed statement (`statement.ts` parses it). */
export const StatementText = Type.String({
  minLength: 2,
  maxLength: STATEMENT_TEXT_LIMIT,
  description: 'the text of a statement, at most 64 KiB',
})

/** An armored detached OpenPGP signature (RFC 9580 §6.2). */
export const Signature = Type.String({
  minLength: 1,
  maxLength: SIGNATURE_LIMIT,
  description: 'an armored OpenPGP signature',
})

/** An armored OpenPGP certificate or locked key. */
export const Armored = Type.String({
  minLength: 1,
  maxLength: 100_000,
  description: 'an armored OpenPGP certificate',
})

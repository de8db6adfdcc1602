import type { OwnKey } from '../../../sdk/changed-keys.ts'
import type { ClientError } from '../../../sdk/errors.ts'
import type { FieldError } from '../../components/error-summary.tsx'

/** What is typed on the page; the kit's words, however they came in. */
export type Typed = { login: string; passphrase: string; kit: string; root: string }

/** A sign-in name has no capitals, however it was typed. */
export const loginFrom = (typed: string): string => typed.trim().toLowerCase()

/** What no sign-in name is like, to be said before anything is sent: the service would refuse it as malformed. */
const NO_LOGIN = /[^a-z0-9._-]|^[._-]/

/** What is missing or cannot be, before anything is sent. `asksRoot`: whether the page asks for the fingerprint too. */
export function missing(typed: Typed, asksRoot: boolean): FieldError[] {
  const wanted: [keyof Typed, string][] = [
    ['login', 'Enter your sign-in name'],
    ['passphrase', 'Enter your passphrase'],
    ['kit', 'Enter the 12 words of your kit, or choose its file'],
    ...(asksRoot ? [['root', ROOT_WANTED] satisfies [keyof Typed, string]] : []),
  ]
  const absent = wanted.flatMap(([field, message]) => (typed[field] === '' ? [{ field, message }] : []))
  return NO_LOGIN.test(typed.login) ? [{ field: 'login', message: LOGIN_LIKE }, ...absent] : absent
}

const LOGIN_LIKE =
  'A sign-in name has letters, digits, dots, hyphens and underscores only, and begins with a letter or a digit'

export const ROOT_WANTED = 'Enter the fingerprint of your agency’s root, which your liaison officer gave you'

/** The field that an error of signing in is about: what was typed there is to be put right. */
const FIELDS: Readonly<Record<string, keyof Typed | `words-${OwnKey}`>> = {
  WrongPassphraseError: 'passphrase',
  WrongKitError: 'kit',
  WordsError: 'kit',
  WrappedKeyError: 'kit',
  RootUnknownError: 'root',
  LogKeyWordsError: 'words-log',
  TrustKeyWordsError: 'words-trust',
  ServiceKeyWordsError: 'words-service',
}

/** An error of signing in by passkey: of nothing that was typed, but the root. */
export const passkeyProblemOf = (error: ClientError): FieldError =>
  error.name === 'RootUnknownError'
    ? { field: 'root', message: `${ROOT_WANTED}, then use the passkey again` }
    : { field: wordsField(error), message: error.message }

/** The field of the words of a changed key that an error is about; null where it is about none. */
const wordsField = ({ name }: ClientError): string | null => {
  const field = FIELDS[name] ?? ''
  return field.startsWith('words-') ? field : null
}

/** An error of signing in, at its field, in the SDK's words. */
export function problemOf(error: ClientError): FieldError {
  const field = FIELDS[error.name] ?? null
  return { field, message: field === 'root' ? ROOT_WANTED : error.message }
}

import Type, { type Static, type TSchema } from 'typebox'

/**
 * The small pieces that every wire schema is made of. Each bounds its own length, so a schema composed of
 * them bounds a whole document. `description` is the sentence that `check` shows: "must be <description>".
 */

/** SHA-256 digest as lower-case hex. */
export const Sha256 = Type.String({
  pattern: '^[0-9a-f]{64}$',
  maxLength: 64,
  description: 'a SHA-256 digest, 64 lower-case hex digits',
})

/** A UUIDv7 (RFC 9562 §5.7), lower case. */
export const Uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
  maxLength: 36,
  description: 'a UUID of version 7, in lower case',
})

/** 16 random bytes, base64url without padding; the last character carries two bits, so four are possible. */
export const Thread = Type.String({
  pattern: '^[A-Za-z0-9_-]{21}[AQgw]$',
  maxLength: 22,
  description: '16 bytes in base64url, 22 characters',
})

/** 32 random bytes, base64url without padding. */
export const Salt = Type.String({
  pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$',
  maxLength: 43,
  description: '32 bytes in base64url, 43 characters',
})

const DOMAIN_PATTERN = '(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.){1,8}[a-z][a-z0-9-]{0,61}[a-z0-9]'

/** A DNS domain of at least two labels, lower case. */
export const Domain = Type.String({
  pattern: `^${DOMAIN_PATTERN}$`,
  maxLength: 253,
  description: 'a domain name in lower case, such as liverpool.gcsx.gov.test',
})

/** A mailbox address, lower case, of the plain dot-atom form (RFC 5321 §4.1.2). */
export const Address = Type.String({
  pattern: `^[a-z0-9_+-]{1,64}(?:\\.[a-z0-9_+-]{1,64}){0,8}@${DOMAIN_PATTERN}$`,
  maxLength: 254,
  description: 'a mail address in lower case, such as asb.team@liverpool.gcsx.gov.test',
})

/**
 * A point in time, ISO 8601 UTC with milliseconds, as `Date.prototype.toISOString` writes it. The format would let a leap second
 * pass, 23:59:60, which is no time to `Date`.
 */
export const Time = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}Z$',
  format: 'date-time',
  maxLength: 24,
  description: 'a time in UTC with milliseconds, such as 2010-03-01T09:30:00.000Z',
})

/** A calendar date, `YYYY-MM-DD`. */
export const CalendarDate = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  format: 'date',
  maxLength: 10,
  description: 'a date, year first, such as 2010-03-01',
})

/** The fingerprint of an OpenPGP certificate, lower-case hex: 40 digits (v4) or 64 (v6). */
export const Fingerprint = Type.String({
  pattern: '^(?:[0-9a-f]{40}|[0-9a-f]{64})$',
  maxLength: 64,
  description: 'an OpenPGP fingerprint, 40 or 64 lower-case hex digits',
})

/** An OpenPGP key id, 16 lower-case hex digits. */
export const KeyId = Type.String({
  pattern: '^[0-9a-f]{16}$',
  maxLength: 16,
  description: 'an OpenPGP key id, 16 lower-case hex digits',
})

/** The id of an agency or an agreement in the directory. */
export const Slug = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,63}$',
  maxLength: 64,
  description: 'a short name of lower-case letters, digits and hyphens',
})

/** A line of text for people (a name, a title): no control characters, no line breaks. */
export function Line(maxLength: number) {
  return Type.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$',
    description: `one line of text, at most ${maxLength} characters`,
  })
}

/** The size of something in bytes. */
const ByteSize = Type.Integer({ minimum: 0, maximum: 2 ** 40, description: 'a size in bytes' })

/** `schema` or `null`. */
export function Nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()])
}

/** A ciphertext as a statement names it. */
export const ContentDigest = Type.Object({ sha256: Sha256, size: ByteSize }, { additionalProperties: false })
export type ContentDigest = Static<typeof ContentDigest>

import { type Field, fieldValue, readHead } from './fields.ts'

/** Reading and writing of the field groups inside report parts (RFC 3464 §2.1, RFC 8098 §3.1). */

const LONGEST = 64 * 1024
const GROUPS = 200

/** The groups of fields in a report part, divided by empty lines; bounded in size and number. */
export function readGroups(text: string): Field[][] {
  const groups: Field[][] = []
  const blocks = text
    .slice(0, LONGEST)
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*(?:\n[ \t]*)+/)
  for (const block of blocks) {
    const head = readHead(new TextEncoder().encode(block.replace(/^\n+/, '')))
    if (head !== null && head.fields.length > 0) groups.push(head.fields)
    if (groups.length >= GROUPS) break
  }
  return groups
}

/** The part of `rfc822; person@example.test` after its type, comments left off; null where there is none. */
export function typedValue(fields: readonly Field[], name: string): string | null {
  const value = fieldValue(fields, name)
  if (value === null) return null
  const semicolon = value.indexOf(';')
  const text = plainText(semicolon < 0 ? value : value.slice(semicolon + 1))
  return text === '' ? null : text
}

/** An address in a report field: lower case, without the angle brackets that some systems add. */
export function addressValue(fields: readonly Field[], name: string): string | null {
  const text = typedValue(fields, name)
  if (text === null) return null
  const bare = /<([^<>]*)>/.exec(text)?.[1] ?? text
  return bare.trim().toLowerCase().slice(0, 320) || null
}

/** Printable text of at most so many characters. */
export function plainText(text: string, most = 500): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, most)
}

/** A field line for a report part: ASCII, no line break; anything else becomes a question mark. */
export function reportLine(name: string, value: string): string {
  return `${name}: ${plainText(value).replace(/[^\x20-\x7e]/g, '?')}\r\n`
}

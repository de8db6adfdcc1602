import { type Field, fieldValues } from './fields.ts'

/** Fields that are looked at; a mail has one. */
const MOST_FIELDS = 4
/** Base64 of a key of 64 KiB; level 1 of Autocrypt advises 10 KiB. */
const LONGEST = 90_000

/** The key that a mail program put into the header of a mail, and the address that it says it is of; lower case. */
export type AutocryptKey = { address: string; key: Uint8Array }

/**
 * The Autocrypt field of a mail (Autocrypt level 1, §2.1): an address and a key, which anybody on the way may have written.
 * A field with an attribute that is not known does not count, unless its name begins with an underscore; where two fields
 * count, none does.
 *
 * @returns null where there is none
 */
export function autocryptKey(fields: readonly Field[]): AutocryptKey | null {
  const found = fieldValues(fields, 'autocrypt')
    .slice(0, MOST_FIELDS)
    .flatMap((value) => read(value) ?? [])
  return found.length === 1 ? (found[0] ?? null) : null
}

function read(value: string): AutocryptKey | null {
  if (value.length > LONGEST) return null
  const attributes = new Map<string, string>()
  for (const part of value.split(';')) {
    const equals = part.indexOf('=')
    const name = part.slice(0, Math.max(equals, 0)).trim().toLowerCase()
    if (part.trim() === '') continue
    if (name === '' || attributes.has(name)) return null
    if (!KNOWN.has(name) && !name.startsWith('_')) return null
    attributes.set(name, part.slice(equals + 1).trim())
  }
  const address = attributes.get('addr')?.toLowerCase() ?? ''
  const data = (attributes.get('keydata') ?? '').replaceAll(/[ \t]/g, '')
  if (address === '' || data === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(data)) return null
  try {
    return { address, key: Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0)) }
  } catch {
    return null
  }
}

const KNOWN = new Set(['addr', 'prefer-encrypt', 'keydata'])

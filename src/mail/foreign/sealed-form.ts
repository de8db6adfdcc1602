import { type Entity, readEntity, splitMultipart } from '../entity.ts'
import { addedPart, beginsWithRule, MOST_ADDED, withoutFooter } from './footer.ts'
import { isBlank, shortText } from './plain-words.ts'
import { sameArmorAsHtml } from './same-armor.ts'

/** Where the sealed message stands in a mail from outside, and what was written beside it on the way. */
export type SealedForm = {
  /** its body, decoded, is to be one armored message; whether it is one is not looked at */
  entity: Entity
  /** whether the armor is itself the text of the mail: then a text may be in it, and no MIME entity */
  inline: boolean
  /** the footer in clear that a list or a gateway put after it; null where there is none */
  added: string | null
}

/** A wrapper of a list, around a forward of a gateway, around what Exchange made of it, and one to spare. */
const DEEPEST = 4
/** A blank text, the version, the sealed part, a footer. */
const MOST_PARTS = 4

/**
 * Finds the sealed message in a mail all of which is sealed, in the forms that mail programs make and that servers make
 * of them (docs/decisions/0017):
 *
 * - `multipart/encrypted` (RFC 3156 §4), also without its version part or its parameter;
 * - `multipart/mixed` with the same parts, as Exchange makes it, a blank text first, types changed, encoded anew;
 * - a text that is the armor and nothing else, also beside an HTML rendering of the very same armor;
 * - one of these alone in a `multipart/mixed` or a `message/rfc822`, as lists and gateways wrap it.
 *
 * After it a short footer in plain text may stand that was added on the way. With anything else that can be read beside
 * it the mail is clear text, and the answer is null.
 */
export function sealedForm(raw: Uint8Array): SealedForm | null {
  const root = readEntity(raw)
  const form = root === null ? null : formOf(root, 0)
  return (form?.added?.length ?? 0) > MOST_ADDED ? null : form
}

function formOf(entity: Entity, depth: number): SealedForm | null {
  if (depth > DEEPEST) return null
  const { type, parameters } = entity.contentType
  if (type === 'text/plain') return { inline: true, ...withoutFooter(entity) }
  if (type === 'message/rfc822') {
    const inner = readEntity(entity.body)
    return inner === null ? null : formOf(inner, depth + 1)
  }
  const known = ['multipart/encrypted', 'multipart/mixed', 'multipart/alternative'].includes(type)
  const parts = known
    ? splitMultipart(entity.body, parameters.get('boundary') ?? '', MOST_PARTS)?.map(readEntity)
    : undefined
  if (parts === undefined || !areRead(parts)) return null
  if (type === 'multipart/encrypted') return sealedPair(parts, null)
  if (type === 'multipart/alternative') return alternative(parts)
  return mixed(parts, depth)
}

const areRead = (parts: readonly (Entity | null)[]): parts is Entity[] => !parts.includes(null)

/** The version part, which may have been lost, and the sealed one. */
function sealedPair(parts: readonly Entity[], added: string | null): SealedForm | null {
  const [version, sealed] = parts.length === 1 ? [null, parts[0]] : parts
  if (parts.length > 2 || sealed === undefined || !isSealed(sealed)) return null
  return version === null || isVersion(version) ? { entity: sealed, inline: false, added } : null
}

function alternative(parts: readonly Entity[]): SealedForm | null {
  const [plain, html, ...more] = parts
  if (plain === undefined || html === undefined || more.length > 0) return null
  return sameArmorAsHtml(plain, html) ? { entity: plain, inline: true, added: null } : null
}

function mixed(parts: readonly Entity[], depth: number): SealedForm | null {
  const [first] = parts
  const filled = first !== undefined && parts.length > 1 && isBlank(first) ? parts.slice(1) : parts
  const last = filled.length > 1 ? filled.at(-1) : undefined
  const added = last === undefined ? null : addedPart(last)
  const sealed = added === null ? filled : filled.slice(0, -1)
  const [sole] = sealed
  const wrapped = sealed.length === 1 && sole !== undefined && isWrapped(sole)
  // Beside a part of its own a sender may have written something; around a whole mail only somebody on the way does.
  const isWhole = wrapped && sole.contentType.type !== 'text/plain'
  if (added !== null && added !== '' && !isWhole && !beginsWithRule(added)) return null
  if (!wrapped) return sealedPair(sealed, added === '' ? null : added)
  const form = formOf(sole, depth + 1)
  return form === null ? null : { ...form, added: joined(form.added, added) }
}

/** A part that may be one of the forms itself; a text with a name is a file. */
function isWrapped({ contentType: { type, parameters } }: Entity): boolean {
  return /^(?:multipart|message)\//.test(type) || (type === 'text/plain' && !parameters.has('name'))
}

const joined = (...texts: (string | null)[]): string | null => texts.filter(Boolean).join('\n') || null

/** Gateways change the types of the two parts; what is in them decides. */
function isVersion(part: Entity): boolean {
  return (
    /^(?:application\/|text\/plain$)/.test(part.contentType.type) &&
    /^(?:Version:[ \t]*1)?$/i.test(shortText(part))
  )
}

function isSealed({ contentType: { type } }: Entity): boolean {
  return /^(?:application\/|text\/plain$)/.test(type)
}

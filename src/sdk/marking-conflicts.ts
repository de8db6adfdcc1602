import { markingOfLine, namesHigherLevel } from '../domain/marking.ts'
import type { Marking } from '../domain/wire/referral-fields.ts'
import type { Attachment } from './referral-request.ts'

/** Of an attachment, how much is looked at; and of which types, since the text of others cannot be read here. */
const LOOKED_AT_BYTES = 256 * 1024
const TEXT = /^text\/|^application\/(?:json|xml)$/

/** Where something says a higher marking than the referral has: a field by its path, or an attachment by its place from 1. */
export type MarkingConflict = { where: string }

/**
 * Where the data or what is attached bears a marking above the one that the referral is to be sent with, so that a person is
 * asked before it is sealed (M6): a level in capitals in a text of the form, in a file's name, or as a line of a text file.
 *
 * @returns the places alone: nothing of the content
 */
export function markingConflicts(
  marking: Marking,
  { data, attachments = [] }: { data: unknown; attachments?: readonly Attachment[] },
): MarkingConflict[] {
  const found: MarkingConflict[] = []
  const ask = (where: string, text: string) => {
    if (namesHigherLevel(text, marking)) found.push({ where })
  }
  for (const [path, text] of textsIn(data)) ask(path, text)
  for (const [place, { name, type, bytes }] of attachments.entries()) {
    const where = `attachment ${place + 1}`
    ask(`the name of ${where}`, name.replaceAll(/[_.]/g, ' '))
    if (!TEXT.test(type)) continue
    const lines = new TextDecoder().decode(bytes.subarray(0, LOOKED_AT_BYTES)).split(/\r?\n/)
    const higher = lines.find(
      (line) => markingOfLine(line.trim()) !== null && namesHigherLevel(line, marking),
    )
    if (higher !== undefined) ask(where, higher)
  }
  return found
}

/** Every text of a form with its JSON Pointer. */
function textsIn(data: unknown, path = ''): [path: string, text: string][] {
  if (typeof data === 'string') return [[path, data]]
  if (typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([name, value]) =>
    textsIn(value, `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  )
}

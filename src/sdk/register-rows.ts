import { ClientError } from './errors.ts'

/** No row of the register is longer, in UTF-16 code units. */
const ROW_LIMIT = 64 * 1024

/**
 * Takes the register's JSON document, `{"rows":[…]}`, apart as it comes: a register may be longer than memory. Only the
 * frame is judged here; a row is whatever `JSON.parse` makes of it.
 *
 * `push` gives the rows that a piece completes. `end` demands that the document was whole.
 *
 * @throws ClientError when it is not such a document, or was broken off
 */
export function createRowSplitter() {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  /** what is outside the rows: with it the frame is told */
  let frame = ''
  let row = ''
  let depth = 0
  let inString = false
  let escaped = false

  const take = (text: string): unknown[] => {
    const rows: unknown[] = []
    let start = depth > 0 ? 0 : -1
    for (let at = 0; at < text.length; at += 1) {
      const character = text.charCodeAt(at)
      if (depth === 0) {
        if (character !== OPEN) frame = framed(frame, text.charAt(at))
        else if (!ROW_COMES.test(frame)) frame = framed(frame, '{')
        else {
          // In the frame a row is one letter.
          frame = 'R'
          depth = 1
          start = at
        }
      } else if (inString) {
        if (escaped) escaped = false
        else if (character === BACKSLASH) escaped = true
        else if (character === QUOTE) inString = false
      } else if (character === QUOTE) inString = true
      else if (character === OPEN) depth += 1
      else if (character === CLOSE) {
        depth -= 1
        if (depth > 0) continue
        rows.push(parsed(row + text.slice(start, at + 1)))
        row = ''
        start = -1
      }
    }
    if (start >= 0) row += text.slice(start)
    if (row.length > ROW_LIMIT) throw notTheRegister()
    return rows
  }

  return {
    push: (piece: Uint8Array): unknown[] => take(decoded(decoder, piece)),
    end(): void {
      if (depth > 0 || !WHOLE.test(frame)) throw notTheRegister()
    },
  }
}

const OPEN = 0x7b
const CLOSE = 0x7d
const QUOTE = 0x22
const BACKSLASH = 0x5c
/** The frame before the first row, or between two; and after the last. `R` is the row before. */
const ROW_COMES = /^(?:\{"rows":\[|R,)$/
const WHOLE = /^(?:\{"rows":\[|R)\]\}$/

/** The frame with one character more, without white space (RFC 8259 §2). */
function framed(frame: string, character: string): string {
  if (/[ \t\r\n]/.test(character)) return frame
  if (frame.length > 20) throw notTheRegister()
  return frame + character
}

function decoded(decoder: TextDecoder, piece: Uint8Array): string {
  try {
    return decoder.decode(piece, { stream: true })
  } catch {
    throw notTheRegister()
  }
}

function parsed(text: string): unknown {
  if (text.length > ROW_LIMIT) throw notTheRegister()
  try {
    return JSON.parse(text)
  } catch {
    throw notTheRegister()
  }
}

const notTheRegister = (): ClientError =>
  new ClientError('The register that came is not whole, or not one that this program understands. Ask again.')

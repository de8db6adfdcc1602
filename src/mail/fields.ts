/** One header field: its name in lower case, its value unfolded and trimmed but not decoded. */
export type Field = { name: string; value: string }

/** What stands before the first empty line of a message or a part. */
export type Head = {
  fields: Field[]
  /** Offset of the first byte of the body. */
  bodyStart: number
  /** False where a line was neither a field nor the continuation of one. */
  wellFormed: boolean
}

/** Limits on a header block that a stranger wrote. */
export const HEAD_LIMITS = { bytes: 256 * 1024, fields: 500 } as const

/**
 * Reads a header block (RFC 5322 §2.2), lenient about bare LF line ends and strict about size.
 *
 * @returns null where the block is larger than `limits`
 */
export function readHead(
  bytes: Uint8Array,
  limits: { bytes: number; fields: number } = HEAD_LIMITS,
): Head | null {
  const end = headEnd(bytes, limits.bytes)
  if (end === null) return null
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, end.head))
  const lines = text.split(/\r?\n/)
  // Mailbox files begin messages with a "From " line that is no field.
  if (lines[0]?.startsWith('From ')) lines.shift()
  const pieces: string[][] = []
  let wellFormed = true
  for (const line of lines) {
    if (line === '') continue
    const last = pieces.at(-1)
    if (/^[ \t]/.test(line) && last !== undefined) last.push(line)
    else if (/^[\x21-\x39\x3b-\x7e]{1,200}[ \t]*:/.test(line)) pieces.push([line])
    else wellFormed = false
    if (pieces.length > limits.fields) return null
  }
  const fields = pieces.map((piece) => {
    const whole = piece.join('')
    const colon = whole.indexOf(':')
    return {
      name: whole.slice(0, colon).trimEnd().toLowerCase(),
      value: whole
        .slice(colon + 1)
        .replace(/[\r\n\0]/g, ' ')
        .trim(),
    }
  })
  return { fields, bodyStart: end.body, wellFormed }
}

function headEnd(bytes: Uint8Array, most: number): { head: number; body: number } | null {
  let lineStart = 0
  for (;;) {
    const lf = bytes.indexOf(0x0a, lineStart)
    if (lf < 0) return bytes.length > most ? null : { head: bytes.length, body: bytes.length }
    if (lf > most) return null
    if (lf === lineStart || (lf === lineStart + 1 && bytes[lineStart] === 0x0d)) {
      return { head: lineStart, body: lf + 1 }
    }
    lineStart = lf + 1
  }
}

/** The first value of a field, or null. */
export function fieldValue(fields: readonly Field[], name: string): string | null {
  return fields.find((field) => field.name === name)?.value ?? null
}

/** Every value of a field, in order. */
export function fieldValues(fields: readonly Field[], name: string): string[] {
  return fields.filter((field) => field.name === name).map((field) => field.value)
}

/**
 * The parts of a multipart body (RFC 2046 §5.1.1), as lenient as `splitMultipart` is strict: where the last delimiter
 * is missing, the end of the body ends the last part.
 */
export function* eachDelimited(body: Uint8Array, boundary: string): Generator<Uint8Array> {
  const delimiter = new TextEncoder().encode(`--${boundary.trimEnd()}`)
  let start = -1
  for (let line = 0; line < body.length; ) {
    const feed = body.indexOf(0x0a, line)
    const end = feed < 0 ? body.length : feed
    if (startsWith(body, line, delimiter) && endsThere(body, line + delimiter.length)) {
      if (start >= 0) yield body.subarray(start, Math.max(start, line - 1))
      start = end + 1
      if (body[line + delimiter.length] === 0x2d && body[line + delimiter.length + 1] === 0x2d) return
    }
    line = end + 1
  }
  if (start >= 0 && start < body.length) yield body.subarray(start)
}

function startsWith(body: Uint8Array, at: number, wanted: Uint8Array): boolean {
  if (at + wanted.length > body.length) return false
  for (let i = 0; i < wanted.length; i++) if (body[at + i] !== wanted[i]) return false
  return true
}

/** Whether a delimiter ends here: the boundary of a part within may begin with that of the whole. */
function endsThere(body: Uint8Array, at: number): boolean {
  const next = body[at]
  if (next === 0x2d) return body[at + 1] === 0x2d
  return next === undefined || next === 0x0a || next === 0x0d || next === 0x20 || next === 0x09
}

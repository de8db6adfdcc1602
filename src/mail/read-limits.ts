/** A message that is larger or more nested than any that this service carries. */
export class MailReadError extends Error {
  override name = 'MailReadError'
}

/** Limits on an entity that a stranger composed. */
export const READ_LIMITS = {
  bytes: 40 * 1024 * 1024,
  headerBytes: 256 * 1024,
  depth: 16,
  attachments: 100,
  /** Texts, files and signed parts together. */
  parts: 500,
  /** Lines that could be delimiters: each may cost a part. */
  delimiters: 10_000,
  /** 40 MiB of base64 has 540,000; the parser keeps each line as a thing of its own, many times its size. */
  lines: 1_000_000,
  /** Header fields that are longer are not decoded: an honest list of a hundred addresses is half as long. */
  field: 32 * 1024,
} as const

/** @throws MailReadError where the entity is past a limit that can be told without reading it */
export function refuseTooLarge(entity: Uint8Array): void {
  if (entity.length > READ_LIMITS.bytes) throw new MailReadError('This message is too large to read.')
  const { lines, delimiters } = countLines(entity)
  if (lines > READ_LIMITS.lines) throw new MailReadError('This message has too many lines.')
  if (delimiters > READ_LIMITS.delimiters) throw new MailReadError('This message has too many parts.')
}

/** A part costs a delimiter line, and the parser has no limit of its own on parts, nor on lines. Counts to past the limit. */
function countLines(entity: Uint8Array): { lines: number; delimiters: number } {
  let lines = 0
  let delimiters = 0
  for (let at = entity.indexOf(0x0a); at >= 0; at = entity.indexOf(0x0a, at + 1)) {
    if (lines++ >= READ_LIMITS.lines) break
    if (entity[at + 1] === 0x2d && entity[at + 2] === 0x2d) delimiters++
  }
  return { lines, delimiters }
}

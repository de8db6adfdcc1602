const FIELDS = /^(?:subject|from|to|cc|date|reply-to|followup-to)[ \t]*:/i

/**
 * A text without the copy of hidden header fields that RFC 9788 §3.3 puts at its top for mail programs that cannot show
 * them. What is not such a copy, line for line, stays.
 */
export function withoutLegacyDisplay(text: string): string {
  const [block, ...rest] = text.split(/\r?\n[ \t]*\r?\n/)
  return isLegacyDisplay(block ?? '') && rest.length > 0 ? rest.join('\n\n') : text
}

/** Whether a text is nothing but header fields, as the part is that the drafts before RFC 9788 put first. */
export function isLegacyDisplay(text: string): boolean {
  const lines = text.trim().split(/\r?\n/)
  return lines.every((line, at) => FIELDS.test(line) || (at > 0 && /^[ \t]/.test(line)))
}

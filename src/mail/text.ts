/**
 * The one form in which a message's text is compared: `\n` line ends, no empty lines at the end, one `\n` last.
 * `readReferral(composeReferral(…)).text` is `normaliseText` of what was composed, whatever mail did to line ends.
 */
export function normaliseText(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n')
  let end = lines.length
  while (end > 0 && lines.charCodeAt(end - 1) === 0x0a) end--
  return `${lines.slice(0, end)}\n`
}

/**
 * A text of `format=flowed` with its lines made whole (RFC 3676 §4): a line that ends in a space goes on in the next of the
 * same quotation, and a space that was put before a line is taken away.
 *
 * @param delsp whether the space at the end belongs to the format, and not to the text (§4.5)
 */
export function unflowed(text: string, delsp: boolean): string {
  const whole: string[] = []
  let flowing: string[] = []
  let depth = -1
  const end = () => {
    if (depth >= 0) whole.push(`${depth > 0 ? `${'>'.repeat(depth)} ` : ''}${flowing.join('')}`)
    flowing = []
    depth = -1
  }
  for (const written of text.split(/\r\n|\r|\n/)) {
    const quoted = /^>{0,100}/.exec(written)?.[0].length ?? 0
    const stuffed = written.slice(quoted)
    const line = stuffed.startsWith(' ') ? stuffed.slice(1) : stuffed
    const isSignature = line === '-- '
    if (depth !== quoted || isSignature) end()
    const flows = line.endsWith(' ') && !isSignature
    flowing.push(flows && delsp ? line.slice(0, -1) : line)
    depth = quoted
    if (!flows) end()
  }
  end()
  return whole.join('\n')
}

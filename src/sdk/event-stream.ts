import { ClientError } from './errors.ts'

/** One event as it stands on the wire: its name, and its data as text. */
export type WireEvent = { event: string; data: string }

/** An event, and a line of one, may be as long: characters. */
const LONGEST = 64 * 1024

/**
 * Server-sent events out of the pieces of a stream (HTML Living Standard §9.2.6). Comments and fields that are not used here are left
 * out; an event that breaks off is none.
 *
 * @throws ClientError when an event is longer than this program accepts
 */
export async function* readEventStream(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<WireEvent> {
  const decoder = new TextDecoder()
  let rest = ''
  let event = ''
  let data: string[] = []
  let size = 0
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    if (rest.length > LONGEST) throw tooLong()
    for (const line of lines) {
      const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
      size += line.length
      if (size > LONGEST) throw tooLong()
      if (line === '') {
        if (data.length > 0) yield { event: event || 'message', data: data.join('\n') }
        event = ''
        data = []
        size = 0
      } else if (field === 'event') event = value
      else if (field === 'data') data.push(value)
    }
  }
}

const tooLong = () => new ClientError('An event of the service is longer than this program accepts.')

import { domainOf } from '../address.ts'
import { type Field, fieldValue, readHead } from '../fields.ts'
import { readMessageIds } from '../message-id.ts'

/** What the gateway may know of a message without opening it. */
export type OuterHeaders = {
  messageId: string | null
  inReplyTo: string[]
  references: string[]
  /** The address in From, in lower case; null where there is none or more than one. */
  from: string | null
  fromDomain: string | null
  /** The Auto-Submitted keyword in lower case (RFC 3834 §5); null where a person sent it. */
  autoSubmitted: string | null
  returnPath: string | null
  /** The type of the body, such as `multipart/report`. */
  contentType: string
  /** The servers that say they have had it in hand (RFC 5321 §4.4). */
  hops: number
}

/** Reads the outer header of a message from outside. Never throws; past the limits every field is absent. */
export function readOuterHeaders(raw: Uint8Array): OuterHeaders {
  const fields = readHead(raw)?.fields ?? []
  const ids = (name: string) => readMessageIds((fieldValue(fields, name) ?? '').slice(0, 32_000))
  const from = soleAddress(fields, 'from')
  const automatic =
    /^[a-z-]{1,40}/.exec((fieldValue(fields, 'auto-submitted') ?? '').toLowerCase())?.[0] ?? null
  return {
    messageId: ids('message-id')[0] ?? null,
    inReplyTo: ids('in-reply-to'),
    references: ids('references'),
    from,
    fromDomain: from === null ? null : domainOf(from),
    autoSubmitted: automatic === 'no' ? null : automatic,
    returnPath: soleAddress(fields, 'return-path'),
    contentType:
      /^[a-z0-9.+/-]{1,100}/.exec((fieldValue(fields, 'content-type') ?? '').toLowerCase())?.[0] ?? '',
    hops: fields.filter(({ name }) => name === 'received').length,
  }
}

/** One plain address, bare or in angle brackets after a name that holds no address of its own. */
function soleAddress(fields: readonly Field[], name: string): string | null {
  const values = fields.filter((field) => field.name === name)
  const value = values.length === 1 ? (values[0]?.value ?? '').slice(0, 1000) : ''
  const bracketed = /^[^<>]{0,500}<([^<>\s@]{1,64}@[^<>\s@]{1,190})>$/.exec(value)?.[1]
  const bare = /^([^<>\s@",;()]{1,64}@[^<>\s@",;()]{1,190})$/.exec(value)?.[1]
  const address = bracketed ?? bare
  return address === undefined ? null : address.toLowerCase()
}

import type { SMTPServerSession } from 'smtp-server'

/** Whence a mail came to the server in front, as that says it. */
export type Forwarded = { address: string; helo: string }

/** An address that nobody has: the server in front says nothing of whence it has the mail. */
const NOBODY = '0.0.0.0'

/**
 * What XFORWARD said for this transaction, and for no other: the library would go on with it for as long as the connection
 * lasts, and make the next mail one of the same sender.
 */
export function takeForwarded({ xForward }: SMTPServerSession): Forwarded {
  const said = (name: string) => {
    const value: unknown = xForward?.get(name)
    return typeof value === 'string' ? value : ''
  }
  const forwarded = { address: said('ADDR').replace(/^::ffff:/i, '') || NOBODY, helo: said('HELO') }
  xForward?.clear()
  return forwarded
}

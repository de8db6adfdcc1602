/** A dot-atom at a host name: the only addresses that a mailbox here can have (RFC 5322 §3.4.1, without quoting). */
const ADDRESS =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/

/** The longest path that SMTP carries (RFC 5321 §4.5.3.1.3), less its angle brackets. */
const LONGEST = 254

/** Whether a text is a plain `local@domain` that may stand in a header or an envelope as it is. */
export function isAddress(text: string): boolean {
  return text.length <= LONGEST && text.indexOf('@') <= 64 && ADDRESS.test(text)
}

/** The lower-case domain of an address, or null where there is none. */
export function domainOf(address: string): string | null {
  const at = address.lastIndexOf('@')
  return at < 1 || at === address.length - 1 ? null : address.slice(at + 1).toLowerCase()
}

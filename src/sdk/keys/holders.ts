import { personOf, type TrustState } from '../../domain/trust/state.ts'
import type { MailboxKeysResponse } from '../../domain/wire/mailbox-keys.ts'

/** Somebody who holds keys of a mailbox: until the day that the first of their grants ends, `YYYY-MM-DD`. */
export type Holder = {
  who: string
  fingerprint: string
  parts: MailboxKeysResponse['grants'][number]['part'][]
  /** one number, or the first and the last */
  generations: string
  until: string
}

/** Who holds the keys of a mailbox, each with what they hold: by the grants, and by name as the trust log has it. */
export function holdersIn(keys: MailboxKeysResponse, state: TrustState): Holder[] {
  const byGrantee = new Map<string, MailboxKeysResponse['grants']>()
  for (const grant of keys.grants)
    byGrantee.set(grant.grantee, [...(byGrantee.get(grant.grantee) ?? []), grant])
  return [...byGrantee].map(([grantee, theirs]) => {
    const numbers = theirs.map(({ generation }) => generation)
    const [first, last] = [Math.min(...numbers), Math.max(...numbers)]
    const until = theirs.map(({ expires }) => expires).toSorted()[0] ?? ''
    return {
      who: nameOf(state, grantee),
      fingerprint: grantee,
      parts: [...new Set(theirs.map(({ part }) => part))],
      generations: first === last ? String(first) : `${first}–${last}`,
      until: until.slice(0, 10),
    }
  })
}

function nameOf(state: TrustState, fingerprint: string): string {
  const person = personOf(state, fingerprint)
  if (person) return [person.login, `(${person.title} ${person.number})`].join(' ').trim()
  const agency = Object.values(state.agencies).find(({ recovery }) => recovery?.fingerprint === fingerprint)
  return agency ? `recovery key of ${agency.name}` : fingerprint
}

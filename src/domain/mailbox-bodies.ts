import { BODIES, type Body } from './bodies.ts'
import type { Signatory } from './wire/agreement.ts'

/** What a signatory says of its bodies, and of mailboxes that are of some of them. */
type Standing = Pick<Signatory, 'bodies' | 'mailboxes'>

/**
 * The bodies that a mailbox of an agency is of, by an agreement: those that it names for it. A mailbox that it does not name is
 * of all that it names no other mailbox for, so that an agreement which names none means what it says of the agency. Where that
 * leaves nothing it is of all that the agency is: a hospital is one in a mailbox that it opened since, too.
 */
export function bodiesOfMailbox({ bodies, mailboxes }: Standing, address: string): Body[] {
  const named = mailboxes.find((one) => one.address === address)
  if (named) return named.bodies
  const elsewhere = new Set(mailboxes.flatMap((one) => one.bodies))
  const others = bodies.filter((body) => !elsewhere.has(body))
  return others.length > 0 ? others : bodies
}

/**
 * Why what a signatory says of its mailboxes cannot stand: a mailbox that is named twice, or is in none of its mail domains, or of
 * a body that the agency is not.
 *
 * @returns sentences; none where nothing is wrong
 */
export function mailboxFaults({
  agency,
  bodies,
  domains,
  mailboxes,
}: Standing & Pick<Signatory, 'agency' | 'domains'>): string[] {
  return mailboxes.flatMap(({ address, bodies: named }, at) => {
    const strange = named.filter((body) => !bodies.includes(body)).map((body) => BODIES[body])
    return [
      ...(mailboxes.findIndex((one) => one.address === address) === at
        ? []
        : [`${agency} names the mailbox ${address} twice: name all that it is of at once.`]),
      ...(domains.includes(address.slice(address.lastIndexOf('@') + 1))
        ? []
        : [`${agency} names the mailbox ${address}, which is in none of its mail domains.`]),
      ...(strange.length === 0
        ? []
        : [
            `${agency} names ${address} as a mailbox of its ${strange.join('; ')}, and is none by this agreement.`,
          ]),
    ]
  })
}

import { describeCertificate, readCertificate } from '../../crypto/certificate.ts'
import { certifies } from '../../domain/trust/signers.ts'
import {
  agencyNamed,
  inOffice,
  personOf,
  type TrustedPerson,
  type TrustState,
} from '../../domain/trust/state.ts'

/** Days before an end at which it is said; the nearest that has been reached counts. */
export const WARNING_DAYS = [60, 30, 7] as const
const DAY_MS = 24 * 3_600_000

/** Something that ends soon, or has ended, with what to do about it. */
export type Ending = {
  what: string
  /** the day, `YYYY-MM-DD` */
  ends: string
  /** whole days from now; negative when it has ended */
  days: number
  /** 60, 30 or 7: the warning that this is; 0 when it has ended */
  warning: number
  todo: string
  /** what it is of: the address of a mailbox, or the fingerprint of somebody's key */
  of: { mailbox: string } | { person: string } | { agency: string }
}

/**
 * What ends within sixty days and concerns a person: the keys of their mailboxes, their own key, training and appointment;
 * for a liaison officer or deputy all of these of the agency, with its root and recovery key.
 */
export async function endingsFor(state: TrustState, fingerprint: string, now: Date): Promise<Ending[]> {
  const me = personOf(state, fingerprint)
  if (!me) return []
  const officer = certifies(me)
  const day = now.toISOString().slice(0, 10)
  const staff = officer
    ? Object.values(state.people).filter((one) => one.agency === me.agency && inOffice(state, one, day))
    : [me]
  const found: (Ending | null)[] = []
  for (const person of staff) found.push(...(await ofPerson(person, now)))
  for (const { address, agency, certificate, route } of Object.values(state.mailboxes)) {
    const concerns = officer ? agency === me.agency : me.mailboxes.some((one) => one.address === address)
    if (!concerns) continue
    const todo =
      route === 'local'
        ? `The liaison officer renews it: despatch key renew ${address}`
        : 'Its holder renews it; the new one is certified again.'
    found.push(
      endingOf(
        `the key of ${address}`,
        await endOf(certificate, now),
        { todo, of: { mailbox: address } },
        now,
      ),
    )
  }
  if (officer) found.push(...(await ofAgency(state, me.agency, now)))
  return found.filter((ending) => ending !== null).sort((a, b) => a.days - b.days)
}

async function ofPerson(person: TrustedPerson, now: Date): Promise<(Ending | null)[]> {
  const who = person.login ?? `${person.title} ${person.number}`
  const of = { person: person.fingerprint }
  const day = (text: string) => new Date(`${text}T23:59:59Z`)
  return [
    endingOf(
      `the key of ${who}`,
      await endOf(person.certificate, now),
      { todo: 'A new one is appointed.', of },
      now,
    ),
    person.trainedUntil === null
      ? null
      : endingOf(
          `the training of ${who}`,
          day(person.trainedUntil),
          { todo: 'Book the training: nobody signs in without.', of },
          now,
        ),
    endingOf(
      `the appointment of ${who}`,
      day(person.until),
      { todo: 'The liaison officer appoints them anew.', of },
      now,
    ),
  ]
}

async function ofAgency(state: TrustState, name: string, now: Date): Promise<(Ending | null)[]> {
  const { rootCertificate, recovery } = agencyNamed(state, name)
  const of = { agency: name }
  return [
    endingOf(
      `the root of ${name}`,
      await endOf(rootCertificate, now),
      { todo: 'Bring it out and extend it.', of },
      now,
    ),
    recovery === null
      ? null
      : endingOf(
          `the recovery key of ${name}`,
          await endOf(recovery.certificate, now),
          { todo: 'Make a new one: despatch key recovery-key', of },
          now,
        ),
  ]
}

async function endOf(armored: string, now: Date): Promise<Date | null> {
  const { expires, encryption } = await describeCertificate(await readCertificate(armored), now)
  const ends = [expires, encryption[0]?.expires ?? null].filter((end) => end !== null)
  return ends.length === 0 ? null : new Date(Math.min(...ends.map((end) => end.getTime())))
}

function endingOf(
  what: string,
  end: Date | null,
  about: Pick<Ending, 'todo' | 'of'>,
  now: Date,
): Ending | null {
  if (end === null) return null
  const days = Math.floor((end.getTime() - now.getTime()) / DAY_MS)
  const warning = end <= now ? 0 : WARNING_DAYS.filter((limit) => days < limit).at(-1)
  return warning === undefined
    ? null
    : { what, ends: end.toISOString().slice(0, 10), days, warning, ...about }
}

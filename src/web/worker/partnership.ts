import { dayOf } from '../../domain/day.ts'
import { missingOfficers } from '../../domain/trust/liaison-officers.ts'
import { inOffice, own, type TrustedMailbox, type TrustState } from '../../domain/trust/state.ts'
import type { Network } from '../../domain/wire/directory.ts'
import type { PartnerRoute, RerouteRequest, RouteTest } from '../../domain/wire/partners.ts'
import { gapWords } from '../../sdk/agreement/gap-words.ts'
import { type AgreementStanding, agreementStandings } from '../../sdk/agreement/reviews.ts'
import {
  agreementLines,
  inWords,
  type SignatoryStanding,
  spaced,
  standingsOf,
  totalLine,
} from '../../sdk/agreement/words.ts'
import { ClientError } from '../../sdk/errors.ts'
import { fares, remindersWords, wayOf } from '../../sdk/partner-words.ts'
import { dayInWords, valueInWords } from '../words.ts'
import type { OwnKey } from './enrol.ts'
import { work } from './open-session.ts'

/** An agency of the partnership, by the trust log as this browser has read it. */
export type AgencyShown = {
  name: string
  domains: string[]
  root: OwnKey
  successor: string | null
  recovery: string | null
  /** posts and numbers of the liaison officers and deputies in office */
  officers: string[]
}

/** A mailbox, and whose word its key is. */
export type MailboxShown = Pick<
  TrustedMailbox,
  'address' | 'name' | 'agency' | 'route' | 'by' | 'vouched' | 'restricted'
> & { fingerprint: string }

/** An agreement read out, and how its signatories stand. */
export type AgreementShown = { lines: string[]; standings: SignatoryStanding[]; total: string }

/** How mail to a partner fares. */
export type PartnerShown = Pick<
  PartnerRoute,
  'domain' | 'agency' | 'paused' | 'reminders' | 'lastSuccess' | 'certificateUntil'
> & {
  fares: ReturnType<typeof fares>
  way: string
  waiting: number
  oldest: string | null
  /** what its server said last, where it put mail off */
  last: string | null
}

/** What a co-ordinator is to look at: sentences that are due, and pairs that share without an agreement. */
export type PartnershipStanding = {
  agreements: AgreementStanding[]
  suspensions: string[]
  missing: string[]
  gaps: { agencies: string; disclosures: number; why: string }[]
}

export async function partnership(): Promise<PartnershipStanding> {
  const { session, now } = await work()
  const today = dayOf(now)
  const [state, gaps] = await Promise.all([session.trust.refresh(), session.client.gaps()])
  return {
    agreements: agreementStandings(state, today),
    suspensions: state.suspensions.map(
      ({ by, agency, reason, time }) =>
        `${by} suspended its trust in ${by === agency ? 'its own keys' : agency} on ${dayInWords(time.slice(0, 10))} (${reason}).`,
    ),
    missing: missingOfficers(state, today).map(({ sentence }) => valueInWords(sentence)),
    gaps: gaps.map(({ agencies, disclosures, reason, agreement, until }) => ({
      agencies: agencies.join(' and '),
      disclosures,
      why: gapWords[reason](agreement ?? '', until ?? ''),
    })),
  }
}

/** An agreement as the trust log has it. @throws ClientError */
export async function agreement(id: string): Promise<AgreementShown> {
  const { session } = await work()
  const found = own((await session.trust.refresh()).agreements, id)
  if (!found) throw new ClientError('There is no such agreement in the trust log.')
  const { document, signed } = found
  const standings = standingsOf(document, undefined, signed)
  return { lines: agreementLines(document), standings, total: totalLine(standings) }
}

export async function agencies(): Promise<AgencyShown[]> {
  const { session, now } = await work()
  const state = await session.trust.refresh()
  const today = dayOf(now)
  return Object.values(state.agencies)
    .map(({ name, domains, root, successor, recovery }) => ({
      name,
      domains,
      root: { fingerprint: spaced(root), words: inWords(root) },
      successor: successor === null ? null : spaced(successor),
      recovery: recovery === null ? null : spaced(recovery.fingerprint),
      officers: officersOf(state, name, today),
    }))
    .sort((a, b) => a.name.localeCompare(b.name))
}

export async function mailboxes(): Promise<MailboxShown[]> {
  const { session } = await work()
  const state = await session.trust.refresh()
  return Object.values(state.mailboxes)
    .map(({ address, name, agency, route, by, vouched, restricted, fingerprint }) => ({
      address,
      name,
      agency,
      route,
      by,
      vouched,
      restricted,
      fingerprint: spaced(fingerprint),
    }))
    .sort((a, b) => a.agency.localeCompare(b.agency) || a.address.localeCompare(b.address))
}

/** The networks with what they are accredited to carry, and how mail to each partner fares. */
export async function networks(): Promise<{ networks: Network[]; partners: PartnerShown[] }> {
  const { session } = await work()
  const [directory, partners] = await Promise.all([session.client.directory(), session.client.partners()])
  return { networks: directory.networks, partners: partners.map(partnerShown) }
}

/** What is done about the way to a partner. */
export type PartnerChange = 'pause' | 'resume' | 'retry' | 'remind' | 'do not remind'

/** @returns what came of it, in a sentence */
export async function changePartner(domain: string, change: PartnerChange): Promise<string> {
  const { client } = (await work()).session
  if (change === 'pause') {
    await client.pausePartner(domain)
    return `Nothing leaves for ${domain} any more.`
  }
  if (change === 'resume') {
    await client.resumePartner(domain)
    return `Mail leaves for ${domain} again.`
  }
  if (change === 'remind' || change === 'do not remind')
    return remindersWords(await client.setPartnerReminders(domain, change === 'remind'))
  const { due, paused } = await client.retryPartner(domain)
  const mails = due === 1 ? '1 mail' : `${due} mails`
  return paused ? `The way is paused: ${mails} will be tried when it is resumed.` : `${mails} tried now.`
}

/** Lays down another way to a partner. @returns which, in a sentence */
export async function reroutePartner(domain: string, way: RerouteRequest): Promise<string> {
  const route = await (await work()).session.client.reroutePartner(domain, way)
  return `Mail for ${domain} goes ${wayOf(route)} from now on.`
}

const TEST_EVERY_MS = 500
/** A server that puts us off for longer has not answered a test. */
const TEST_WITHIN_MS = 120_000

/** Sends a partner a message that says that it is a test, and waits for what its server answers. */
export async function testPartner(domain: string): Promise<NonNullable<RouteTest['answer']>> {
  const { client } = (await work()).session
  let test = await client.testPartner(domain)
  for (const until = performance.now() + TEST_WITHIN_MS; test.answer === null; ) {
    if (performance.now() > until)
      throw new ClientError(
        'No answer within two minutes. The service goes on; its log says whether a worker runs.',
      )
    await new Promise((resolve) => setTimeout(resolve, TEST_EVERY_MS))
    test = await client.partnerTest(domain, test.id)
  }
  return test.answer
}

const partnerShown = (route: PartnerRoute): PartnerShown => {
  const { domain, agency, paused, reminders, lastSuccess, certificateUntil, queue, last, deferrals } = route
  return {
    domain,
    agency,
    paused,
    reminders,
    lastSuccess,
    certificateUntil,
    fares: fares(route),
    way: wayOf(route),
    waiting: queue.mails,
    oldest: queue.oldest,
    last: last !== null && deferrals > 0 ? `${last.host}: ${last.code ?? ''} ${last.reply}` : null,
  }
}

const officersOf = (state: TrustState, agency: string, today: string): string[] =>
  Object.values(state.people)
    .filter(
      (person) =>
        person.agency === agency &&
        (person.roles.includes('liaison-officer') || person.roles.includes('deputy')) &&
        inOffice(state, person, today),
    )
    .map(
      ({ title, number, roles }) =>
        `${title} ${number}${roles.includes('liaison-officer') ? '' : ' (deputy)'}`,
    )

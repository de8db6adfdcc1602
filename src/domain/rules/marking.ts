import { within } from '../day.ts'
import { formatMarking, isLevel, isWithin } from '../marking.ts'
import type { Directory, Network } from '../wire/directory.ts'
import { type Case, type Finding, GUIDANCE, isPersonal, needs, type Party, refused } from './case.ts'
import { whyEnded } from './ended.ts'

const ROUTE = { rule: 'M6', statute: `${GUIDANCE}, section 2.1 D` }

/** The marking is one of the rule set's, no higher than its ceiling, and complete. */
export function markingRules(that: Case): Finding[] {
  const { fields, rules } = that
  const { marking } = fields
  const { scheme, ceiling, descriptors, needsDescriptor, notForPersonal, source } = rules.marking
  if (marking.scheme !== scheme) {
    return [
      refused(
        source,
        `Under this agreement markings are of the ${scheme} scheme, not ${marking.scheme}. Until it has one, nobody can say who may be sent it so marked.`,
      ),
    ]
  }
  const findings: Finding[] = []
  if (!isLevel(scheme, marking.level)) {
    findings.push(
      refused(
        source,
        `${marking.level} is not a marking of the ${scheme} scheme. Until it has one, nobody can say who may be sent it so marked.`,
      ),
    )
  } else if (!isWithin(marking, { scheme, level: ceiling })) {
    findings.push(
      refused(
        source,
        `${marking.level} may not travel by this service, whose highest marking is ${ceiling}. Do not lower the marking: ask your security officer how to send it.`,
      ),
    )
  }
  const levelEnded = whyEnded(that, 'level', marking.level)
  if (levelEnded !== null)
    findings.push(refused(source, `${levelEnded} Ask its originator how it is marked now.`))
  const unlisted = marking.descriptors.filter((descriptor) => !descriptors.includes(descriptor))
  const ends = unlisted.flatMap((descriptor) => whyEnded(that, 'descriptor', descriptor) ?? [])
  findings.push(
    ...ends.map((end) => refused(source, `${end} The descriptors are ${descriptors.join(', ')}.`)),
  )
  const unknown = unlisted.filter((descriptor) => whyEnded(that, 'descriptor', descriptor) === null)
  if (unknown.length > 0) {
    findings.push(
      refused(
        source,
        `${unknown.join(', ')} is not a descriptor. The descriptors are ${descriptors.join(', ')}.`,
      ),
    )
  }
  if (needsDescriptor.includes(marking.level) && marking.descriptors.length === 0) {
    findings.push(needs(source, `${marking.level} always carries a descriptor: add one, such as PERSONAL.`))
  }
  if (notForPersonal.includes(marking.level) && isPersonal(fields)) {
    findings.push(
      needs(source, `Personal data is not sent ${marking.level}: mark it PROTECT – PERSONAL, or RESTRICTED.`),
    )
  }
  return findings
}

/** No route carries a marking higher than it is accredited for, on that day, nor any without accreditation (M6, promise 9). */
export function routeRules({ fields: { marking }, rules, recipients, directory, day }: Case): Finding[] {
  // A marking that may not travel at all has been refused already; every route would only repeat it.
  const travels = isWithin(marking, { scheme: rules.marking.scheme, level: rules.marking.ceiling })
  return recipients.flatMap((party) => {
    const { address } = party.mailbox
    const domain = address.slice(address.indexOf('@') + 1)
    const networks = networksOf(domain, directory)
    const network = networks.find((candidate) => within(day, candidate))
    if (!network) return needsNetwork(party, networks) ? [unaccredited(domain)] : []
    if (!travels || isWithin(marking, network.accreditation)) return []
    return [
      refused(
        ROUTE,
        `Mail to ${domain} is accredited to carry ${network.accreditation.level} (${network.accreditation.scheme}) at the highest, and this is ${formatMarking(marking)}. Choose another mailbox of that agency; do not lower the marking.`,
      ),
    ]
  })
}

/** A local mailbox stays in the service, so it needs no network; one that is listed limits it all the same. */
function needsNetwork({ mailbox }: Party, networks: readonly Network[]): boolean {
  return mailbox.route === 'mail' || networks.length > 0
}

function unaccredited(domain: string): Finding {
  return refused(
    ROUTE,
    `Mail to ${domain} is not accredited to carry marked information today. Ask the CSP Co-ordinator to check its network.`,
  )
}

/** The rows of the most specific listed domain that covers `domain`, on label boundaries. */
function networksOf(domain: string, { networks }: Directory): readonly Network[] {
  const covering = networks.filter(
    (network) => domain === network.domain || domain.endsWith(`.${network.domain}`),
  )
  const longest = Math.max(0, ...covering.map((network) => network.domain.length))
  return covering.filter((network) => network.domain.length === longest)
}

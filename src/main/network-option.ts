import { InvalidArgumentError } from 'commander'
import { isLevel, LEVELS } from '../domain/marking.ts'
import { SCHEMES, type Scheme } from '../domain/wire/referral-fields.ts'

/** What a mail domain is accredited to carry. */
export type Network = { domain: string; scheme: Scheme; level: string }

/** `DOMAIN:SCHEME:LEVEL`, once more than those before it. @throws InvalidArgumentError saying what there is to write */
export function networkOption(text: string, before: readonly Network[] = []): Network[] {
  const [domain = '', name = '', level = '', ...more] = text.split(':')
  if (more.length > 0 || !/^[a-z0-9.-]{3,253}$/.test(domain))
    throw new InvalidArgumentError(
      'Write DOMAIN:SCHEME:LEVEL, such as council.gcsx.gov.test:GPMS:RESTRICTED.',
    )
  const scheme = SCHEMES.find((one) => one === name)
  if (!scheme) throw new InvalidArgumentError(`After the domain comes a scheme: ${SCHEMES.join(' or ')}.`)
  if (!isLevel(scheme, level))
    throw new InvalidArgumentError(`After ${scheme} comes one of its levels: ${LEVELS[scheme].join(', ')}.`)
  return [...before, { domain, scheme, level }]
}

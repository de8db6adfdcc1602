import { describe, expect, it } from 'vitest'
import { demandAccord, demandConsistent } from '../../../src/domain/trust/agreement-form.ts'
import { emptyTrust, type TrustState } from '../../../src/domain/trust/state.ts'
import { TrustError } from '../../../src/domain/trust/trust-error.ts'
import type { Agreement } from '../../../src/domain/wire/agreement.ts'

type Signatory = Agreement['signatories'][number]
const signatory = (name: string, change: Partial<Signatory> = {}): Signatory => ({
  agency: name,
  root: `root of ${name}`,
  successor: null,
  domains: [`${name.toLowerCase()}.test`],
  bodies: ['council'],
  legalClasses: ['responsible'],
  group: 1,
  area: 'Example',
  mailboxes: [],
  icoUntil: '2027-01-01',
  ...change,
})
const [north, south] = [signatory('North'), signatory('South')]
const agreement: Agreement = {
  despatch: 'agreement/3',
  id: 'example-isp',
  version: 1,
  previous: null,
  accord: null,
  title: 'Example protocol',
  purposes: ['intelligence'],
  aims: [],
  areas: ['Example'],
  ruleSet: 'uk-2026',
  from: '2026-03-01',
  until: '2029-03-01',
  review: '2027-03-01',
  annexQuorum: 2,
  signatories: [north, south],
}

describe('an agreement in itself (I5)', () => {
  it.each<[says: string, change: Partial<Agreement>]>([
    ['may be of responsible authorities, as many as change its annex', {}],
    [
      'may begin and end on one day, and be reviewed on it',
      { from: '2026-03-01', until: '2026-03-01', review: '2026-03-01' },
    ],
    [
      'may be made for several areas',
      { areas: ['Example', 'Other'], signatories: [north, signatory('South', { area: 'Other' })] },
    ],
    ['may name successors', { signatories: [signatory('North', { successor: 'heir' }), south] }],
  ])('%s', (_says, change) => {
    expect(() => demandConsistent({ ...agreement, ...change })).not.toThrow()
  })

  const days = 'The agreement ends before it begins, or is reviewed outside its time.'
  const few = 'The agreement needs responsible authorities, as many as change its annex.'
  it.each<[says: string, change: Partial<Agreement>, message: string]>([
    [
      'one name twice',
      { signatories: [north, { ...south, agency: 'North' }] },
      'The agreement gives one name to two signatories.',
    ],
    [
      'one root twice',
      { signatories: [north, { ...south, root: north.root }] },
      'The agreement gives one root key to two signatories.',
    ],
    [
      'a root that is another’s successor',
      { signatories: [signatory('North', { successor: south.root }), south] },
      'The agreement gives one root key to two signatories.',
    ],
    [
      'one domain twice',
      { signatories: [north, { ...south, domains: north.domains }] },
      'The agreement gives one mail domain to two signatories.',
    ],
    [
      'a name of every object',
      { signatories: [north, signatory('constructor')] },
      'An agency has a name that no agency can have.',
    ],
    [
      'areas that nobody is of',
      { areas: ['Example', 'Nowhere', 'Elsewhere'] },
      'The agreement is made for Nowhere, Elsewhere, and no signatory is of there: name each area as its signatories do.',
    ],
    ['an end before its beginning', { until: '2026-02-28', review: '2026-02-28' }, days],
    ['a review before its beginning', { review: '2026-02-28' }, days],
    ['a review after its end', { review: '2029-03-02' }, days],
    ['a quorum that it has not', { annexQuorum: 3 }, few],
    ['a quorum of who is none', { signatories: [north, signatory('South', { legalClasses: [] })] }, few],
    [
      'no responsible authority',
      { annexQuorum: 0, signatories: [signatory('North', { legalClasses: [] })] },
      few,
    ],
  ])('does not have %s', (_says, change, message) => {
    expect(() => demandConsistent({ ...agreement, ...change })).toThrow(new TrustError('conflict', message))
    expect(faultOf(() => demandConsistent({ ...agreement, ...change }))).toBe('conflict')
  })

  it('does not have classes that no body of an agency can have, each said', () => {
    const shop = (name: string) => signatory(name, { bodies: ['business'] })
    expect(() => demandConsistent({ ...agreement, signatories: [shop('North'), shop('South')] })).toThrow(
      /^North .+ cannot be .+\. South .+ cannot be /,
    )
  })
})

describe('a protocol (I4)', () => {
  const under = (accord: Agreement): TrustState => ({
    ...emptyTrust(),
    agreements: { [accord.id]: { document: accord, sha256: '', signed: [], versions: [], annex: null } },
  })
  const accord = { ...agreement, id: 'accord' }
  const protocol = { ...agreement, accord: 'accord' }

  it('may be made under an accord of its signatories, or under none', () => {
    expect(() => demandAccord(under(accord), protocol)).not.toThrow()
    expect(() => demandAccord(emptyTrust(), agreement)).not.toThrow()
  })

  it.each<[says: string, state: TrustState, protocol: Agreement, fault: string, message: string]>([
    [
      'that there is not',
      emptyTrust(),
      protocol,
      'out-of-order',
      'There is no accord accord that example-isp could be made under.',
    ],
    [
      'that is itself',
      under(accord),
      { ...protocol, id: 'accord' },
      'out-of-order',
      'There is no accord accord that accord could be made under.',
    ],
    [
      'that is made under one',
      under({ ...accord, accord: 'another' }),
      protocol,
      'conflict',
      'accord is made under an accord itself, and is none.',
    ],
    [
      'that does not name all of them',
      under({ ...accord, signatories: [north] }),
      { ...protocol, signatories: [north, south, signatory('West')] },
      'conflict',
      'The accord accord does not name South, West: a protocol is made among its signatories.',
    ],
  ])('is not made under an accord %s', (_says, state, made, fault, message) => {
    expect(() => demandAccord(state, made)).toThrow(message)
    expect(faultOf(() => demandAccord(state, made))).toBe(fault)
  })
})

function faultOf(act: () => void): string | undefined {
  try {
    act()
  } catch (error) {
    if (error instanceof TrustError) return error.fault
  }
  return undefined
}

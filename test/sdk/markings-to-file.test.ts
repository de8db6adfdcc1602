import { expect, it } from 'vitest'
import { parseMarking } from '../../src/domain/marking.ts'
import type { ListedAgreement } from '../../src/domain/wire/directory.ts'
import { markingsToFile } from '../../src/sdk/markings-to-file.ts'

const OURS = 'yot@liverpool.gcsx.gov.test'
const DOMAIN = 'merseyside.pnn.police.test'

const signatory = (agency: string, domains: string[]) => ({
  ...{ agency, domains, bodies: [], mailboxes: [], legalClasses: [] },
  ...{ group: null, area: 'Testville', icoUntil: '2030-01-01' },
})

const agreement = (
  ruleSet: ListedAgreement['ruleSet'],
  more: Partial<ListedAgreement> = {},
): ListedAgreement => ({
  ...{ id: `isp-${ruleSet}`, version: 1, purposes: [], areas: [], ruleSet, amendments: [] },
  ...{ from: '2010-01-01', until: '2010-12-31', sha256: '0'.repeat(64) },
  signatories: [signatory('council', ['liverpool.gcsx.gov.test']), signatory('police', [DOMAIN])],
  ...more,
})

const mailboxes = [
  {
    address: OURS,
    name: 'YOT',
    agency: 'council',
    route: 'local' as const,
    certificate: null,
    closed: false,
  },
]

const offered = (agreements: ListedAgreement[], own: string | null = null) =>
  markingsToFile(
    { agreements, mailboxes },
    { mailbox: OURS, domain: DOMAIN, own: own === null ? null : parseMarking(own), day: '2010-03-01' },
  )

it('offers all levels of the scheme that both sides have agreed on, above its ceiling too', () => {
  const [only, ...more] = offered([agreement('uk-2010')])
  expect(more).toEqual([])
  expect(only).toMatchObject({ scheme: 'GPMS', levels: expect.arrayContaining(['PROTECT', 'TOP SECRET']) })
  expect(only?.descriptors).toContain('PERSONAL')
})

it.each<[string, ListedAgreement[], string | null, string[]]>([
  [
    'an agreement of another day',
    [agreement('uk-2010', { until: '2010-02-28' }), agreement('uk-2026')],
    null,
    ['GSC'],
  ],
  [
    'one that the sender has not signed',
    [agreement('uk-2010', { signatories: [signatory('council', [])] }), agreement('uk-2026')],
    null,
    ['GSC'],
  ],
  ['no agreement at all: both schemes', [], null, ['GPMS', 'GSC']],
  ['mail of another scheme: its own counts', [agreement('uk-2010')], 'OFFICIAL-SENSITIVE', ['GSC']],
])('looks past %s', (_case, agreements, own, schemes) => {
  expect(offered(agreements, own).map(({ scheme }) => scheme)).toEqual(schemes)
})

it('offers nothing below what the mail bears itself', () => {
  expect(offered([agreement('uk-2010')], 'RESTRICTED')[0]?.levels).toEqual([
    'RESTRICTED',
    'CONFIDENTIAL',
    'SECRET',
    'TOP SECRET',
  ])
})

it('offers descriptors that an amendment has added', () => {
  const changes = [{ change: 'add-descriptor' as const, descriptor: 'HOUSING' }]
  const amended = agreement('uk-2010', {
    amendments: [{ changes } as unknown as ListedAgreement['amendments'][number]],
  })
  expect(offered([amended])[0]?.descriptors).toContain('HOUSING')
})

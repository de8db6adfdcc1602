import { describe, expect, it } from 'vitest'
import { consentOf } from '../../../src/domain/consents.ts'
import { decide, unmetIn } from '../../../src/domain/decide.ts'
import type { Directory } from '../../../src/domain/wire/directory.ts'
import type { ReferralFields } from '../../../src/domain/wire/referral-fields.ts'
import { CONSENT, directory, lawful, TODAY } from '../partnership.ts'

const treatment = (change: Partial<ReferralFields>) => ({
  categories: ['drug-treatment' as const],
  ...change,
})

const told = (change: Partial<ReferralFields>, partnership: Directory = directory) =>
  unmetIn(decide({ ...lawful, ...change }, partnership, TODAY)).map(({ rule, sentence }) => [rule, sentence])

describe('what is said once, or not at all', () => {
  it('A9: of an agency that has not signed, for all its mailboxes', () => {
    const second = directory.mailboxes.flatMap((one) =>
      one.agency === 'unsigned' ? [one, { ...one, address: 'second@elsewhere.gcsx.test' }] : [one],
    )
    const to = ['team@elsewhere.gcsx.test', 'second@elsewhere.gcsx.test']
    expect(told({ to }, { ...directory, mailboxes: second })).toHaveLength(1)
  })

  it('A9: of a closed mailbox that sends to itself', () => {
    const own = { from: 'old@testville.gcsx.test', to: ['old@testville.gcsx.test'] }
    expect(told(own)).toHaveLength(1)
  })

  it('L13: of a basis that there is not beside a refusal, which asks for its exception all the same (L11)', () => {
    const refused = { bases: [...lawful.bases, 'magna-carta-39'], consent: CONSENT.refused }
    expect(told(refused).map(([rule]) => rule)).toEqual(['L13', 'L11'])
  })

  it('L11: of a review on the day of the consent', () => {
    expect(told({ consent: consentOf('given', { on: '2010-02-01', reviewBy: '2010-02-01' }) })).toEqual([])
  })

  it('BP6: of treatment whose consent has no day but that of its review', () => {
    const consent = consentOf('given', { written: true, reviewBy: '2010-06-01' })
    expect(told(treatment({ consent })).map(([rule]) => rule)).toEqual(['L11'])
  })

  it('I11: of an entry in the register that ends today', () => {
    const untilToday = directory.agreements.map((agreement) => ({
      ...agreement,
      signatories: agreement.signatories.map((one) => ({ ...one, icoUntil: TODAY })),
    }))
    expect(told({}, { ...directory, agreements: untilToday })).toEqual([])
  })

  it('M6: of a mailbox of the service, whose network is listed and no longer accredited', () => {
    const ended = { from: '2008-01-01', until: '2010-02-28', agency: null }
    const networks = [
      {
        domain: 'testville.gcsx.test',
        accreditation: { scheme: 'GPMS' as const, level: 'RESTRICTED' },
        ...ended,
      },
    ]
    expect(told({ to: ['yot@testville.gcsx.test'] }, { ...directory, networks: [] })).toEqual([])
    expect(told({ to: ['yot@testville.gcsx.test'] }, { ...directory, networks })).toEqual([
      [
        'M6',
        'Mail to testville.gcsx.test is not accredited to carry marked information today. Ask the CSP Co-ordinator to check its network.',
      ],
    ])
  })

  it('M6: of the network that names the domain most closely, wherever it stands in the list', () => {
    const always = { from: '2008-01-01', until: null, agency: null }
    const wide = {
      domain: 'pnn.test',
      accreditation: { scheme: 'GPMS' as const, level: 'RESTRICTED' },
      ...always,
    }
    const close = {
      domain: 'testshire.pnn.test',
      accreditation: { scheme: 'GPMS' as const, level: 'PROTECT' },
      ...always,
    }
    const to = ['intelligence@testshire.pnn.test']
    for (const networks of [
      [wide, close],
      [close, wide],
    ])
      expect(told({ to }, { ...directory, networks }).map(([rule]) => rule)).toEqual(['M6'])
  })
})

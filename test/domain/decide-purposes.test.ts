import { describe, expect, it } from 'vitest'
import { decide, unmetIn } from '../../src/domain/decide.ts'
import { kindOf } from '../../src/domain/kinds.ts'
import type { Directory, ListedAgreement } from '../../src/domain/wire/directory.ts'
import { PURPOSES, type Purpose } from '../../src/domain/wire/referral-fields.ts'
import { referralFieldsOf } from '../../src/sdk/referral-request.ts'
import { depersonalised, directory, lawful, TODAY } from './partnership.ts'
import { expectOutcome } from './rules/outcome.ts'

/** An agreement covers purposes, and a referral is for one of these (I5, P1). */

const [, second] = directory.agreements
if (!second) throw new Error('the partnership has an agreement')
const covering = (purposes: Purpose[], change: Partial<ListedAgreement> = {}): ListedAgreement => ({
  ...second,
  purposes,
  ...change,
})
const having = (...agreements: ListedAgreement[]): Directory => ({ ...directory, agreements })

describe('a referral for a purpose (I5, P1)', () => {
  it.each(PURPOSES)('is allowed under an agreement that covers it alone, and no other is: %s', (purpose) => {
    const partnership = having(covering([purpose]))
    expectOutcome('allowed', decide({ ...lawful, purpose }, partnership, TODAY))
    for (const other of PURPOSES.filter((one) => one !== purpose))
      expectOutcome('refused', decide({ ...lawful, purpose: other }, partnership, TODAY), ['I5'])
  })

  it('is refused without personal data as well, and told what the agreement is for', () => {
    const decision = decide(
      depersonalised,
      having(covering(['performance-monitoring', 'intelligence'])),
      TODAY,
    )
    expect(unmetIn(decision).map(({ sentence }) => sentence)).toEqual([
      'The agreement testville-isp, version 2, is not made for Services to groups or individuals (services-to-individuals), but for Performance monitoring (performance-monitoring); Intelligence products, and new incidents and problems (intelligence). Name the purpose that this is shared for, or another agreement, which covers it; where there is none, ask the CSP Co-ordinator.',
    ])
  })

  it('is held against every agreement that it is shared under', () => {
    const other = covering(['intelligence'], { id: 'other-isp' })
    const fields = { ...lawful, otherAgreements: [{ id: 'other-isp', version: 2 }] }
    expectOutcome('refused', decide(fields, having(second, other), TODAY), ['I5'])
    expectOutcome('allowed', decide({ ...fields, purpose: 'intelligence' }, having(second, other), TODAY))
  })
})

describe('the client names an agreement that covers the purpose (I5)', () => {
  const made = (partnership: Directory, purpose?: Purpose) =>
    referralFieldsOf(
      {
        from: lawful.from,
        to: ['committee@testborough.gcsx.test'],
        kind: 'asb-incident',
        data: kindOf('asb-incident').example,
        ...(purpose ? { purpose } : {}),
      },
      partnership,
      new Date(`${TODAY}T10:00:00.000Z`),
    )
  const monitoring = covering(['performance-monitoring'], { id: 'monitoring-isp', version: 3 })
  const services = covering(['intelligence', 'services-to-individuals'], { id: 'services-isp' })

  it('that of the kind, or the one that is asked for', () => {
    const both = having(monitoring, services)
    expect(made(both).agreement.id).toBe('services-isp')
    expect(made(both, 'performance-monitoring').agreement.id).toBe('monitoring-isp')
  })

  it('and the newest of all where none does, which the rules then refuse', () => {
    const fields = made(having(monitoring))
    expect(fields).toMatchObject({ agreement: { id: 'monitoring-isp' }, purpose: 'intelligence' })
  })

  it('for the other areas as well', () => {
    const ofBorough = (one: ListedAgreement): ListedAgreement => ({
      ...one,
      signatories: one.signatories.map((of) =>
        of.agency === 'borough' ? { ...of, area: 'Testborough' } : of,
      ),
    })
    const there = { areas: ['Testborough'] }
    const agreements = [
      services,
      { ...monitoring, ...there },
      covering(['intelligence'], { id: 'borough-isp', ...there }),
    ]
    expect(made(having(...agreements.map(ofBorough))).otherAgreements).toEqual([
      { id: 'borough-isp', version: 2 },
    ])
  })
})

import { describe, expect, it } from 'vitest'
import type { Directory, ListedAgreement } from '../../src/domain/wire/directory.ts'
import { agreementFor, agreementNamed, agreementsFor } from '../../src/sdk/agreement/choose.ts'

const DAY = '2010-03-01'
const SHARING = { from: 'asb@a.test', to: ['yot@b.test'], kind: 'note' as const }

const agreement = (id: string, changes: Partial<ListedAgreement> = {}): ListedAgreement =>
  ({
    ...{ id, version: 1, purposes: ['services-to-individuals'], areas: ['Testville'] },
    ...{ from: '2010-01-01', until: '2010-12-31' },
    signatories: ['a', 'b'].map((agency) => ({ agency, area: 'Testville' })),
    ...changes,
  }) as ListedAgreement

const directory = (...agreements: ListedAgreement[]) =>
  ({
    agreements,
    mailboxes: [
      { address: 'asb@a.test', agency: 'a' },
      { address: 'yot@b.test', agency: 'b' },
    ],
  }) as Directory

describe('the agreements that something can be shared under', () => {
  const alone = agreement('alone', { signatories: agreement('x').signatories.slice(0, 1) })
  const over = agreement('over', { until: '2010-02-28' })
  const older = agreement('both', { version: 1 })
  const newer = agreement('both', { version: 2 })
  const elsewhere = agreement('elsewhere', { version: 9, areas: ['Otherville'] })
  const all = directory(alone, over, older, elsewhere, newer)

  it('are those in force that all parties have signed, that which fits best and is newest first', () => {
    const names = agreementsFor(SHARING, all, DAY).map(({ id, version }) => `${id} ${version}`)
    expect(names).toEqual(['both 2', 'both 1', 'elsewhere 9'])
    expect(agreementFor(SHARING, all, DAY)).toBe(newer)
  })

  it('can be chosen by name, and no other', () => {
    expect(agreementNamed('elsewhere', SHARING, all, DAY)).toEqual({ id: 'elsewhere', version: 9 })
    expect(agreementFor({ ...SHARING, agreement: { id: 'elsewhere', version: 9 } }, all, DAY)).toBe(elsewhere)
    for (const id of ['alone', 'over', 'none'])
      expect(() => agreementNamed(id, SHARING, all, DAY)).toThrow(
        `${id} is not in force today between all of these agencies. In force between them: both, elsewhere.`,
      )
  })
})

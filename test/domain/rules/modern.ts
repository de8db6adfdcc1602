import type { Directory } from '../../../src/domain/wire/directory.ts'
import type { ReferralFields } from '../../../src/domain/wire/referral-fields.ts'
import { directory, lawful } from '../partnership.ts'

/** The invented partnership in the time of its uk-2026 agreement. */
export const MODERN_DAY = '2026-03-02'

export const modernDirectory: Directory = {
  ...directory,
  agencies: [...directory.agencies, { id: 'support', name: 'Testville Support' }],
  mailboxes: [
    ...directory.mailboxes,
    {
      address: 'help@support.test',
      name: 'Help',
      agency: 'support',
      route: 'local',
      certificate: null,
      closed: false,
    },
  ],
  networks: directory.networks.map((network) => ({
    ...network,
    until: null,
    accreditation: { scheme: 'GSC', level: 'OFFICIAL-SENSITIVE' },
  })),
  agreements: directory.agreements.map((agreement) => ({
    ...agreement,
    signatories: [
      ...agreement.signatories.map((one) => ({ ...one, icoUntil: '2030-12-31' })),
      // A voluntary body with a central role, of no statutory class.
      {
        agency: 'support',
        domains: ['support.test'],
        bodies: ['voluntary-specialist' as const],
        mailboxes: [],
        legalClasses: [],
        group: 1 as const,
        area: 'Testville',
        icoUntil: '2030-12-31',
      },
    ],
  })),
}

/** The lawful referral of 2026: under the UK GDPR, about an informer, a suspected perpetrator and a witness. */
export const modern: ReferralFields = {
  ...lawful,
  agreement: { id: 'modern-isp', version: 1 },
  marking: { scheme: 'GSC', level: 'OFFICIAL-SENSITIVE', descriptors: ['PERSONAL DATA'] },
  bases: ['cda-1998-s115', 'uk-gdpr-art6-1e', 'dpa-2018-sch1-10'],
  handling: { urgency: 'routine', respondBy: null, destroyAfter: '2026-09-01', onward: 'none' },
  created: '2026-03-02T09:30:00.000Z',
}

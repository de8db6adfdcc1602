import { Agreement } from '../../domain/wire/agreement.ts'
import { PURPOSES } from '../../domain/wire/referral-fields.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import { agencies } from './agencies.ts'
import { addYears } from './days.ts'
import type { DemoKeys } from './keys.ts'

/** The one agreement of the demonstration. */
export const AGREEMENT_ID = 'merseyside-isp'

/**
 * The text of the information sharing protocol: every agency, the partnership's office for what it administers, in force from the
 * day of loading for three years, under the law and the markings of 2010.
 * @param today `YYYY-MM-DD`
 */
export function agreementText(
  keys: Pick<DemoKeys, 'roots'>,
  today: string,
): { agreement: Agreement; text: string } {
  const signatories: Agreement['signatories'] = []
  for (const { key, name, domains, bodies, legalClasses, group, area } of agencies) {
    const root = keys.roots.get(key)
    if (root === undefined) continue
    const icoUntil = addYears(today, 1)
    signatories.push({
      agency: name,
      root: root.getFingerprint(),
      successor: null,
      domains,
      bodies,
      mailboxes: [],
      legalClasses,
      group,
      area,
      icoUntil,
    })
  }
  const agreement: Agreement = {
    despatch: 'agreement/3',
    id: AGREEMENT_ID,
    version: 1,
    previous: null,
    accord: null,
    title: 'Example information sharing protocol of Merseyside',
    purposes: [...PURPOSES],
    aims: ['To prevent and to deal with anti-social behaviour', 'To help young people before they offend'],
    areas: [...new Set(signatories.map(({ area }) => area))],
    ruleSet: 'uk-2010',
    from: today,
    until: addYears(today, 3),
    review: addYears(today, 1),
    annexQuorum: 2,
    signatories,
  }
  return { agreement, text: writeStatement(Agreement, agreement) }
}

import { describe, expect, it } from 'vitest'
import { ORDERS_2026 } from '../../../src/domain/orders/uk-2026.ts'
import { faultsOf, subject, type Wrong } from './judged.ts'

const ASB = 'Anti-social Behaviour, Crime and Policing Act 2014'

const wrongs: readonly (readonly [what: string, wrong: Wrong])[] = [
  [
    'on a person under 18 for more than a year',
    {
      type: 'civil-injunction',
      change: { expiryDate: '2027-06-02' },
      says: [
        [
          '/expiryDate',
          `A civil injunction on a person under 18 lasts at most 12 months (${ASB}, section 1(6)): until 2027-05-31 at the latest. Correct the date, or ask who made it.`,
        ],
      ],
    },
  ],
  [
    'with a requirement that nobody supervises',
    {
      type: 'civil-injunction',
      change: { requirements: [{ n: 2, text: 'Attending a course.' }] },
      says: [
        [
          '/requirements/0/supervisor',
          `Requirement 2 names nobody who supervises it (${ASB}, section 3(1)). Name the person or organisation that the order names.`,
        ],
      ],
    },
  ],
  [
    'that neither prohibits nor requires',
    {
      type: 'interim-civil-injunction',
      change: { prohibitions: undefined },
      says: [
        [
          '/prohibitions',
          `It neither prohibits nor requires anything (${ASB}, section 7). Give its prohibitions or requirements.`,
        ],
      ],
    },
  ],
  [
    'interim with no end, where it may run until further order',
    {
      type: 'interim-civil-injunction',
      change: { interimUntil: undefined },
      says: [
        [
          '/interimUntil',
          `An interim order lasts until the application is decided (${ASB}, section 7). Give interimUntil, or say untilFurtherOrder.`,
        ],
      ],
    },
  ],
  [
    'on a person under 18 for less than a year',
    {
      type: 'criminal-behaviour-order',
      change: { expiryDate: '2027-06-06', review: undefined },
      says: [
        [
          '/expiryDate',
          'A criminal behaviour order on a person under 18 lasts at least 1 year (Sentencing Act 2020, section 334): until 2027-06-07 or longer. Correct the date, or ask the court.',
        ],
      ],
    },
  ],
  [
    'on a person under 18 until further order, reviewed by the applicant',
    {
      type: 'criminal-behaviour-order',
      change: {
        expiryDate: undefined,
        untilFurtherOrder: true,
        review: { due: '2027-06-07', by: 'applicant' },
      },
      says: [
        [
          '/untilFurtherOrder',
          'A criminal behaviour order on a person under 18 names its last day (Sentencing Act 2020, section 334). Give expiryDate instead.',
        ],
        [
          '/review/by',
          'The review of such an order is for the police (Sentencing Act 2020, sections 337 and 338). Correct who does it.',
        ],
      ],
    },
  ],
  [
    'on an adult for less than two years',
    {
      type: 'criminal-behaviour-order',
      change: (example) => ({ ...subject({ dateOfBirth: '2000-01-01' })(example), expiryDate: '2027-06-07' }),
      says: [
        [
          '/expiryDate',
          'A criminal behaviour order on a person aged 18 or over lasts at least 2 years (Sentencing Act 2020, section 334): until 2028-06-07 or longer. Correct the date, or ask the court.',
        ],
      ],
    },
  ],
  [
    'interim, served before it was made',
    {
      type: 'interim-criminal-behaviour-order',
      change: { service: { method: 'post', date: '2026-05-03', by: 'The court', to: 'Testina Example' } },
      says: [
        [
          '/service/date',
          'It cannot have been served before it was made on 2026-05-04. Correct one of the dates.',
        ],
      ],
    },
  ],
  [
    'on somebody who is not yet 18',
    {
      type: 'respect-order',
      change: subject({ dateOfBirth: '2008-07-02' }),
      says: [
        [
          '/subject/dateOfBirth',
          `A respect order can be made only on a person aged 18 or over (${ASB}, Part A1, section A1); this person was 17 when it was made. Check the date of birth and the date of the order.`,
        ],
      ],
    },
  ],
  [
    'on somebody of unknown age, so that nobody knows how long it may last',
    {
      type: 'civil-injunction',
      change: subject({ dateOfBirth: undefined }),
      says: [
        [
          '/subject/dateOfBirth',
          `It must be known how old this person was when it was made: it can be made only on a person aged 10 or over (${ASB}, section 1(1)); how long it lasts depends on the age (${ASB}, section 1(6)). Give the date of birth or, where it is not known, the age band on that day (ageBand: under-10, 10-15, 16, 17, adult).`,
        ],
      ],
    },
  ],
  [
    'on a person of 17 by the age band, for more than three years and without a review',
    {
      type: 'criminal-behaviour-order',
      change: (example) => ({
        ...subject({ dateOfBirth: undefined, ageBand: '17' })(example),
        expiryDate: '2029-06-09',
        review: undefined,
      }),
      says: [
        [
          '/expiryDate',
          'A criminal behaviour order on a person under 18 lasts at most 3 years (Sentencing Act 2020, section 334): until 2029-06-07 at the latest. Correct the date, or ask who made it.',
        ],
        [
          '/review',
          'It must be reviewed within each 12 months at whose end the person is under 18 (Sentencing Act 2020, sections 337 and 338), which the age band leaves open. Give the review, due by 2027-06-07 at the latest, or the date of birth.',
        ],
      ],
    },
  ],
  [
    'whose start puts off its end and its review',
    {
      type: 'criminal-behaviour-order',
      change: {
        startDate: '2027-06-08',
        expiryDate: '2029-06-07',
        review: { due: '2028-06-07', by: 'police' },
        // One that ends too early for this start.
        linkedOrders: [
          { orderType: 'criminal-behaviour-order', caseNumber: 'SAMPLE', expiryDate: '2027-06-06' },
        ],
      },
      says: [
        [
          '/startDate',
          'A criminal behaviour order takes effect on the day it is made, or when a criminal behaviour order before it ends (Sentencing Act 2020, section 334). Correct the date, or name the order before it in linkedOrders, with its expiryDate.',
        ],
      ],
    },
  ],
  [
    'for days after those that were authorised',
    {
      type: 'dispersal-direction',
      change: { startDate: '2026-06-22', expiryDate: '2026-06-23' },
      says: [
        [
          '/startDate',
          `A direction excluding a person from an area takes effect within 2 days of being made (${ASB}, section 34(1)): by 2026-06-21 at the latest. Correct one of the dates.`,
        ],
      ],
    },
  ],
  [
    'on a young person of unknown age',
    {
      type: 'respect-order',
      change: subject({ dateOfBirth: undefined, youngPerson: true }),
      says: [
        [
          '/subject/dateOfBirth',
          `A respect order can be made only on a person aged 18 or over (${ASB}, Part A1, section A1); this person is under 18. Check the date of birth and the date of the order.`,
        ],
      ],
    },
  ],
  [
    'before which nobody assessed the risk',
    {
      type: 'respect-order',
      change: { riskAssessment: undefined },
      says: [
        [
          '/riskAssessment',
          `The applicant must assess the risk before it applies for a respect order (${ASB}, Part A1). Give who did so and when.`,
        ],
      ],
    },
  ],
  [
    'interim, the risk being assessed after it was made',
    {
      type: 'interim-respect-order',
      change: { riskAssessment: { date: '2026-06-16', by: 'Testville City Council' } },
      says: [
        [
          '/riskAssessment',
          `The risk must have been assessed before an interim respect order was applied for (${ASB}, Part A1). Correct the date.`,
        ],
      ],
    },
  ],
  [
    'for more than 48 hours, which nobody senior authorised',
    {
      type: 'dispersal-direction',
      change: { expiryTime: '20:01', authority: { name: 'Testshire Police', officer: 'PC Sample' } },
      says: [
        [
          '/expiryTime',
          `A direction excluding a person from an area lasts at most 48 hours (${ASB}, section 35(4)). Correct its end.`,
        ],
        [
          '/authority/authorisedBy',
          `A direction excluding a person from an area needs an authorisation by an inspector or above (${ASB}, section 34). Name the officer, with the rank.`,
        ],
      ],
    },
  ],
  [
    'in hours without its times',
    {
      type: 'dispersal-direction',
      change: { startTime: undefined },
      says: [
        [
          '/startTime',
          `A direction excluding a person from an area lasts at most 48 hours (${ASB}, section 35(4)). Give startTime and expiryTime.`,
        ],
      ],
    },
  ],
  [
    'of a time that was yet to come',
    {
      type: 'dispersal-direction',
      change: {},
      rules: 'uk-2010',
      says: [
        [
          '/orderType',
          `A direction excluding a person from an area (${ASB}, section 35) does not exist under the rules United Kingdom, 2010 (uk-2010). Send it under an agreement with the rules United Kingdom, 2026 (uk-2026).`,
        ],
      ],
    },
  ],
  [
    'to somebody under 16, by the age band',
    {
      type: 'community-protection-notice',
      change: subject({ dateOfBirth: undefined, ageBand: '10-15' }),
      says: [
        [
          '/subject/ageBand',
          `A community protection notice can be made only on a person aged 16 or over (${ASB}, section 43(1)); this person was 10 to 15 when it was made. Check the age band, or the type of order.`,
        ],
      ],
    },
  ],
  [
    'to somebody under 16, without a written warning before',
    {
      type: 'community-protection-notice',
      change: (example) => ({ ...subject({ dateOfBirth: '2011-01-01' })(example), warningDate: undefined }),
      says: [
        [
          '/subject/dateOfBirth',
          `A community protection notice can be made only on a person aged 16 or over (${ASB}, section 43(1)); this person was 15 when it was made. Check the date of birth and the date of the order.`,
        ],
        [
          '/warningDate',
          `A community protection notice follows a written warning (${ASB}, section 43(5)). Give the date of the warning.`,
        ],
      ],
    },
  ],
  [
    'whose warning came after it',
    {
      type: 'community-protection-notice',
      change: { warningDate: '2026-06-23' },
      says: [
        [
          '/warningDate',
          `The written warning must come before a community protection notice (${ASB}, section 43(5)). Correct the date.`,
        ],
      ],
    },
  ],
  [
    'for more than three years',
    {
      type: 'public-spaces-protection-order',
      change: { expiryDate: '2029-04-14' },
      says: [
        [
          '/expiryDate',
          `A public spaces protection order lasts at most 3 years (${ASB}, section 60): until 2029-04-12 at the latest. Correct the date, or ask who made it.`,
        ],
      ],
    },
  ],
  [
    'that would end an hour before it starts',
    {
      type: 'closure-notice',
      change: { expiryDate: '2026-06-25', expiryTime: '09:00' },
      says: [['/expiryTime', 'It would end before it starts at 10:00. Correct one of the times.']],
    },
  ],
  [
    'for more than 48 hours',
    {
      type: 'closure-notice',
      change: { expiryDate: '2026-06-28' },
      says: [
        ['/expiryTime', `A closure notice lasts at most 48 hours (${ASB}, section 77). Correct its end.`],
      ],
    },
  ],
  [
    'for more than three months',
    {
      type: 'closure-order',
      change: { expiryDate: '2026-09-27' },
      says: [
        [
          '/expiryDate',
          `A closure order lasts at most 3 months (${ASB}, sections 80(6) and 82): until 2026-09-25 at the latest. Correct the date, or ask who made it.`,
        ],
      ],
    },
  ],
  [
    'for more than six months with its extensions',
    {
      type: 'closure-order',
      change: {
        status: 'varied',
        expiryDate: '2026-12-27',
        history: [
          { event: 'extended', date: '2026-09-20', by: "Testville Magistrates' Court", details: 'Extended.' },
        ],
      },
      day: '2026-10-01',
      says: [
        [
          '/expiryDate',
          `A closure order lasts at most 6 months with its extensions (${ASB}, sections 80(6) and 82): until 2026-12-25 at the latest. Correct the date, or ask who made it.`,
        ],
      ],
    },
  ],
]

describe('an order of 2026', () => {
  it.each(wrongs.map(([what, wrong]) => [wrong.type, what, wrong] as const))(
    '%s %s',
    (_type, _what, wrong) => {
      expect(faultsOf(wrong)).toEqual(wrong.says.map(([path, message]) => ({ path, message })))
    },
  )

  it('of every type is wrong somewhere in this table', () => {
    const tried = new Set(wrongs.map(([, { type }]) => type))
    expect(ORDERS_2026.map(({ code }) => code).filter((code) => !tried.has(code))).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { ORDERS_2010 } from '../../../src/domain/orders/uk-2010.ts'
import { faultsOf, prohibits, subject, type Wrong } from './judged.ts'

const CDA = 'Crime and Disorder Act 1998'
const BONESS = 'R v Boness [2005] EWCA Crim 2395'

const UNKNOWN = `It must be known how old this person was when it was made: it can be made only on a person aged 10 or over (${CDA}, section 1(1)); on a person under 17 it must be reviewed (${CDA}, sections 1J and 1K). Give the date of birth or, where it is not known, the age band on that day (ageBand: under-10, 10-15, 16, 17, adult).`
const banded = (ageBand: string) => subject({ dateOfBirth: undefined, ageBand })

const wrongs: readonly (readonly [what: string, wrong: Wrong])[] = [
  [
    'made on a child under ten',
    {
      type: 'asbo',
      change: subject({ dateOfBirth: '2000-03-02' }),
      says: [
        [
          '/subject/dateOfBirth',
          `An anti-social behaviour order can be made only on a person aged 10 or over (${CDA}, section 1(1)); this person was 9 when it was made. Check the date of birth and the date of the order.`,
        ],
      ],
    },
  ],
  [
    'that ends a day before two years are over',
    {
      type: 'asbo',
      change: { expiryDate: '2012-02-28' },
      says: [
        [
          '/expiryDate',
          `An anti-social behaviour order lasts at least 2 years (${CDA}, section 1(7)): until 2012-02-29 or longer. Correct the date, or ask the court.`,
        ],
      ],
    },
  ],
  [
    'with a requirement in it',
    {
      type: 'asbo',
      change: { requirements: [{ n: 1, text: 'Attending a course.' }] },
      says: [
        [
          '/requirements',
          `An anti-social behaviour order can only prohibit (${CDA}, section 1). Leave the requirements out; another order may hold them.`,
        ],
      ],
    },
  ],
  [
    'that prohibits nothing',
    {
      type: 'asbo',
      change: { prohibitions: [] },
      says: [['/prohibitions', `It prohibits nothing (${CDA}, section 1). Give each prohibition.`]],
    },
  ],
  [
    'that excludes from an area without a map',
    {
      type: 'asbo',
      change: prohibits({ kind: 'exclusion-area' }),
      says: [
        [
          '/prohibitions/0/map',
          `Prohibition 1 keeps somebody out of an area, which must be marked on a map (${BONESS}). Attach the map, and name its file here.`,
        ],
      ],
    },
  ],
  [
    'that forbids meeting people whom it does not name',
    {
      type: 'asbo',
      change: prohibits({}, { kind: 'non-association', persons: [] }),
      says: [
        [
          '/prohibitions/1/persons',
          `Prohibition 2 forbids meeting people, who must be named (${BONESS}). Give their names here.`,
        ],
      ],
    },
  ],
  [
    'two of whose prohibitions carry one number',
    {
      type: 'asbo',
      change: prohibits({ n: 4 }, { n: 4 }),
      says: [['/prohibitions/1/n', 'Two of them carry the number 4. Number them as the order itself does.']],
    },
  ],
  [
    'made on a person under 17 without a review',
    {
      type: 'asbo',
      change: { review: undefined },
      says: [
        [
          '/review',
          `It was made on a person under 17 and must be reviewed within each 12 months (${CDA}, sections 1J and 1K). Give the review, due by 2011-02-28 at the latest.`,
        ],
      ],
    },
  ],
  [
    'whose review comes after the end of the 12 months',
    {
      type: 'asbo',
      change: { review: { due: '2011-03-01', by: 'applicant' } },
      says: [
        [
          '/review/due',
          `The review must be within each 12 months (${CDA}, sections 1J and 1K): by 2011-02-28 at the latest. Correct the date.`,
        ],
      ],
    },
  ],
  [
    'whose review is given to the police',
    {
      type: 'asbo',
      change: { review: { due: '2011-02-01', by: 'police' } },
      says: [
        [
          '/review/by',
          `The review of such an order is for the agency that applied for it (${CDA}, sections 1J and 1K). Correct who does it.`,
        ],
      ],
    },
  ],
  [
    'whose review is given to an agency that did not apply for it',
    {
      type: 'asbo',
      change: { review: { due: '2011-02-01', by: 'applicant', agency: 'Elsewhere Council' } },
      says: [
        [
          '/review/agency',
          `The review is for the agency that applied for the order (${CDA}, sections 1J and 1K), and another is named. Correct one of them.`,
        ],
      ],
    },
  ],
  [
    'whose review is said to be done on a day that has not come',
    {
      type: 'asbo',
      change: { review: { due: '2011-02-01', by: 'applicant', done: '2010-12-01' } },
      says: [
        ['/review/done', 'The review was done between the making of the order and today. Correct the date.'],
      ],
    },
  ],
  [
    'on somebody of unknown age, without a review',
    {
      type: 'asbo',
      change: (order) => ({ ...subject({ dateOfBirth: undefined })(order), review: undefined }),
      says: [['/subject/dateOfBirth', UNKNOWN]],
    },
  ],
  [
    'on a young person of unknown age, so that nobody knows of a review',
    {
      type: 'asbo',
      change: subject({ dateOfBirth: undefined, youngPerson: true }),
      says: [['/subject/dateOfBirth', UNKNOWN]],
    },
  ],
  [
    'on a child under ten, by the age band',
    {
      type: 'asbo',
      change: (order) => ({ ...banded('under-10')(order), review: undefined }),
      says: [
        [
          '/subject/ageBand',
          `An anti-social behaviour order can be made only on a person aged 10 or over (${CDA}, section 1(1)); this person was under 10 when it was made. Check the age band, or the type of order.`,
        ],
        [
          '/review',
          `It was made on a person under 17 and must be reviewed within each 12 months (${CDA}, sections 1J and 1K). Give the review, due by 2011-02-28 at the latest.`,
        ],
      ],
    },
  ],
  [
    'without a review on a person of 16, by the age band',
    {
      type: 'asbo',
      change: (order) => ({ ...banded('16')(order), review: undefined }),
      says: [
        [
          '/review',
          `It was made on a person under 17 and must be reviewed within each 12 months (${CDA}, sections 1J and 1K). Give the review, due by 2011-02-28 at the latest.`,
        ],
      ],
    },
  ],
  [
    'without a second review, where the age band leaves open whether one is due',
    {
      type: 'asbo',
      day: '2011-04-01',
      change: (order) => ({ ...banded('10-15')(order), review: undefined }),
      says: [
        [
          '/review',
          `It was made on a person under 17 and must be reviewed within each 12 months (${CDA}, sections 1J and 1K). Give the review, due by 2012-02-29 at the latest.`,
        ],
      ],
    },
  ],
  [
    'without a second review on a person of 16, who may be 18 by then or not',
    {
      type: 'asbo',
      day: '2011-04-01',
      change: (order) => ({ ...banded('16')(order), expiryDate: '2013-02-28', review: undefined }),
      says: [
        [
          '/review',
          `It must be reviewed within each 12 months at whose end the person is under 18 (${CDA}, sections 1J and 1K), which the age band leaves open. Give the review, due by 2012-02-29 at the latest, or the date of birth.`,
        ],
      ],
    },
  ],
  [
    'of two ages',
    {
      type: 'asbo',
      change: subject({ ageBand: 'adult', youngPerson: true }),
      says: [
        [
          '/subject/ageBand',
          'By the date of birth this person was 15 when the order was made, and by the age band 18 or over. Correct one, or leave the age band out.',
        ],
      ],
    },
  ],
  [
    'on a grown-up who is said to be under 18',
    {
      type: 'asbo',
      change: (order) => ({
        ...subject({ dateOfBirth: undefined, ageBand: 'adult', youngPerson: true })(order),
        review: undefined,
      }),
      says: [
        [
          '/subject/youngPerson',
          'It says that this person is under 18, and also that they were 18 or over when the order was made. Correct one of them.',
        ],
      ],
    },
  ],
  [
    'that would start long after it was made',
    {
      type: 'asbo',
      change: { startDate: '2010-09-01', expiryDate: '2012-08-31' },
      says: [
        [
          '/startDate',
          'An anti-social behaviour order takes effect within 183 days of being made: by 2010-08-31 at the latest. Correct one of the dates.',
        ],
      ],
    },
  ],
  [
    'that would start on another day than it was made',
    {
      type: 'order-on-conviction',
      change: { startDate: '2010-03-04', expiryDate: '2013-03-03' },
      says: [
        [
          '/startDate',
          `An order on conviction in criminal proceedings takes effect on the day it is made (${CDA}, section 1C(5)): by 2010-03-03 at the latest. Correct one of the dates.`,
        ],
      ],
    },
  ],
  [
    'that a Crown Court made on application',
    {
      type: 'asbo',
      change: { court: { name: 'Testville Crown Court', type: 'crown' } },
      says: [
        [
          '/court/type',
          `An anti-social behaviour order is made by a magistrates or youth court (${CDA}, section 1). Correct the court, or the type of order.`,
        ],
      ],
    },
  ],
  [
    'that would end before it starts',
    {
      type: 'asbo',
      change: { expiryDate: '2010-02-28' },
      says: [['/expiryDate', 'It would end before it starts on 2010-03-01. Correct one of the dates.']],
    },
  ],
  [
    'that starts before it is made, and was served before that',
    {
      type: 'asbo',
      change: (example) => ({
        startDate: '2010-02-28',
        expiryDate: '2012-02-28',
        service: { ...example.service, date: '2010-02-27' },
      }),
      says: [
        ['/startDate', 'An order binds nobody before it is made: it was made on 2010-03-01. Correct one.'],
        [
          '/service/date',
          'It cannot have been served before it was made on 2010-03-01. Correct one of the dates.',
        ],
      ],
    },
  ],
  [
    'made on a day that has not come',
    {
      type: 'asbo',
      change: {},
      day: '2010-02-20',
      says: [['/orderDate', 'The order was made on 2010-03-01, a day that has not come. Correct it.']],
    },
  ],
  [
    'said to be in force after it ended',
    {
      type: 'asbo',
      change: { review: undefined },
      day: '2012-03-01',
      says: [
        [
          '/status',
          'It ended on 2012-02-29, so nobody is bound by it any more. Say that it is expired, or correct its end.',
        ],
      ],
    },
  ],
  [
    'said to have expired while it runs',
    {
      type: 'asbo',
      change: { status: 'expired' },
      says: [
        [
          '/status',
          'It is said to have expired, yet it runs until 2012-02-29. Correct its status or its end.',
        ],
      ],
    },
  ],
  [
    'said to be interim',
    {
      type: 'asbo',
      change: { status: 'interim' },
      says: [
        [
          '/status',
          `An anti-social behaviour order is not an interim order (${CDA}, section 1). Name its interim type, or give its status.`,
        ],
      ],
    },
  ],
  [
    'a full order that waits for a hearing',
    {
      type: 'asbo',
      change: { interimUntil: '2010-04-01' },
      says: [
        [
          '/interimUntil',
          'Only an interim order ends with a hearing; an anti-social behaviour order ends on its expiryDate. Leave interimUntil out.',
        ],
      ],
    },
  ],
  [
    'discharged without a word of when',
    {
      type: 'asbo',
      change: { status: 'discharged' },
      says: [
        ['/history', 'It was discharged. Say in the history when, and which court or authority did so.'],
      ],
    },
  ],
  [
    'varied without a word of what',
    {
      type: 'asbo',
      change: { status: 'varied' },
      says: [['/history', 'It was varied. Say in the history when, by whom, and what was changed.']],
    },
  ],
  [
    'in force by its status and discharged by its history',
    {
      type: 'asbo',
      change: {
        history: [{ event: 'discharged', date: '2010-03-01', by: 'The court', details: 'Discharged.' }],
      },
      says: [['/status', 'Its history says that it was discharged. Say that it is, or correct the history.']],
    },
  ],
  [
    'with a history before its making',
    {
      type: 'asbo',
      change: {
        status: 'varied',
        history: [{ event: 'varied', date: '2010-01-01', by: 'The court', details: 'Prohibition 3.' }],
      },
      says: [
        [
          '/history/0/date',
          'What happened to the order lies between the day it was made and today. Correct the date.',
        ],
      ],
    },
  ],
  [
    'of a time that is over, with what took its place',
    {
      type: 'asbo',
      change: {},
      rules: 'uk-2026',
      says: [
        [
          '/orderType',
          `An anti-social behaviour order (${CDA}, section 1) does not exist under the rules United Kingdom, 2026 (uk-2026). A civil injunction or a respect order took its place (civil-injunction, respect-order).`,
        ],
      ],
    },
  ],
  [
    'that runs until further order and also ends',
    {
      type: 'county-court-order',
      change: { expiryDate: '2013-03-07' },
      says: [
        ['/untilFurtherOrder', 'It ends on 2013-03-07 and also runs until further order. Leave one out.'],
      ],
    },
  ],
  [
    'that says no end',
    {
      type: 'county-court-order',
      change: { untilFurtherOrder: undefined },
      says: [['/expiryDate', 'It says no end. Give expiryDate, or say untilFurtherOrder.']],
    },
  ],
  [
    'that lasts only a year',
    {
      type: 'county-court-order',
      change: { untilFurtherOrder: undefined, expiryDate: '2011-03-07' },
      says: [
        [
          '/expiryDate',
          `An order in county court proceedings lasts at least 2 years (${CDA}, section 1B): until 2012-03-07 or longer. Correct the date, or ask the court.`,
        ],
      ],
    },
  ],
  [
    'that a magistrates’ court made',
    {
      type: 'county-court-order',
      change: { court: { name: 'Testville', type: 'magistrates' } },
      says: [
        [
          '/court/type',
          `An order in county court proceedings is made by a county court (${CDA}, section 1B). Correct the court, or the type of order.`,
        ],
      ],
    },
  ],
  [
    'whose review is for neither the police nor an agency the court designated',
    {
      type: 'order-on-conviction',
      change: { review: { due: '2011-02-01', by: 'applicant' } },
      says: [
        [
          '/review/by',
          `The review of such an order is for the police or the agency that the court designated (${CDA}, sections 1J and 1K). Correct who does it.`,
        ],
      ],
    },
  ],
  [
    'interim without an end',
    {
      type: 'interim-asbo',
      change: { interimUntil: undefined },
      says: [
        [
          '/interimUntil',
          `An interim order lasts until the application is decided (${CDA}, section 1D(4)). Give interimUntil.`,
        ],
      ],
    },
  ],
  [
    'interim, and said to be full, with two ends',
    {
      type: 'interim-asbo',
      change: { status: 'full', expiryDate: '2010-03-15' },
      says: [
        [
          '/status',
          `An interim anti-social behaviour order is never full (${CDA}, section 1D). Its status is interim.`,
        ],
        ['/expiryDate', 'It names two last days, expiryDate and interimUntil. Leave expiryDate out.'],
      ],
    },
  ],
  [
    'on somebody who is no longer a young person',
    {
      type: 'individual-support-order',
      change: subject({ dateOfBirth: '1992-03-01' }),
      says: [
        [
          '/subject/dateOfBirth',
          `An individual support order can be made only on a person aged 10 or over and under 18 (${CDA}, section 1AA); this person was 18 when it was made. Check the date of birth and the date of the order.`,
        ],
      ],
    },
  ],
  [
    'that lasts more than six months',
    {
      type: 'individual-support-order',
      change: { expiryDate: '2010-09-02' },
      says: [
        [
          '/expiryDate',
          `An individual support order lasts at most 6 months (${CDA}, section 1AA(2)): until 2010-08-31 at the latest. Correct the date, or ask who made it.`,
        ],
      ],
    },
  ],
  [
    'that outlasts the order it supports',
    {
      type: 'individual-support-order',
      change: {
        linkedOrders: [{ orderType: 'asbo', caseNumber: 'SAMPLE', expiryDate: '2010-06-30' }],
      },
      says: [
        [
          '/expiryDate',
          `An individual support order lasts no longer than the order that it supports (${CDA}, section 1AA), which ends on 2010-06-30. Correct one of the dates.`,
        ],
      ],
    },
  ],
  [
    'that supports nothing, under nobody',
    {
      type: 'individual-support-order',
      change: { linkedOrders: undefined, responsibleOfficer: undefined },
      says: [
        [
          '/responsibleOfficer',
          `An individual support order is carried out under a responsible officer (${CDA}, section 1AA(2)). Give the officer's name and agency.`,
        ],
        [
          '/linkedOrders',
          `An individual support order supports another order (${CDA}, section 1AA): an anti-social behaviour order. Name that order in linkedOrders.`,
        ],
      ],
    },
  ],
  [
    'with a prohibition in it, and no requirement',
    {
      type: 'individual-support-order',
      change: { ...prohibits({}), requirements: [] },
      says: [
        [
          '/prohibitions',
          `An individual support order can only require (${CDA}, section 1AA). Leave the prohibitions out; another order may hold them.`,
        ],
        ['/requirements', `It requires nothing (${CDA}, section 1AA). Give each requirement.`],
      ],
    },
  ],
  [
    'that runs until further order',
    {
      type: 'parenting-order',
      change: { expiryDate: undefined, untilFurtherOrder: true },
      says: [
        [
          '/untilFurtherOrder',
          `A parenting order names its last day (${CDA}, section 8(4)). Give expiryDate instead.`,
        ],
      ],
    },
  ],
  [
    'of a time that is over, with nothing in its place',
    {
      type: 'parenting-order',
      change: {},
      rules: 'uk-2026',
      says: [
        [
          '/orderType',
          `A parenting order (${CDA}, section 8) does not exist under the rules United Kingdom, 2026 (uk-2026). Send it under an agreement with the rules United Kingdom, 2010 (uk-2010).`,
        ],
      ],
    },
  ],
]

describe('an order of 2010', () => {
  it.each(wrongs.map(([what, wrong]) => [wrong.type, what, wrong] as const))(
    '%s %s',
    (_type, _what, wrong) => {
      expect(faultsOf(wrong)).toEqual(wrong.says.map(([path, message]) => ({ path, message })))
    },
  )

  it('of every type is wrong somewhere in this table', () => {
    const tried = new Set(wrongs.map(([, { type }]) => type))
    expect(ORDERS_2010.map(({ code }) => code).filter((code) => !tried.has(code))).toEqual([])
  })
})

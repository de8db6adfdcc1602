import { describe, expect, it } from 'vitest'
import { dipNoticeExample } from '../../../src/domain/kinds/dip-notice.ts'
import type { Person } from '../../../src/domain/kinds/person.ts'
import { ppoNominationExample } from '../../../src/domain/kinds/ppo-nomination-example.ts'
import { kindOf } from '../../../src/domain/kinds.ts'
import { expectFault, rendered, said, type Wrong } from './wrong.ts'

describe('a nomination of a priority offender', () => {
  const { criminalHistory, offender, assessment } = ppoNominationExample
  const notHeld = 'We hold nothing on this.'

  it.each<Wrong>([
    [
      'an offender without a name',
      { offender: { dateOfBirth: '1988-04-01' } },
      '/offender/name',
      'is missing',
    ],
    [
      'no offence at all',
      { criminalHistory: {} },
      '/criminalHistory',
      'must say something of the offences that make this a priority',
    ],
    [
      'a conviction that is still to come',
      {
        criminalHistory: {
          ...criminalHistory,
          lastConviction: { ...criminalHistory.lastConviction, date: '2010-02-27' },
        },
      },
      '/criminalHistory/lastConviction/date',
      'must not be after the day of the nomination',
    ],
    [
      'a sentence that ends before it begins',
      { previousSentences: [{ sort: 'custody', from: '2009-09-14', to: '2009-09-13' }] },
      '/previousSentences/0/to',
      'must not be before its beginning',
    ],
    [
      'a sentence of no sort that there is',
      { previousSentences: [{ sort: 'fine', from: '2009-09-14' }] },
      '/previousSentences/0/sort',
      'must be one of custody, community-order, supervision',
    ],
    [
      'an assessment of another system',
      { assessment: { ...assessment, system: 'asset' } },
      '/assessment/system',
      'must be one of oasys, yois',
    ],
    [
      'an assessment that is still to come',
      { assessment: { ...assessment, date: '2010-02-27' } },
      '/assessment/date',
      'must not be after the day of the nomination',
    ],
    [
      'a release of somebody who is free',
      { status: 'basic-monitoring' },
      '/releaseDate',
      'must be left out of somebody who is not in custody',
    ],
    [
      'a release that is over, of somebody in custody',
      { releaseDate: '2010-02-25' },
      '/releaseDate',
      'must not be before the nomination of somebody who is in custody',
    ],
    ['no reason', { justification: '' }, '/justification', 'must not be empty'],
    ['a field of another form', { victims: [] }, '/victims', 'is not a field of this form'],
  ])('is not taken with %s', (...row) => {
    expectFault('ppo-nomination', ppoNominationExample, row)
  })

  it('has the standard items, and says on which nothing is held (BP4, PR3)', () => {
    const { drugsAndAlcohol, treatment, educationAndOccupation, ...bare } = ppoNominationExample
    const { assessment: _assessment, previousSentences: _sentences, ...least } = bare
    const data = { ...least, offender: { name: 'Placeholder Pat' }, criminalHistory: { summary: 'Thefts.' } }
    expect(said('ppo-nomination', data)).toEqual([])
    const text = rendered('ppo-nomination', data)
    expect(text).toContain('Not known:         date of birth, address')
    for (const label of ['Last conviction:   ', 'Recent offences:   ', 'Sentences:         ']) {
      expect(text).toContain(`${label}${notHeld}`)
    }
    for (const heading of [
      'ASSESSMENT',
      'DRUG AND ALCOHOL USE',
      'DRUG AND ALCOHOL TREATMENT',
      'HOUSING',
      'EDUCATION AND OCCUPATION',
    ]) {
      expect(text).toContain(`\n${heading}\n  | ${notHeld}`)
    }
    const whole = rendered('ppo-nomination', { ...ppoNominationExample, housing: 'A hostel.' })
    expect(whole).not.toContain(notHeld)
    for (const shown of [drugsAndAlcohol, educationAndOccupation, treatment?.slice(0, 40)]) {
      expect(whole).toContain(shown)
    }
    expect(whole).toContain('Custody release:   2010-03-29')
    expect(whole).toContain(
      '  Sentence 1:        Community order, from 2007-05-02 to 2008-05-01\n  Details:           Breached once, then completed.\n  Sentence 2:        Custody, from 2009-09-14\n',
    )
  })

  it.each([
    ['an adult', {}, ['suspected-perpetrator']],
    [
      'somebody under 18 on that day',
      { offender: { ...offender, dateOfBirth: '1992-02-27' } },
      ['suspected-perpetrator', 'young-person'],
    ],
    [
      'somebody who is a victim, too',
      { offender: { ...offender, sensitive: [{ type: 'victim', text: 'Was robbed.' }] } },
      ['suspected-perpetrator', 'victim'],
    ],
  ])('of %s is sensitive personal data about a person of offences', (_, change, categories) => {
    expect(kindOf('ppo-nomination').classify({ ...ppoNominationExample, ...change })).toEqual({
      dataClass: 'sensitive-personal',
      categories,
    })
  })
})

describe('a notice of a positive drug test', () => {
  const { test, assessment, client } = dipNoticeExample
  const kind = kindOf('dip-notice')
  const inTreatment: Person = {
    ...client,
    sensitive: [{ type: 'drug-treatment', text: 'Methadone since January.' }],
  }

  it.each<Wrong>([
    [
      'no substance',
      { test: { ...test, substances: [] } },
      '/test/substances',
      'must have at least one entry',
    ],
    [
      'a substance that is not told of so',
      { test: { ...test, substances: ['cannabis'] } },
      '/test/substances/0',
      'must be one of opiates, cocaine, other',
    ],
    [
      'another substance that is not named',
      { test: { ...test, substances: ['other'] } },
      '/test/otherSubstance',
      'must say which other substance',
    ],
    [
      'the name of another substance that was not found',
      { test: { ...test, otherSubstance: 'Sample' } },
      '/test/otherSubstance',
      'must be left out unless other is among the substances',
    ],
    [
      'a time that there is not',
      { test: { ...test, at: { date: '2010-02-25', time: '24:10' } } },
      '/test/at/time',
      'must be a time of day, such as 21:30',
    ],
    ['no required assessment', { assessment: {} }, '/assessment/initial', 'is missing'],
    [
      'an assessment before the test',
      { assessment: { initial: { ...assessment.initial, at: { date: '2010-02-24' } } } },
      '/assessment/initial/at',
      'must not be before the test that it was required after',
    ],
    [
      'a follow-up before the initial assessment',
      { assessment: { ...assessment, followUp: { ...assessment.initial, at: { date: '2010-03-02' } } } },
      '/assessment/followUp/at',
      'must not be before the initial assessment',
    ],
    [
      'bail that is restricted nobody says how',
      { restrictionOnBail: { imposed: true } },
      '/restrictionOnBail/conditions',
      'must say what the conditions are, where bail is restricted',
    ],
    [
      'conditions of bail that is not restricted',
      { restrictionOnBail: { imposed: false, conditions: 'To attend.' } },
      '/restrictionOnBail/imposed',
      'must be true, or the conditions and the court be left out',
    ],
    [
      'nothing of whether the client was told',
      { clientInformed: {} },
      '/clientInformed/informed',
      'is missing',
    ],
    [
      'a client who was not told, nobody says why',
      { clientInformed: { informed: false } },
      '/clientInformed/whyNot',
      'must say why the client was not told; telling them is good practice',
    ],
    [
      'a client who was told, and why not',
      { clientInformed: { informed: true, whyNot: 'Asleep.' } },
      '/clientInformed/whyNot',
      'must be left out where the client was told',
    ],
    [
      'the test as the only reason to protect the public from somebody',
      { use: 'public-protection' },
      '/concern',
      'must say which specific concern there is besides the test: a positive test by itself is no reason to target anybody',
    ],
    [
      'a concern that it is not told for',
      { concern: 'Said that he would set fire to the shop.' },
      '/concern',
      'must be left out of a notice for compliance, or the use be public-protection',
    ],
    ['a use that there is not', { use: 'targeting' }, '/use', 'must be one of compliance, public-protection'],
    [
      'a consent form that only the worker signed',
      { consentForm: { workerSigned: '2010-02-26' } },
      '/consentForm/clientSigned',
      'must be the day on which the client signed; until both have signed it the form is no consent, and is left out',
    ],
    [
      'a consent form that only the client signed',
      { consentForm: { clientSigned: '2010-02-26' } },
      '/consentForm/workerSigned',
      'must be the day on which the worker signed; until both have signed it the form is no consent, and is left out',
    ],
    [
      'consent, and why there is none',
      { whyNoConsent: 'Asleep.' },
      '/whyNoConsent',
      'must be left out where the consent form was signed',
    ],
    [
      'treatment without consent, nobody says why',
      { client: inTreatment, consentForm: undefined },
      '/consentForm',
      'must say when client and worker signed it, since this tells of treatment; or whyNoConsent must say why it is told all the same',
    ],
    ['no reason', { justification: '' }, '/justification', 'must not be empty'],
  ])('is not taken with %s', (...row) => {
    expectFault('dip-notice', dipNoticeExample, row)
  })

  it.each([
    ['an adult', '1988-04-01', ['suspected-perpetrator']],
    [
      'somebody who was under 18 when they were tested',
      '1992-02-26',
      ['suspected-perpetrator', 'young-person'],
    ],
  ])('of %s is sensitive personal data', (_, dateOfBirth, categories) => {
    expect(kind.classify({ ...dipNoticeExample, client: { ...client, dateOfBirth } })).toEqual({
      dataClass: 'sensitive-personal',
      categories,
    })
  })

  it('begins with consent that is not needed, for the drug and alcohol team (F14)', () => {
    expect(kind.defaults).toMatchObject({ consent: { state: 'not-needed' }, recipients: ['drug-action'] })
  })

  it('says whether the client was told, and why not (F14)', () => {
    const untold = { informed: false, whyNot: 'Taken to hospital before they could be.' }
    expect(rendered('dip-notice', dipNoticeExample)).toContain('Told of this:      Yes\n')
    expect(rendered('dip-notice', { ...dipNoticeExample, clientInformed: untold })).toContain(
      'Told of this:      NO. The client was not told.\n  Why not:           Taken to hospital before they could be.\n',
    )
  })

  it('tells of treatment by a consent form that client and worker signed, or says why without (BP5)', () => {
    const { consentForm, ...unsigned } = dipNoticeExample
    expect(said('dip-notice', unsigned)).toEqual([])
    expect(rendered('dip-notice', unsigned)).not.toMatch(/consent(ed)?:|Worker signed/i)
    const treated = { ...unsigned, client: inTreatment }
    expect(rendered('dip-notice', { ...treated, consentForm })).toContain(
      '  Client consented:  2010-02-26\n  Worker signed:     2010-02-26\n',
    )
    expect(
      rendered('dip-notice', { ...treated, whyNoConsent: 'Said that he would take all of it at once.' }),
    ).toContain('  No consent:        Said that he would take all of it at once.\n')
  })

  it('tells its reader not to target anybody for a positive test alone (BP5)', () => {
    const concern = 'Said to the custody sergeant that he would set fire to the shop tonight.'
    const serious = { ...dipNoticeExample, use: 'public-protection', concern }
    expect(said('dip-notice', serious)).toEqual([])
    for (const data of [dipNoticeExample, serious]) {
      expect(rendered('dip-notice', data).replaceAll(/\n {2}\| /g, ' ')).toContain(
        'Do not target this person on the strength of a positive test alone.',
      )
    }
    expect(rendered('dip-notice', serious)).toContain('THE CONCERN\n  | Said to the custody sergeant')
  })

  it('gives the day, the time and the place of each assessment, and the restriction on bail', () => {
    const restrictionOnBail = { imposed: true, conditions: 'To attend Sample House.', court: 'Testville' }
    const text = rendered('dip-notice', { ...dipNoticeExample, restrictionOnBail })
    expect(text).toContain('Initial:           2010-03-03 at 10:00, Sample House, Testville\n')
    expect(text).toContain('Follow-up:         2010-03-10 at 10:00, Sample House, Testville\n')
    expect(text).toContain('Conditions:        To attend Sample House.')
  })
})

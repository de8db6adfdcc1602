import { describe, expect, it } from 'vitest'
import { maracReferralExample } from '../../../src/domain/kinds/marac-referral-example.ts'
import { findingsExample, researchExample } from '../../../src/domain/kinds/marac-research-examples.ts'
import { kindOf } from '../../../src/domain/kinds.ts'
import { expectFault, rendered, said, type Wrong } from './wrong.ts'

const { risk, victim, childrenAtRisk, abuse } = maracReferralExample
const [child] = childrenAtRisk
const adult = { name: 'Placeholder Pat', dateOfBirth: '1980-04-01' }

describe('a MARAC referral', () => {
  const referral = kindOf('marac-referral')

  it.each<Wrong>([
    ['no criterion', { risk: { criteria: [] } }, '/risk/criteria', 'must have at least one entry'],
    [
      'a criterion that there is not',
      { risk: { criteria: ['serious'] } },
      '/risk/criteria/0',
      'must be one of professional-judgement, visible-high-risk, potential-escalation',
    ],
    [
      'too few ticks for visible high risk',
      { risk: { ...risk, ticks: 13 } },
      '/risk/ticks',
      'must be at least 14 for visible high risk; with fewer, choose professional judgement and say why',
    ],
    [
      'visible high risk without ticks',
      { risk: { criteria: ['visible-high-risk'] } },
      '/risk/ticks',
      'must be at least 14 for visible high risk; with fewer, choose professional judgement and say why',
    ],
    [
      'an escalation of two incidents',
      { risk: { criteria: ['potential-escalation'], incidents: 2 } },
      '/risk/incidents',
      'must be at least 3 in twelve months for potential escalation',
    ],
    [
      'a judgement that nothing is said of',
      { risk: { criteria: ['professional-judgement'] } },
      '/risk/judgement',
      'must say what the professional judgement rests on',
    ],
    [
      'ticks in words',
      { risk: { ...risk, ticks: 'fifteen' } },
      '/risk/ticks',
      'must be a number from 0 to 50',
    ],
    [
      'a conference that is still to come as the last one',
      { risk: { ...risk, lastHeard: '2010-02-27' } },
      '/risk/lastHeard',
      'must not be after the day of the referral',
    ],
    [
      'a victim whom nobody says how to reach in safety',
      { victim: { ...victim, safeToContact: '' } },
      '/victim/safeToContact',
      'must not be empty',
    ],
    [
      'a message that may be safe',
      { victim: { ...victim, safeToLeaveMessage: 'perhaps' } },
      '/victim/safeToLeaveMessage',
      'must be true or false',
    ],
    ['no offender', { offenders: [] }, '/offenders', 'must have at least one entry'],
    [
      'a child of eighteen',
      { childrenAtRisk: [{ ...child, dateOfBirth: '1992-02-26' }] },
      '/childrenAtRisk/0/dateOfBirth',
      'is of somebody of 18 or over: name them among otherPeople, or correct it',
    ],
    [
      'abuse that has not happened yet',
      { abuse: { ...abuse, latest: { date: '2010-02-27' } } },
      '/abuse/latest',
      'must not be after the day of the referral',
    ],
    [
      'a pregnancy that is in doubt',
      { abuse: { ...abuse, pregnant: 'maybe' } },
      '/abuse/pregnant',
      'must be one of yes, no, not-known',
    ],
    [
      'no consent and no reason',
      { victimConsent: { state: 'refused' } },
      '/victimConsent/whyWithout',
      "must say why it is shared without the victim's consent",
    ],
    [
      'a victim who was not asked, and no reason',
      { victimConsent: { state: 'not-asked' } },
      '/victimConsent/whyWithout',
      "must say why it is shared without the victim's consent",
    ],
    [
      'consent, and why there is none',
      { victimConsent: { state: 'given', whyWithout: 'It is urgent.' } },
      '/victimConsent/whyWithout',
      'must be left out where the victim has consented',
    ],
    ['no reason', { justification: '' }, '/justification', 'must not be empty'],
    ['a field of another form', { suspects: [] }, '/suspects', 'is not a field of this form'],
  ])('is not taken with %s', (...row) => {
    expectFault('marac-referral', maracReferralExample, row)
  })

  it('asks for the standard items of the conference (BP2)', () => {
    expect(said('marac-referral', {}).join('\n')).toMatch(
      /\/victim is missing\n\/offenders is missing\n\/childrenAtRisk is missing\n\/abuse is missing/,
    )
    expect(said('marac-referral', { ...maracReferralExample, abuse: {} })).toEqual([
      '/abuse/sorts is missing',
      '/abuse/details is missing',
      '/abuse/injuries is missing',
      '/abuse/frequency is missing',
      '/abuse/pregnant is missing',
    ])
  })

  it('comes with the risk checklist that it names', () => {
    const named = { ...maracReferralExample, risk: { ...risk, checklist: 'checklist.pdf' } }
    const attached = (name: string) => referral.attachmentFaults(named, [{ name, type: 'application/pdf' }])
    expect(attached('checklist.pdf')).toEqual([])
    expect(attached('other.pdf')).toEqual([
      {
        path: '/risk/checklist',
        message: 'No attached file has this name. Attach the risk checklist, or correct the name.',
      },
    ])
    expect(referral.attachmentFaults(maracReferralExample, [])).toEqual([])
  })

  it.each([
    ['a victim and an offender', { childrenAtRisk: [] }, ['suspected-perpetrator', 'victim']],
    ['a child at risk', {}, ['suspected-perpetrator', 'victim', 'young-person']],
    [
      'a child whose age is not known',
      { childrenAtRisk: [{ name: 'Dummy Example', relationship: 'Child of a friend' }] },
      ['suspected-perpetrator', 'victim', 'young-person'],
    ],
    [
      'a victim under 18',
      { childrenAtRisk: [], victim: { ...victim, dateOfBirth: '1993-01-01' } },
      ['suspected-perpetrator', 'victim', 'young-person'],
    ],
    [
      'somebody else of the household',
      { childrenAtRisk: [], otherPeople: [adult] },
      ['suspected-perpetrator', 'victim', 'other-subject'],
    ],
    [
      'somebody who saw it',
      { childrenAtRisk: [], otherPeople: [{ ...adult, sensitive: [{ type: 'witness', text: 'Saw it.' }] }] },
      ['suspected-perpetrator', 'victim', 'witness', 'other-subject'],
    ],
  ])('with %s is sensitive personal data, and names the categories', (_, change, categories) => {
    expect(referral.classify({ ...maracReferralExample, ...change })).toEqual({
      dataClass: 'sensitive-personal',
      categories,
    })
  })

  it('tells its reader how the victim can be reached, and that no message may be left', () => {
    const text = rendered('marac-referral', maracReferralExample)
    expect(text).toContain('Safe to contact:   Between ten and two on weekdays.')
    expect(text).toContain('Leave a message:   NO. It is not safe to leave a message.')
    const safe = {
      ...maracReferralExample,
      victim: { ...victim, safeToLeaveMessage: true, knowsOfReferral: false },
    }
    expect(rendered('marac-referral', safe)).toContain('Leave a message:   Yes')
    expect(rendered('marac-referral', safe)).toContain('Knows of this:     NO. The victim has not been told.')
  })

  it('says why it is shared without consent', () => {
    const victimConsent = { state: 'refused', whyWithout: 'She is in danger of her life.' }
    expect(rendered('marac-referral', { ...maracReferralExample, victimConsent })).toContain(
      "THE VICTIM'S CONSENT\n  Consent:           Refused\n  Why without:       She is in danger of her life.",
    )
  })

  it('says which standard items about a person are not known (PR3)', () => {
    expect(rendered('marac-referral', maracReferralExample)).toContain(
      '  Relationship:      Former partner of the victim\n  Not known:         address\n',
    )
  })

  it('says that no child is at risk, where none is', () => {
    expect(rendered('marac-referral', { ...maracReferralExample, childrenAtRisk: [] })).toContain(
      'CHILDREN AT RISK\n  Known:             None',
    )
  })
})

describe('MARAC research', () => {
  const research = kindOf('marac-research')
  const [person] = findingsExample.people
  const finding = (change: object) => ({ people: [{ ...person, ...change }] })

  it.each<Wrong>([
    ['nobody to search for', { people: [] }, '/people', 'must have at least one entry'],
    ['a person of no part', { people: [{ name: 'Placeholder Pat' }] }, '/people/0/as', 'is missing'],
    ['no reason', { whyNeeded: '' }, '/whyNeeded', 'must not be empty'],
    ['a finding in it', { searched: ['Noise'] }, '/searched', 'is not a field of this form'],
    ['no such form', { form: 'minutes' }, '/form', 'must be one of request, findings'],
  ])('as a request is not taken with %s', (...row) => {
    expectFault('marac-research', researchExample, row)
  })

  it.each<Wrong>([
    ['no record searched', { searched: [] }, '/searched', 'must have at least one entry'],
    [
      'a day after the conference',
      { researchedOn: '2010-03-19' },
      '/researchedOn',
      'must not be after the conference',
    ],
    [
      'something held that is not said',
      finding({ details: undefined }),
      '/people/0/details',
      'must say what is held',
    ],
    [
      'something kept back without a reason',
      finding({ outcome: 'cannot-share', details: undefined }),
      '/people/0/details',
      'must say why it may not be shared',
    ],
    [
      'details of what is not held',
      finding({ outcome: 'nothing-held', lastContact: undefined, worker: undefined }),
      '/people/0/details',
      'must be left out where nothing is held',
    ],
    [
      'a contact after the search',
      finding({ lastContact: '2010-03-10' }),
      '/people/0/lastContact',
      'must not be after the day of the research',
    ],
    [
      'an outcome that there is not',
      finding({ outcome: 'unsure' }),
      '/people/0/outcome',
      'must be one of held, nothing-held, cannot-share',
    ],
    ['no reason', { justification: '' }, '/justification', 'must not be empty'],
  ])('as findings is not taken with %s', (...row) => {
    expectFault('marac-research', findingsExample, row)
  })

  it('says how it answers of all of them together, and a request answers nothing (L14)', () => {
    const replied = (...outcomes: string[]) => {
      const people = outcomes.map((outcome) => ({
        ...{ name: 'Placeholder Pat', as: 'other-adult', outcome },
        ...(outcome === 'nothing-held' ? {} : { details: 'Told apart.' }),
      }))
      return research.reply({ ...findingsExample, people })
    }
    expect(replied('held', 'nothing-held')).toEqual({ outcome: 'answered', reason: null })
    expect(replied('nothing-held')).toEqual({ outcome: 'nothing-held', reason: null })
    expect(replied('held', 'cannot-share')).toEqual({ outcome: 'partly-answered', reason: null })
    expect(replied('nothing-held', 'cannot-share')).toEqual({ outcome: 'cannot-share', reason: null })
    expect(research.reply(researchExample)).toBeNull()
  })

  it('takes it for an answer that nothing is held about anybody', () => {
    const people = researchExample.people.map(({ name, as }) => ({ name, as, outcome: 'nothing-held' }))
    const { abuse: _abuse, ...nothing } = { ...findingsExample, people }
    expect(said('marac-research', nothing)).toEqual([])
    expect(rendered('marac-research', nothing)).toContain('Outcome:           We hold nothing\n')
    expect(research.classify(nothing)).toEqual({
      dataClass: 'sensitive-personal',
      categories: ['suspected-perpetrator', 'victim', 'young-person'],
    })
  })

  it.each([
    ['a victim', [{ ...adult, as: 'victim' }], 'sensitive-personal', ['victim']],
    ['an offender', [{ ...adult, as: 'offender' }], 'sensitive-personal', ['suspected-perpetrator']],
    [
      'an offender under 18 on the day of the conference',
      [{ name: 'Placeholder Pat', dateOfBirth: '1992-03-19', as: 'offender' }],
      'sensitive-personal',
      ['suspected-perpetrator', 'young-person'],
    ],
    [
      'a child at risk',
      [{ name: 'Dummy Example', as: 'child-at-risk' }],
      'sensitive-personal',
      ['victim', 'young-person'],
    ],
    ['another adult', [{ ...adult, as: 'other-adult' }], 'personal', ['other-subject']],
  ])('about %s is classified by whom it names', (_, people, dataClass, categories) => {
    expect(research.classify({ ...researchExample, people })).toEqual({ dataClass, categories })
  })

  it('asks markets, enforcement and whoever else keeps records, which name what they searched (BP12)', () => {
    expect(rendered('marac-research', findingsExample)).toContain(
      'Searched:          Noise complaints; Graffiti; Street enforcement',
    )
    expect(research.defaults.recipients).toEqual(
      expect.arrayContaining(['council', 'social-landlord', 'school']),
    )
  })

  it('has a form for what is asked and one for what is found, each with an example', () => {
    expect(research.forms?.all.map(({ name, example }) => [name, said('marac-research', example)])).toEqual([
      ['request', []],
      ['findings', []],
    ])
  })
})

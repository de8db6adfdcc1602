import { describe, expect, it } from 'vitest'
import type { Body } from '../../src/domain/bodies.ts'
import { type Decision, decide, unmetIn } from '../../src/domain/decide.ts'
import { check } from '../../src/domain/wire/check.ts'
import type { Directory } from '../../src/domain/wire/directory.ts'
import { GuardianConsent, type ReferralFields } from '../../src/domain/wire/referral-fields.ts'
import { depersonalised, directory, lawful, TODAY } from './partnership.ts'
import { MODERN_DAY, modern, modernDirectory } from './rules/modern.ts'
import { expectOutcome } from './rules/outcome.ts'

/** The consent of the Caldicott Guardian (U8, L10). */

/** What lifts the confidence of what it knows (L11), which its Guardian's consent does not. */
const bases = [...lawful.bases, 'common-law-crime']
const HEALTH = { from: 'drug.team@testville.nhs.test', bases }
const guardian = { consented: '2010-02-26', reference: 'CG/2010/31' }
const none = { guardian: null }

/** The partnership in which the council is something else as well. */
const councilAs = (...bodies: Body[]): Directory => ({
  ...directory,
  agreements: directory.agreements.map((agreement) => ({
    ...agreement,
    signatories: agreement.signatories.map((one) => (one.agency === 'council' ? { ...one, bodies } : one)),
  })),
})

describe('the consent of the Caldicott Guardian (U8)', () => {
  it.each<[says: string, change: Partial<ReferralFields>, outcome: Decision['outcome']]>([
    ['is needed of a primary care trust', { ...HEALTH, ...none }, 'needs'],
    ['is enough, recorded with its day and reference', { ...HEALTH, guardian }, 'allowed'],
    ['may be of today', { ...HEALTH, guardian: { ...guardian, consented: TODAY } }, 'allowed'],
    ['is not of tomorrow', { ...HEALTH, guardian: { ...guardian, consented: '2010-03-02' } }, 'refused'],
    [
      'is needed for merely personal data too',
      { ...HEALTH, dataClass: 'personal', categories: ['informer'] },
      'needs',
    ],
    [
      'is needed of a reply too',
      { ...HEALTH, kind: 'reply', inReplyTo: lawful.id, reply: { outcome: 'answered', reason: null } },
      'needs',
    ],
    ['is not needed for depersonalised information', { ...depersonalised, from: HEALTH.from }, 'allowed'],
    ['may be recorded with that all the same', { ...depersonalised, from: HEALTH.from, guardian }, 'allowed'],
    ['is needed of who sends, not of who receives', { to: ['drug.team@testville.nhs.test'] }, 'allowed'],
    [
      'is not replaced by the Caldicott Principles',
      { ...HEALTH, bases: [...bases, 'caldicott-1', 'caldicott-7'] },
      'needs',
    ],
    ['is nothing that a council has', { guardian }, 'refused'],
    ['is nothing that a police force has', { from: 'intelligence@testshire.pnn.test', guardian }, 'refused'],
    [
      'is nothing that a court has',
      { from: 'listing@testville.cjsm.test', to: ['yot@testville.gcsx.test'], guardian },
      'refused',
    ],
  ])('%s', (_says, change, outcome) => {
    expectOutcome(
      outcome,
      decide({ ...lawful, ...change }, directory, TODAY),
      outcome === 'allowed' ? [] : ['U8'],
    )
  })

  it.each<Body>(['health-authority', 'nhs-trust', 'ambulance', 'social-care', 'drug-action'])(
    'is needed of an agency that is also a %s, of all its mailboxes',
    (body) => {
      const partnership = councilAs('council', body)
      expectOutcome('needs', decide({ ...lawful, bases }, partnership, TODAY), ['U8'])
      expectOutcome('allowed', decide({ ...lawful, bases, guardian }, partnership, TODAY))
    },
  )

  it.each<Body>(['youth-offending', 'scrutiny-committee'])(
    'is not needed of a council for its %s',
    (body) => {
      expectOutcome('allowed', decide(lawful, councilAs('council', body), TODAY))
    },
  )

  it('is needed under the law of 2026 as well', () => {
    const fields = { ...modern, from: HEALTH.from, bases: [...modern.bases, 'common-law-crime'] }
    expectOutcome('needs', decide(fields, modernDirectory, MODERN_DAY), ['U8'])
    expectOutcome('allowed', decide({ ...fields, guardian }, modernDirectory, MODERN_DAY))
  })

  it('lifts no other rule', () => {
    const bare = { ...lawful, ...HEALTH, guardian, bases: [] }
    expectOutcome('needs', decide(bare, directory, TODAY), ['L1', 'D2', 'D3', 'L11'])
  })

  it('is asked for in words that say what to do', () => {
    expect(unmetIn(decide({ ...lawful, ...HEALTH }, directory, TODAY))).toEqual([
      {
        rule: 'U8',
        statute:
          'Caldicott Principles; Information sharing for community safety, guidance of March 2010, section 2.4.2.2',
        sentence:
          'Testville Primary Care Trust is an organisation of health or social care, and shares personal information with the consent of its Caldicott Guardian: ask the Guardian, and record the day and the reference of the consent.',
      },
    ])
  })
})

describe("what is recorded of a Guardian's consent (U8)", () => {
  const faults = (reference: string) => check(GuardianConsent, { ...guardian, reference })
  it.each(['CG/2010/31', '31', 'A-1', 'IG.2010.0031'])('may be the reference %s', (reference) => {
    expect(faults(reference)).toEqual([])
  })
  it.each(['Dr Invented', 'DR INVENTED', 'SMITH', 'cg/2010/31', '', 'CG/', '-1', `1${'0'.repeat(40)}`])(
    'is never %s, which is no reference or somebody’s name',
    (reference) => {
      expect(faults(reference)).toHaveLength(1)
    },
  )
})

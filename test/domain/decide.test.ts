import { describe, expect, it } from 'vitest'
import { decide, unmetIn } from '../../src/domain/decide.ts'
import type { ListedAgreement } from '../../src/domain/wire/directory.ts'
import type { Handling, ReferralFields } from '../../src/domain/wire/referral-fields.ts'
import { CONSENT, depersonalised, directory, lawful, PRESCRIBED, TODAY } from './partnership.ts'
import { expectOutcome, type Row } from './rules/outcome.ts'

const gpms = (level: string, ...descriptors: string[]) => ({
  marking: { scheme: 'GPMS' as const, level, descriptors },
})
/** About somebody who told nobody anything in confidence. */
const suspect = { categories: ['suspected-perpetrator' as const] }
const handling = (change: Partial<Handling>) => ({ handling: { ...lawful.handling, ...change } })
const without = (code: string) => ({ bases: lawful.bases.filter((basis) => basis !== code) })

/** The same agreement, with everybody's ICO registration until a day. */
const registeredUntil = (icoUntil: string, agreement: ListedAgreement): ListedAgreement => ({
  ...agreement,
  signatories: agreement.signatories.map((one) => ({ ...one, icoUntil })),
})

describe('the rules allow', () => {
  it.each<Row>([
    ['a sensitive referral with a power and both conditions (L1, D2, D3)', {}],
    [
      'personal data with a power and a Schedule 2 condition (L1, D2)',
      { dataClass: 'personal', categories: ['informer'], ...without('dpa-1998-sch3-7') },
    ],
    ['PROTECT with a descriptor (M6)', gpms('PROTECT', 'PERSONAL')],
    [
      'depersonalised information without any legal basis (L14)',
      { dataClass: 'depersonalised', categories: [], bases: [] },
    ],
    [
      'depersonalised information that names the duty of section 17A (L2)',
      { ...depersonalised, bases: ['cda-1998-s17a'], prescribed: PRESCRIBED },
    ],
    [
      'depersonalised information to an agency of group 2 (A7)',
      { dataClass: 'depersonalised', categories: [], bases: [], to: ['chair@shops.test'] },
    ],
    [
      'a court as recipient where the law or proceedings require it (D6)',
      { to: ['listing@testville.cjsm.test'], bases: [...lawful.bases, 'dpa-1998-s35'] },
    ],
    [
      'a court as sender, since anybody may disclose to a relevant authority (L1)',
      { from: 'listing@testville.cjsm.test', to: ['asb.team@testville.gcsx.test'] },
    ],
    ['section 29 beside the conditions (D2, D3)', { bases: [...lawful.bases, 'dpa-1998-s29'] }],
    [
      'permission as a condition where consent was given (D2, D3)',
      { bases: ['cda-1998-s115', 'dpa-1998-sch2-1', 'dpa-1998-sch3-1'], consent: CONSENT.given },
    ],
    [
      'sharing without permission where the law does not rest on it (L1)',
      { ...suspect, consent: CONSENT.refused },
    ],
    [
      'protecting another person when consent was unreasonably withheld (D3)',
      {
        bases: ['cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-3b'],
        ...suspect,
        consent: CONSENT.refused,
      },
    ],
    [
      'what an agency found for a conference, which asks for no answer (BP2)',
      {
        kind: 'marac-research',
        reply: { outcome: 'nothing-held', reason: null },
        ...handling({ respondBy: null }),
      },
    ],
    [
      'an answer due today, and destruction on the day it is due (PR3, D7)',
      handling({ respondBy: TODAY, destroyAfter: TODAY }),
    ],
    [
      'the lower of two markings on a route accredited for it (M6)',
      { ...gpms('PROTECT', 'PERSONAL'), to: ['front.desk@testshire.police.test'] },
    ],
    [
      'personal data to an agency whose ICO registration has lapsed: who shares is asked (I11)',
      { to: ['team@lapsed.test'] },
    ],
    [
      'depersonalised information from an agency whose ICO registration has lapsed (I11)',
      { dataClass: 'depersonalised', categories: [], bases: [], from: 'team@lapsed.test' },
    ],
  ])('%s', (_, change) => {
    expectOutcome('allowed', decide({ ...lawful, ...change }, directory, TODAY))
  })

  it('GSC under a uk-2026 agreement, with the conditions of today (M6)', () => {
    const fields: ReferralFields = {
      ...lawful,
      agreement: { id: 'modern-isp', version: 1 },
      marking: { scheme: 'GSC', level: 'OFFICIAL-SENSITIVE', descriptors: ['PERSONAL DATA'] },
      bases: ['cda-1998-s115', 'uk-gdpr-art6-1e', 'dpa-2018-sch1-10'],
      handling: { urgency: 'routine', respondBy: null, destroyAfter: '2026-01-01', onward: 'none' },
    }
    const modern = {
      ...directory,
      agreements: directory.agreements.map((one) => registeredUntil('2026-12-31', one)),
    }
    expectOutcome(
      'allowed',
      decide(
        { ...fields, to: ['yot@testville.gcsx.test'], from: 'intelligence@testshire.pnn.test' },
        { ...modern, networks: [] },
        '2025-03-01',
      ),
    )
  })
})

describe('the rules ask for', () => {
  it.each<Row>([
    ['a descriptor on PROTECT', gpms('PROTECT'), ['M6']],
    ['a marking on personal data', gpms('NOT PROTECTIVELY MARKED'), ['M6']],
    ['a power for personal data', without('cda-1998-s115'), ['L1']],
    ['a Schedule 2 condition', without('dpa-1998-sch2-5'), ['D2']],
    ['a Schedule 3 condition for sensitive personal data', without('dpa-1998-sch3-7'), ['D3']],
    ['both conditions and a power where nothing is named', { bases: [] }, ['L1', 'D2', 'D3']],
    [
      'the conditions although section 29 is named, which does not replace them',
      { bases: ['cda-1998-s115', 'dpa-1998-s29'] },
      ['D2', 'D3'],
    ],
    [
      'the conditions although section 35 is named, which does not replace them',
      { bases: ['dpa-1998-s35'] },
      ['D2', 'D3'],
    ],
    [
      'a power although section 29 is named, which is none',
      { bases: ['dpa-1998-s29', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7'] },
      ['L1'],
    ],
    [
      'a Schedule 2 condition beside a Schedule 3 condition',
      { bases: ['cda-1998-s115', 'dpa-1998-sch3-7'] },
      ['D2'],
    ],
    [
      'another ground for a recipient that is no relevant authority',
      { to: ['listing@testville.cjsm.test', 'yot@testville.gcsx.test'] },
      ['L1'],
    ],
    [
      'the consent that a condition rests on',
      { bases: ['cda-1998-s115', 'dpa-1998-sch2-1', 'dpa-1998-sch3-7'] },
      ['D2'],
    ],
    [
      'the refusal that a condition rests on',
      { bases: ['cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-3b'] },
      ['D3'],
    ],
    [
      'a respond-by date on an information request',
      { kind: 'information-request', ...handling({ respondBy: null }) },
      ['F10'],
    ],
    [
      "a respond-by date on a committee's request",
      { kind: 'scrutiny-request', ...handling({ respondBy: null }) },
      ['F10'],
    ],
    [
      'a respond-by date on what agencies are asked before a conference',
      { kind: 'marac-research', reply: null, ...handling({ respondBy: null }) },
      ['F10'],
    ],
    ['a current ICO registration, which has lapsed', { from: 'team@lapsed.test' }, ['I11']],
    ['a current ICO registration, which ended long ago', { from: 'team@never.test' }, ['I11']],
  ])('%s', (_, change, rules) => {
    expectOutcome('needs', decide({ ...lawful, ...change }, directory, TODAY), rules)
  })
})

describe('the rules refuse', () => {
  it.each<Row>([
    ['a marking above the ceiling', gpms('CONFIDENTIAL'), ['M6']],
    ['a marking that the scheme does not have', gpms('VERY SECRET'), ['M6']],
    ['GSC under uk-2010', { marking: { scheme: 'GSC', level: 'OFFICIAL', descriptors: [] } }, ['M6']],
    ['a descriptor that does not exist', gpms('RESTRICTED', 'INTERESTING'), ['M6']],
    ['a route accredited for less than the marking', { to: ['front.desk@testshire.police.test'] }, ['M6']],
    ['a route whose accreditation has ended', { to: ['archive@testshire.lapsed.test'] }, ['M6']],
    [
      'a mail route that nobody accredited',
      { to: ['yot@testville.gcsx.test', 'intelligence@testshire.pnn.test'] },
      ['M6'],
      { ...directory, networks: directory.networks.filter(({ domain }) => !domain.endsWith('pnn.test')) },
    ],
    ['a recipient that has not signed the agreement', { to: ['team@elsewhere.gcsx.test'] }, ['A9']],
    ['a sender that has not signed the agreement', { from: 'team@elsewhere.gcsx.test' }, ['A9']],
    [
      'depersonalised information too, to an agency that has not signed (A9)',
      { ...depersonalised, to: ['team@elsewhere.gcsx.test'] },
      ['A9'],
    ],
    [
      'a mailbox in no mail domain that the agreement gives its agency',
      { to: ['second@testshire.elsewhere.test'] },
      ['A9'],
    ],
    ['a closed recipient mailbox', { to: ['old@testville.gcsx.test'] }, ['A9']],
    ['a closed sending mailbox', { from: 'old@testville.gcsx.test' }, ['A9']],
    ['an unknown recipient', { to: ['nobody@testville.gcsx.test'] }, ['A9']],
    ['an unknown sender', { from: 'nobody@testville.gcsx.test' }, ['A9']],
    ['an agreement that does not exist', { agreement: { id: 'other', version: 2 } }, ['A9']],
    ['an agreement that has ended', { agreement: { id: 'testville-isp', version: 1 } }, ['A9']],
    ['an agreement that has not begun', { agreement: { id: 'testville-isp', version: 3 } }, ['A9']],
    [
      'personal data to an agency of group 2',
      { to: ['chair@shops.test'], bases: [...lawful.bases, 'dpa-1998-s35'] },
      ['A7'],
    ],
    ['personal data from an agency of group 2', { from: 'chair@shops.test' }, ['A7']],
    [
      'the duty of section 17A as a ground for personal data',
      { bases: [...lawful.bases, 'cda-1998-s17a'] },
      ['L2'],
    ],
    [
      'the duty of section 17A towards an agency it does not bind',
      {
        ...depersonalised,
        bases: ['cda-1998-s17a'],
        prescribed: PRESCRIBED,
        to: ['listing@testville.cjsm.test'],
      },
      ['L2'],
    ],
    ['a basis that does not exist', { bases: [...lawful.bases, 'magna-carta-39'] }, ['L13']],
    ['a basis of another rule set', { bases: [...lawful.bases, 'uk-gdpr-art6-1e'] }, ['L13']],
    [
      'permission as a condition where it was refused',
      { bases: [...lawful.bases, 'dpa-1998-sch2-1'], ...suspect, consent: CONSENT.refused },
      ['D2'],
    ],
    [
      'a witness declared as merely personal (M4)',
      { dataClass: 'personal', categories: ['witness'] },
      ['M4'],
    ],
    [
      'a suspected perpetrator declared as merely personal (M4)',
      { dataClass: 'personal', categories: ['suspected-perpetrator'] },
      ['M4'],
    ],
    [
      'the subject of an order declared as merely personal (M4)',
      { dataClass: 'personal', categories: ['subject-of-order'] },
      ['M4'],
    ],
    ['people in what is declared depersonalised (M5)', { ...depersonalised, categories: ['victim'] }, ['M5']],
    [
      'people in what is declared to hold no data (M5)',
      { ...depersonalised, dataClass: 'none', categories: ['informer'] },
      ['M5'],
    ],
    ['an answer due yesterday', handling({ respondBy: '2010-02-28' }), ['PR3']],
    ['destruction in the past', handling({ respondBy: null, destroyAfter: '2010-02-28' }), ['D7']],
    ['destruction before the answer is due', handling({ destroyAfter: '2010-03-11' }), ['D7']],
  ])('%s', (_, change, rules, partnership = directory) => {
    expectOutcome('refused', decide({ ...lawful, ...change }, partnership, TODAY), rules)
  })

  it('an agreement that a later version has replaced', () => {
    expectOutcome(
      'refused',
      decide(
        { ...lawful, handling: { ...lawful.handling, respondBy: null, destroyAfter: '2010-09-01' } },
        directory,
        '2010-07-01',
      ),
      ['A9'],
    )
  })

  it('GPMS under a uk-2026 agreement', () => {
    const decision = decide(
      {
        ...lawful,
        agreement: { id: 'modern-isp', version: 1 },
        bases: ['cda-1998-s115', 'uk-gdpr-art6-1e', 'dpa-2018-sch1-10'],
      },
      directory,
      TODAY,
    )
    expectOutcome('refused', decision, ['M6'])
  })
})

describe('a decision', () => {
  it('gives all that is wrong and all that is missing at once', () => {
    const decision = decide(
      { ...lawful, ...gpms('SECRET'), bases: [], to: ['chair@shops.test'] },
      directory,
      TODAY,
    )
    expectOutcome('refused', decision, ['A7', 'M6', 'L1', 'D2', 'D3'])
    expect(decision).toMatchObject({
      reasons: [{ rule: 'A7' }, { rule: 'M6' }],
      needs: [{ rule: 'L1' }, { rule: 'D2' }, { rule: 'D3' }],
    })
  })

  it('follows the accreditation of the day, not of the calendar of the law', () => {
    const later = {
      ...directory,
      networks: directory.networks.filter(({ domain }) => domain === 'testshire.pnn.test'),
    }
    const to = ['intelligence@testshire.pnn.test']
    expect(decide({ ...lawful, to }, later, TODAY).outcome).toBe('allowed')
    const year2014 = {
      ...later,
      agreements: later.agreements.map((agreement) => ({
        ...registeredUntil('2020-01-01', agreement),
        until: agreement.version === 2 ? '2020-01-01' : agreement.from,
      })),
    }
    const fields = { ...lawful, to, ...handling({ respondBy: null, destroyAfter: '2019-01-01' }) }
    expectOutcome('refused', decide(fields, year2014, '2014-05-01'), ['M6'])
  })

  it('what an agency is in one agreement, and not what another agreement makes of it', () => {
    const generous: ListedAgreement = {
      id: 'generous-isp',
      version: 1,
      purposes: ['services-to-individuals'],
      areas: ['Testville'],
      ruleSet: 'uk-2010',
      amendments: [],
      from: '2010-01-01',
      until: '2010-12-31',
      signatories: (directory.agreements[1]?.signatories ?? []).map((one) => ({
        ...one,
        legalClasses: ['responsible', 'relevant', 'competent'],
        group: 1,
      })),
      sha256: 'b'.repeat(64),
    }
    const both = { ...directory, agreements: [...directory.agreements, generous] }
    const toShops = { ...lawful, to: ['chair@shops.test'] }
    expectOutcome('refused', decide(toShops, both, TODAY), ['A7', 'L1'])
    const under = { id: 'generous-isp', version: 1 }
    expect(decide({ ...toShops, agreement: under }, both, TODAY).outcome).not.toBe('refused')
  })

  it('names the agency and what to do, in words for a case worker', () => {
    const decision = decide({ ...lawful, to: ['listing@testville.cjsm.test'] }, directory, TODAY)
    expect(unmetIn(decision)).toEqual([
      {
        rule: 'L1',
        statute: 'Crime and Disorder Act 1998, section 115',
        sentence:
          'Crime and Disorder Act 1998, section 115 allows disclosure to relevant authorities, and Testville Magistrates is not one: name dpa-1998-s35 as well if the law, a court order or legal proceedings require it, or leave Testville Magistrates out.',
      },
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { type Decision, decide } from '../../src/domain/decide.ts'
import { WHEN_UNCERTAIN } from '../../src/domain/legal-bases.ts'
import { ruleSet } from '../../src/domain/rule-sets.ts'
import type { LegalClass } from '../../src/domain/wire/agreement.ts'
import type { ReferralFields } from '../../src/domain/wire/referral-fields.ts'
import { CONSENT, depersonalised, directory, lawful, PRESCRIBED, TODAY } from './partnership.ts'
import { expectOutcome } from './rules/outcome.ts'

/** What every requirement on legal bases does: L1–L16 and D1–D8 under the law of 2010. */

const CONDITIONS = ['dpa-1998-sch2-5', 'dpa-1998-sch3-7']
const beside = (...codes: string[]) => ({ bases: [...lawful.bases, ...codes] })
const inPlaceOfPower = (...codes: string[]) => ({ bases: [...codes, ...CONDITIONS] })
const alone = (...codes: string[]) => ({ bases: codes })
const onDepersonalised = (...codes: string[]) => ({ ...depersonalised, bases: codes })
const COURT_AS_SENDER = { from: 'listing@testville.cjsm.test', to: ['yot@testville.gcsx.test'] }
const COMMITTEE = { to: ['committee@testborough.gcsx.test'] }
const PROBATION = { from: 'risk@probation.test', to: ['intelligence@testshire.pnn.test'] }
const COURT = { to: ['listing@testville.cjsm.test'] }

const codesOf = (rule: string) =>
  ruleSet('uk-2010')
    .bases.filter((basis) => basis.rule === rule)
    .map(({ code }) => code)

type Line = [
  rule: string,
  says: string,
  change: Partial<ReferralFields>,
  outcome: Decision['outcome'],
  reasons?: string[],
]

const LINES: readonly Line[] = [
  ['L1', 'the power is what personal data is shared under', {}, 'allowed'],
  ['L1', 'nothing else is the power', alone(...CONDITIONS), 'needs', ['L1']],
  ['L1', 'it replaces no data protection condition', alone('cda-1998-s115'), 'needs', ['D2', 'D3']],
  ['L1', 'it does not reach a court', COURT, 'needs', ['L1']],
  [
    'L2',
    'the duty covers depersonalised information',
    { ...onDepersonalised('cda-1998-s17a'), prescribed: PRESCRIBED },
    'allowed',
  ],
  ['L2', 'and no personal data', beside('cda-1998-s17a'), 'refused', ['L2']],
  [
    'L2',
    'and no quarter that is not over',
    {
      ...onDepersonalised('cda-1998-s17a'),
      prescribed: { ...PRESCRIBED, period: '2010-01-01' },
    },
    'refused',
    ['L2'],
  ],
  [
    'L3',
    'the Regulations are recorded beside the duty',
    { ...onDepersonalised('cda-1998-s17a', 'si-2007-1831'), prescribed: PRESCRIBED },
    'allowed',
  ],
  ['L3', 'which description it is, is asked', onDepersonalised('cda-1998-s17a'), 'needs', ['L3']],
  ['L3', 'and are no power', inPlaceOfPower('si-2007-1831'), 'needs', ['L1']],
  ['L4', 'the general duty is recorded', beside('cda-1998-s17'), 'allowed'],
  ['L4', 'and is no power', inPlaceOfPower('cda-1998-s17'), 'needs', ['L1']],
  ['L5', 'the strategy is recorded', beside('cda-1998-s6'), 'allowed'],
  ['L5', 'and is no power', inPlaceOfPower('cda-1998-s6'), 'needs', ['L1']],
  [
    'L6',
    'a committee is given depersonalised information',
    { ...onDepersonalised('pja-2006-s19'), ...COMMITTEE },
    'allowed',
  ],
  ['L6', 'and no personal data by that duty', { ...beside('pja-2006-s19'), ...COMMITTEE }, 'refused', ['L6']],
  [
    'L6',
    'unless identification is necessary',
    { ...beside('pja-2006-s19-identified'), ...COMMITTEE },
    'allowed',
  ],
  [
    'L6',
    'which replaces no power',
    { ...inPlaceOfPower('pja-2006-s19-identified'), ...COMMITTEE },
    'needs',
    ['L1'],
  ],
  [
    'L6',
    'and no condition',
    { ...alone('cda-1998-s115', 'pja-2006-s19-identified'), ...COMMITTEE },
    'needs',
    ['D2', 'D3'],
  ],
  [
    'L6',
    'and is untrue where nobody is identified',
    { ...onDepersonalised('pja-2006-s19-identified'), ...COMMITTEE },
    'refused',
    ['L6'],
  ],
  [
    'L6',
    'a court is no such committee',
    { ...onDepersonalised('pja-2006-s19'), ...COURT },
    'refused',
    ['L6'],
  ],
  [
    'L6',
    'not even where a court order opens the way',
    { ...COURT, ...beside('pja-2006-s19-identified', 'dpa-1998-s35') },
    'refused',
    ['L6'],
  ],
  [
    'L7',
    'police and probation manage risk together',
    { ...PROBATION, ...beside('cjcsa-2000-s67') },
    'allowed',
  ],
  ['L7', 'which replaces no power', { ...PROBATION, ...inPlaceOfPower('cjcsa-2000-s67') }, 'needs', ['L1']],
  [
    'L7',
    'and no condition',
    { ...PROBATION, ...alone('cda-1998-s115', 'cjcsa-2000-s67') },
    'needs',
    ['D2', 'D3'],
  ],
  [
    'L7',
    'and does not reach a court',
    { ...PROBATION, ...COURT, ...beside('cjcsa-2000-s67', 'dpa-1998-s35') },
    'refused',
    ['L7'],
  ],
  [
    'L7',
    'nor bind one that sends',
    { ...PROBATION, from: 'listing@testville.cjsm.test', ...beside('cjcsa-2000-s67') },
    'refused',
    ['L7'],
  ],
  [
    'L8',
    'the Data Protection Act is not met by the power alone',
    alone('cda-1998-s115'),
    'needs',
    ['D2', 'D3'],
  ],
  ['L9', 'all grounds of Article 8 are recorded', beside(...codesOf('L9')), 'allowed'],
  ['L9', 'and replace nothing', alone(...codesOf('L9')), 'needs', ['L1', 'D2', 'D3']],
  ['L10', 'the Caldicott Principles are recorded', beside(...codesOf('L10')), 'allowed'],
  ['L10', 'and replace nothing', alone(...codesOf('L10')), 'needs', ['L1', 'D2', 'D3']],
  ['L11', 'why confidence is broken is recorded', beside(...codesOf('L11')), 'allowed'],
  ['L11', 'and replaces nothing', alone(...codesOf('L11')), 'needs', ['L1', 'D2', 'D3']],
  ['L12', 'a request for information is recorded', beside('foi-2000'), 'allowed'],
  ['L12', 'and replaces nothing', alone('foi-2000'), 'needs', ['L1', 'D2', 'D3']],
  [
    'L13',
    'the basis comes first, then whether data protection permits',
    alone(),
    'needs',
    ['L1', 'D2', 'D3'],
  ],
  ['L13', 'a basis that there is not, is none', beside('magna-carta-39'), 'refused', ['L13']],
  ['L14', 'depersonalised information needs no basis', onDepersonalised(), 'allowed'],
  ['L15', 'nothing personal is shared as a matter of course', alone(), 'needs', ['L1', 'D2', 'D3']],
  ['L16', 'the other Acts are recorded', beside(...codesOf('L16')), 'allowed'],
  ['L16', 'and replace nothing', alone(...codesOf('L16')), 'needs', ['L1', 'D2', 'D3']],
  [
    'D1',
    'sensitive data needs a condition of both Schedules',
    alone('cda-1998-s115', 'dpa-1998-sch3-7'),
    'needs',
    ['D2'],
  ],
  [
    'D2',
    'permission is no condition until it was given',
    alone('cda-1998-s115', 'dpa-1998-sch2-1', 'dpa-1998-sch3-7'),
    'needs',
    ['D2'],
  ],
  [
    'D3',
    'sensitive data needs a condition of Schedule 3',
    alone('cda-1998-s115', 'dpa-1998-sch2-5'),
    'needs',
    ['D3'],
  ],
  [
    'D3',
    "a members' body discloses outside it only with consent",
    {
      from: 'help@voluntary.test',
      to: ['yot@testville.gcsx.test'],
      ...alone('cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-4'),
    },
    'needs',
    ['D3'],
  ],
  [
    'D3',
    'and no court is one, though it is no responsible authority',
    {
      ...COURT_AS_SENDER,
      consent: CONSENT.given,
      ...alone('cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-4'),
    },
    'refused',
    ['D3'],
  ],
  [
    'D3',
    'consent that could not be had was not given',
    { consent: CONSENT.given, ...alone('cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-3a') },
    'refused',
    ['D3'],
  ],
  [
    'D3',
    'and no council is one',
    { consent: CONSENT.given, ...beside('dpa-1998-sch3-4') },
    'refused',
    ['D3'],
  ],
  ['D5', 'section 29 replaces no condition', alone('cda-1998-s115', 'dpa-1998-s29'), 'needs', ['D2', 'D3']],
  ['D5', 'and no power', inPlaceOfPower('dpa-1998-s29'), 'needs', ['L1']],
  [
    'D6',
    'section 35 opens the way that the law requires',
    { ...COURT, ...inPlaceOfPower('dpa-1998-s35') },
    'allowed',
  ],
  ['D6', 'and replaces no condition', alone('dpa-1998-s35'), 'needs', ['D2', 'D3']],
  [
    'D7',
    'what was shared is destroyed after use, and a date in the past is none',
    { handling: { urgency: 'routine', respondBy: null, destroyAfter: '2010-02-28', onward: 'none' } },
    'refused',
    ['D7'],
  ],
]

describe('what the requirements on legal bases do', () => {
  it.each(LINES)('%s: %s', (_rule, _says, change, outcome, reasons = []) => {
    expectOutcome(outcome, decide({ ...lawful, ...change }, directory, TODAY), reasons)
  })

  it.each([
    ['L1', 1],
    ['L2', 1],
    ['L3', 1],
    ['L4', 1],
    ['L5', 1],
    ['L6', 2],
    ['L7', 1],
    ['L9', 6],
    ['L10', 7],
    ['L11', 7],
    ['L12', 1],
    ['L16', 3],
    ['D2', 6],
    ['D3', 11],
    ['D5', 1],
    ['D6', 1],
  ])('%s is offered as %i choices', (rule, choices) => {
    expect(codesOf(rule)).toHaveLength(choices)
  })

  it('D1 and D4 are the eight principles, which hold whatever the basis', () => {
    expect(ruleSet('uk-2010').principles.map(({ rule }) => rule)).toEqual(['D1', ...Array(7).fill('D4')])
  })

  it('D8: whoever is uncertain is told whom to ask', () => {
    const decision = decide({ ...lawful, ...beside('magna-carta-39') }, directory, TODAY)
    expect(JSON.stringify(decision)).toContain(WHEN_UNCERTAIN)
    expect(WHEN_UNCERTAIN).toContain('Designated Liaison Officer')
  })

  it('L6 binds a co-operating body as well, and nobody who is neither (A2)', () => {
    const fields = {
      ...lawful,
      ...onDepersonalised('pja-2006-s19'),
      from: 'help@voluntary.test',
      ...COMMITTEE,
    }
    const made = (legalClasses: LegalClass[]) => ({
      ...directory,
      agreements: directory.agreements.map((agreement) => ({
        ...agreement,
        signatories: agreement.signatories.map((one) =>
          one.agency === 'voluntary' ? { ...one, legalClasses } : one,
        ),
      })),
    })
    expectOutcome('allowed', decide(fields, made(['co-operating']), TODAY))
    expectOutcome('refused', decide(fields, made(['relevant']), TODAY), ['L6'])
  })

  it('no requirement was forgotten', () => {
    const ids = [
      ...Array.from({ length: 16 }, (_, at) => `L${at + 1}`),
      ...Array.from({ length: 8 }, (_, at) => `D${at + 1}`),
    ]
    const shown = new Set([...LINES.map(([rule]) => rule), 'D4', 'D8'])
    expect(ids.filter((id) => !shown.has(id))).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { type Decision, decide, unmetIn } from '../../../src/domain/decide.ts'
import { OUTCOMES, replyInWords, WITHHELD } from '../../../src/domain/replies.ts'
import {
  type DataClass,
  REPLY_OUTCOMES,
  type ReferralFields,
  type ReplyOutcome,
  WITHHELD_REASONS,
} from '../../../src/domain/wire/referral-fields.ts'
import { depersonalised, directory, lawful, TODAY } from '../partnership.ts'
import { expectOutcome } from './outcome.ts'

const says = (outcome: ReplyOutcome['outcome'], reason: ReplyOutcome['reason'] = null) => ({
  outcome,
  reason,
})
const replying = (
  reply: ReplyOutcome | null,
  asked: DataClass | null,
  more: Partial<ReferralFields> = {},
): Decision =>
  decide({ ...depersonalised, kind: 'reply', inReplyTo: lawful.id, reply, ...more }, directory, TODAY, {
    marking: null,
    dataClass: asked,
  })

describe('a reply that refuses (L14)', () => {
  it.each<[what: string, asked: DataClass | null, reply: ReplyOutcome, outcome: Decision['outcome']]>([
    [
      'may not want a legal basis for what is depersonalised',
      'depersonalised',
      says('cannot-share', 'no-legal-basis'),
      'refused',
    ],
    [
      'may not want a legal basis for what is about nobody',
      'none',
      says('cannot-share', 'no-legal-basis'),
      'refused',
    ],
    ['says by a code why it does', 'depersonalised', says('cannot-share'), 'needs'],
    [
      'may say that it would identify somebody all the same',
      'depersonalised',
      says('cannot-share', 'cannot-depersonalise'),
      'allowed',
    ],
    [
      'may say that it would prejudice proceedings',
      'depersonalised',
      says('cannot-share', 'prejudice'),
      'allowed',
    ],
    [
      'may want a legal basis for personal data',
      'personal',
      says('cannot-share', 'no-legal-basis'),
      'allowed',
    ],
    [
      'may want a legal basis for sensitive data',
      'sensitive-personal',
      says('cannot-share', 'no-legal-basis'),
      'allowed',
    ],
    [
      'may want one for what nobody has classified, such as a partner’s mail',
      null,
      says('cannot-share', 'no-legal-basis'),
      'allowed',
    ],
    [
      'may keep back the part that identifies somebody',
      'depersonalised',
      says('partly-answered', 'no-legal-basis'),
      'allowed',
    ],
    ['is none where nothing is held', 'depersonalised', says('nothing-held'), 'allowed'],
    [
      'gives no reason for what it does not keep back',
      'personal',
      says('answered', 'no-legal-basis'),
      'refused',
    ],
  ])('%s', (_what, asked, reply, outcome) => {
    expectOutcome(outcome, replying(reply, asked), outcome === 'allowed' ? [] : ['L14'])
  })

  it('is judged too where there is no such agreement', () => {
    const decision = replying(says('cannot-share', 'no-legal-basis'), 'none', {
      agreement: { id: 'other', version: 1 },
    })
    expectOutcome('refused', decision, ['A9', 'L14'])
  })

  it('is told what to do instead', () => {
    const [reason] = unmetIn(replying(says('cannot-share', 'no-legal-basis'), 'depersonalised'))
    expect(reason?.sentence).toMatch(/Depersonalise what you hold and share that, or give the reason/)
  })
})

describe('how it answers (L14)', () => {
  it('is said by every reply', () => {
    expectOutcome('refused', replying(null, 'personal'), ['L14'])
  })
  it('is said by research that was done, and not by research that asks', () => {
    expectOutcome('allowed', replying(says('nothing-held'), 'personal', { kind: 'marac-research' }))
    expectOutcome('allowed', replying(null, 'personal', { kind: 'marac-research' }))
  })
  it('is said by nothing that answers nothing', () => {
    expectOutcome('refused', replying(says('answered'), null, { kind: 'note' }), ['L14'])
  })
  it('is read in a line', () => {
    expect(replyInWords(says('cannot-share', 'risk'))).toBe('cannot-share (risk)')
    expect(replyInWords(says('answered'))).toBe('answered')
  })
  it('has words for each code', () => {
    expect(Object.keys(OUTCOMES)).toEqual([...REPLY_OUTCOMES])
    expect(Object.keys(WITHHELD)).toEqual([...WITHHELD_REASONS])
  })
})

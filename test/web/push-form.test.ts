import { describe, expect, it } from 'vitest'
import { courtOrder } from '../../src/domain/kinds/court-order.ts'
import { ORDER_TYPES } from '../../src/domain/orders/order-types.ts'
import type { DeliveryView } from '../../src/domain/wire/referral-response.ts'
import type { CheckedReceipt } from '../../src/sdk/receipts.ts'
import { withLawOfOrder } from '../../src/web/form/order-form.ts'
import { pushQuestions, usualOrder } from '../../src/web/form/push-form.ts'
import { type Question, questionsOf } from '../../src/web/form/questions.ts'
import { dataOf, type Typed, typedAt, typedOf, withTyped } from '../../src/web/form/typed.ts'
import { backFrom, isStep, nextAfter, pageFor, pathOf, stepsOf } from '../../src/web/pages/compose/steps.ts'
import { doneOf } from '../../src/web/worker/receipts-done.ts'

const COURT = 'Example Court'

function formOf(code: string) {
  const form = courtOrder.forms?.all.find(({ name }) => name === code)
  if (!form) throw new Error(`no form of ${code}`)
  return { group: questionsOf(form.schema), example: form.example }
}

/** How many things there are to answer. */
function leaves(question: Question): number {
  if (question.is === 'group') return question.parts.reduce((sum, part) => sum + leaves(part), 0)
  return question.is === 'fixed' ? 0 : 1
}

describe('an order that is pushed', () => {
  it('asks seven things of an ASBO, and no reason, recipient or law is filled in', () => {
    const { group } = formOf('asbo')
    const typed = usualOrder(group, { code: 'asbo', day: '2026-11-23', court: COURT })
    const { asked } = pushQuestions(group, [])
    expect(asked.map(({ name }) => name)).toEqual([
      'subject',
      'caseNumber',
      'applicant',
      'expiryDate',
      'untilFurtherOrder',
      'justification',
    ])
    expect(asked.reduce((sum, one) => sum + leaves(one), 0)).toBe(7)
    expect(dataOf(group, typed)).toEqual({
      orderType: 'asbo',
      status: 'full',
      court: { name: COURT, type: 'magistrates' },
      orderDate: '2026-11-23',
      startDate: '2026-11-23',
      durationText: 'As set out in the order that is attached.',
      prohibitions: [{ n: 1, text: 'As set out in the order that is attached.', kind: 'other' }],
      subject: {},
      applicant: {},
      copiesTo: [],
    })
  })

  it.each(ORDER_TYPES.filter(({ madeBy }) => madeBy === 'court').map(({ code }) => code))(
    'asks of %s all that its form cannot do without',
    (code) => {
      const { group, example } = formOf(code)
      const answers = typedOf(group, example)
      let typed = usualOrder(group, { code, day: '2010-03-01', court: COURT })
      const fill = (question: Question, path: string[]): void => {
        const at = [...path, question.name]
        if (question.is === 'group') for (const part of question.parts) fill(part, at)
        else typed = withTyped(typed, at, typedAt(answers, at) as Typed)
      }
      for (const question of pushQuestions(group, []).asked) fill(question, [])
      expect(courtOrder.check(dataOf(group, typed))).toEqual([])
    },
  )

  it('asks for what the law wants besides, and shows what is wrong with what is usual', () => {
    const { group } = formOf('asbo')
    const faults = ['/review', '/subject/ageBand', '/service/date'].map((path) => ({ path, message: 'x' }))
    const { asked } = pushQuestions(group, faults)
    expect(asked.map(({ name }) => name)).toEqual(expect.arrayContaining(['review', 'service']))
    const subject = asked.find(({ name }) => name === 'subject')
    expect(subject?.is === 'group' && subject.parts.map(({ name }) => name)).toEqual([
      'name',
      'dateOfBirth',
      'ageBand',
    ])
  })

  it('says at the date of birth why its law asks for it, and asks for the age where it is not known', () => {
    const birthOf = (code: string, faults: { path: string; message: string }[] = []) => {
      const subject = pushQuestions(withLawOfOrder(formOf(code).group), faults).asked.find(
        ({ name }) => name === 'subject',
      )
      return subject?.is === 'group' ? subject.parts : []
    }
    expect(birthOf('asbo').find(({ name }) => name === 'dateOfBirth')?.lawAsks).toBe(
      'The law of this order asks for the age: it can be made only on a person aged 10 or over (Crime and Disorder Act 1998, section 1(1)); on a person under 17 it must be reviewed (Crime and Disorder Act 1998, sections 1J and 1K). Where it is not known, the age on the day of the order is asked for instead.',
    )
    expect(birthOf('asbo').map(({ name }) => name)).not.toContain('ageBand')
    expect(
      birthOf('asbo', [{ path: '/subject/dateOfBirth', message: 'x' }]).map(({ name }) => name),
    ).toContain('ageBand')
    // A form without a subject is as it was.
    const { group } = formOf('closure-notice')
    expect(withLawOfOrder(group)).toEqual(group)
  })

  it('goes by three pages, and every page of the form can be gone to from them', () => {
    const composing = {
      form: { pages: [{ title: 'One', questions: [] }] },
      kind: { attachments: true },
      composition: { typed: {}, answering: {}, returning: null, inCase: null },
      original: null,
      journey: 'push',
      reviewed: false,
    } as const
    expect(stepsOf(composing)).toEqual(['order', 'share', 'check'])
    expect(['form-1', 'files', 'law', 'share'].every((step) => isStep(composing, step))).toBe(true)
    expect(isStep({ ...composing, journey: 'whole' }, 'share')).toBe(false)
    expect(nextAfter(composing, 'order')).toBe('/push/share')
    expect(nextAfter(composing, 'law')).toBe('/push/order')
    expect(pageFor(composing, 'law')).toBe('share')
    expect(pageFor({ ...composing, journey: 'whole' }, 'law')).toBe('law')
    // Under an address of its own: by it the navigation marks where one is.
    expect(backFrom(composing, 'check').href).toBe('/push/share')
    expect(backFrom(composing, 'order').href).toBe('/push')
    expect(pathOf('check', 'whole')).toBe('/compose/check')
  })
})

describe('what bears out that a recipient has done something', () => {
  const delivery = { delivery: 'd', state: 'delivered', answer: null, evidence: [] } as Pick<
    DeliveryView,
    'delivery' | 'state' | 'answer' | 'evidence'
  >
  const receipt = (event: string, problem: string | null = null) =>
    ({
      delivery: 'd',
      mailbox: 'm',
      event,
      reason: null,
      signer: 's',
      time: '2026-11-23T10:00:00Z',
      problem,
    }) satisfies CheckedReceipt

  it('is the receipt that says so, or one that only follows it', () => {
    expect(doneOf('opened', delivery, [receipt('collected')])).toBeNull()
    expect(doneOf('collected', delivery, [receipt('opened')])?.strength).toBe('signed')
    expect(doneOf('opened', delivery, [{ ...receipt('opened'), delivery: 'another' }])).toBeNull()
  })
  it('is never a receipt that does not hold, whatever the service says', () => {
    const said = { ...delivery, answer: 'opened' } as typeof delivery
    expect(doneOf('opened', said, [receipt('opened', 'forged')])?.strength).toBe('does not hold')
    expect(doneOf('opened', said, [])).toEqual({ at: null, strength: null })
  })
})

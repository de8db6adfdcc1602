import type { Group, Question } from './questions.ts'

/** Some of what a form asks, on a page of its own. */
export type FormPage = { title: string; questions: readonly Question[] }

/** So much is asked on one page, roughly: a single thing counts as one. */
const ROOM = 8

/** A form in pages: everybody of one sort by themselves, what is short together, in the order of the form. */
export function formPagesOf(form: Group): FormPage[] {
  const pages: Question[][] = []
  let room = 0
  for (const question of form.parts) {
    if (question.is === 'fixed') continue
    const weight = weightOf(question)
    const last = pages.at(-1)
    if (last && weight <= room) {
      last.push(question)
      room -= weight
    } else {
      pages.push([question])
      room = ROOM - weight
    }
  }
  return pages.map((questions) => ({ title: titleOf(questions), questions }))
}

function weightOf(question: Question): number {
  if (question.is === 'list') return isPerson(question.entry) ? ROOM : ROOM / 2
  if (question.is !== 'group') return question.is === 'leaf' && question.input.as === 'text' ? 2 : 1
  return isPerson(question) ? ROOM : question.parts.reduce((sum, part) => sum + weightOf(part), 1)
}

/** Whether it asks for somebody: what is seldom needed of a person is asked for behind its name. */
export const isPerson = (question: Question): boolean =>
  question.is === 'group' && question.parts.some(({ name }) => name === 'aliases')

/** A title holds what is asked for, and nothing that is answered. */
function titleOf(questions: readonly Question[]): string {
  const [first, ...rest] = questions.map(({ label }) => label.replace(/\?$/, ''))
  const others = rest.map((label) =>
    /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label,
  )
  if (others.length > 2) return `${first}, ${others[0]} and more`
  return [first, ...others].join(', ').replace(/, ([^,]*)$/, ' and $1')
}

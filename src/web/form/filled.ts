import type { Question } from './questions.ts'
import { type Path, type Typed, typedAt } from './typed.ts'

/** From where answers were filled in for the person. */
export type FilledFrom = 'case' | 'request'

/**
 * What was filled in and not typed: the answers by where they stand, whatever their place in a list, since entries before them may be
 * removed. What was changed since is the person's own.
 */
export type Filled = { from: FilledFrom; values: Readonly<Record<string, readonly string[]>> }

/** What it is called beside each answer. */
export const FILLED_WORDS: Readonly<Record<FilledFrom, string>> = {
  case: 'Filled in from the case.',
  request: 'Filled in from the request.',
}

/** All that stands in a form which nobody has typed in yet, but for what the choice of the form settles. */
export function filledOf(form: Question, typed: Typed, from: FilledFrom): Filled {
  const values: Record<string, string[]> = {}
  const note = (question: Question, path: Path): void => {
    const now = typedAt(typed, path)
    if (question.is === 'group') for (const part of question.parts) note(part, [...path, part.name])
    if (question.is === 'list' && Array.isArray(now))
      for (const at of now.keys()) note(question.entry, [...path, at])
    if (question.is !== 'leaf' || now === undefined || now.length === 0) return
    const key = keyOf(path)
    values[key] = [...(values[key] ?? []), JSON.stringify(now)]
  }
  note(form, [])
  return { from, values }
}

/** The words for an answer that stands as it was filled in; null for one that is the person's own. */
export function filledWords(filled: Filled | null, path: Path, now: Typed | undefined): string | null {
  if (filled === null || now === undefined) return null
  return filled.values[keyOf(path)]?.includes(JSON.stringify(now)) ? FILLED_WORDS[filled.from] : null
}

const keyOf = (path: Path): string => path.map((name) => (typeof name === 'number' ? '*' : name)).join('/')

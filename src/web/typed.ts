/** What was typed and chosen in a form, by the names of its fields. It is kept by the page alone, until that is left. */
export type Typed = Readonly<Record<string, readonly string[]>>

/** What stands in a form now, put over what was typed on the pages before. */
export function typedIn(form: HTMLFormElement, before: Typed = {}): Typed {
  const fields = new FormData(form)
  const names = [...form.elements].map((element) => element.getAttribute('name') ?? '').filter(Boolean)
  const texts = (name: string) => fields.getAll(name).filter((value) => typeof value === 'string')
  return { ...before, ...Object.fromEntries(names.map((name) => [name, texts(name)])) }
}

/** A text that was typed, or the one that was chosen, without the spaces around it; empty where there is none. */
export const one = (typed: Typed, name: string): string => typed[name]?.[0]?.trim() ?? ''

/** All that were chosen. */
export const all = (typed: Typed, name: string): readonly string[] => typed[name] ?? []

/** A day in its three fields, as it was typed. */
export const typedDay = (typed: Typed, name: string) => ({
  day: one(typed, name),
  month: one(typed, `${name}-month`),
  year: one(typed, `${name}-year`),
})

/**
 * A day that was typed in three fields, `YYYY-MM-DD`.
 * @returns null where nothing was typed, undefined where it is no day
 */
export function dayTyped(typed: Typed, name: string): string | null | undefined {
  const { day, month, year } = typedDay(typed, name)
  if (day === '' && month === '' && year === '') return null
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return undefined
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : undefined
}

import { type ComponentChild, el } from '../element.ts'

/** Units of a drawing's width; it is as wide as the page, on a screen and on paper. */
export const WIDTH = 720
export const TEXT = 11

/**
 * A drawing that says what it is to whoever cannot see it. It loads nothing and runs nothing.
 *
 * @param id unique on its page
 */
export function drawing(
  { id, title, says, height }: { id: string; title: string; says: string; height: number },
  ...children: ComponentChild[]
): ComponentChild {
  const [titleId, saysId] = [`${id}-title`, `${id}-says`]
  return el(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      role: 'img',
      viewBox: `0 0 ${WIDTH} ${height}`,
      'aria-labelledby': `${titleId} ${saysId}`,
      'font-family': 'Arial, Helvetica, sans-serif',
      'font-size': TEXT,
      fill: '#0b0c0c',
    },
    el('title', { id: titleId }, title),
    el('desc', { id: saysId }, says),
    ...children,
  )
}

/** A label, cut short where it is longer than a place for so many units: the table beside the plot has it whole. */
export function fitted(text: string, units: number): string {
  const letters = Array.from(text)
  if (letters.reduce((width, letter) => width + widthOf(letter), 0) <= units) return text
  let left = units - TEXT
  const most = letters.findIndex((letter) => {
    left -= widthOf(letter)
    return left < 0
  })
  return `${letters.slice(0, most).join('').trimEnd()}…`
}

/** Of a letter, in units: rather more than it has in Arial. */
const widthOf = (letter: string): number => {
  if (/[ijltfI.,:;'’|() -]/.test(letter)) return TEXT * 0.35
  if (/[a-z0-9]/.test(letter)) return TEXT * (letter === 'm' || letter === 'w' ? 0.84 : 0.56)
  return TEXT * (letter === 'M' || letter === 'W' || !/[A-Z]/.test(letter) ? 1 : 0.75)
}

/** Numbers as people write them: 12,345. */
export const counted = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')

/** Ticks at whole numbers: there are no halves of a disclosure. */
export const wholeTicks = (ticks: readonly number[]): number[] =>
  ticks.filter((tick) => Number.isInteger(tick))

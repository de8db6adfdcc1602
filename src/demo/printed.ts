import type { ToldStep } from './journeys/telling.ts'

/** How a told step reaches whoever watches. */
export type Printer = { heading(journey: string): void; step(step: ToldStep): void }

/** Longer names push their finding to the right instead of widening the column. */
const WIDEST_NAME = 34

/** A numbered sentence for each step, its evidence in two columns beneath. */
export function printText(out: (line: string) => void): Printer {
  return {
    heading: (journey) => {
      out('')
      out(journey)
    },
    step: ({ step, says, evidence }) => {
      out(`${String(step).padStart(3)}. ${says}`)
      const width = Math.min(WIDEST_NAME, Math.max(0, ...evidence.map(([name]) => name.length)))
      for (const [name, found] of evidence) out(`       ${name.padEnd(width)}  ${found}`)
    },
  }
}

/** One JSON object a line for each step. */
export function printJson(out: (line: string) => void): Printer {
  return { heading: () => {}, step: (step) => out(JSON.stringify(step)) }
}

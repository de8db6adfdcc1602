/** The first and last lines of a text that are not blank: where a marking must stand (promise 9). */
export function firstAndLast(text: string): [first: string, last: string] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return [lines.at(0) ?? '', lines.at(-1) ?? '']
}

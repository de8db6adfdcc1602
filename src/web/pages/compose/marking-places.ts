import type { Composing } from './composing.ts'

/** Where a higher marking stands (`sdk/marking-conflicts.ts`), by the name of the file or of the question. */
export function placeInWords({ files, form }: Pick<Composing, 'files' | 'form'>, where: string): string {
  const [, top] = where.split('/')
  if (top !== undefined) {
    const question = form.group.parts.find(({ name }) => name === top)
    return question ? `the answer to “${question.label}”` : where
  }
  return where.replace(
    /attachment (\d+)$/,
    (whole, number: string) => files[Number(number) - 1]?.name ?? whole,
  )
}

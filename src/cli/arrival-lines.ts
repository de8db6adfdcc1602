import type { OpenedArrival } from '../sdk/open-arrival.ts'
import { safeLine, safeLines, wrapped } from './terminal-text.ts'

/**
 * What stands before every line that a stranger wrote. Lines of ours never begin with it, so that no words of theirs can pass
 * for a verdict, whatever they say.
 */
const QUOTED = '| '

/** A stranger's text, every line behind the mark, none so long that the terminal would begin a new one without it. */
export function quotedLines(text: string, width: number): string[] {
  return safeLines(text.trimEnd()).flatMap((line) =>
    wrapped(line, Math.max(width - QUOTED.length, 1)).map((piece) => `${QUOTED}${piece}`.trimEnd()),
  )
}

/** The parts with a verdict of their own, each under it; and what the reader must know of those that have the whole's. */
export function partLines({ parts }: Pick<OpenedArrival, 'parts'>, width: number): string[] {
  const ours = (line: string) => wrapped(safeLine(line), width, '    ')
  return parts.flatMap(({ ofWhole, sort, sentence, text, remarks }, at) => {
    const own = !ofWhole
    const heading =
      sort === 'added' ? sentence : `Part ${at + 1}, which the verdict above is not about: ${sentence}`
    const lines = [
      ...(own ? ours(heading) : []),
      ...remarks.flatMap((remark) => ours(`NOTE${parts.length > 1 ? ` on part ${at + 1}` : ''}: ${remark}`)),
      ...(own && text !== null ? quotedLines(text, width) : []),
    ]
    return lines.length === 0 ? [] : ['', ...lines]
  })
}

/** The attachments, with what they are found to be and, where it is another than the whole's, the verdict on each. */
export function fileLines(
  { attachments }: Pick<OpenedArrival, 'attachments'>,
  written: string[] | null,
  width: number,
): string[] {
  if (attachments.length === 0) return []
  const ours = (line: string) => wrapped(safeLine(line), width, '    ')
  return [
    '',
    ...attachments.flatMap(({ name, type, bytes, remarks, ofWhole, sentence }, at) => [
      ...ours(
        `Attachment: ${name}  (${type}, ${bytes.length} bytes)${written?.[at] ? `  written to ${written[at]}` : ''}`,
      ),
      ...(ofWhole ? [] : ours(`    ${sentence}`)),
      ...remarks.flatMap((remark) => ours(`    WARNING: ${remark}`)),
    ]),
    ...(written === null ? ['Write attachments with --out FOLDER.'] : []),
  ]
}

import { sizeInWords } from '../../words.ts'

/** As a draft keeps them at most. */
const MOST_FILES = 50
const MOST_NAME = 255

/** Files with those that were chosen besides, and why some of these were not taken. */
export function added(
  files: readonly File[],
  chosen: readonly File[],
  limit: number,
): { kept: File[]; wrong: string[] } {
  const kept = [...files]
  const wrong: string[] = []
  for (const file of chosen) {
    const total = kept.reduce((sum, { size }) => sum + size, 0)
    if (kept.some(({ name }) => name === file.name))
      wrong.push(
        `A file called ${file.name} is attached already. Remove it first, or give the other one another name.`,
      )
    else if (file.size === 0) wrong.push(`${file.name} is empty`)
    else if (file.name.length > MOST_NAME)
      wrong.push(`The name of a file is too long: at most ${MOST_NAME} characters`)
    else if (kept.length >= MOST_FILES) wrong.push(`At most ${MOST_FILES} files can be attached`)
    else if (total + file.size > limit)
      wrong.push(
        `${file.name} (${sizeInWords(file.size)}) is too large: all files together may be ${sizeInWords(limit)} at most`,
      )
    else kept.push(file)
  }
  return { kept, wrong }
}

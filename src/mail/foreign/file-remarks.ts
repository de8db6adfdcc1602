import { fileNameRemarks } from '../../domain/look-alikes.ts'
import { fileContent } from './file-content.ts'
import { type Family, familyOfName, familyOfType } from './file-families.ts'

/** Types that say nothing of a file. */
const UNSAID = new Set([
  'application/octet-stream',
  'application/x-download',
  'application/force-download',
  '',
])

/** What a file is found to be, and what its reader must know before they open it. */
export type FileRemarks = { found: string | null; remarks: string[] }

/**
 * Holds a file against what it is said to be, by its type and by the ending of its name. Programs, scripts, macros, pages and
 * archives are told plainly, whether they hide or not.
 */
export async function fileRemarks(file: {
  name: string
  /** the name as its sender gave it, before anything was taken out of it; the name when left out */
  called?: string
  type: string
  bytes: Uint8Array
}): Promise<FileRemarks> {
  const { family: looked, acts } = await fileContent(file.bytes)
  const byName = familyOfName(file.name)
  const byType = UNSAID.has(file.type) ? undefined : familyOfType(file.type)
  const said = [byType, byName].filter((one) => one !== undefined)
  // Office documents are archives, of which the content does not always tell the sort.
  const family = looked?.risk === 'archive' ? (said.find((one) => isSame(one, looked)) ?? looked) : looked
  const remarks: string[] = []
  const other = said.find((one) => family !== undefined && !isSame(one, family))
  if (family !== undefined && other !== undefined) {
    remarks.push(`It says it is ${other.words}, and is ${family.words}.`)
  } else if (
    family === undefined &&
    byType !== undefined &&
    byName !== undefined &&
    !isSame(byType, byName)
  ) {
    remarks.push(`It is sent as ${byType.words}, and its name is that of ${byName.words}.`)
  } else if (family === undefined && said.some(({ words }) => BEGIN_KNOWN.has(words))) {
    remarks.push(`It says it is ${said[0]?.words}, and does not look like one.`)
  }
  const worst = [family, byName, byType].find((one) => one?.risk)
  if (worst?.risk) remarks.push(RISKS[worst.risk](worst.words))
  if (acts !== null) remarks.push(`It ${acts}.`)
  if (hidesEnding(file.name)) remarks.push('Its name has two endings; the last one is what it is opened by.')
  remarks.push(...fileNameRemarks(file.called ?? file.name))
  return { found: family?.words ?? null, remarks }
}

const RISKS: Record<NonNullable<Family['risk']>, (words: string) => string> = {
  program: (words) => `Do not open it unless you were told to expect it: it is ${words}.`,
  script: (words) => `Do not open it unless you were told to expect it: it is ${words}.`,
  macros: (words) => `Do not let it run macros: it is ${words}.`,
  shortcut: () =>
    'Do not open it unless you were told to expect it: it is a shortcut, which can start programs.',
  page: () => 'It is a web page: opened in a browser it can fetch and run what it names.',
  archive: (words) => `It is ${words}: what is in it was not looked at.`,
}

/** Families whose content is always recognised, so that what is not recognised is none of them. */
const BEGIN_KNOWN = new Set([
  'a PDF',
  'a JPEG picture',
  'a PNG picture',
  'a GIF picture',
  'a Word document',
  'an Excel workbook',
  'a PowerPoint presentation',
])

/** Office documents are archives, and a reader of them does not care; a text is whatever it is called. */
function isSame(said: Family, found: Family): boolean {
  if (said === found || said.words === found.words) return true
  if (found.words === 'an archive')
    return /document|workbook|presentation|Java|OpenDocument|Mac|program$/.test(said.words)
  if (said.words === 'an archive') return found.words === 'a Java program'
  if (said.words === 'a picture') return / picture$/.test(found.words)
  return said.words === 'an old Office document' && found.words === 'a rich text'
}

/** `order.pdf.exe`: the ending that is believed is not the last. */
function hidesEnding(name: string): boolean {
  const stem = name.replace(/\.[^.]{1,20}$/, '')
  const inner = stem === name ? undefined : familyOfName(stem)
  return inner !== undefined && inner.risk !== 'archive' && familyOfName(name)?.risk != null
}

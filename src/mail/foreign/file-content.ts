import { fileTypeFromBuffer } from 'file-type'
import { type Family, familyOfType } from './file-families.ts'

/** As much of a file as is looked at for what it is, and as much as is searched for macros, in bytes. */
const HEAD = 1024 * 1024
const SEARCHED = 16 * 1024 * 1024

/** What a file is by its content. */
export type FileContent = {
  /** undefined where nothing tells */
  family: Family | undefined
  /** what in it acts when it is opened */
  acts: string | null
}

/** Looks into a file for what it is. It is never unpacked, and nothing in it is run. */
export async function fileContent(bytes: Uint8Array): Promise<FileContent> {
  const found = await fileTypeFromBuffer(bytes.subarray(0, HEAD)).catch(() => undefined)
  const family = familyOfType(found?.mime ?? textType(bytes) ?? '')
  const within = family === undefined ? null : actsIn(family, bytes)
  return within === 'macros' ? { family: familyOfType('macroenabled'), acts: null } : { family, acts: within }
}

/** Scripts and pages are texts, which begin with no number. */
function textType(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1')
    .decode(bytes.subarray(0, 1024))
    .replace(/^(?:\xef\xbb\xbf|\s)+/, '')
    .toLowerCase()
  if (head.startsWith('#!')) return 'application/x-sh'
  if (/^<(?:!doctype html|html|head|body|script|iframe|meta|svg)[\s>]/.test(head)) return 'text/html'
  if (
    /^<\?xml[^>]{0,200}>\s{0,50}(?:<!--[^>]{0,400}>\s{0,50})?(?:<!doctype (?:svg|html)|<svg|<html)/.test(head)
  )
    return 'text/html'
  if (head.startsWith('[internetshortcut]')) return 'application/internet-shortcut'
  return undefined
}

function actsIn(family: Family, bytes: Uint8Array): string | 'macros' | null {
  const content = () => new TextDecoder('latin1').decode(bytes.subarray(0, SEARCHED))
  if (/Office|Word|Excel|PowerPoint|archive/.test(family.words)) {
    const text = content()
    // The stream of a macro project: its name stands in clear in ZIP, in UTF-16 in the older container.
    const office = family.words !== 'an archive' || text.includes('[Content_Types].xml')
    return office && (text.includes('vbaProject.bin') || text.includes('_\0V\0B\0A\0_\0P\0R\0O\0J'))
      ? 'macros'
      : null
  }
  if (family.words === 'a PDF') {
    return /\/(?:JavaScript|JS|Launch|EmbeddedFile)[\s(</[]/.test(content())
      ? 'runs something, or holds files, when it is opened'
      : null
  }
  return null
}

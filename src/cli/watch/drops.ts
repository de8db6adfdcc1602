import type { Seen } from './look.ts'

/** The data of a referral and the attachments beside it. */
export type Drop = { name: string; json: Seen; attachments: Seen[] }

/**
 * What is no drop, and what becomes of it. `link` and `name` are refused at once; `unclaimed` when nothing has come
 * to claim it for as long as the watch is patient; `left` stays where it is.
 */
export type Stray = { seen: Seen; fate: 'link' | 'name' | 'unclaimed' | 'left'; why: string }

/** What the watch itself writes beside a drop; never a drop, should it be moved back with one. */
const OWN_DOCUMENT = /\.(?:receipt\.json|reason\.json|reason\.txt)$/i
const JSON_FILE = /\.json$/i
const PDF_FILE = /\.pdf$/i
/** Would move the cursor, turn the line or hide text; U+FFFD stands for bytes that are no text. */
const BAD_NAME = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffd]/u

/**
 * Sorts what is in the folder into drops.
 *
 * `NAME.json` is the data. Its attachments are `NAME.pdf`, `NAME-*.pdf` and `NAME.*.pdf`; a PDF that could belong to
 * two drops belongs to the longer name. So no NAME may be the beginning of another up to a hyphen or a dot, unless
 * each is put in the folder whole before the next.
 */
export function dropsOf(seen: readonly Seen[]): { drops: Drop[]; strays: Stray[] } {
  const strays: Stray[] = []
  const drops = new Map<string, Drop>()
  const pdfs: Seen[] = []
  for (const one of seen) {
    const stray = strayOf(one)
    if (stray) strays.push(stray)
    else if (PDF_FILE.test(one.name)) pdfs.push(one)
    else {
      const name = one.name.replace(JSON_FILE, '')
      if (drops.has(name)) strays.push(unclaimed(one, `There is another ${name}.json beside it.`))
      else drops.set(name, { name, json: one, attachments: [] })
    }
  }
  for (const pdf of pdfs) {
    const owner = ownerOf(pdf.name.replace(PDF_FILE, ''), drops)
    if (owner) owner.attachments.push(pdf)
    else strays.push(unclaimed(pdf, 'There is no JSON file whose name this begins with.'))
  }
  return { drops: [...drops.values()], strays }
}

function strayOf(seen: Seen): Stray | null {
  const { name, type } = seen
  if (BAD_NAME.test(name)) {
    return name.includes('\ufffd')
      ? { seen, fate: 'left', why: 'Its name is not text that can be read. Give it another name.' }
      : { seen, fate: 'name', why: 'Its name holds control characters or others that cannot be seen.' }
  }
  if (type === 'folder') return { seen, fate: 'left', why: 'It is a folder; folders are not looked into.' }
  if (type !== 'file') {
    const what = type === 'link' ? 'a link' : 'not a file'
    return { seen, fate: 'link', why: `It is ${what}, and what it leads to was not read.` }
  }
  if (OWN_DOCUMENT.test(name)) return { seen, fate: 'left', why: 'It is a paper of the watch, not a drop.' }
  if (JSON_FILE.test(name) || PDF_FILE.test(name)) return null
  return unclaimed(seen, 'Only .json files, and .pdf files that go with them, are sent from here.')
}

const unclaimed = (seen: Seen, why: string): Stray => ({ seen, fate: 'unclaimed', why })

/** The drop of the longest name that the PDF's name is, or goes on from by a hyphen or a dot. */
function ownerOf(pdf: string, drops: ReadonlyMap<string, Drop>): Drop | undefined {
  const exact = drops.get(pdf)
  if (exact) return exact
  for (let end = pdf.length - 1; end > 0; end--) {
    if (pdf[end] !== '-' && pdf[end] !== '.') continue
    const owner = drops.get(pdf.slice(0, end))
    if (owner) return owner
  }
  return undefined
}

import type { Seen } from './look.ts'

/** The data of a referral, and what lies beside them. */
export type Drop = {
  name: string
  json: Seen
  /** `NAME.pdf`, which nobody else can want: one, unless the folder tells `.pdf` from `.PDF` */
  documents: Seen[]
  /** PDF files called `NAME-…` or `NAME.…`: this drop's where its data name them so, and not otherwise */
  beside: Beside[]
}
/** `rivals`: the other drops whose data could name the same file. */
export type Beside = { pdf: Seen; rivals: Drop[] }

/** A PDF that is the document of no JSON file there; `near` are the drops whose data could name it. */
export type Loose = { pdf: Seen; near: Drop[] }

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
 * Sorts what is in the folder into drops, by names alone.
 *
 * `NAME.json` is the data and `NAME.pdf` their document, and no other drop's. That one NAME begins another is nothing:
 * a file goes with data by its beginning only where those very data name it (./attached.ts).
 */
export function dropsOf(seen: readonly Seen[]): { drops: Drop[]; loose: Loose[]; strays: Stray[] } {
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
      else drops.set(name, { name, json: one, documents: [], beside: [] })
    }
  }
  const loose: Loose[] = []
  for (const pdf of pdfs) {
    const stem = pdf.name.replace(PDF_FILE, '')
    const owner = drops.get(stem)
    if (owner) {
      owner.documents.push(pdf)
      continue
    }
    const near = beginningsOf(stem).flatMap((name) => drops.get(name) ?? [])
    for (const drop of near) drop.beside.push({ pdf, rivals: near.filter((other) => other !== drop) })
    loose.push({ pdf, near })
  }
  return { drops: [...drops.values()], loose, strays }
}

/** What becomes of a PDF that belongs to no drop. */
export function looseStray({ pdf, near: [drop] }: Loose): Stray {
  const own = `There is no ${pdf.name.replace(PDF_FILE, '')}.json`
  return unclaimed(pdf, drop === undefined ? `${own}.` : `${own}, and ${drop.json.name} does not name it.`)
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

/** The names that it goes on from by a hyphen or a dot, the longest first. */
const beginningsOf = (stem: string): string[] =>
  [...stem.matchAll(/[-.]/g)]
    .map(({ index }) => stem.slice(0, index))
    .filter((name) => name !== '')
    .reverse()

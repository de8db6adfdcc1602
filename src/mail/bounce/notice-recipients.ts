/** What a notice in plain text says of one recipient: the words that stand with its address. */
export type NoticeEntry = { address: string; words: string }

const ADDRESS = '[^\\s<>()\\[\\]",;:@]{1,64}@[a-z0-9][a-z0-9.-]{0,189}'
/** Marks that servers put before an address in a list. */
const MARK = '^[\\s>]{0,16}(?:[*•-] ?)?'

/**
 * The forms in which servers name a failed recipient, each a whole line. The address is the first group, what is
 * said with it the second.
 */
const LINES: readonly RegExp[] = [
  // <person@example.test>: host … said …    "person@example.test":    <person@example.test>   (User unknown)
  new RegExp(
    `${MARK}["'<]{1,2}(${ADDRESS})["'>]{1,2} ?(?:\\(expanded from:? [^)]{1,300}\\))?(:.*|\\s*\\(.*|\\.\\.\\..*)?$`,
    'i',
  ),
  // person@example.test
  new RegExp(`${MARK}(${ADDRESS}):?()$`, 'i'),
  // person@example.test: 550 …    person@example.test [User unknown]    person@example.test on Thu, 29 Apr …
  new RegExp(
    `${MARK}(${ADDRESS})(:\\s.+|\\s{1,4}(?:\\[|\\(|on \\w{3},? |on \\d|<|\\.\\.\\.|invalid address).*)$`,
    'i',
  ),
  new RegExp(`^.{0,200}\\bsmtp=(${ADDRESS});? {0,2}(on .*)?$`, 'i'),
  // Recipient: <person@example.test>    Unknown user: person@example.test    Addressed To: person@example.test
  new RegExp(
    `^[\\s>*-]{0,12}((?:final |original |failed |intended )?(?:recipients?|addressee|mailbox|rcpt to|addressed to|user)(?: address| e-?mail)?|(?:unknown|invalid|no such) (?:user|recipient|local part|mailbox|host)|user mailbox exceeds allowed size|invalid final delivery userid|delivery failed[^:]{0,40}|(?:e-?mail|to) address)\\s?: {0,20}<?(${ADDRESS})>?()(?:[\\s,;].*)?$`,
    'i',
  ),
]

/** Phrases that name the recipient inside a sentence. */
const SENTENCES: readonly RegExp[] = [
  new RegExp(
    `(?:deliver(?:ed|y)?(?: (?:your |the |this )?(?:e-?mail |mail )?(?:message)?)? ?to:?|undeliverable to|returned permanent errors:|rejected recipient|mail (?:message )?(?:to|for)|message for|could not be (?:sent|delivered) to:?|address:|sent to) ?<?(${ADDRESS})>?`,
    'i',
  ),
]

/** What the transcript of a session names, where nothing else does. */
const TRANSCRIPT: readonly RegExp[] = [
  new RegExp(`^[45]\\d\\d[ -].{0,24}<(${ADDRESS})>(\\.\\.\\..*)`, 'i'),
  new RegExp(`RCPT TO: ?<?(${ADDRESS})>?()`, 'i'),
  new RegExp(`(?:<<<|>>>) ?[45]\\d\\d .{0,60}?<?(${ADDRESS})>?(.*)`, 'i'),
]

/** Lines that tell of the message which was sent, and name its sender or all to whom it went. */
const ABOUT_MESSAGE =
  /^[\s>*]{0,12}(?:from|to|cc|bcc|subject|date|sent|sender|reply-to|original sender|mail from|message-id|return-path|envelope-from|errors-to)\s{0,8}:(?!\s*$)/i

const MOST_LINES = 4000
const LONGEST_LINE = 1000
const MOST_ENTRIES = 100
const MOST_WORDS = 4000

/**
 * The recipients that a notice names as failed, each once, in order, with what is said of each: up to where the next
 * one is named.
 *
 * @param aside addresses that are no failed recipients, such as those that the bounce itself goes to
 */
export function noticeEntries(notice: string, aside: ReadonlySet<string>): NoticeEntry[] {
  const lines = notice.slice(0, 128 * 1024).split('\n', MOST_LINES)
  for (const forms of [LINES, SENTENCES, TRANSCRIPT]) {
    const entries = gather(lines, forms, aside)
    if (entries.length > 0) return entries
  }
  return []
}

function gather(
  lines: readonly string[],
  forms: readonly RegExp[],
  aside: ReadonlySet<string>,
): NoticeEntry[] {
  const entries = new Map<string, { words: string[]; length: number }>()
  let current: { words: string[]; length: number } | undefined
  // What begins on the line of the address ends with its paragraph.
  let sameLine = false
  for (const long of lines) {
    const line = long.slice(0, LONGEST_LINE)
    const named = nameIn(line, forms)
    if (named !== null && !aside.has(named.address)) {
      current = entries.get(named.address)
      if (current === undefined) {
        if (entries.size >= MOST_ENTRIES) break
        current = { words: [], length: 0 }
        entries.set(named.address, current)
      }
      sameLine = forms === LINES && /^: ?\S/.test(named.words)
      add(current, named.words.replace(/^[:\s]+/, ''))
    } else if (sameLine && line.trim() === '') current = undefined
    else if (current !== undefined) add(current, line)
  }
  return [...entries].map(([address, { words }]) => ({ address, words: words.join('\n').trim() }))
}

function nameIn(line: string, forms: readonly RegExp[]): { address: string; words: string } | null {
  if (!line.includes('@') || ABOUT_MESSAGE.test(line)) return null
  for (const form of forms) {
    const groups = form.exec(line)?.slice(1)
    if (groups === undefined) continue
    const address = groups.find((group) => group?.includes('@') && !/[\s:]/.test(group))
    if (address === undefined) continue
    const others = groups.filter((group) => group !== undefined && group !== address)
    // Behind a label, or in a sentence, the whole line says what it is.
    const words = forms === LINES && groups[0] === address ? others.join(' ') : line
    return {
      address: address
        .toLowerCase()
        .replace(/[.-]+$/, '')
        .replace(/^['`]/, ''),
      words,
    }
  }
  return null
}

function add(entry: { words: string[]; length: number }, words: string): void {
  if (words.trim() === '' || entry.length > MOST_WORDS) return
  entry.words.push(words)
  entry.length += words.length
}

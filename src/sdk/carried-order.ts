import { kindOf } from '../domain/kinds.ts'
import type { Fault } from '../domain/wire/check.ts'
import type { ReadMessage } from '../mail/read.ts'
import { readJson } from '../mail/referral-part.ts'

/** The type of a part that says itself that it is a court order as data. */
export const COURT_ORDER_TYPE = 'application/vnd.despatch.court-order+json'

/** Well above the longest order that the form allows. */
const LARGEST = 2 * 1024 * 1024
const MOST_CONCERNS = 5

type Attachment = Omit<ReadMessage['attachments'][number], 'called'>

/** What a mail was found to carry: the data of one order, and the attachments besides it; or why there is none. */
export type CarriedOrder<File extends Attachment = Attachment> = {
  /** `unknown` data that the kind `court-order` accepts; null where the mail is to be shown as plain mail */
  order: { data: unknown } | null
  attachments: File[]
  /** sentences, each about the mail as a whole */
  concerns: Fault[]
}

/**
 * Looks for a court order as data among a mail's attachments: a part of the type above, or a file `*.json`, that the
 * kind accepts. Which of two orders a mail means nobody can say, so with more than one it carries none.
 */
export function carriedOrder<File extends Attachment>(attachments: readonly File[]): CarriedOrder<File> {
  const candidates = attachments.filter(
    ({ type, name }) => type === COURT_ORDER_TYPE || /\.json$/i.test(name),
  )
  const read = candidates.map((part) => ({ part, ...readOrder(part) }))
  const orders = read.filter(({ faults }) => faults.length === 0)
  const [sole] = orders
  if (sole && orders.length === 1) {
    return {
      order: { data: sole.data },
      attachments: attachments.filter((attachment) => attachment !== sole.part),
      concerns: [],
    }
  }
  const concerns =
    orders.length > 1
      ? [
          concern(
            `It carries ${orders.length} court orders as data, so none was taken: read what is attached.`,
          ),
        ]
      : read.filter(({ part, data }) => meantAsOrder(part, data)).map(whyNone)
  return { order: null, attachments: [...attachments], concerns: concerns.slice(0, MOST_CONCERNS) }
}

function readOrder({ bytes }: Attachment): { data: unknown; faults: Fault[] } {
  const data = readJson(bytes, LARGEST)
  const faults =
    data === undefined
      ? [{ path: '', message: 'cannot be read as JSON, or is too large' }]
      : kindOf('court-order').check(data)
  return { data, faults }
}

/** Any other JSON file is an attachment like every other, and nothing is to be said of it. */
const meantAsOrder = ({ type }: Attachment, data: unknown): boolean =>
  type === COURT_ORDER_TYPE || (typeof data === 'object' && data !== null && Object.hasOwn(data, 'orderType'))

function whyNone({ part, faults: [first] }: { part: Attachment; faults: Fault[] }): Fault {
  const why = first ? `${first.path} ${first.message}`.trim() : 'it is not in order'
  return concern(`${part.name} is not a court order as data that can be taken: ${why}.`)
}

const concern = (message: string): Fault => ({ path: '', message })

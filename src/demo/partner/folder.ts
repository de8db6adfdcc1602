import { randomBytes } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fieldValue, readHead } from '../../mail/fields.ts'
import { readMessageIds } from '../../mail/message-id.ts'
import { writePrivate } from '../files.ts'

/** The envelope under which a mail came in (RFC 5321, RFC 3461); `notify` in capitals, empty when not asked. */
export type KeptEnvelope = {
  from: string
  to: string
  envelopeId: string | null
  originalRecipient: string | null
  notify: string[]
  at: string
}

/** A mail in a partner's folder: still sealed, as it came over the wire. */
export type KeptMail = { id: string; messageId: string | null; envelope: KeptEnvelope; raw: Uint8Array }

/** What the partner's side has done about a mail; done once, whoever does it. */
export type Attention = 'reported' | 'notified'

/**
 * A partner's folder of received mail: a file for each mail as it came, `<id>.eml`, one for its envelope, and an
 * empty one for each thing done about it. A person may look in with gpg or any mail program.
 */
export function mailFolder(folder: string) {
  const envelopePath = (id: string) => join(folder, `${id}.json`)

  return {
    /** Keeps a mail; when this resolves, it is on disk under its name. */
    async keep(envelope: KeptEnvelope, raw: Uint8Array): Promise<KeptMail> {
      // Names in the order of arrival, so that a listing reads like an inbox.
      const id = `${envelope.at.replace(/[^0-9]/g, '')}-${randomBytes(4).toString('hex')}`
      await writePrivate(join(folder, `${id}.eml`), raw)
      // Last: a mail counts as received once its envelope is there.
      await writePrivate(envelopePath(id), JSON.stringify(envelope))
      return { id, messageId: messageIdOfMail(raw), envelope, raw }
    },

    /** All mail, oldest first. */
    async list(): Promise<KeptMail[]> {
      const names = await readdir(folder).catch(() => [])
      const ids = names
        .filter((name) => /^[0-9]+-[0-9a-f]+\.json$/.test(name))
        .map((name) => name.slice(0, -5))
      return Promise.all(
        ids.sort().map(async (id) => {
          const raw = new Uint8Array(await readFile(join(folder, `${id}.eml`)))
          const envelope = readEnvelope(await readFile(envelopePath(id), 'utf8'))
          return { id, messageId: messageIdOfMail(raw), envelope, raw }
        }),
      )
    },

    /** Whether a thing has been done about a mail, or is being done. */
    async done(id: string, attention: Attention): Promise<boolean> {
      return stat(join(folder, `${id}.${attention}`)).then(
        () => true,
        () => false,
      )
    },

    /** Claims a thing to be done about a mail: true for the first who asks, in whichever process. */
    async claim(id: string, attention: Attention): Promise<boolean> {
      try {
        await writeFile(join(folder, `${id}.${attention}`), '', { flag: 'wx', mode: 0o600 })
        return true
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
        throw error
      }
    },
  }
}

export type MailFolder = ReturnType<typeof mailFolder>

function messageIdOfMail(raw: Uint8Array): string | null {
  const head = readHead(raw)
  return readMessageIds(head === null ? '' : (fieldValue(head.fields, 'message-id') ?? ''))[0] ?? null
}

/** Our own file, written whole: anything else in it is a fault of this program. */
function readEnvelope(text: string): KeptEnvelope {
  const value: unknown = JSON.parse(text)
  if (isEnvelope(value)) return value
  throw new Error("An envelope in a partner's mail folder is damaged.")
}

function isEnvelope(value: unknown): value is KeptEnvelope {
  return typeof value === 'object' && value !== null && 'from' in value && 'to' in value && 'notify' in value
}

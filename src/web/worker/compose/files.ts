import { typeOfFile } from '../../../sdk/file-type.ts'
import type { Attachment } from '../../../sdk/referral-request.ts'

/** Of a text, so much is looked at for a marking (`markingConflicts`). */
const LOOKED_AT_BYTES = 256 * 1024

/** Files by name and type, and with the beginning of their texts: as much as the rules look at. */
export const lookedAt = (files: readonly File[]): Promise<Attachment[]> =>
  Promise.all(
    files.map(async (file) => {
      const type = typeOfFile(file.name)
      const looks = /^text\/|^application\/json$/.test(type)
      return {
        name: file.name,
        type,
        bytes: looks ? await bytesOf(file.slice(0, LOOKED_AT_BYTES)) : new Uint8Array(),
      }
    }),
  )

/** Files as they are sent. */
export const whole = (files: readonly File[]): Promise<Attachment[]> =>
  Promise.all(
    files.map(async (file) => ({ name: file.name, type: typeOfFile(file.name), bytes: await bytesOf(file) })),
  )

const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer())
